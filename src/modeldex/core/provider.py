"""`Provider`: who serves models, where, in which wire formats, and under which names of keys."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from modeldex.core.days import is_day
from modeldex.core.lazy_typing import overload
from modeldex.core.record import Field, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

CATEGORIES = ("core", "aggregators", "regional", "specialized", "community", "local")
"""What kind of provider it is; the folders of `data/models/`."""

WIRE_FORMATS = ("openai_chat", "openai_responses", "anthropic", "gemini", "bedrock", "ollama")
"""The ways of talking that providers share."""

ENV_ROLES = (
    "api_key", "auth_token", "bearer_token", "access_key_id", "secret_access_key", "session_token",
    "base_url", "host", "organization", "project", "location", "region", "account_id", "gateway_id",
    "resource_name", "api_version", "credentials_file", "admin_key",
)  # fmt: skip
"""What an environment variable of a provider can hold."""

LISTING_KEYS = {
    "source": str, "path": str, "least": int, "most": int, "is_complete": bool, "owners": tuple,
    "created_is_release": bool,
}  # fmt: skip
"""What a provider's file may say of its list of models, and as what. `source`: the name of its table,
else the provider's id. `path`: at the origin, else `/models` below the root of `openai_chat`. `least` and
`most`: how many models a whole answer has. `is_complete`: whether anybody is shown all. `owners`: who
owns a public model, anybody else's being of one account. `created_is_release`: whether `created` is the
day on which the maker released it."""


SIGNING_NAMES = (
    "none", "bearer", "openai", "x-api-key", "api-key", "x-goog-api-key", "aws-sigv4", "google-token",
)  # fmt: skip
"""How a request can be signed. `none`: nothing lets one in, as at a server of one's own."""

USUAL_SIGNING = MappingProxyType({
    "openai_chat": "bearer", "openai_responses": "bearer", "anthropic": "x-api-key",
    "gemini": "x-goog-api-key", "bedrock": "aws-sigv4", "ollama": "bearer",
})  # fmt: skip
"""Wire format -> how it is signed where the provider's file does not say otherwise."""

QUIRK_KEYS = {
    "lacks": tuple, "output_limit": str, "system_role": str, "thinking_field": str,
    "reasoning_field": str, "stream_usage": str, "json_schema": str, "responses_only": tuple,
}  # fmt: skip
"""Where a provider may depart from OpenAI's chat format, and what states it; see `wire.quirks`.
`responses_only`: beginnings of model ids that are served in the format `openai_responses` alone."""


