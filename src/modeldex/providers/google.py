"""`GoogleSigner`: requests to Vertex, by a token that Google gives for the file of an account.

google-auth knows the files and the exchange; its one request goes out through `http`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from modeldex.core.errors import CredentialError, NetworkError
from modeldex.core.secret import Secret
from modeldex.http.request import Request, Timeouts
from modeldex.providers.passes import Pass

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from modeldex.core.provider import Provider
    from modeldex.http.answer import Answer
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.sender import Sender

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""What a token is asked for: https://cloud.google.com/vertex-ai/docs/general/iam-permissions."""

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
"""Who gives the tokens of people; the file of a service account names its own."""

TIMEOUTS = Timeouts(total=60.0)

_FIELDS = {
    "service_account": ("client_email", "private_key", "token_uri"),
    "authorized_user": ("client_id", "client_secret", "refresh_token"),
}
"""Kind of a file -> what it must hold."""
_SENT_SECRETS = ("assertion", "refresh_token", "client_secret")
"""Fields of the form that asks for a token, after RFC 6749 and RFC 7523."""
_REFUSED = (400, 401, 403)
_MOST_LIFE = 366 * 86_400
"""Seconds. Google's tokens live an hour, twelve at the most; beyond a year it is no time but a mistake."""


class GoogleSigner:
    """A ready token where one is set, else the one that is given for the file of an account."""

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        token_url: str = TOKEN_URL,
    ) -> None:
        self._clock = clock
        self._token_url = token_url

    def check(self, provider: Provider, credentials: Credentials) -> None:
        """CredentialError, with the step that mends it, where a request cannot be signed."""
        if _ready_token(provider, credentials) is not None:
            return
        path = _path(provider, credentials)
        fault = _fault(path)
        if fault is not None:
            place = credentials.where(provider, "credentials_file")
            raise CredentialError(provider.id, f"{place} must name the file of an account: {fault}")
        if not _is_installed():
            problem = "asking for a token needs google-auth; pip install 'modeldex[vertex]'"
            raise CredentialError(provider.id, problem, extra="vertex")

    async def sign(
        self, request: Request, provider: Provider, credentials: Credentials, client: Sender | None
    ) -> Request:
        """The request with a token, which is kept until shortly before it ends."""
        token = _ready_token(provider, credentials)
        if token is not None:
            return replace(request, headers={**request.headers, **_bearer(token)})
        path = _path(provider, credentials)

        async def ask() -> Pass:
            self.check(provider, credentials)
            return await self._exchanged(path, provider, client)

        held = await credentials.passes.get(("google-token", path), self._clock(), ask)
        return replace(request, headers={**request.headers, **held.headers}, identity=held.identity)

    async def _exchanged(self, path: Path, provider: Provider, client: Sender | None) -> Pass:
        from asyncio import get_running_loop

        if client is None:
            raise TypeError("a token of Google is asked for over the network: sign() needs the client")
        account = _account(path, self._token_url)
        if account is None:
            raise CredentialError(provider.id, "its account has no private key that can be read")
        bridge = _Bridge(client, get_running_loop())
        problem = await _refreshed(account, bridge)
        if problem is not None:
            raise CredentialError(provider.id, f"Google gives no token for its account: {problem}")
        ends_at = account.expiry.replace(tzinfo=UTC) if account.expiry is not None else self._clock()
        identity = f"google {sha256(path.read_bytes()).hexdigest()}"
        return Pass(headers=_headers(account), identity=identity, ends_at=ends_at)


@dataclass(frozen=True, slots=True)
class _Response:
    """An answer, as google-auth reads it."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _Bridge:
    """The transport that google-auth calls in a thread; what it sends goes out in the loop's client."""

    def __init__(self, client: Sender, loop: AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop
        self._sending: Future[Answer] | None = None

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours hold
        **_: Any,
    ) -> _Response:
        from asyncio import run_coroutine_threadsafe

        named: dict[str, str | Secret] = {name.lower(): value for name, value in (headers or {}).items()}
        request = Request(
            url=url,
            method=method,
            headers=named,
            body=body,
            body_secrets=_secrets_in(body),
            timeouts=TIMEOUTS,
            is_repeatable=True,
        )
        self._sending = run_coroutine_threadsafe(_sent(self._client, request), self._loop)
        answer = self._sending.result()
        if not _gives_token(answer.body):
            from google.auth.exceptions import TransportError

            raise TransportError("no token in the answer")  # type: ignore[no-untyped-call]
        return _Response(answer.status, answer.headers, answer.body)

    def give_up(self) -> None:
        """Break off what is being sent, so that no thread is left waiting for it."""
        if self._sending is not None:
            self._sending.cancel()


