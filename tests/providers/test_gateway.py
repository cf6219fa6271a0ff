"""One address for all providers: what may be one, and where it leads in either style."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http.server import AnswerServer
from tests.providers.groq import GROQ, KEY, credentials

from modeldex import InvalidValueError, ProviderError
from modeldex.core.provider import is_origin
from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.gateway import PLAIN_ROOTS, STYLES, Gateway


def test_the_path_tells_the_provider_and_below_it_lies_what_the_provider_has():
    gateway = Gateway("https://gw.example")

    assert gateway.root(GROQ, "openai_chat") == "https://gw.example/_/gateway/groq/openai/v1"
    assert gateway.model(GROQ, "llama-3.3-70b") == "llama-3.3-70b"
    assert gateway.wire("gemini", "openai_chat") == "gemini"


def test_a_provider_may_have_a_path_of_its_own_there():
    fireworks = GROQ.replace(gateway_path="fireworks/inference", wire_formats={"openai_chat": "/v1"})

    root = Gateway("https://gw.example").root(fireworks, "openai_chat")

    assert root == "https://gw.example/_/gateway/fireworks/inference/v1"


@pytest.mark.parametrize("url", ["http://127.0.0.1:4170", "https://gw.example/team-a", "http://[::1]:80"])
def test_a_gateway_may_have_a_port_and_a_path(url: str):
    assert Gateway(url).root(GROQ, "openai_chat") == f"{url}/_/gateway/groq/openai/v1"
    assert Gateway(f"{url}/").root(GROQ, "openai_chat") == f"{url}/_/gateway/groq/openai/v1"
    assert is_origin(Gateway(url).origin)


@pytest.mark.parametrize(
    "url", ["https://proxy.example", "https://proxy.example/", "https://proxy.example/v1"]
)
def test_a_plain_proxy_is_told_the_provider_by_the_name_of_the_model(url: str):
    proxy = Gateway(url, "plain")

    assert proxy.root(GROQ, "openai_chat") == "https://proxy.example/v1"
    assert proxy.model(GROQ, "llama-3.3-70b") == "groq/llama-3.3-70b"


def test_a_plain_proxy_is_talked_to_in_openais_format_unless_asked_otherwise():
    proxy = Gateway("https://proxy.example", "plain")

    assert proxy.wire("gemini", None) == "openai_chat"
    assert proxy.wire("openai_chat", "anthropic") == "anthropic"
    assert proxy.wire("openai_chat", "ollama") == "openai_chat"
    assert next(iter(PLAIN_ROOTS)) == "openai_chat"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gw.example",
        "ftp://gw.example",
        "file:///etc/passwd",
        f"https://user:{KEY}@gw.example",
        f"https://gw.example/?key={KEY}",
        "https://gw.example?",
        f"https://gw.example/#{KEY}",
        "https://gw.example/a b",
        "https://gw.example\n.evil.example",
        "https://gw.example:99999",
        "https://gw.example:0",
        "https://[gw.example",
        "https://${HOST}",
        "https://gw.example\\@evil.example",
        "//gw.example",
    ],
)
def test_what_cannot_be_its_address_is_an_error_that_withholds_it(url: str):
    with pytest.raises(InvalidValueError, match="the value is withheld") as raised:
        Gateway(url)

    assert KEY not in str(raised.value)
    assert list(raised.value.problems) == ["url"]


def test_the_environment_may_name_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_GATEWAY_URL", "https://gw.example")

    assert Gateway.of_environment() == Gateway("https://gw.example")
    assert Gateway.of_environment({}) is None
    assert Gateway.of_environment({"MODELDEX_GATEWAY_URL": " "}) is None
    with pytest.raises(InvalidValueError, match="the value is withheld"):
        Gateway.of_environment({"MODELDEX_GATEWAY_URL": "gw"})


def test_a_client_asks_the_gateway_that_the_environment_names():
    with AnswerServer() as server:
        environ = {"MODELDEX_GATEWAY_URL": f"{server.origin}/team", "OPENAI_API_KEY": KEY}

        async def ask() -> None:
            async with AsyncClient(credentials=credentials(OPENAI_API_KEY=KEY), environ=environ) as client:
                await client.complete("openai/gpt-4o", "hi")

        with pytest.raises(ProviderError):
            asyncio.run(ask())

    assert [one.path for one in server.requests] == ["/team/_/gateway/openai/v1/chat/completions"]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidValueError) as raised:
        Gateway("gw", "fancy")

    assert raised.value.problems.keys() == {"url", "style"}
    assert all(style in str(raised.value) for style in STYLES)


@given(st.text())
def test_a_text_is_refused_or_has_an_origin_to_which_all_roots_lead(text: str):
    try:
        gateway = Gateway(f"https://gw.example{text}")
    except InvalidValueError:
        return
    assert is_origin(gateway.origin)
    assert gateway.root(GROQ, "openai_chat").startswith(gateway.origin + "/") or "%" in text
    assert gateway.origin.startswith("https://gw.example")
