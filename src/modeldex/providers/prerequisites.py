"""Whether a call can work, before anything is sent: what a model's provider needs and does not have."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError, EgressError
from modeldex.core.provider import ONLY_WIRES, USUAL_SIGNING
from modeldex.core.status import ModelStatus
from modeldex.http.guard import EgressGuard
from modeldex.providers.addresses import all_at_once, base_origin, missing_words
from modeldex.providers.endpoint import (
    LOCAL,
    NO_NAME,
    NO_WIRE,
    Way,
    is_path,
    key_is_kept,
    origin_at,
    wire_of,
)
from modeldex.providers.signing import NONE, unready

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.refused_keys import RefusedKey

KEY, ADDRESS, EXTRA, REFUSED, WIRE = "key", "address", "extra", "refused", "wire"
CLOSED, STATUS, OPT_IN = "closed", "status", "opt_in"
KINDS = (CLOSED, STATUS, WIRE, OPT_IN, KEY, REFUSED, ADDRESS, EXTRA)
"""What can stand in the way of a call."""

IN_PROCESS = "predictable"
"""The provider that is played in this process: nothing has to be installed to reach it."""
_ADDRESS_ROLES = ("host", "base_url")
_NOWHERE = "https://nowhere.invalid"
_WITHHELD = "; the value is withheld"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing."""

    kind: str
    """One of `KINDS`."""
    problem: str
    """What is wrong, never with a word of a key."""
    step: str | None = None
    """What mends it, such as `set GROQ_API_KEY`; None: nothing that the user could do."""

    def __str__(self) -> str:
        return self.problem if self.step is None else f"{self.problem}: {self.step}"


@dataclass(frozen=True, slots=True)
class NotReady:
    """Why a model cannot be called: all that is missing, at once."""

    lacks: tuple[Lack, ...]
    """At least one, in the order of `KINDS`."""

    @property
    def reason(self) -> str:
        """All of it in a sentence, each with the step that mends it."""
        return "; ".join(map(str, self.lacks))

    @property
    def mend(self) -> str | None:
        """The steps that mend it; None where nothing does."""
        return all_at_once(lack.step for lack in self.lacks if lack.step is not None)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each thing that is missing."""
        return tuple(lack.kind for lack in self.lacks)

    def __str__(self) -> str:
        return self.reason


class Prerequisites:
    """What is needed of providers, looked up once for each while this lives; it asks no network.

    Keys come first, with a gateway or without: what it stands in for is the address alone.
    """

    def __init__(
        self, credentials: Credentials, *, gateway: Gateway | None = None, is_named: bool = False
    ) -> None:
        """Begin anew with keys, and perhaps a gateway; `is_named`: the user asks for models by their ids.

        Then servers of one's own need no other word of consent, and what becomes of a call to an old
        model is for the provider to say.
        """
        self._credentials = credentials
        self._gateway = gateway
        self._is_named = is_named
        self._is_installed: bool | None = None
        self._of_providers: dict[str, dict[str, NotReady | None]] = {}

    def of_model(self, model: ModelConfig, provider: Provider) -> NotReady | None:
        """Why a model of a provider cannot be called; None where it can."""
        about = self._of_wire(model, provider)
        if about is None and is_path(model.api_name):
            about = NotReady((Lack(WIRE, NO_NAME),))
        status = model.status
        if self._is_named or (status is not ModelStatus.RETIRED and status is not ModelStatus.DISABLED):
            return about
        problem = "it has retired" if status is ModelStatus.RETIRED else "it is disabled"
        step = f"call {model.successor}" if model.successor else None
        return NotReady((Lack(STATUS, problem, step), *(() if about is None else about.lacks)))

    def _of_wire(self, model: ModelConfig, provider: Provider) -> NotReady | None:
        """What is missing to call a model in its own format."""
        found = self._of_wires(provider)
        everywhere = found.get("")
        if everywhere is not None or ("" in found and not provider.quirks.keys() & ONLY_WIRES.keys()):
            return everywhere
        wire = wire_of(model, provider)
        if wire is None:
            elsewhere = model.canonical_model
            step = None if elsewhere is None else f"call it elsewhere: modeldex providers {elsewhere}"
            return NotReady((Lack(WIRE, NO_WIRE, step),))
        return None if "" in found else found[wire]

    def of_provider(self, provider: Provider) -> NotReady | None:
        """Why nothing of a provider can be called; None where something can."""
        found = self._of_wires(provider).values()
        return None if None in found else next(iter(found))

    def _of_wires(self, provider: Provider) -> dict[str, NotReady | None]:
        """What is missing by wire format; under one blank name where that makes no difference."""
        known = self._of_providers.get(provider.id)
        if known is None:
            spoken = tuple(provider.wire_formats)
            lacking = {wire: self._missing(provider, wire) for wire in spoken or ("",)}
            first = next(iter(lacking.values()))
            is_same = all(one == first for one in lacking.values())
            known = self._of_providers[provider.id] = {"": first} if is_same else lacking
        return known

    def _missing(self, provider: Provider, wire: str) -> NotReady | None:
        lacks = _closed(provider)
        if not wire:
            step = f'state wire_formats = {{ openai_chat = "/v1" }} below [providers.{provider.id}]'
            lacks.append(Lack(WIRE, NO_WIRE, f"{step} of the configuration if it speaks that"))
        elif not lacks:
            way = Way.to(provider, self._credentials, self._gateway, wire)
            lacks += self._consent(provider)
            lacks += self._key(way)
            lacks += self._address(way)
            lacks += self._library(provider)
        return NotReady(tuple(sorted(lacks, key=lambda one: KINDS.index(one.kind)))) if lacks else None

    def _consent(self, provider: Provider) -> Iterable[Lack]:
        if self._is_named or not needs_consent(provider, self._credentials):
            return
        names = [self._credentials.names(provider, role)[:1] for role in _ADDRESS_ROLES]
        steps = [f"set {found[0]}={provider.base_url or 'its address'}" for found in names if found][:1]
        steps.append(f"name it below [providers.{provider.id}] of the configuration")
        yield Lack(OPT_IN, "it needs no key, and nobody says that it runs", " or ".join(steps))

    def _key(self, way: Way) -> Iterable[Lack]:
        provider = way.provider
        error = unready(way.signing, provider, self._credentials)
        if error is not None:
            kind = KEY if error.extra is None else EXTRA
            yield _lack(kind, error.problem, "it has no key")
        elif (refused := self._refusal(way)) is not None:
            yield Lack(REFUSED, str(refused), "set another")

    def _refusal(self, way: Way) -> RefusedKey | None:
        """What became of the key when it was sent last, to where it would be sent now."""
        try:
            origin = origin_at(way.root(self._credentials)[0])
        except CredentialError:
            origin = None
        return self._credentials.refused.find(way.provider, self._credentials, origin)

    def _address(self, way: Way) -> Iterable[Lack]:
        """What is missing of the address. Behind a gateway the provider's own host is of no interest."""
        provider, credentials = way.provider, self._credentials
        try:
            root, stated = way.root(credentials)
            lacks_region = way.signing == "aws-sigv4" and _lacks_region(way, root, credentials)
        except CredentialError as error:
            steps = all_at_once(missing_words(_template(way, credentials), provider, credentials))
            yield _lack(ADDRESS, steps or error.problem, "its address is not whole")
            return
        if lacks_region:
            name = credentials.names(provider, "region")[0]
            yield Lack(ADDRESS, "a signature names a region", f"set {name}")
        problem = _guarded(root, is_users=way.is_users(root, stated))
        if problem is not None:
            what, _, step = problem.partition("; ")
            yield Lack(ADDRESS, f"{stated or 'its address'} {what}", step or "set another address")

    def _library(self, provider: Provider) -> Iterable[Lack]:
        if self._is_installed is None:
            self._is_installed = find_spec("aiohttp") is not None
        if not self._is_installed and provider.id != IN_PROCESS:
            yield Lack(EXTRA, "calls need aiohttp", "pip install 'modeldex[sync]'")


