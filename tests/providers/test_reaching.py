"""Providers that are asked whether they answer: well, badly, not at all, and with a key that is no good."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply, Seen
from tests.providers.groq import GROQ, KEY, credentials

from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.guard import EgressGuard
from modeldex.providers.credentials import Credentials
from modeldex.providers.gateway import Gateway
from modeldex.providers.reaching import Question, Reached, reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.provider import Provider

LIST = {"object": "list", "data": [{"id": "m-1"}, {"id": "m-2"}]}


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def reached(
    server: AnswerServer, of: Provider = GROQ, gateway: Gateway | None = None, held: Credentials | None = None
) -> Reached:
    """What comes of asking a provider that the user has at this server."""
    kept = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=server.origin) if held is None else held
    question = Question.to(of, kept, gateway)

    async def ask() -> Reached:
        guard = EgressGuard([question.origin] if question.is_users else [])
        transport = AiohttpTransport(guard, environ={})
        try:
            return await reach(question, kept, transport)
        finally:
            await transport.close()

    return asyncio.run(ask())


def test_a_provider_that_answers_tells_its_models_and_how_long_it_took(server: AnswerServer):
    server.answer("/openai/v1/models", Reply(json=LIST))
    found = reached(server)

    assert (found.provider, found.status, found.models, found.problem) == ("groq", 200, 2, None)
    assert found.origin == server.origin
    assert found.seconds is not None
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.requests[0].method == "GET"


def test_it_is_asked_through_a_gateway_where_there_is_one(server: AnswerServer):
    server.answer("/_/gateway/groq/openai/v1/models", Reply(json=LIST))
    found = reached(server, gateway=Gateway(server.origin), held=credentials(GROQ_API_KEY=KEY))

    assert found.models == 2


def test_a_key_that_is_refused_is_taken_note_of_until_it_is_let_in(server: AnswerServer):
    refusal = {"error": {"message": f"Invalid key {KEY}", "type": "invalid_request_error"}}
    server.answer("/openai/v1/models", Reply(status=401, json=refusal), Reply(json=LIST), Reply(status=401))
    held = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=server.origin)
    first = reached(server, held=held)
    refused = held.refused.find(GROQ, held)
    second = reached(server, held=held)

    assert first.status == 401
    assert first.problem is not None
    assert KEY not in first.problem + str(refused)
    assert refused is not None
    assert (second.problem, held.refused.find(GROQ, held)) == (None, None)
    assert "authorization" not in server.requests[2].headers


def test_a_list_that_everybody_may_read_clears_no_key(server: AnswerServer):
    server.answer("/openai/v1/models", Reply(json=LIST))
    held = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=server.origin)
    held.refused.note(GROQ, held, status=401)
    found = reached(server, held=held)

    assert (found.models, found.problem) == (2, None)
    assert held.refused.find(GROQ, held) is not None


def test_a_key_that_changes_under_way_is_not_blamed_for_the_one_before(server: AnswerServer):
    environ = {"GROQ_API_KEY": KEY, "GROQ_API_BASE": server.origin}
    held = Credentials(environ, keyring=False)

    def refuse(_: Seen) -> Reply:
        environ["GROQ_API_KEY"] = f"{KEY}2"
        return Reply(status=401)

    server.answer("/openai/v1/models", refuse)
    found = reached(server, held=held)

    assert found.status == 401
    assert held.refused.find(GROQ, held) is None


@pytest.mark.parametrize("wire", ["gemini", "ollama", "openai_responses", "anthropic", "openai_chat"])
@pytest.mark.parametrize("body", [b"[]", b'["m"]', b'"m"', b"7"])
def test_an_answer_in_another_shape_is_no_accident(wire: str, body: bytes, server: AnswerServer):
    of = GROQ.replace(wire_formats={wire: "/v1"}, signing={wire: "bearer"})
    held = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=f"{server.origin}/v1")
    for path in ("/v1/models", "/v1/tags"):
        server.answer(path, Reply(body=body))
    found = reached(server, of, held=held)

    assert found.status == 200
    assert found.models == (0 if found.problem is None else None)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_another_bad_status_is_told_once_asked_and_blames_no_key(status: int, server: AnswerServer):
    server.answer("/openai/v1/models", Reply(status=status, json={"error": {"message": "no"}}))
    held = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=server.origin)
    found = reached(server, held=held)

    assert found.status == status
    assert found.is_reached
    assert found.problem is not None
    assert len(server.requests) == 1
    assert held.refused.find(GROQ, held) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1", b"null", b"{}", b"[" * 100_000])
def test_an_answer_that_is_no_list_is_told(body: bytes, server: AnswerServer):
    server.answer("/openai/v1/models", Reply(body=body))
    found = reached(server)

    assert (found.status, found.models) == (200, None)
    assert found.problem == "its answer is no list of models"


def test_nobody_who_listens_is_nobody_reached(server: AnswerServer):
    held = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE="http://127.0.0.1:1")
    found = reached(server, held=held)

    assert not found.is_reached
    assert (found.status, found.seconds) == (None, None)
    assert found.problem is not None


def test_a_provider_without_a_list_is_asked_for_anything_and_without_a_key(server: AnswerServer):
    bedrock = GROQ.replace(wire_formats={"bedrock": ""}, env={"bearer_token": ["T"], "base_url": ["B"]})
    found = reached(server, bedrock, held=credentials(T=KEY, B=server.origin))

    assert (found.status, found.models, found.problem) == (404, None, None)
    assert KEY not in str(server.requests[0])


def test_an_address_that_is_not_the_users_is_asked_by_the_rules_for_strangers(server: AnswerServer):
    held: Any = credentials(GROQ_API_KEY=KEY)
    found = reached(server, GROQ.replace(base_url="http://10.0.0.5"), held=held)

    assert not found.is_reached
    assert found.problem is not None
    assert "not asked without encryption" in found.problem
