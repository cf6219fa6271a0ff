"""Of whom a source asks: its own hosts, a mirror in their place, and nobody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.acme import ACME, KEYED, LIST, SOURCE, Noting, asked, asking, noted

from modeldex import CredentialError, EgressError
from modeldex.http.client import HttpClient
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker
from modeldex.sources.paging import by_link

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


@pytest.mark.parametrize(
    "url",
    [
        "https://api.acme.example.evil.example/v1/models",
        "https://evil.example/v1/models",
        "http://api.acme.example/v1/models",
        "https://api.acme.example:8443/v1/models",
        "https://user@api.acme.example/v1/models",
        "https://api.acme.example@evil.example/v1/models",
        "https://API.acme.example.evil.example/",
        "//api.acme.example/v1/models",
        "file:///etc/passwd",
        "/v1/models",
    ],
)
@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:9"])
def test_a_foreign_address_is_refused_before_anything_is_sent(url: str, origin: str | None) -> None:
    transport = Noting()

    async def run() -> None:
        asker = Asker(SOURCE, ACME, Credentials(KEYED, keyring=False), HttpClient(transport), origin=origin)
        with pytest.raises(EgressError, match="is no address of acme"):
            await asker.json(url)

    asyncio.run(run())
    assert transport.requests == []


@pytest.mark.parametrize(
    ("hosts", "url", "is_its_own"),
    [
        (("raw.acme.example",), "https://raw.acme.example/list", True),
        (("raw.acme.example",), "http://raw.acme.example/list", False),
        (("http://localhost:11434",), "http://localhost:11434/api", True),
        (("http://localhost:11434",), "http://localhost:11435/api", False),
        (("list.*.acme.example",), "https://list.us-east-1.acme.example/", True),
        (("list-*.acme.example",), "https://list-eu.acme.example/", True),
        (("list.*.acme.example",), "https://list..acme.example/", False),
        (("list.*.acme.example",), "https://list.evil.example/.acme.example/", False),
        (("list.*.acme.example",), "https://list.a.b.acme.example/", False),
        (("list.*.acme.example",), "https://list.a@evil.example#.acme.example/", False),
        (("list.*.acme.example",), "https://list.us-east-1.acme.example:444/", False),
        (("raw.acme.example",), "https://rawxacme.example/list", False),
    ],
)
def test_only_its_own_hosts_are_asked(hosts: tuple[str, ...], url: str, is_its_own: bool) -> None:
    source = asking(hosts=hosts)
    if is_its_own:
        assert [request.url for request in noted(lambda asker: asker.json(url), source)] == [url]
        return
    with pytest.raises(EgressError, match="add it to the hosts of the source"):
        noted(lambda asker: asker.json(url), source)


def test_a_variable_stands_for_one_part_of_a_host() -> None:
    source = asking("https://models.${ACME_REGION}.acme.example/v1")
    environ = KEYED | {"ACME_REGION": "us-east-1"}

    (request,) = noted(lambda asker: asker.json(source.url), source, environ)
    assert request.url == "https://models.us-east-1.acme.example/v1"
    with pytest.raises(CredentialError):
        noted(lambda asker: asker.json(source.url), source, KEYED | {"ACME_REGION": "evil.example/"})


def test_a_mirror_takes_the_place_of_scheme_host_and_port_alone(server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(json=[]))
    page = asked(server, lambda asker: asker.page(f"{LIST}?limit=10&after=a%2Fb"))

    (seen,) = server.requests
    assert (seen.target, page.url) == ("/v1/models?limit=10&after=a%2Fb", f"{LIST}?limit=10&after=a%2Fb")


def test_a_page_tells_which_mirror_gave_it(server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(json=[]))

    assert asked(server, lambda asker: asker.page(LIST)).mirror == server.origin


def test_a_link_into_the_mirror_is_followed_as_one_to_the_source(server: AnswerServer) -> None:
    more = f"{server.origin}/v1/models?after=1"
    first = Reply(json={"data": [1], "links": {"next": more}})
    server.answer("/v1/models", first)
    server.answer("/v1/models?after=1", Reply(json={"data": [2]}))
    source = asking(gather=by_link(LIST, "data"))

    assert asked(server, lambda asker: asker.gather(), source)["data"] == [1, 2]
    assert [seen.target for seen in server.requests] == ["/v1/models", "/v1/models?after=1"]
