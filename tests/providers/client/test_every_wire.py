"""What a client does in every wire format, and across any two of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.played import ARGUMENTS, MODEL, USAGE, Upstream

from modeldex.core.errors import ProviderError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Image, Text, ToolCall, ToolResult
from modeldex.wire.events import Failed, PartGrew, PartStarted, Started
from modeldex.wire.failure import Failure
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.tools import Tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.providers.client.completion import Completion
    from modeldex.wire.events import ChatEvent

WEATHER = Tool(name="get_weather", schema={"type": "object", "properties": {"city": {"type": "string"}}})
HI = Message(role="user", parts=(Text(text="How is the weather in Ulm?"),))


@pytest.fixture
def other() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def asking(*messages: Message, tools: tuple[Tool, ...] = ()) -> ChatRequest:
    return ChatRequest(model="", messages=messages, tools=tools, max_output_tokens=99)


def result_of(call: ToolCall) -> Message:
    result = ToolResult(call_id=call.id, name=call.name, parts=(Text(text="sunny"),))
    return Message(role="tool", parts=(result,))


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_an_answer_comes_whole(server: AnswerServer, wire: str):
    with Upstream(server, wire).client() as client:
        answer = client.complete(MODEL, asking(HI))

    assert (answer.text, answer.wire) == ("Hello there", wire)
    assert answer.usage == USAGE
    assert answer.request_id == "r1"


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_an_answer_comes_as_a_stream(server: AnswerServer, wire: str):
    upstream = Upstream(server, wire)
    with upstream.client() as client, client.stream(MODEL, asking(HI)) as stream:
        assert "".join(stream.text()) == "Hello there"
        answer = stream.completion()

    assert (answer.usage, stream.is_whole) == (USAGE, True)
    assert server.requests[0].headers["accept"] == upstream.wire.stream_type


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_mapping_of_the_same_words_goes_through(server: AnswerServer, wire: str):
    upstream = Upstream(server, wire)
    body = upstream.wire.write_request(asking(HI), Losses())
    with upstream.client() as client:
        client.complete(MODEL, {**body, "unheard_of": [1]}, format=wire)
        with client.stream(MODEL, {**body, "unheard_of": [1]}, format=wire) as stream:
            for _ in stream:
                pass

    for seen in server.requests:
        sent = seen.json()
        assert sent["unheard_of"] == [1]
        assert {name: sent[name] for name in body if name not in {"model", "stream"}} == {
            name: body[name] for name in body if name not in {"model", "stream"}
        }


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_an_error_within_a_stream_is_one_of_the_provider(server: AnswerServer, wire: str):
    upstream = Upstream(server, wire)
    writer = upstream.wire.stream_writer(Losses())
    events: list[ChatEvent] = [
        Started("a1", MODEL), PartStarted(0, 0, Text(text="")), PartGrew(0, 0, "text", "Hel"),
        Failed(Failure(kind="overloaded", message="too much to do")),
    ]  # fmt: skip
    body = b"".join(writer.write(event) for event in events)
    for path in list(server._answers):
        server.answer(path, Reply(body=body, headers={"content-type": upstream.wire.stream_type}))

    with upstream.client() as client, client.stream(MODEL, asking(HI)) as stream:
        with pytest.raises(ProviderError, match="too much to do"):
            for _ in stream:
                pass
        assert stream.completion().text == "Hel"


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("kind", ["authentication", "rate_limit", "not_found", "server"])
def test_a_refusal_is_understood(server: AnswerServer, wire: str, kind: str):
    upstream = Upstream(server, wire)
    status, body = upstream.wire.write_failure(Failure(kind=kind, message="no, thank you"))
    for path in list(server._answers):
        server.answer(path, Reply(status=status, json=body, headers={"x-should-retry": "false"}))

    with upstream.client() as client, pytest.raises(ProviderError, match="no, thank you") as caught:
        client.complete(MODEL, asking(HI))

    assert (caught.value.kind, caught.value.status) == (kind, status)


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("second", WIRE_FORMATS)
@pytest.mark.parametrize("first", WIRE_FORMATS)
def test_a_talk_with_a_tool_goes_on_with_a_model_of_another_format(
    server: AnswerServer, other: AnswerServer, first: str, second: str, is_stream: bool
):
    one, two = Upstream(server, first), Upstream(other, second)

    def ask(upstream: Upstream, request: ChatRequest) -> Completion:
        with upstream.client() as client:
            if not is_stream:
                return client.complete(MODEL, request)
            with client.stream(MODEL, request) as stream:
                for _ in stream:
                    pass
                return stream.completion()

    asked = ask(one, asking(HI, tools=(WEATHER,)))
    (call,) = asked.tool_calls
    told = ask(two, asking(HI, asked.message, result_of(call), tools=(WEATHER,)))

    assert (call.name, json.loads(call.arguments)) == ("get_weather", json.loads(ARGUMENTS))
    assert told.text == "It is sunny."
    heard = [part for message in two.requests[0].messages for part in message.parts]
    assert [part.name for part in heard if isinstance(part, ToolCall)] == ["get_weather"]
    assert told.dropped == ()


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_picture_at_an_address_arrives_as_an_address_or_as_bytes(
    server: AnswerServer, other: AnswerServer, wire: str
):
    other.answer("/a.png", Reply(body=b"\x89PNG", headers={"content-type": "image/png"}))
    upstream = Upstream(server, wire)
    picture = Image(url=other.url("/a.png"))
    message = Message(role="user", parts=(Text(text="Look"), picture))

    with upstream.client(allow_origins=[other.origin]) as client:
        answer = client.complete(MODEL, asking(message))

    (heard,) = [part for part in upstream.requests[0].messages[0].parts if isinstance(part, Image)]
    is_fetched = "image" not in upstream.wire.fetches
    assert len(other.requests) == is_fetched
    assert (heard.data if is_fetched else heard.url) == ("iVBORw==" if is_fetched else picture.url)
    assert answer.dropped == ()
