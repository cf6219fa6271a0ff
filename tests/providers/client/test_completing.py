"""Whole answers: what is sent for them, and what is told of them."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import KEY, Shelf, acme, said

from modeldex.core.errors import (
    CredentialError,
    EgressError,
    InvalidRequestError,
    ModelNotFoundError,
    NetworkError,
    NotReadyError,
    UntranslatableError,
    WireDataError,
)
from modeldex.core.usage import Usage
from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.credentials import Credentials
from modeldex.providers.gateway import Gateway
from modeldex.wire.content import Text
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from pathlib import Path

    from tests.providers.client.conftest import Asking

CHAT = "/v1/chat/completions"


def test_a_text_is_asked_as_one_message_and_answered_with_all_there_is_to_know(
    server: AnswerServer, asking: Asking
):
    server.answer(CHAT, Reply(json=said(), headers={"x-request-id": "r1"}))
    shelf = Shelf(cost_per_1m_input_tokens="1", cost_per_1m_output_tokens="2")

    answer = asking(lambda client: client.complete("acme/one", "Hi"), shelf)

    (seen,) = server.requests
    assert seen.json()["messages"] == [{"role": "user", "content": "Hi"}]
    assert seen.json()["model"] == "one"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert (answer.text, answer.finish.reason, answer.request_id) == ("Hello", "stop", "r1")
    assert answer.usage == Usage(input_tokens=9, output_tokens=3)
    assert answer.cost.amount == Decimal("0.000015")
    assert (answer.wire, answer.model, answer.attempts) == ("openai_chat", shelf.model, 1)
    assert answer.source == "$ACME_BASE_URL"
    assert answer.seconds > 0
    assert answer.first_token_seconds is None


def test_a_model_may_be_given_as_it_is_and_is_not_looked_up(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))
    shelf = Shelf(api_name="one-on-the-wire")

    asking(lambda client: client.complete(shelf.model, "Hi"), shelf)

    assert shelf.asked == []
    assert server.requests[0].json()["model"] == "one-on-the-wire"


def test_a_mapping_in_the_words_of_the_provider_goes_through_as_it_is(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))
    asked = {
        "model": "x",
        "messages": [{"role": "user", "content": "Hi"}],
        "new_field": {"a": [1]},
        "seed": 0,
    }

    answer = asking(lambda client: client.complete("one", asked))

    assert server.requests[0].json() == {**asked, "model": "one", "stream": False}
    assert answer.dropped == ()


def test_fields_that_quirks_concern_are_left_out_and_told_or_get_their_other_name(
    server: AnswerServer, asking: Asking
):
    server.answer(CHAT, Reply(json=said()))
    shelf = Shelf(acme(quirks={"lacks": ["seed"], "output_limit": "max_completion_tokens"}))
    messages = [{"role": "user", "content": "Hi", "odd": 1}]
    asked = {"messages": messages, "seed": 0, "max_tokens": 5, "new_field": {"a": [1]}}

    answer = asking(lambda client: client.complete("one", asked), shelf)

    assert server.requests[0].json() == {
        "messages": messages, "max_completion_tokens": 5, "new_field": {"a": [1]}, "model": "one",
        "stream": False,
    }  # fmt: skip
    assert [loss.field for loss in answer.dropped] == ["seed"]
    with pytest.raises(UntranslatableError, match="seed"):
        asking(lambda client: client.complete("one", asked, is_strict=True), shelf)


def test_what_goes_with_a_stream_alone_is_left_out_of_a_whole_call(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))
    asked = {
        "messages": [{"role": "user", "content": "Hi"}], "stream": True,
        "stream_options": {"include_usage": True},
    }  # fmt: skip

    asking(lambda client: client.complete("one", asked))

    assert server.requests[0].json().keys() == {"messages", "model", "stream"}


def test_what_a_format_cannot_say_is_told_and_in_strict_mode_refused(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))
    shelf = Shelf(acme(quirks={"lacks": ["seed"]}))
    asked = ChatRequest(model="", messages=(Message(role="user", parts=(Text(text="Hi"),)),), seed=1)

    answer = asking(lambda client: client.complete("one", asked), shelf)

    assert "seed" not in server.requests[0].json()
    assert [loss.field for loss in answer.dropped] == ["seed"]
    with pytest.raises(UntranslatableError, match="seed"):
        asking(lambda client: client.complete("one", asked, is_strict=True), shelf)
    assert len(server.requests) == 1


def test_the_answer_goes_into_the_next_request(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said("Hello")))
    first = Message(role="user", parts=(Text(text="Hi"),))

    async def talk(client: Any) -> Any:
        answer = await client.complete("one", ChatRequest(model="", messages=(first,)))
        more = Message(role="user", parts=(Text(text="And?"),))
        return await client.complete("one", ChatRequest(model="", messages=(first, answer.message, more)))

    asking(talk)

    roles = [(one["role"], one["content"]) for one in server.requests[1].json()["messages"]]
    assert roles == [("user", "Hi"), ("assistant", "Hello"), ("user", "And?")]


def test_headers_of_the_caller_go_along_and_keys_of_the_caller_do_not_count(
    server: AnswerServer, asking: Asking
):
    server.answer(CHAT, Reply(json=said()))
    headers = {"X-Beta": "a", "Authorization": "Bearer other"}

    asking(lambda client: client.complete("one", "Hi", headers=headers))

    assert server.requests[0].headers["x-beta"] == "a"
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("asked", "path"), [({"messages": 3}, "messages"), ({}, "messages"), ({"messages": [1]}, "messages[0]")]
)
def test_what_is_no_request_is_refused_before_anything_is_sent(
    server: AnswerServer, asking: Asking, asked: dict[str, Any], path: str
):
    with pytest.raises(InvalidRequestError) as caught:
        asking(lambda client: client.complete("one", asked))

    assert path in caught.value.problems
    assert server.requests == []


def test_a_thing_that_is_no_request_at_all_is_told(asking: Asking):
    asked: Any = b"Hi"

    with pytest.raises(InvalidRequestError, match="not bytes"):
        asking(lambda client: client.complete("one", asked))


def test_without_a_key_nobody_is_asked_and_the_mend_is_named(server: AnswerServer, asking: Asking):
    keyless = Credentials({"ACME_BASE_URL": server.url("/v1")}, keyring=False)

    with pytest.raises(CredentialError, match="set ACME_API_KEY"):
        asking(lambda client: client.complete("one", "Hi"), credentials=keyless)

    assert server.requests == []


def test_a_provider_that_nobody_can_talk_to_is_not_ready(asking: Asking):
    with pytest.raises(NotReadyError, match="acme/one"):
        asking(lambda client: client.complete("one", "Hi"), Shelf(acme(wire_formats={})))


def test_a_name_that_means_nothing_is_an_error(asking: Asking):
    with pytest.raises(ModelNotFoundError):
        asking(lambda client: client.complete("two", "Hi"))


def test_json_is_read_and_what_is_none_is_told(server: AnswerServer, asking: Asking):
    cut = said('{"a":')
    cut["choices"][0]["finish_reason"] = "length"
    server.answer(CHAT, Reply(json=said('{"a": 1}')), Reply(json=said("Sure!")), Reply(json=cut))

    assert asking(lambda client: client.complete("one", "Hi")).json() == {"a": 1}
    with pytest.raises(WireDataError, match="the answer is no JSON"):
        asking(lambda client: client.complete("one", "Hi")).json()
    with pytest.raises(WireDataError, match="the output limit cut it off"):
        asking(lambda client: client.complete("one", "Hi")).json()


def test_an_answer_is_had_in_the_words_of_a_format(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))

    body = asking(lambda client: client.complete("one", "Hi")).as_format("openai_chat")

    assert body["choices"][0]["message"]["content"] == "Hello"
    assert body["usage"]["total_tokens"] == 12


def test_usage_that_nobody_tells_is_unknown_and_so_is_the_cost(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said(usage=None)))
    shelf = Shelf(cost_per_1m_input_tokens="1", cost_per_1m_output_tokens="2")

    answer = asking(lambda client: client.complete("one", "Hi"), shelf)

    assert answer.usage is None
    assert (answer.cost.status, answer.cost.amount) == ("unknown", None)


def test_tools_thinking_and_refusals_are_at_hand(server: AnswerServer, asking: Asking):
    message = {
        "role": "assistant", "content": None, "refusal": "No.", "reasoning_content": "Hm.",
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
    }  # fmt: skip
    answered = said(choices=[{"index": 0, "message": message, "finish_reason": "tool_calls"}])
    server.answer(CHAT, Reply(json=answered))

    answer = asking(lambda client: client.complete("one", "Hi"))

    assert (answer.text, answer.refusal, answer.thinking) == ("", "No.", "Hm.")
    assert [(call.id, call.name) for call in answer.tool_calls] == [("c1", "f")]


def test_a_gateway_stands_in_for_the_address_and_gets_what_the_provider_would(
    server: AnswerServer, asking: Asking
):
    server.answer("/_/gateway/acme/v1/chat/completions", Reply(json=said()))
    del asking.environ["ACME_BASE_URL"]

    answer = asking(lambda client: client.complete("one", "Hi"), gateway=Gateway(server.origin))

    assert (answer.text, answer.source) == ("Hello", "the gateway")
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_file_of_authorities_that_is_none_is_told_when_the_client_is_made(tmp_path: Path):
    with pytest.raises(NetworkError, match="cannot be read"):
        AsyncClient(ca_file=tmp_path / "none.pem")


def test_an_origin_that_is_none_is_told_when_the_client_is_made():
    with pytest.raises(EgressError, match="no absolute URL"):
        AsyncClient(allow_origins=["localhost"])


def test_without_a_directory_the_catalog_in_use_knows_the_models():
    client = AsyncClient(environ={}, credentials=Credentials({}, keyring=False))

    with pytest.raises(CredentialError, match="set ANTHROPIC_API_KEY"):
        asyncio.run(client.complete("anthropic/claude-opus-4-5", "Hi"))
