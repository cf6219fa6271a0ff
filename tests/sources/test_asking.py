"""How a source asks: signed, watched, decoded; and what stands in an error."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.acme import ACME, KEY, KEYED, LIST, SOURCE, Noting, asked, asking, noted

from modeldex import CredentialError, NetworkError, SourceError
from modeldex.core.provider import Provider
from modeldex.core.secret import Secret
from modeldex.http.client import HttpClient
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker, unready
from modeldex.sources.fetching import Page

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def test_an_answer_is_decoded_and_keeps_its_headers(server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(json={"data": [1]}, headers={"x-total": "1"}))
    page = asked(server, lambda asker: asker.page(LIST))

    assert isinstance(page, Page)
    assert (page.content, page.url, page.headers["x-total"]) == ({"data": [1]}, LIST, "1")


def test_the_key_is_sent_as_a_secret_and_the_headers_of_the_source_with_it() -> None:
    (request,) = noted(lambda asker: asker.json(LIST), asking(headers={"x-version": "2"}))

    assert request.headers == {
        "accept": "application/json", "x-version": "2", "authorization": Secret(f"Bearer {KEY}"),
    }  # fmt: skip


def test_what_is_asked_without_a_signature_carries_no_key() -> None:
    (request,) = noted(lambda asker: asker.json(LIST, is_signed=False))

    assert "authorization" not in request.headers


def test_what_is_signed_is_the_address_of_the_source_and_not_that_of_a_mirror() -> None:
    aws = Provider(
        id="acme", name="Acme", category="core",
        env={"access_key_id": ["ACME_ID"], "secret_access_key": ["ACME_SECRET"], "region": ["ACME_REGION"]},
    )  # fmt: skip
    url = "https://bedrock.us-east-1.amazonaws.com/foundation-models"
    environ = {"ACME_ID": "AKIDEXAMPLE", "ACME_SECRET": KEY, "ACME_REGION": "us-east-1"}
    signatures = []
    for origin in (None, "https://mirror.example.com"):
        transport = Noting()

        async def run(origin: str | None = origin, transport: Noting = transport) -> None:
            credentials = Credentials(environ, keyring=False)
            source = asking(url, signing="aws-sigv4")
            await Asker(source, aws, credentials, HttpClient(transport), origin=origin).json(url)

        asyncio.run(run())
        (request,) = transport.requests
        assert request.url.startswith(origin or "https://bedrock.us-east-1.amazonaws.com")
        headers = {
            name: value.reveal() if isinstance(value, Secret) else value
            for name, value in request.headers.items()
        }
        signatures.append({"x-amz-date": headers["x-amz-date"], "authorization": headers["authorization"]})

    same_moment = signatures[0]["x-amz-date"] == signatures[1]["x-amz-date"]
    assert (signatures[0] == signatures[1]) is same_moment
    assert all("/us-east-1/bedrock/aws4_request" in one["authorization"] for one in signatures)


@pytest.mark.parametrize(("environ", "sends"), [(KEYED, True), ({}, False)])
def test_a_key_that_is_not_needed_is_sent_where_there_is_one(environ: dict[str, str], sends: bool) -> None:
    source = asking(is_key_needed=False)
    (request,) = noted(lambda asker: asker.json(LIST), source, environ)

    assert ("authorization" in request.headers) is sends
    assert unready(source, ACME, Credentials(environ, keyring=False)) is None


def test_a_key_that_is_needed_and_missing_is_told_before_and_when_it_is_asked() -> None:
    nothing = Credentials({}, keyring=False)

    assert unready(SOURCE, ACME, nothing) == "set ACME_API_KEY"
    assert unready(SOURCE, ACME, Credentials(KEYED, keyring=False)) is None
    with pytest.raises(CredentialError, match="ACME_API_KEY"):
        noted(lambda asker: asker.json(LIST), environ={})


def test_a_provider_without_a_file_is_told() -> None:
    told = unready(SOURCE, None, Credentials({}, keyring=False))

    assert told == "its provider has no file; add data/providers/acme.toml"
    assert unready(asking(signing=None), None, Credentials({}, keyring=False)) is None


def test_a_source_without_an_endpoint_is_not_asked() -> None:
    with pytest.raises(SourceError, match="modeldex ingest acme FILE"):
        Asker(replace(SOURCE, fetch=None), ACME, Credentials({}, keyring=False), HttpClient(Noting()))


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        (b"<html><body>" + b"x" * 500, "<html>"),
        (b"", "''"),
        (b'{"data": [', "{"),
        (b"[" * 100_000, "[[["),
        (b"\xff\xfe{}", "{}"),
    ],
    ids=["html", "empty", "half", "deep", "no text"],
)
def test_what_is_no_json_is_named_with_its_beginning(body: bytes, begins: str, server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(body=body))
    with pytest.raises(SourceError) as caught:
        asked(server, lambda asker: asker.json(LIST))

    told = str(caught.value)
    assert f"acme: {LIST}: is no JSON" in told
    assert begins in told
    assert len(told) < 400


def test_values_are_split_at_commas_and_told_where_there_are_none() -> None:
    asker = Asker(
        SOURCE,
        ACME,
        Credentials({"ACME_REGION": "us-east-1, ,eu-west-1,"}, keyring=False),
        HttpClient(Noting()),
    )

    assert asker.values("region") == ["us-east-1", "eu-west-1"]
    with pytest.raises(CredentialError, match="set ACME_ACCOUNT") as caught:
        asker.values("account_id")
    assert caught.value.missing == ("ACME_ACCOUNT",)


def test_who_watches_hears_what_is_done_and_expected() -> None:
    heard: list[tuple[int, int]] = []

    async def three(asker: Asker) -> None:
        asker.expects(1)
        for _ in range(3):
            await asker.json(LIST)

    noted(three, on_step=lambda done, expected: heard.append((done, expected)))
    assert heard == [(0, 2), (1, 2), (2, 2), (3, 3)]


def test_a_body_goes_as_it_is_with_its_own_headers() -> None:
    async def post(asker: Asker) -> None:
        await asker.page(LIST, method="POST", body=b'{"model": "a"}', headers={"content-type": "text/plain"})

    (request,) = noted(post)
    assert (request.method, request.body) == ("POST", b'{"model": "a"}')
    assert request.headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401, json={"error": f"bad key {KEY}"}),
        Reply(status=403, body=KEY.encode()),
        Reply(body=f"not json, but {KEY}".encode()),
        Reply.redirect(f"https://elsewhere.example/?key={KEY}"),
        Reply(json={}, cut_after=1),
    ],
    ids=["401", "403", "no json", "redirect", "cut"],
)
def test_a_key_is_in_no_error(reply: Reply, server: AnswerServer) -> None:
    server.answer("/v1/models", reply)
    with pytest.raises((NetworkError, SourceError)) as caught:
        asked(server, lambda asker: asker.json(f"{LIST}?api_key={KEY}"))

    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value)
    assert KEY not in json.dumps([str(part) for part in caught.value.args])
