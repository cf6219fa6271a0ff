"""How long a source is waited for, and where it is asked besides its own address."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.acme import Noting, asked, asking

from modeldex import EgressError, NetworkError
from modeldex.http.client import HttpClient
from modeldex.pipeline.directory import read_directory
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker, unready
from modeldex.sources.table import SOURCES

DATA = Path(__file__).parents[2] / "data"
AZURE = SOURCES["azure"]
PROVIDER = read_directory(DATA).providers["azure"]
KEYED = {"AZURE_API_KEY": "no-real-key-0123456789"}
OWN = KEYED | {"AZURE_OPENAI_ENDPOINT": "https://gateway.contoso.example"}


@pytest.fixture
def server() -> Any:
    with AnswerServer() as running:
        yield running


def test_a_source_that_takes_too_long_is_given_up(server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(delay_seconds=600))

    with pytest.raises(NetworkError, match=r"acme\.example/v1/models: is not answered whole within 0.00"):
        asked(server, lambda asker: asker.gather(), asking(most_seconds=0.05))


def asked_of_azure(environ: dict[str, str], url: str = AZURE.url) -> list[str]:
    """Where Azure is asked."""
    transport = Noting()

    async def run() -> None:
        credentials = Credentials(environ, keyring=False)
        await Asker(AZURE, PROVIDER, credentials, HttpClient(transport)).json(url)

    asyncio.run(run())
    return [request.url for request in transport.requests]


def test_the_users_own_address_stands_in_for_one_that_has_a_variable_in_it() -> None:
    assert asked_of_azure(OWN) == ["https://gateway.contoso.example/openai/models"]
    named = KEYED | {"AZURE_RESOURCE_NAME": "acme"}
    assert asked_of_azure(named) == ["https://acme.openai.azure.com/openai/models"]


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        (OWN, "https://elsewhere.example/openai/models"),
        (KEYED | {"AZURE_RESOURCE_NAME": "acme"}, "https://gateway.contoso.example/openai/models"),
        (OWN, "http://gateway.contoso.example/openai/models"),
    ],
)
def test_no_other_address_is_asked_for_that(environ: dict[str, str], url: str) -> None:
    with pytest.raises(EgressError, match="is no address of azure"):
        asked_of_azure(environ, url)


def test_what_an_address_lacks_is_told_before_anybody_is_asked() -> None:
    told = {
        name: unready(AZURE, PROVIDER, Credentials(environ, keyring=False))
        for name, environ in {"key": {}, "place": KEYED, "own": OWN}.items()
    }

    assert "AZURE_API_KEY" in str(told["key"])
    assert told["place"] == "set AZURE_RESOURCE_NAME"
    assert told["own"] is None


def test_several_regions_are_no_lack_of_one() -> None:
    bedrock = SOURCES["bedrock"]
    provider = read_directory(DATA).providers[bedrock.own_listing_of or ""]
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "no-real-key-0123456789"}

    def told(**more: str) -> str | None:
        return unready(bedrock, provider, Credentials(keys | more, keyring=False))

    assert told(AWS_REGION="us-east-1,eu-west-1") is None
    assert "AWS_REGION" in str(told())
