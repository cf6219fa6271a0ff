"""`AwsSigner`: requests to Amazon, by a token of Bedrock or in Signature Version 4.

botocore works out the signature; the request goes its way through `http`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from modeldex.core.errors import CredentialError
from modeldex.core.secret import Secret
from modeldex.providers.signing import nameless

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.provider import Provider
    from modeldex.http.request import Request
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.sender import Sender

SIGNING_NAMES = {
    "bedrock": "bedrock",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "pricing": "pricing",
}
"""First word of a host -> service that a signature names, as the `signingName` of botocore's models has
it. Any other word is its own service: `bedrock-mantle` among them."""

_HOST = re.compile(
    r"(?:[\w.-]+\.)?(?P<service>[a-z][a-z-]*?)(?:-fips)?\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)"
    r"\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)"
)
_BEARER_ROLES = ("bearer_token", "api_key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """What signs, under the names by which botocore asks for it."""

    access: Secret
    secret: Secret
    session: Secret | None = None
    """Set where the other two are good for a session only."""

    @property
    def access_key(self) -> str:
        """The id of the access key."""
        return self.access.reveal()

    @property
    def secret_key(self) -> str:
        """The secret access key."""
        return self.secret.reveal()

    @property
    def token(self) -> str | None:
        """The token of the session."""
        return None if self.session is None else self.session.reveal()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """For what a signature is good."""

    service: str
    region: str


def scope_of(url: str) -> Scope | None:
    """Service and region that the host of a URL names; None for a host that is none of Amazon's."""
    host = _HOST.fullmatch(urlsplit(url).hostname or "")
    return None if host is None else Scope(service=_signing_name(host["service"]), region=host["region"])


def signed(request: Request, keys: Keys, scope: Scope, now: datetime) -> Request:
    """The request in Signature Version 4: method, path, query, all its headers and its body are covered.

    The steps of botocore are taken one by one, since all in one they write the token of a session to
    its log and ask a clock of their own. Whatever differs from one time to the next is a `Secret`, and
    `identity` says whose it is, so that an answer can be kept. `now` has its time zone.
    """
    from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
    from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]

    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    added = {"x-amz-date": Secret(stamp)}
    if keys.session is not None:
        added["x-amz-security-token"] = keys.session
    carried = {
        name: value for name, value in request.headers.items() if name not in {"authorization", "date"}
    }
    headers = carried | added
    outgoing = AWSRequest(
        method=request.method,
        url=request.url,
        params=_pairs(urlsplit(request.url).query),
        headers={name: _revealed(value) for name, value in headers.items()},
        data=request.body or b"",
    )
    outgoing.context["timestamp"] = stamp
    auth = SigV4Auth(keys, scope.service, scope.region)
    signature = auth.signature(auth.string_to_sign(outgoing, auth.canonical_request(outgoing)), outgoing)
    names = auth.signed_headers(auth.headers_to_sign(outgoing))
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={auth.scope(outgoing)}, SignedHeaders={names}, Signature={signature}"
    )
    identity = sha256(keys.access_key.encode()).hexdigest()
    return replace(
        request, headers={**headers, "authorization": Secret(authorization)}, identity=f"aws {identity}"
    )


class AwsSigner:
    """A token of Bedrock where one is set, else Signature Version 4 with access keys."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock

    def check(self, provider: Provider, credentials: Credentials) -> None:
        """CredentialError, with the step that mends it, where a request cannot be signed."""
        if _token(provider, credentials) is not None:
            return
        _keys(provider, credentials)
        if find_spec("botocore") is None:
            problem = "signing needs botocore; pip install 'modeldex[bedrock]', or set a token of Bedrock"
            raise CredentialError(provider.id, problem, extra="bedrock")

    async def sign(
        self,
        request: Request,
        provider: Provider,
        credentials: Credentials,
        client: Sender | None,  # noqa: ARG002 - nobody needs to be asked
    ) -> Request:
        """The request with a token or a signature."""
        self.check(provider, credentials)
        token = _token(provider, credentials)
        if token is not None:
            return replace(
                request, headers={**request.headers, "authorization": Secret(f"Bearer {token.reveal()}")}
            )
        scope = scope_of(request.url) or _usual_scope(provider, credentials)
        return signed(request, _keys(provider, credentials), scope, self._clock())


def _token(provider: Provider, credentials: Credentials) -> Secret | None:
    tokens = (credentials.secret(provider, role) for role in _BEARER_ROLES)
    return next((token for token in tokens if token is not None), None)


def _keys(provider: Provider, credentials: Credentials) -> Keys:
    access = credentials.secret(provider, "access_key_id")
    secret = credentials.secret(provider, "secret_access_key")
    if access is not None and secret is not None:
        session = credentials.secret(provider, "session_token")
        return Keys(access=access, secret=secret, session=session)
    tokens = [name for role in _BEARER_ROLES for name in credentials.names(provider, role)]
    if access is None and secret is None:
        needed = [credentials.names(provider, role)[:1] for role in ("access_key_id", "secret_access_key")]
        both = " and ".join(name for names in needed for name in names)
        ways = [f"{both}," if both and tokens else both, *tokens[:1]]
        if not any(ways):
            raise nameless(provider)
        raise CredentialError(provider.id, f"set {' or '.join(filter(None, ways))}", tokens)
    missing = credentials.names(provider, "secret_access_key" if secret is None else "access_key_id")
    given = credentials.where(provider, "access_key_id" if secret is None else "secret_access_key")
    raise CredentialError(provider.id, f"set {missing[0]} beside {given}", [*missing, *tokens])


def _usual_scope(provider: Provider, credentials: Credentials) -> Scope:
    """What is signed for where the host does not say: a proxy, or a server of one's own.

    The service is that of the provider's own address, the region the first that is set.
    """
    first_word = (provider.base_url or "").partition("://")[2].partition(".")[0]
    region = (credentials.value(provider, "region") or "").split(",")[0].strip()
    if not region:
        names = credentials.names(provider, "region")
        raise CredentialError(provider.id, f"set {names[0] if names else 'a region'}", names)
    return Scope(service=_signing_name(first_word or "bedrock"), region=region)


def _signing_name(word: str) -> str:
    return SIGNING_NAMES.get(word, word)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Names and values of a query, not escaped: each is escaped for the signature in Amazon's own way."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in parts]


def _revealed(value: str | Secret) -> Any:
    return value.reveal() if isinstance(value, Secret) else value
