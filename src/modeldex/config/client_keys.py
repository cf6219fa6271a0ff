"""The section `[client]` of a configuration: how providers are called."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from modeldex.config.client_settings import GATEWAY_STYLES, ClientSettings
from modeldex.config.kinds import Kind, line, shown, whole, word
from modeldex.config.nodes import Key, Table
from modeldex.core.provider import is_origin
from modeldex.settings import is_address

FILES = frozenset({"ca_file", "record_shapes"})
"""Keys that name a file. A path that is not absolute begins in the folder of the configuration file, or
where the process runs if a variable states it."""
_CLIENT = ClientSettings()
_LONGEST_SECONDS = 86_400
_ORIGIN = r"^https?://[^/?#@ ]+$"


def _address() -> Kind:
    def read(value: str) -> str:
        if not is_address(value):  # a key may stand in what is none
            raise ValueError(f"must be {what}; the value is withheld")
        return value

    what = "a URL like https://gateway.example.com, without a user, ? and #"
    pattern = r"^https?://[^/?#@ ]+(/[^?#@ ]*)?$"
    return Kind(what, (str,), {"type": "string", "pattern": pattern}, read, is_withheld=True)


def _origins() -> Kind:
    def read(value: list[object]) -> tuple[str, ...]:
        for one in value:
            if not isinstance(one, str) or not is_origin(one):
                raise ValueError("must be bare origins like http://10.0.0.5:8000; the value is withheld")
        return tuple(map(str, value))

    schema = {"type": "array", "items": {"type": "string", "pattern": _ORIGIN}}
    return Kind("a list of origins", (list,), schema, read)


def _file() -> Kind:
    text = line()

    def read(value: str) -> Path:
        path = str(text.convert(value))
        try:
            return Path(path).expanduser()
        except RuntimeError:
            raise ValueError("begins with ~, and there is no home folder") from None

    return text._replace(what="the path of a file", convert=read)


def _seconds() -> Kind:
    what = f"a number of seconds above 0, of at most {_LONGEST_SECONDS}"

    def read(value: int | Decimal) -> float:
        if not 0 < value <= _LONGEST_SECONDS:
            raise ValueError(f"must be {what}, not {shown(value)}")
        return float(value)

    schema = {"type": "number", "exclusiveMinimum": 0, "maximum": _LONGEST_SECONDS}
    return Kind(what, (int, Decimal), schema, read)


CLIENT = Table(
    "How providers are called.",
    {
        "gateway_url": Key("one address in the place of those of all providers; absent: none", _address()),
        "gateway_style": Key(
            "modeldex: its paths tell providers apart; plain: the names of models do",
            word(GATEWAY_STYLES),
            _CLIENT.gateway_style,
        ),
        "allow_origins": Key(
            "exact origins that may be asked although they lie in a private network", _origins()
        ),
        "ca_file": Key("file of certificates that are trusted besides, from this file's folder", _file()),
        "connect_seconds": Key("longest wait for a connection", _seconds(), int(_CLIENT.connect_seconds)),
        "first_token_seconds": Key(
            "longest wait for the first byte of an answer", _seconds(), int(_CLIENT.first_token_seconds)
        ),
        "between_tokens_seconds": Key(
            "longest silence within an answer, in seconds", _seconds(), int(_CLIENT.between_tokens_seconds)
        ),
        "total_seconds": Key("longest time for a whole call", _seconds(), int(_CLIENT.total_seconds)),
        "attempts": Key("how many times a call is tried at most", whole(1), _CLIENT.attempts),
        "record_shapes": Key(
            "file to which shapes of requests are added, never their text; absent: none", _file()
        ),
    },
)
