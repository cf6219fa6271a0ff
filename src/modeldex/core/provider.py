"""`Provider`: who serves models, where, in which wire formats, and under which names of keys."""

from __future__ import annotations

from types import MappingProxyType

from modeldex.core.data_policy import data_policy_fault
from modeldex.core.days import is_day
from modeldex.core.list_fields import Table
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

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

SECRET_ROLES = frozenset({
    "api_key", "auth_token", "bearer_token", "access_key_id", "secret_access_key", "session_token",
    "admin_key",
})  # fmt: skip
"""The roles whose value nobody gets to see. The others say where and as whom somebody is asked."""

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
    "reasoning_field": str, "stream_usage": str, "json_schema": str, "cache_marks": str,
    "chat_only": tuple, "responses_only": tuple, "anthropic_only": tuple, "gemini_only": tuple,
    "no_wire": tuple,
}  # fmt: skip
"""Where a provider may depart from OpenAI's chat format, and what states it; see `wire.quirks`.
The last ones say which of its models are served in which format: by the beginnings of their ids."""

ONLY_WIRES = MappingProxyType({
    "chat_only": "openai_chat", "responses_only": "openai_responses", "anthropic_only": "anthropic",
    "gemini_only": "gemini", "no_wire": None,
})  # fmt: skip
"""Quirk -> the one wire format in which the models are served whose ids begin so; None: in none of them."""

QUIRK_WORDS = MappingProxyType({
    "lacks": (
        "tools", "tool_choice", "allows_parallel_calls", "output", "max_output_tokens", "temperature",
        "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty", "stop", "seed", "n", "logprobs",
        "top_logprobs", "logit_bias", "reasoning", "verbosity", "modalities", "audio", "user", "metadata",
        "service_tier", "cache_key", "is_stored",
    ),
    "output_limit": ("max_tokens", "max_completion_tokens"),
    "system_role": ("system", "developer", ""),
    "thinking_field": ("reasoning_content", "reasoning", ""),
    "reasoning_field": (
        "reasoning_effort", "reasoning", "thinking", "thinking+reasoning_effort", "enable_thinking", "",
    ),
    "stream_usage": ("asked", "always", "never"),
    "json_schema": ("json_schema", "json_object", ""),
    "cache_marks": ("cache_control", "prompt_cache_breakpoint", ""),
})  # fmt: skip
"""What a quirk can say, where it is not free; `lacks` lists some of these fields of a request."""

PARAMETER_TYPES: Mapping[str, type] = MappingProxyType({
    "max_output_tokens": int, "temperature": float, "top_p": float, "top_k": int, "min_p": float,
    "frequency_penalty": float, "presence_penalty": float, "seed": int, "verbosity": str,
    "service_tier": str, "allows_parallel_calls": bool, "is_stored": bool,
})  # fmt: skip
"""Parameter that a provider may have a default of -> its type; the names are those of a request."""


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
    data_policy: Table = Table()
    """What it says it does with content: names of `data_policy.DATA_POLICY_KEYS`."""
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
        if self.gateway_path is not None and not is_path(self.gateway_path):
            problems["gateway_path"] = (
                f"must be segments like fireworks/inference, without outer /, not {self.gateway_path!r}"
            )
        for name, fault_of in _FAULTS.items():
            if (fault := fault_of(getattr(self, name))) is not None:
                problems[name] = fault
        strange = self.signing.keys() - self.wire_formats.keys()
        if strange and "signing" not in problems:
            problems["signing"] = f"must be of its own wire_formats; {min(strange)} is none of them"
        if self.closed_on not in (None, "?") and not is_day(str(self.closed_on)):
            problems["closed_on"] = f"must be a date like 2025-06-01 or '?', not {self.closed_on!r}"
        return problems

    @classmethod
    def _subject(cls, values: Mapping[str, Any]) -> str:
        return f"Provider {values.get('id', '?')}"

    def __hash__(self) -> int:
        return hash(self.id)


def _wire_fault(roots: Mapping[str, Any]) -> str | None:
    for wire, root in roots.items():
        if wire not in WIRE_FORMATS:
            return f"must be of {', '.join(WIRE_FORMATS)}; not {wire!r}"
        if not isinstance(root, str) or (root and not root.startswith("/")):
            return f"{wire} must be a path like /v1 or blank, not {root!r}"
    return None


