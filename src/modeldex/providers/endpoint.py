"""`Endpoint`: where a model is called, in which wire format, under which name, and how that is signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from modeldex.core.errors import CredentialError, NotReadyError
from modeldex.core.provider import ONLY_WIRES, USUAL_SIGNING, WIRE_FORMATS
from modeldex.providers.addresses import base_origin, filled
from modeldex.providers.gateway import PLAIN
from modeldex.providers.signing import NONE, unready
from modeldex.wire.quirks import NO_QUIRKS, Quirks

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway

LOCAL = "local"
"""Category of the providers that run on the user's own machine or network."""
NO_WIRE = "it is talked to in no wire format that is known here"
"""Why nobody can call a provider whose file states none, or a model that it serves in another way."""
NO_NAME = "its name is a path, and no model has such a one"
"""Why nobody can call a model whose name would change the address that is asked."""
OWN = "the provider's own address"
CONFIGURED = "the configuration"
OF_GATEWAY = "the gateway"

_MAKERS_WIRES = MappingProxyType({"anthropic": "anthropic", "google": "gemini"})
"""Maker -> the format in which its models say all they can, wherever it is spoken."""
_OPENAI_ON_VERTEX = "/endpoints/openapi"
_PUBLISHER = "google"
_HERE = re.compile(r"(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1")
"""Names and addresses of this very machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """All that a request to one model needs beside its body and its keys."""

    provider: Provider
    model: str
    """The name to send."""
    wire: str
    """One of `core.provider.WIRE_FORMATS`."""
    root: str
    """The URL up to the format's own path, such as `https://api.openai.com/v1`."""
    signing: str
    """One of `signing.SIGNERS`; `none`: nothing is signed."""
    quirks: Quirks
    """Where the provider's dialect departs from OpenAI's."""
    origin: str
    """Scheme, host and port of `root`."""
    is_operators: bool
    """Whether the user said where it is, or it is on the user's machine: the address need not be public."""
    source: str
    """Where the address comes from, for people."""


