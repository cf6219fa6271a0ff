"""The keys of a provider in a configuration: those of its file in `data/providers`, and its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from modeldex.config.dialect_keys import DATA_POLICY, DEFAULT_PARAMETERS, LISTING, QUIRKS, SIGNING, names
from modeldex.config.field_kinds import day
from modeldex.config.kinds import UNKNOWN, Kind, RefusedError, line, shown, word
from modeldex.config.nearness import did_you_mean
from modeldex.config.nodes import Key, Table
from modeldex.config.references import HOW_TO_REFER, REFERENCE, SecretReference
from modeldex.core.days import is_day
from modeldex.core.provider import CATEGORIES, ENV_ROLES, SECRET_ROLES, WIRE_FORMATS, is_origin, is_path

if TYPE_CHECKING:
    from datetime import date

NEW_CATEGORY = "local"
"""Category of a provider that only a configuration knows: a server that nobody else publishes."""
API_KEY = "api_key"
"""The key that refers to a secret, and is no field of `Provider`."""
SECRETS = "secrets"
"""The table of the references to further secrets, by role; no field of `Provider` either."""
_FURTHER = tuple(role for role in ENV_ROLES if role in SECRET_ROLES and role != API_KEY)
_USUAL_PATH = re.compile(r"(?:api/|openai/)?v[0-9]{1,2}(?:beta[0-9]?)?")
"""A root path that many servers have, and no key looks like."""


def reference() -> Kind:
    """A reference to a secret, never the secret."""
    schema = {"type": "string", "pattern": REFERENCE}
    return Kind(HOW_TO_REFER, (str,), schema, SecretReference.read, is_withheld=True)


def _origin() -> Kind:
    def read(value: str) -> str:
        if not is_origin(value):  # a key may stand in the rest of it
            problem = f"must be a bare origin like https://api.example.com{_mend(value)}"
            raise ValueError(f"{problem}; the value is withheld")
        return value

    pattern = r"^https?://[^/?#@ ]+$"
    return Kind("a URL", (str,), {"type": "string", "pattern": pattern}, read, is_withheld=True)


def _segments() -> Kind:
    def read(value: str) -> str:
        if not is_path(value):
            raise ValueError(f"must be segments like fireworks/inference, not {shown(value)}")
        return value

    pattern = r"^(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*$"
    return Kind("text", (str,), {"type": "string", "pattern": pattern}, read)


def _mend(value: str) -> str:
    """What to do with the path of an address, where it is a usual one and cannot be a key."""
    scheme, _, rest = value.partition("://")
    host, slash, path = rest.partition("/")
    path = path.rstrip("/")
    if not slash or not is_origin(f"{scheme}://{host}"):
        return ""
    if not path:
        return ", without the / at its end"
    if not _USUAL_PATH.fullmatch(path):
        return ", and its path belongs in wire_formats"
    return f', and /{path} belongs in wire_formats = {{ openai_chat = "/{path}" }}'


def _wire_formats() -> Kind:
    def read(value: dict[str, object]) -> dict[str, object]:
        problems = [
            ((name,), f"is no wire format{did_you_mean(name, WIRE_FORMATS)}")
            for name in value
            if name not in WIRE_FORMATS
        ]
        problems += [
            ((name,), "must be a path like /v1, or blank; the value is withheld")
            for name, root in value.items()
            if not isinstance(root, str) or (root and not root.startswith("/"))
        ]
        if problems:
            raise RefusedError(problems)
        return value

    schema = {
        "type": "object",
        "properties": {name: {"type": "string", "pattern": "^(/.*)?$"} for name in WIRE_FORMATS},
        "additionalProperties": False,
    }
    return Kind("a table of wire formats and paths", (dict,), schema, read, is_withheld=True)


def _env() -> Kind:
    def read(value: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        problems = [
            ((role,), f"is no role of a variable{did_you_mean(role, ENV_ROLES)}")
            for role in value
            if role not in ENV_ROLES
        ]
        problems += [
            ((role,), 'must be a list of names of variables, like ["GROQ_API_KEY"]; the value is withheld')
            for role, names in value.items()
            if role in ENV_ROLES and not _are_variables(names)
        ]
        if problems:
            raise RefusedError(problems)
        return {role: tuple(names) for role, names in value.items()}

    variables = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[A-Z0-9_]+$"}}
    schema = {
        "type": "object",
        "properties": dict.fromkeys(ENV_ROLES, variables),
        "additionalProperties": False,
    }
    return Kind("a table of roles and variables", (dict,), schema, read, is_withheld=True)


def _are_variables(names: object) -> bool:
    return (
        isinstance(names, list)
        and bool(names)
        and all(
            isinstance(name, str) and name.isascii() and name.isupper() and name.replace("_", "").isalnum()
            for name in names
        )
    )


def _closed_on() -> Kind:
    what = "a date like 2025-06-01, or ? where nobody says when"
    whole = day(is_whole=True)

    def read(value: str | date) -> str:
        if str(value) != UNKNOWN and not (len(str(value)) == 10 and is_day(str(value))):
            raise ValueError(f"must be {what}, not {shown(value)}")
        return str(value)

    return whole._replace(what=what, schema={"anyOf": [whole.schema, {"const": UNKNOWN}]}, convert=read)


PROVIDER = Table(
    "A provider of one's own, or what is different at a known one.",
    {
        "name": Key("its name for people; of a new one, its id where it is absent", line()),
        "category": Key(
            f"what kind of provider it is; of a new one, {NEW_CATEGORY} where it is absent", word(CATEGORIES)
        ),
        "base_url": Key("bare origin, https://host[:port]; absent: unknown", _origin()),
        "docs": Key("where it documents its models", line()),
        "gateway_path": Key("segments under a gateway; absent: its id", _segments()),
        "home_of": Key("makers whose bare model ids mean this provider", names()),
        "wire_formats": Key("wire format -> root path at the origin", _wire_formats()),
        "env": Key("role -> variables that may hold it, the first one counts most", _env()),
        "aliases": Key("other names of it", names()),
        "closed_on": Key("day on which it stopped serving, ? where nobody says when", _closed_on()),
        "signing": SIGNING,
        "quirks": QUIRKS,
        "default_parameters": DEFAULT_PARAMETERS,
        "listing": LISTING,
        "data_policy": DATA_POLICY,
        API_KEY: Key(f"where its key is found: {HOW_TO_REFER}", reference()),
        SECRETS: Table(
            "Where its other secrets are found.",
            {role: Key(f"where its {role} is found: {HOW_TO_REFER}", reference()) for role in _FURTHER},
            refused={API_KEY: f"is stated beside this table: {API_KEY} = ..."},
        ),
    },
    refused={"id": "is not stated here: the name of the table says it"},
)