def _env_fault(env: Mapping[str, Any]) -> str | None:
    for role, names in env.items():
        if role not in ENV_ROLES:
            return f"must have roles of {', '.join(ENV_ROLES)}; not {role!r}"
        if not names or not isinstance(names, tuple) or not all(map(_is_environment_name, names)):
            # no word of the value: a key may have been written instead of its name
            return f"{role} must be a list of environment names like GROQ_API_KEY; the value is withheld"
    return None


def _signing_fault(signing: Mapping[str, Any]) -> str | None:
    for wire, how in signing.items():
        if how not in SIGNING_NAMES:
            return f"{wire} must be one of {', '.join(SIGNING_NAMES)}; not {how!r}"
    return None


def _quirk_fault(quirks: Mapping[str, Any]) -> str | None:
    for key, value in quirks.items():
        if key not in QUIRK_KEYS:
            return f"must have keys of {', '.join(QUIRK_KEYS)}; not {key!r}"
        if type(value) is not QUIRK_KEYS[key]:
            return f"{key} must be a {'list' if QUIRK_KEYS[key] is tuple else 'text'}, not {value!r}"
        words = QUIRK_WORDS.get(key)
        for word in value if isinstance(value, tuple) else (value,):
            if words is None and not (isinstance(word, str) and word and word.isprintable()):
                return f"{key} must be beginnings of model ids, not {word!r}"
            if words is not None and word not in words:
                return f"{key} must be one of {', '.join(one or repr(one) for one in words)}; not {word!r}"
    return None


def _parameter_fault(parameters: Mapping[str, Any]) -> str | None:
    for name, value in parameters.items():
        if name not in PARAMETER_TYPES:
            return f"must have names of {', '.join(PARAMETER_TYPES)}; not {name!r}"
        kind = PARAMETER_TYPES[name]
        if not _is_of(kind, value):
            return f"{name} must be {_KINDS[kind]}, not {value!r}"
        if kind is float and not float("-inf") < value < float("inf"):
            return f"{name} must be a number that can be written, not {value!r}"
    return None


def _is_of(kind: type, value: object) -> bool:
    return type(value) is kind or (kind is float and type(value) is int)


def _listing_fault(listing: Mapping[str, Any]) -> str | None:
    for key, value in listing.items():
        if key not in LISTING_KEYS:
            return f"must have keys of {', '.join(LISTING_KEYS)}; not {key!r}"
        if type(value) is not LISTING_KEYS[key]:
            kind = "list" if LISTING_KEYS[key] is tuple else LISTING_KEYS[key].__name__
            return f"{key} must be a {kind}, not {value!r}"
    if listing and not {"least", "most"} <= listing.keys():
        return "needs least and most: how few and how many models a whole answer has"
    if listing and not 0 < listing["least"] <= listing["most"]:
        return f"least must be from 1 to most, not {listing['least']}"
    if not str(listing.get("path", "/")).startswith("/"):
        return f"path must begin with /, not {listing['path']!r}"
    return None


_UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
_KINDS = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
_FAULTS: Mapping[str, Callable[[Mapping[str, Any]], str | None]] = {
    "wire_formats": _wire_fault,
    "env": _env_fault,
    "listing": _listing_fault,
    "signing": _signing_fault,
    "quirks": _quirk_fault,
    "default_parameters": _parameter_fault,
    "data_policy": data_policy_fault,
}
"""Table of a provider -> what is wrong with it by itself; None where nothing is."""


def is_origin(url: str) -> bool:
    """Whether a URL is scheme, host and port, and nothing else."""
    scheme, separator, host = url.partition("://")
    return (
        scheme in ("http", "https")
        and bool(separator and host)
        and host.isprintable()
        and not set(host) & set("/?#@ ")
    )


def is_path(text: str) -> bool:
    """Whether a text is segments of a URL's path, as they are: letters, digits, `-`, `.`, `_` and `~`."""
    segments = text.split("/")
    return text.isascii() and all(
        segment not in ("", ".", "..") and not segment.strip(_UNRESERVED) for segment in segments
    )


def is_slug(text: str) -> bool:
    """Whether a text can be the id of a provider: lower-case letters, digits, `-` and `.`."""
    return bool(text) and all(char in "abcdefghijklmnopqrstuvwxyz0123456789-." for char in text)


def _is_environment_name(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isupper() and name.replace("_", "").isalnum()
