"""That an encrypted connection is one with the host that was meant."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from tests.http.certificate import certificate_for
from tests.http.server import AnswerServer, Reply

from modeldex.core.errors import NetworkError
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import PassingError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request, Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modeldex.http.answer import Answer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(certificate_for("127.0.0.1"))
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[AnswerServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with AnswerServer(tls=context) as server:
        server.answer("/", Reply(json=1))
        yield server


def sent(origin: str, addresses: list[str] | None = None, timeouts: Timeouts | None = None) -> Answer:
    async def lookup(host: str, port: int) -> list[str]:
        return addresses or []

    async def run() -> Answer:
        transport = AiohttpTransport(EgressGuard([origin]), lookup=lookup, environ={})
        try:
            return await transport.send(Request(url=f"{origin}/", timeouts=timeouts or Timeouts()))
        finally:
            await transport.close()

    return asyncio.run(run())


def test_a_certificate_that_nobody_trusts_is_refused(encrypted: AnswerServer):
    with pytest.raises(NetworkError, match="certificate that is not trusted: self-signed") as caught:
        sent(encrypted.origin)

    assert not isinstance(caught.value, PassingError)
    assert encrypted.requests == []


def test_a_certificate_that_the_environment_trusts_is_fine(
    encrypted: AnswerServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert sent(encrypted.origin).body == b"1"


def test_a_certificate_of_another_host_is_refused(
    encrypted: AnswerServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(NetworkError, match="not trusted: Hostname mismatch"):
        sent(f"https://models.lan:{encrypted.port}", ["127.0.0.1"])

    assert encrypted.requests == []


def test_a_port_that_speaks_no_tls_is_told(server: AnswerServer):
    with pytest.raises(NetworkError, match="agrees on no encrypted connection"):
        sent(f"https://127.0.0.1:{server.port}", timeouts=Timeouts(connect=5))


def test_a_server_that_lets_one_wait_for_encryption_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and says nothing
        origin = f"https://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(PassingError, match=r"is not reached within 0\.2 s"):
            sent(origin, timeouts=Timeouts(connect=0.2))