def not_ready_reason(
    model: ModelConfig,
    provider: Provider,
    credentials: Credentials,
    *,
    gateway: Gateway | None = None,
    is_named: bool = False,
) -> NotReady | None:
    """Why a model cannot be called, all of it at once, each with the step that mends it; None where it can.

    `is_named`: the user asks for it by its id. Nobody is asked over the network.
    """
    return Prerequisites(credentials, gateway=gateway, is_named=is_named).of_model(model, provider)


def needs_consent(provider: Provider, credentials: Credentials) -> bool:
    """Whether a provider that asks for no key is used only once the user says so, and has not.

    To set its address or a key for it says so, and so does a table of its own in the configuration.
    """
    how = [provider.signing.get(wire, USUAL_SIGNING.get(wire)) for wire in provider.wire_formats]
    if provider.category != LOCAL and NONE not in how:
        return False
    if provider.id in credentials.configured.providers:
        return False
    is_placed = any(credentials.where(provider, role) is not None for role in _ADDRESS_ROLES)
    return not is_placed and not key_is_kept(provider, credentials)


def _closed(provider: Provider) -> list[Lack]:
    if provider.closed_on is None:
        return []
    day = "" if provider.closed_on == "?" else f" on {provider.closed_on}"
    return [Lack(CLOSED, f"its provider stopped serving{day}")]


def _lack(kind: str, problem: str, otherwise: str) -> Lack:
    """A lack out of what an error says: what is wrong and the step, or the step alone."""
    what, semicolon, step = problem.removesuffix(_WITHHELD).partition("; ")
    return Lack(kind, what, step) if semicolon else Lack(kind, otherwise, what)


def _guarded(root: str, *, is_users: bool) -> str | None:
    """Why an address is asked by nobody, whatever is found at it; None where it may be asked."""
    try:
        EgressGuard([root] if is_users else ()).check(root)
    except EgressError as error:
        return error.problem
    return None


def _template(way: Way, credentials: Credentials) -> str:
    """The URL that a provider is asked at, with whatever in it is to be filled in."""
    provider = way.provider
    if way.gateway is not None:
        return way.gateway.root(provider, way.wire)
    try:
        origin = base_origin(provider, credentials).origin
    except CredentialError:
        origin = provider.base_url or _NOWHERE
    return f"{origin}{provider.wire_formats[way.wire]}"


def _lacks_region(way: Way, root: str, credentials: Credentials) -> bool:
    """Whether a signature cannot say for which region it is good: neither the host nor anything else does."""
    if not credentials.names(way.provider, "region") or _has_token(way, credentials):
        return False
    from modeldex.providers.aws import scope_of

    return scope_of(root) is None and credentials.value(way.provider, "region") is None


def _has_token(way: Way, credentials: Credentials) -> bool:
    tokens = (credentials.where(way.provider, role) for role in ("bearer_token", "api_key"))
    return any(token is not None for token in tokens)
