"""Tokens of Google: the exchange against a server on this machine, with keys made here."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from tests.http.server import AnswerServer, Reply
from tests.providers.accounts import PRIVATE, person_file, service_file, written
from tests.providers.groq import credentials, provider
from tests.providers.showing import shown

from modeldex import CredentialError, NetworkError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request
from modeldex.http.retry import RetryPolicy
from modeldex.providers.google import SCOPE, TOKEN_URL, GoogleSigner
from modeldex.providers.signing import is_ready

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modeldex.providers.credentials import Credentials

VERTEX = provider(
    "google-vertex",
    credentials_file="GOOGLE_APPLICATION_CREDENTIALS",
    auth_token="GOOGLE_TOKEN",
    project="GOOGLE_VERTEX_PROJECT",
)
ASK = Request(url="https://us-central1-aiplatform.googleapis.com/v1beta1/publishers/google/models")
TOKEN = "ya29.t0k3n"
GIVEN = Reply(json={"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as server:
        server.answer("/token", GIVEN)
        yield server


def kept(path: str) -> Credentials:
    return credentials(GOOGLE_APPLICATION_CREDENTIALS=path)


def signed(keys: Credentials, server: AnswerServer, *, times: int = 1, hours: float = 0) -> list[Request]:
    """One request signed several times at once, by a clock that is ahead by some hours."""
    signer = GoogleSigner(lambda: datetime.now(UTC) + timedelta(hours=hours), server.url("/token"))

    async def go() -> list[Request]:
        transport = AiohttpTransport(EgressGuard([server.origin]))
        async with HttpClient(transport, retry=RetryPolicy(attempts=1)) as client:
            return await asyncio.gather(*(signer.sign(ASK, VERTEX, keys, client) for _ in range(times)))

    return asyncio.run(go())


def bearer(request: Request) -> str:
    value = request.headers["authorization"]
    assert isinstance(value, Secret)
    return value.reveal()


def test_a_service_account_is_given_a_token_for_what_it_signed(server: AnswerServer, tmp_path: Path):
    [made] = signed(kept(service_file(tmp_path, server.url("/token"))), server)

    [asked] = server.requests
    body = parse_qs(asked.body.decode())
    assert bearer(made) == f"Bearer {TOKEN}"
    assert asked.method == "POST"
    assert body["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    head, claims, signature = body["assertion"][0].split(".")
    PRIVATE.public_key().verify(
        raw(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    said = json.loads(raw(claims))
    assert (said["iss"], said["aud"], said["scope"]) == ("ada@p.example", TOKEN_URL, SCOPE)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_person_is_given_a_token_and_the_project_that_pays_goes_along(server: AnswerServer, tmp_path: Path):
    [made] = signed(kept(person_file(tmp_path, quota_project_id="payer")), server)

    body = parse_qs(server.requests[0].body.decode())
    assert (body["grant_type"], body["refresh_token"]) == (["refresh_token"], ["r3fr3sh"])
    assert bearer(made) == f"Bearer {TOKEN}"
    assert made.headers["x-goog-user-project"] == "payer"


def test_a_token_is_asked_for_once_and_again_shortly_before_it_ends(server: AnswerServer, tmp_path: Path):
    keys = kept(service_file(tmp_path, server.url("/token")))
    made = signed(keys, server, times=10)
    made += signed(keys, server, hours=0.9)
    assert len(server.requests) == 1

    server.answer("/token", Reply(json={"access_token": "later", "expires_in": 3600}))
    [later] = signed(keys, server, hours=0.95)

    assert {bearer(one) for one in made} == {f"Bearer {TOKEN}"}
    assert bearer(later) == "Bearer later"
    assert {one.identity for one in made} == {later.identity}
    assert later.identity is not None


def test_two_accounts_have_two_identities(server: AnswerServer, tmp_path: Path):
    path = service_file(tmp_path, server.url("/token"))
    [one] = signed(kept(path), server)
    service_file(tmp_path, server.url("/token"), client_email="bob@p.example")
    [other] = signed(kept(path), server)

    assert one.identity != other.identity


@pytest.mark.parametrize("make", [service_file, person_file])
def test_an_account_that_is_refused_is_an_error_of_its_key(server: AnswerServer, tmp_path: Path, make: Any):
    server.answer(
        "/token", Reply(status=400, json={"error": "invalid_grant", "error_description": "Not ada"})
    )
    path = service_file(tmp_path, server.url("/token")) if make is service_file else person_file(tmp_path)

    with pytest.raises(CredentialError) as raised:
        signed(kept(path), server)

    assert "Google gives no token for its account: is answered with 400" in str(raised.value)
    assert "invalid_grant" in str(raised.value)
    assert not any(word in shown(raised.value) for word in ("PRIVATE KEY", "r3fr3sh", "s3cr3t", "assertion"))


@pytest.mark.parametrize("status", [400, 403, 500])
def test_what_a_server_repeats_of_the_account_is_in_no_error(
    server: AnswerServer, tmp_path: Path, status: int
):
    grant, client = "1//0gQx-yZ_ab-cd_EFgh-ij", "GOCSPX-ab_cd-EFgh_ij"
    server.answer(
        "/token", lambda seen: Reply(status=status, body=f"no {grant} <{client}>".encode() + seen.body)
    )

    with pytest.raises((CredentialError, NetworkError)) as raised:
        signed(kept(person_file(tmp_path, refresh_token=grant, client_secret=client)), server)

    assert f"answered with {status}" in str(raised.value)
    assert not any(word in shown(raised.value) for word in (grant, client, "0gQx", "ab_cd"))


def test_what_a_server_repeats_of_an_assertion_is_in_no_error(server: AnswerServer, tmp_path: Path):
    server.answer("/token", lambda seen: Reply(status=400, json=parse_qs(seen.body.decode())["assertion"]))

    with pytest.raises(CredentialError) as raised:
        signed(kept(service_file(tmp_path, server.url("/token"))), server)

    assertion = parse_qs(server.requests[0].body.decode())["assertion"][0]
    assert not any(part in shown(raised.value) for part in assertion.split("."))


@pytest.mark.parametrize("make", [service_file, person_file])
def test_a_server_that_fails_is_an_error_of_the_network(server: AnswerServer, tmp_path: Path, make: Any):
    server.answer("/token", Reply(status=503))
    path = service_file(tmp_path, server.url("/token")) if make is service_file else person_file(tmp_path)

    with pytest.raises(NetworkError) as raised:
        signed(kept(path), server)

    assert raised.value.status == 503
    assert len(server.requests) == 1
    assert not any(word in shown(raised.value) for word in ("PRIVATE KEY", "r3fr3sh", "s3cr3t", "assertion"))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>"),
        Reply(json=[]),
        Reply(json={"token": TOKEN}),
        Reply(json={"access_token": f"{TOKEN}\r\nx: y", "expires_in": 3600}),
        Reply(json={"access_token": TOKEN, "expires_in": "soon"}),
        Reply(json={"access_token": TOKEN, "expires_in": 10**18}),
    ],
)
def test_an_answer_without_a_token_is_an_error_that_does_not_show_it(
    server: AnswerServer, tmp_path: Path, reply: Reply
):
    server.answer("/token", reply)

    with pytest.raises(CredentialError, match="holds none that can be read") as raised:
        signed(kept(service_file(tmp_path, server.url("/token"))), server)

    assert TOKEN not in shown(raised.value)


def test_who_gives_up_leaves_no_thread_behind(server: AnswerServer, tmp_path: Path):
    server.answer("/token", Reply(json={}, delay_seconds=60))
    keys = kept(service_file(tmp_path, server.url("/token")))

    async def go() -> None:
        transport = AiohttpTransport(EgressGuard([server.origin]))
        async with HttpClient(transport) as client:
            signing = asyncio.create_task(GoogleSigner().sign(ASK, VERTEX, keys, client))
            while not server.requests:
                await asyncio.sleep(0.01)
            signing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await signing

    asyncio.run(asyncio.wait_for(go(), 30))  # its end waits for the threads


def test_a_ready_token_is_taken_as_it_is(server: AnswerServer):
    [made] = signed(credentials(GOOGLE_TOKEN="ready"), server)

    assert bearer(made) == "Bearer ready"
    assert server.requests == []
    assert is_ready("google-token", VERTEX, credentials(GOOGLE_TOKEN="ready")) is None


def test_nothing_secret_shows_in_a_request_or_a_log(
    server: AnswerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        [made] = signed(kept(service_file(tmp_path, server.url("/token"))), server)

    assertion = parse_qs(server.requests[0].body.decode())["assertion"][0]
    assert "/token" in caplog.text
    assert not any(word in f"{made!r}{caplog.text}" for word in (TOKEN, assertion, "PRIVATE KEY"))


def test_the_reason_names_the_file_that_is_to_be_set():
    reason = is_ready("google-token", VERTEX, credentials())

    assert reason is not None
    assert reason.startswith("set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account, or")


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (None, "there is none that can be read"),
        ("{'type'", "it is no JSON"),
        ([], "its type must be service_account or authorized_user"),
        ({"type": "external_account"}, "its type must be service_account or authorized_user"),
        (
            {"type": "service_account", "client_email": "a", "private_key": ""},
            "it lacks private_key, token_uri",
        ),
        ({"type": "authorized_user", "client_id": 5}, "it lacks client_id, client_secret, refresh_token"),
    ],
)
def test_a_file_that_is_of_no_use_is_told_without_its_name(tmp_path: Path, record: Any, fault: str):
    path = str(tmp_path / "nowhere.json") if record is None else written(tmp_path, record)

    reason = is_ready("google-token", VERTEX, kept(path))

    assert reason == f"$GOOGLE_APPLICATION_CREDENTIALS must name the file of an account: {fault}"


def test_a_key_that_cannot_be_read_is_an_error_without_it(server: AnswerServer, tmp_path: Path):
    path = service_file(tmp_path, server.url("/token"), private_key="-----BEGIN PRIVATE KEY----- s3cr3t")

    with pytest.raises(CredentialError, match="no private key that can be read") as raised:
        signed(kept(path), server)

    assert "s3cr3t" not in shown(raised.value)


def test_without_google_auth_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = service_file(tmp_path, "https://oauth2.googleapis.com/token")
    assert is_ready("google-token", VERTEX, kept(path)) is None
    monkeypatch.setitem(sys.modules, "google.auth", None)

    assert "pip install 'modeldex[vertex]'" in str(is_ready("google-token", VERTEX, kept(path)))


def test_a_token_needs_a_client(tmp_path: Path):
    path = service_file(tmp_path, "https://oauth2.googleapis.com/token")

    with pytest.raises(TypeError, match="needs the client"):
        asyncio.run(GoogleSigner().sign(ASK, VERTEX, kept(path), None))