def endpoint_of(
    model: ModelConfig,
    provider: Provider,
    credentials: Credentials,
    *,
    gateway: Gateway | None = None,
    wire: str | None = None,
) -> Endpoint:
    """Where a model is called; `wire` is the format that is spoken if the provider speaks it.

    Keys come first: without one there is no address, through a gateway or not. Providers of the user's
    own machine are called there, and never through the gateway. NotReadyError where the model cannot be
    called, CredentialError where something has to be set; both name the step that mends it.
    """
    spoken = wire_of(model, provider, wire)
    if spoken is None:
        raise NotReadyError(model.id, NO_WIRE)
    if is_path(model.api_name):
        raise NotReadyError(model.id, NO_NAME)
    way = Way.to(provider, credentials, gateway, spoken, wire)
    error = unready(way.signing, provider, credentials)
    if error is not None:
        names = key_variables(provider, credentials)
        raise CredentialError(provider.id, error.problem, names, error.extra)
    return way.endpoint(model, credentials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a provider is reached, before anybody knows where: the same for all its models in one format."""

    provider: Provider
    wire: str
    signing: str
    gateway: Gateway | None
    """None: it is asked itself."""

    @classmethod
    def to(
        cls,
        provider: Provider,
        credentials: Credentials,
        gateway: Gateway | None,
        spoken: str,
        asked: str | None = None,
    ) -> Way:
        """The way to a provider that is spoken to in a format, as far as a gateway does not change it."""
        through = None if provider.category == LOCAL else gateway
        wire = spoken if through is None else through.wire(spoken, asked)
        signing = _signing(provider, spoken, wire, through)
        if is_key_optional(provider, credentials) and not key_is_kept(provider, credentials):
            signing = NONE
        return cls(provider=provider, wire=wire, signing=signing, gateway=through)

    def root(self, credentials: Credentials) -> tuple[str, str | None]:
        """The URL up to the format's own path, and where that is stated; None: in the provider's file.

        CredentialError names what is to be set.
        """
        if self.gateway is not None:
            return filled(self.gateway.root(self.provider, self.wire), self.provider, credentials), OF_GATEWAY
        base = base_origin(self.provider, credentials)
        root = filled(base.origin + base.root(self.wire), self.provider, credentials)
        if base.where is None and self.provider.id in credentials.configured.moved:
            return root, CONFIGURED
        return root, base.where

    def is_users(self, root: str, stated: str | None) -> bool:
        """Whether an address need not be public: the user said where it is, or it is the user's machine."""
        is_here = _HERE.fullmatch(urlsplit(root).hostname or "") is not None
        return stated is not None or self.provider.category == LOCAL or is_here

    def endpoint(self, model: ModelConfig, credentials: Credentials) -> Endpoint:
        """The end of the way, for one model."""
        root, stated = self.root(credentials)
        name = _name(model, root)
        return Endpoint(
            provider=self.provider,
            model=name if self.gateway is None else self.gateway.model(self.provider, name),
            wire=self.wire,
            root=root,
            signing=self.signing,
            quirks=NO_QUIRKS if self._is_plain else Quirks.of(self.provider.quirks),
            origin=origin_at(root),
            is_operators=self.is_users(root, stated),
            source=OWN if stated is None else stated,
        )

    @property
    def _is_plain(self) -> bool:
        """Whether somebody else translates for the provider."""
        return self.gateway is not None and self.gateway.style == PLAIN


def wire_of(model: ModelConfig, provider: Provider, asked: str | None = None) -> str | None:
    """The format in which a model is called; None where its provider speaks none that is known here.

    It is that which is asked for, if the provider speaks it; else that of the model's maker, else the first
    of `WIRE_FORMATS`. What its provider serves in one format alone is called in that, and in no other.
    """
    spoken = provider.wire_formats
    for quirk, wire in ONLY_WIRES.items():
        if model.model_id.startswith(provider.quirks.get(quirk, ())):
            return wire if wire in spoken else None
    makers = _MAKERS_WIRES.get((model.canonical_model or "").partition("/")[0])
    wanted = (asked, makers, *WIRE_FORMATS)
    return next((wire for wire in wanted if wire in spoken), None)


def origin_at(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_path(name: str) -> bool:
    """Whether a name would lead elsewhere, where a format puts it into a URL."""
    return ("./" in name or name[-1:] == ".") and not {".", ".."}.isdisjoint(name.split("/"))


def is_key_optional(provider: Provider, credentials: Credentials) -> bool:
    """Whether a provider may be asked without a key: a server of one's own, unless one is configured."""
    return provider.category == LOCAL and provider.id not in credentials.configured.references


def key_is_kept(provider: Provider, credentials: Credentials) -> bool:
    """Whether there is anything that may let one in, good or not."""
    return any(credentials.where(provider, role) is not None for role in KEY_ROLES)


def key_variables(provider: Provider, credentials: Credentials) -> list[str]:
    """The variables any of which may hold a key."""
    return [name for role in KEY_ROLES for name in credentials.names(provider, role)]


KEY_ROLES = ("api_key", "auth_token", "bearer_token", "access_key_id", "credentials_file")
"""Roles one of which lets one in."""


def _signing(provider: Provider, spoken: str, wire: str, gateway: Gateway | None) -> str:
    how: str = provider.signing.get(spoken, USUAL_SIGNING[spoken])
    if gateway is None or gateway.style != PLAIN or how == "google-token":
        return how
    return USUAL_SIGNING[wire]


def _name(model: ModelConfig, root: str) -> str:
    """The name to send. OpenAI's format on Vertex wants the publisher before it.

    https://cloud.google.com/vertex-ai/generative-ai/docs/start/openai
    """
    name = model.api_name
    return f"{_PUBLISHER}/{name}" if root.endswith(_OPENAI_ON_VERTEX) and "/" not in name else name
