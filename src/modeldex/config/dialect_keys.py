"""The keys of a provider that are tables: how it lets in, its dialect, its list, what it does with data."""

from __future__ import annotations

from decimal import Decimal

from modeldex.config.kinds import Kind, flag, line, shown, whole, word
from modeldex.config.nearness import did_you_mean
from modeldex.config.nodes import Key, Table
from modeldex.core.data_policy import DATA_POLICY_KEYS, is_region
from modeldex.core.provider import (
    LISTING_KEYS,
    PARAMETER_TYPES,
    QUIRK_KEYS,
    QUIRK_WORDS,
    SIGNING_NAMES,
    USUAL_SIGNING,
)

_QUIRKS = {
    "lacks": "fields of a request that it refuses or ignores",
    "output_limit": "its name of the output limit",
    "system_role": "role of instructions; blank: both are taken",
    "thinking_field": "field of an earlier answer that holds its thinking; blank: it takes none back",
    "reasoning_field": "how the effort of thinking is asked for; blank: it cannot be",
    "stream_usage": "when a stream ends with usage",
    "json_schema": "how a schema is asked for; blank: it cannot be",
    "cache_marks": "what marks the end of a cached prompt; blank: only what the caller marked so",
    "chat_only": "beginnings of model ids that are served in the format openai_chat alone",
    "responses_only": "beginnings of model ids that are served in the format openai_responses alone",
    "anthropic_only": "beginnings of model ids that are served in the format anthropic alone",
    "gemini_only": "beginnings of model ids that are served in the format gemini alone",
    "no_wire": "beginnings of model ids that are served in no wire format",
}
_LISTING = {
    "source": "name of its table of facts; absent: its id",
    "path": "path at the origin; absent: /models below the root of openai_chat",
    "least": "fewest models that a whole answer has",
    "most": "most models that a whole answer has",
    "is_complete": "whether anybody is shown all of them",
    "owners": "who owns a public model; anybody else's are of one account",
    "created_is_release": "whether created is the day on which the maker released it",
}
_DATA_POLICY = {
    "trains_on_input": "whether models are trained on the content of requests",
    "zero_retention": "whether nothing of it is kept after the answer",
    "retention_days": "longest time for which it is kept, in days",
    "regions": "everywhere that it is worked on: us, eu, global, or a cloud's own name of a region",
}


def names() -> Kind:
    """A list of names without blanks."""

    def read(value: list[object]) -> tuple[str, ...]:
        for name in value:
            if not isinstance(name, str) or not name or not name.isprintable() or " " in name:
                raise ValueError(f"must be names without blanks, not {shown(name)}")
        return tuple(map(str, value))

    schema = {"type": "array", "items": {"type": "string", "pattern": "^[^ ]+$"}}
    return Kind("a list of names", (list,), schema, read)


def _words(known: tuple[str, ...]) -> Kind:
    """A list of known words."""

    def read(value: list[object]) -> tuple[str, ...]:
        for one in value:
            if one not in known:
                near = did_you_mean(one, known) if isinstance(one, str) else ""
                raise ValueError(f"must be fields of a request, not {shown(one)}{near}")
        return tuple(map(str, value))

    schema = {"type": "array", "items": {"enum": list(known)}}
    return Kind("a list of fields of a request", (list,), schema, read)


def _quirk(name: str) -> Kind:
    words = QUIRK_WORDS.get(name)
    if words is None:
        return names()
    return _words(words) if QUIRK_KEYS[name] is tuple else word(words)


def _number() -> Kind:
    return Kind("a number", (int, Decimal), {"type": "number"}, float)


def _whole_number() -> Kind:
    return Kind("a whole number", (int,), {"type": "integer"})


_PARAMETERS = {int: _whole_number, float: _number, str: line, bool: flag}
_PATH = r"^/\S*$"


def _path() -> Kind:
    def read(value: str) -> str:
        if not value.startswith("/") or " " in value or not value.isprintable():
            raise ValueError(f"must be a path like /v1/models, not {shown(value)}")
        return value

    return Kind("a path", (str,), {"type": "string", "pattern": _PATH}, read)


def _regions() -> Kind:
    """A list of regions, one at least."""

    def read(value: list[object]) -> tuple[str, ...]:
        for region in value or ("",):
            if not is_region(region):
                raise ValueError(f"must be names of regions like us, eu or eu-west-1, not {shown(region)}")
        return tuple(map(str, value))

    items = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}
    return Kind("a list of regions", (list,), {"type": "array", "minItems": 1, "items": items}, read)


_DATA_KINDS = {bool: flag, int: lambda: whole(0), tuple: _regions}
_LISTING_KINDS = {str: line, int: lambda: whole(1), bool: flag, tuple: names}

SIGNING = Table(
    "How it lets in, by wire format, where that is not the usual way.",
    {
        wire: Key(f"how requests in the format {wire} are signed; absent: {usual}", word(SIGNING_NAMES))
        for wire, usual in USUAL_SIGNING.items()
    },
)

QUIRKS = Table(
    "Where its dialect of OpenAI's chat format differs.",
    {name: Key(_QUIRKS[name], _quirk(name)) for name in QUIRK_KEYS},
)

DEFAULT_PARAMETERS = Table(
    "What a request is sent with where neither the model nor the request says otherwise.",
    {name: Key(f"{name} of a request", _PARAMETERS[kind]()) for name, kind in PARAMETER_TYPES.items()},
)

LISTING = Table(
    "How its list of models in OpenAI's shape is asked for; least and most are needed.",
    {
        name: Key(_LISTING[name], _path() if name == "path" else _LISTING_KINDS[kind]())
        for name, kind in LISTING_KEYS.items()
    },
)

DATA_POLICY = Table(
    "What it does with the content of requests; what is not stated nobody knows.",
    {name: Key(_DATA_POLICY[name], _DATA_KINDS[kind]()) for name, kind in DATA_POLICY_KEYS.items()},
)