def _secrets_in(body: bytes | None) -> tuple[Secret, ...]:
    """What stands for the account in the form that asks for a token; the server may repeat it."""
    form = parse_qs((body or b"").decode("utf-8", "replace"))
    return tuple(Secret(value) for name in _SENT_SECRETS for value in form.get(name, ()))


def _gives_token(body: bytes) -> bool:
    """Whether a good answer holds a token, and an end of it that google-auth can read."""
    try:
        record = json.loads(body)
    except ValueError:
        return False
    token = record.get("access_token") if isinstance(record, dict) else None
    if not (isinstance(token, str) and token and token.isascii() and token.isprintable()):
        return False
    return str(record.get("expires_in", "0")).isdecimal() and int(record.get("expires_in", "0")) < _MOST_LIFE


async def _sent(client: Sender, request: Request) -> Answer:
    return await client.send(request)


async def _refreshed(account: Any, bridge: _Bridge) -> str | None:
    """Let an account have a token; why it gets none, None where it got one."""
    from asyncio import to_thread

    from google.auth.exceptions import GoogleAuthError

    try:
        await to_thread(account.refresh, bridge)
    except NetworkError as error:
        failure = error
    except GoogleAuthError:  # its text holds what the server said
        return "its answer holds none that can be read"
    else:
        return None
    finally:
        bridge.give_up()
    if failure.status not in _REFUSED:
        raise failure.with_traceback(None) from None  # whose frames hold what was sent
    return f"{failure.problem}; the key may have been withdrawn, make a new one"


def _account(path: Path, token_url: str) -> Any:
    """The account of a file, as google-auth knows it; None where its key cannot be read."""
    from google.oauth2 import credentials as people
    from google.oauth2 import service_account as services

    record = json.loads(path.read_text(encoding="utf-8"))
    if record["type"] == "authorized_user":
        return people.Credentials(  # type: ignore[no-untyped-call]
            token=None,
            refresh_token=record["refresh_token"],
            token_uri=token_url,
            client_id=record["client_id"],
            client_secret=record["client_secret"],
            quota_project_id=record.get("quota_project_id"),
        )
    try:
        return services.Credentials.from_service_account_info(record, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    except ValueError:
        return None


def _headers(account: Any) -> dict[str, str | Secret]:
    headers: dict[str, str | Secret] = {**_bearer(Secret(account.token))}
    if account.quota_project_id:
        headers["x-goog-user-project"] = account.quota_project_id
    return headers


def _bearer(token: Secret) -> dict[str, Secret]:
    return {"authorization": Secret(f"Bearer {token.reveal()}")}


def _ready_token(provider: Provider, credentials: Credentials) -> Secret | None:
    tokens = (credentials.secret(provider, role) for role in ("auth_token", "bearer_token"))
    return next((token for token in tokens if token is not None), None)


def _path(provider: Provider, credentials: Credentials) -> Path:
    value = credentials.value(provider, "credentials_file")
    if value is not None:
        return Path(value).expanduser()
    names = credentials.names(provider, "credentials_file")
    if not names:
        raise CredentialError(provider.id, "its file names no variable for the file of an account")
    tokens = [name for role in ("auth_token", "bearer_token") for name in credentials.names(provider, role)]
    problem = (
        f"set {names[0]} to the key file of a service account, or to the file that"
        " `gcloud auth application-default login` writes"
    )
    raise CredentialError(provider.id, problem, [*names, *tokens])


def _fault(path: Path) -> str | None:
    """Why a file is of no use, without a word of it or of its name: a key may have been put in its place."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return "it is no JSON" if isinstance(error, ValueError) else "there is none that can be read"
    kind = record.get("type") if isinstance(record, dict) else None
    if kind not in _FIELDS:
        return f"its type must be {' or '.join(_FIELDS)}"
    missing = [name for name in _FIELDS[kind] if not (isinstance(record.get(name), str) and record[name])]
    return f"it lacks {', '.join(missing)}" if missing else None


def _is_installed() -> bool:
    try:
        return find_spec("google.auth") is not None
    except ModuleNotFoundError:  # not even its parent is there
        return False
