"""`Gateway`: one address that stands in for those of all providers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from modeldex.core.errors import EgressError, InvalidValueError
from modeldex.core.provider import is_origin
from modeldex.http.guard import EgressGuard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.provider import Provider

MODELDEX, PLAIN = "modeldex", "plain"
STYLES = (MODELDEX, PLAIN)
"""How a gateway tells providers apart: by the path, or by the name of the model."""

PLAIN_ROOTS = {"openai_chat": "/v1", "openai_responses": "/v1", "anthropic": "/v1"}
"""Wire format that a plain gateway may be talked to in -> root path; the first one unless asked otherwise."""
VARIABLE = "MODELDEX_GATEWAY_URL"
"""What names a gateway where no configuration is read."""
_PER_PROVIDER = "/_/gateway/"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where requests go instead of to the providers, in one of two styles.

    `modeldex`: `{url}/_/gateway/{provider}`, and below it what the provider itself is sent: its wire
    format with its root path, the model's own name, and a signature by the provider's key, which may be
    a word that the gateway gave out in its place.

    `plain`: one proxy that knows the providers by itself. It is talked to in OpenAI's chat format below
    `{url}/v1`, and in no other unless that is asked for; the model is named `provider/name`, and the
    provider's key goes along as a bearer.
    """

    url: str
    """Its address, perhaps with a path; no query, no user, no key in it."""
    style: str = MODELDEX
    """One of `STYLES`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _in_small_letters(self.url))
        problems = {}
        if not _is_address(self.url):  # a key may stand in what is none
            problems["url"] = "must be an address like https://gateway.example.com; the value is withheld"
        if self.style not in STYLES:
            problems["style"] = f"must be {' or '.join(STYLES)}, not {self.style!r}"
        if problems:
            raise InvalidValueError("Gateway", problems)

    @classmethod
    def of_environment(cls, environ: Mapping[str, str] | None = None) -> Gateway | None:
        """The gateway that `MODELDEX_GATEWAY_URL` names, in the style `modeldex`; None where it names none.

        InvalidValueError where that is no address.
        """
        url = (os.environ if environ is None else environ).get(VARIABLE, "").strip()
        return cls(url) if url else None

    @property
    def origin(self) -> str:
        """Scheme, host and port alone."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def wire(self, usual: str, asked: str | None) -> str:
        """The wire format that is spoken to it, where the provider itself would be spoken to in `usual`."""
        if self.style == MODELDEX:
            return usual
        return asked if asked in PLAIN_ROOTS else next(iter(PLAIN_ROOTS))

    def root(self, provider: Provider, wire: str) -> str:
        """The URL up to a wire format's own path; it may hold `${NAME}`, as the provider's root may."""
        address = self.url.rstrip("/")
        if self.style == MODELDEX:
            place = provider.id if provider.gateway_path is None else provider.gateway_path
            return f"{address}{_PER_PROVIDER}{place}{provider.wire_formats[wire]}"
        root = PLAIN_ROOTS[wire]
        return address if address.endswith(root) else address + root

    def model(self, provider: Provider, name: str) -> str:
        """The name of a model, as it is sent."""
        return name if self.style == MODELDEX else f"{provider.id}/{name}"


def _in_small_letters(url: str) -> str:
    """A URL with its scheme and host as they are compared; the path stays as it is."""
    scheme, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{place.lower()}{slash}{path}"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_more = bool(parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0)
        EgressGuard([url]).check(url)  # what is refused whenever it is asked is no address
    except (ValueError, EgressError):  # a port or a bracket that is none, or nobody who may be asked
        return False
    is_plain = url.isprintable() and not set(url) & set("?# ${}\\")
    return is_plain and not has_more and is_origin(f"{parts.scheme}://{parts.netloc}")