class Table(Field):
    """A map of names that cannot be changed, not even through what it was made of."""

    default: Mapping[str, Any] = MappingProxyType({})

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Mapping[str, Any]: ...
    def __get__(self, record: object | None, owner: type) -> Self | Mapping[str, Any]:
        if record is None:
            return self
        return getattr(record, f"_{self.name}")  # type: ignore[no-any-return]

    def __set__(self, record: object, value: Mapping[str, Any]) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def clear(self, record: object) -> None:
        object.__setattr__(record, f"_{self.name}", self.default)

    def encode(self, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a map of names, not {value!r}")
        frozen = {name: tuple(item) if isinstance(item, list) else item for name, item in value.items()}
        return MappingProxyType(frozen)


class Provider(Record):
    """One provider, as its file in `data/providers/` describes it."""

    id: str
    """Its slug: the file's name, and the first segment of every full model id."""
    name: str
    """Its name for people."""
    category: str
    """One of `CATEGORIES`."""
    base_url: str | None = None
    """Bare origin, `https://host[:port]`; may hold `${NAME}` of an environment name; None: unknown."""
    docs: str | None = None
    """Where it documents its models."""
    gateway_path: str | None = None
    """Segments under a gateway's `/_/gateway/`; None: its id."""
    home_of: tuple[str, ...] = ()
    """Makers whose models are at home here: a bare model id of theirs resolves to this provider."""
    wire_formats: Table = Table()
    """Wire format -> root path at the origin, before the format's own path."""
    env: Table = Table()
    """Role -> accepted spellings of the environment variable, the canonical one first."""
    signing: Table = Table()
    """Wire format -> one of `SIGNING_NAMES`, where it is not the usual one of `USUAL_SIGNING`."""
    quirks: Table = Table()
    """Where its dialect of OpenAI's format departs from it: names of `QUIRK_KEYS`."""
    default_parameters: Table = Table()
    """Parameters of a request that it is sent where neither model nor request state them."""
    listing: Table = Table()
    """How its list of models in OpenAI's shape is asked for and what a whole one looks like: names of
    `LISTING_KEYS`; blank where nothing is known of it."""
    aliases: tuple[str, ...] = ()
    """Its other names."""
    closed_on: str | None = None
    """Day on which it stopped serving, `?` where nobody says when; None while open."""

    def _problems(self) -> Mapping[str, str]:
        problems: dict[str, str] = {}
        if not is_slug(self.id):
            problems["id"] = f"must be lower-case letters, digits, '-' and '.', not {self.id!r}"
        if self.category not in CATEGORIES:
            problems["category"] = f"must be one of {', '.join(CATEGORIES)}; not {self.category!r}"
        if self.base_url is not None and not is_origin(self.base_url):
            problems["base_url"] = (
                f"must be a bare origin like https://api.example.com, not {self.base_url!r}"
            )
        for wire, root in self.wire_formats.items():
            if wire not in WIRE_FORMATS:
                problems["wire_formats"] = f"must be of {', '.join(WIRE_FORMATS)}; not {wire!r}"
            elif not isinstance(root, str) or (root and not root.startswith("/")):
                problems["wire_formats"] = f"{wire} must be a path like /v1 or blank, not {root!r}"
        for role, names in self.env.items():
            if role not in ENV_ROLES:
                problems["env"] = f"must have roles of {', '.join(ENV_ROLES)}; not {role!r}"
            elif not names or not isinstance(names, tuple) or not all(map(_is_environment_name, names)):
                problems["env"] = (  # no word of the value: a key may have been written instead of its name
                    f"{role} must be a list of environment names like GROQ_API_KEY; the value is withheld"
                )
        problems |= _listing_problems(self.listing)
        for wire, how in self.signing.items():
            if wire not in self.wire_formats or how not in SIGNING_NAMES:
                problems["signing"] = (
                    f"must give a wire format of its own one of {', '.join(SIGNING_NAMES)}; not {wire} = {how!r}"
                )
        for key, value in self.quirks.items():
            if key not in QUIRK_KEYS:
                problems["quirks"] = f"must have keys of {', '.join(QUIRK_KEYS)}; not {key!r}"
            elif type(value) is not QUIRK_KEYS[key]:
                kind = "list" if QUIRK_KEYS[key] is tuple else "text"
                problems["quirks"] = f"{key} must be a {kind}, not {value!r}"
        if self.closed_on not in (None, "?") and not is_day(str(self.closed_on)):
            problems["closed_on"] = f"must be a date like 2025-06-01 or '?', not {self.closed_on!r}"
        return problems

    @classmethod
    def _subject(cls, values: Mapping[str, Any]) -> str:
        return f"Provider {values.get('id', '?')}"

    def __hash__(self) -> int:
        return hash(self.id)


def _listing_problems(listing: Mapping[str, Any]) -> Mapping[str, str]:
    for key, value in listing.items():
        if key not in LISTING_KEYS:
            return {"listing": f"must have keys of {', '.join(LISTING_KEYS)}; not {key!r}"}
        if type(value) is not LISTING_KEYS[key]:
            kind = "list" if LISTING_KEYS[key] is tuple else LISTING_KEYS[key].__name__
            return {"listing": f"{key} must be a {kind}, not {value!r}"}
    if listing and not {"least", "most"} <= listing.keys():
        return {"listing": "needs least and most: how few and how many models a whole answer has"}
    if listing and not 0 < listing["least"] <= listing["most"]:
        return {"listing": f"least must be from 1 to most, not {listing['least']}"}
    if not str(listing.get("path", "/")).startswith("/"):
        return {"listing": f"path must begin with /, not {listing['path']!r}"}
    return {}


def is_origin(url: str) -> bool:
    """Whether a URL is scheme, host and port, and nothing else."""
    scheme, separator, host = url.partition("://")
    return (
        scheme in ("http", "https")
        and bool(separator and host)
        and host.isprintable()
        and not set(host) & set("/?#@ ")
    )


def is_slug(text: str) -> bool:
    """Whether a text can be the id of a provider: lower-case letters, digits, `-` and `.`."""
    return bool(text) and all(char in "abcdefghijklmnopqrstuvwxyz0123456789-." for char in text)


def _is_environment_name(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isupper() and name.replace("_", "").isalnum()
