"""`sign`: a request as its provider wants it, with what lets the user in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from modeldex.core.errors import CredentialError, UnknownNameError
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.provider import Provider
    from modeldex.http.request import Request
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.sender import Sender


class Signer(Protocol):
    """One way of being let in."""

    def check(self, provider: Provider, credentials: Credentials) -> None:
        """CredentialError, with the step that mends it, where a request cannot be signed; asks no network."""

    async def sign(
        self, request: Request, provider: Provider, credentials: Credentials, client: Sender | None
    ) -> Request:
        """The request with the headers that let one in; CredentialError as `check` raises it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeySigner:
    """A key in a header, as it is."""

    keys: Mapping[str, tuple[str, str]]
    """Role -> header, and what stands in it before the key. The first role that is set counts."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What else is sent, where the request does not say otherwise."""
    account: Mapping[str, str] = field(default_factory=dict)
    """Header -> role whose value it carries, where that is set; none of them unless the provider's file
    lists all these roles."""

    def check(self, provider: Provider, credentials: Credentials) -> None:
        self._key(provider, credentials)

    async def sign(
        self,
        request: Request,
        provider: Provider,
        credentials: Credentials,
        client: Sender | None,  # noqa: ARG002 - nobody needs to be asked
    ) -> Request:
        header, key = self._key(provider, credentials)
        beside = {**self.headers, **self._account(provider, credentials)}
        return replace(request, headers={**beside, **request.headers, header: key})

    def _account(self, provider: Provider, credentials: Credentials) -> dict[str, str]:
        if not provider.env.keys() >= set(self.account.values()):
            return {}
        named = {header: credentials.value(provider, role) for header, role in self.account.items()}
        return {header: value for header, value in named.items() if value is not None}

    def _key(self, provider: Provider, credentials: Credentials) -> tuple[str, Secret]:
        for role, (header, before) in self.keys.items():
            key = credentials.secret(provider, role)
            if key is not None:
                return header, Secret(before + key.reveal())
        names = [credentials.names(provider, role) for role in self.keys]
        canonical = [spellings[0] for spellings in names if spellings]
        awaited = (credentials.awaited(provider, role) for role in self.keys)
        problem = next(filter(None, awaited), None)
        if problem is None and not canonical:
            raise nameless(provider)
        problem = problem or f"set {' or '.join(canonical)}"
        raise CredentialError(provider.id, problem, [name for spellings in names for name in spellings])


def nameless(provider: Provider) -> CredentialError:
    """The error where neither a provider's file nor the configuration says what holds a key."""
    step = f"state api_key below [providers.{provider.id}] of the configuration"
    return CredentialError(provider.id, f"its file names no variable for a key; {step}")


class LaterSigner:
    """A signer whose module is loaded when somebody needs it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name
        self._made: Signer | None = None

    def check(self, provider: Provider, credentials: Credentials) -> None:
        self._signer().check(provider, credentials)

    async def sign(
        self, request: Request, provider: Provider, credentials: Credentials, client: Sender | None
    ) -> Request:
        return await self._signer().sign(request, provider, credentials, client)

    def _signer(self) -> Signer:
        if self._made is None:
            self._made = cast("Signer", getattr(import_module(self._module), self._name)())
        return self._made


class NoSigner:
    """Nothing, as at a server of one's own."""

    def check(self, provider: Provider, credentials: Credentials) -> None:
        """Whoever asks is let in."""

    async def sign(
        self,
        request: Request,
        provider: Provider,  # noqa: ARG002 - it is asked for nothing
        credentials: Credentials,  # noqa: ARG002
        client: Sender | None,  # noqa: ARG002
    ) -> Request:
        return request


NONE = "none"
"""The way of signing in which no key is sent."""
_BEARER = ("authorization", "Bearer ")
_BY_BEARER = KeySigner(
    keys={"api_key": _BEARER, "auth_token": _BEARER, "bearer_token": _BEARER},
    account={"openai-organization": "organization", "openai-project": "project"},
)

SIGNERS: Mapping[str, Signer] = MappingProxyType({
    NONE: NoSigner(),
    "bearer": _BY_BEARER,
    "openai": _BY_BEARER,
    "x-api-key": KeySigner(
        keys={"api_key": ("x-api-key", ""), "auth_token": _BEARER},
        headers={"anthropic-version": "2023-06-01"},
    ),
    "api-key": KeySigner(keys={"api_key": ("api-key", ""), "auth_token": _BEARER}),
    "x-goog-api-key": KeySigner(keys={"api_key": ("x-goog-api-key", "")}),
    "aws-sigv4": LaterSigner("modeldex.providers.aws", "AwsSigner"),
    "google-token": LaterSigner("modeldex.providers.google", "GoogleSigner"),
})  # fmt: skip
"""Name, as sources and providers give it -> how a request is signed.

A key of OpenAI may be good for several organizations: https://platform.openai.com/docs/api-reference/authentication.
`anthropic-version` is required by https://platform.claude.com/docs/en/api/versioning."""


async def sign(
    request: Request, how: str, provider: Provider, credentials: Credentials, client: Sender | None = None
) -> Request:
    """The request with what lets one in, in headers that are `Secret`.

    `client` gets what has to be asked for first, such as a token. CredentialError where a key is missing
    or is refused, NetworkError where nobody answers who could give a token.
    """
    return await _signer(how).sign(request, provider, credentials, client)


def is_ready(how: str, provider: Provider, credentials: Credentials) -> str | None:
    """None where requests can be signed; else the reason, with the step that mends it. Asks no network."""
    error = unready(how, provider, credentials)
    return None if error is None else error.problem


def unready(how: str, provider: Provider, credentials: Credentials) -> CredentialError | None:
    """The error that signing would end with; None where requests can be signed. Asks no network."""
    try:
        _signer(how).check(provider, credentials)
    except CredentialError as error:
        return error
    return None


def _signer(how: str) -> Signer:
    try:
        return SIGNERS[how]
    except KeyError:
        raise UnknownNameError("way of signing", how, tuple(SIGNERS)) from None
