"""That a proxy is told an address that was checked, and a certificate is still that of the name."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest
from tests.http.certificate import certificate_for
from tests.http.server import AnswerServer, Reply
from tests.http.test_transport_hosts import Names
from tests.http.tunnel import tunnelling

from modeldex.core.errors import EgressError, NetworkError
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.failure import UnreachedError
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "api.example.com"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pinned") / "certificate.pem"
    path.write_bytes(certificate_for(HOST))
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[AnswerServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with AnswerServer(tls=context) as server:
        server.answer("/v1", Reply(json=1))
        yield server


def asked(
    server: AnswerServer, ca_file: Path, names: Names, *urls: str, allowed: tuple[str, ...] = ()
) -> list[str]:
    """What the proxy is asked for when some URLs are."""

    async def run() -> list[str]:
        async with tunnelling(server.port) as tunnel:
            environ = {"HTTPS_PROXY": tunnel.url}
            transport = AiohttpTransport(EgressGuard(allowed), lookup=names, environ=environ, ca_file=ca_file)
            try:
                for url in urls:
                    await transport.send(Request(url=url))
            finally:
                await transport.close()
            return tunnel.asked

    return asyncio.run(run())


def test_a_proxy_is_told_the_address_and_the_server_the_name(encrypted: AnswerServer, certificate: Path):
    names = Names(["2600::7", "93.184.215.14"])

    told = asked(encrypted, certificate, names, f"https://{HOST}/v1")

    assert told == ["CONNECT 93.184.215.14:443 HTTP/1.1"]
    assert names.asked == [(HOST, 443)]
    assert encrypted.requests[0].headers["host"] == HOST
    assert encrypted.requests[0].target == "/v1"


def test_an_address_of_six_is_told_where_there_is_no_other_and_the_path_stays_as_it_is(
    encrypted: AnswerServer, certificate: Path
):
    told = asked(encrypted, certificate, Names(["2600::7"]), f"https://{HOST}/v1?b=%2F&c=a%20b")

    assert told == ["CONNECT [2600::7]:443 HTTP/1.1"]
    assert encrypted.requests[0].target == "/v1?b=%2F&c=a%20b"


def test_a_certificate_of_another_name_at_the_same_address_is_refused(
    encrypted: AnswerServer, certificate: Path
):
    urls = (f"https://{HOST}/v1", "https://other.example.com/v1")

    with pytest.raises(NetworkError, match="Hostname mismatch"):
        asked(encrypted, certificate, Names(["93.184.215.14"]), *urls)

    assert len(encrypted.requests) == 1


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"]]
)
def test_no_proxy_is_asked_for_a_name_that_leads_home(
    encrypted: AnswerServer, certificate: Path, found: list[str]
):
    with pytest.raises(EgressError):
        asked(encrypted, certificate, Names(found), f"https://{HOST}/v1")

    assert encrypted.connections == 0


def test_a_name_that_only_the_proxy_knows_is_refused_with_the_mend(
    encrypted: AnswerServer, certificate: Path
):
    with pytest.raises(UnreachedError, match=f"allow https://{HOST} by name"):
        asked(encrypted, certificate, Names(), f"https://{HOST}/v1")

    assert encrypted.connections == 0


def test_an_origin_that_the_user_allowed_goes_by_its_name(encrypted: AnswerServer, certificate: Path):
    names = Names()

    told = asked(encrypted, certificate, names, f"https://{HOST}/v1", allowed=(f"https://{HOST}",))

    assert told == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert names.asked == []


def test_a_file_of_authorities_is_trusted_beside_those_of_the_system(
    encrypted: AnswerServer, certificate: Path
):
    asked(encrypted, certificate, Names(["93.184.215.14"]), f"https://{HOST}/v1")

    assert len(encrypted.requests) == 1


@pytest.mark.parametrize(("content", "told"), [(b"no PEM", "no certificate"), (None, "cannot be read")])
def test_a_file_of_authorities_that_holds_none_is_told_at_once(
    tmp_path: Path, content: bytes | None, told: str
):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NetworkError, match=told) as caught:
        AiohttpTransport(EgressGuard(), ca_file=path)

    assert str(path) in str(caught.value)
