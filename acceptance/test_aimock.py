"""aimock, which plays all six wire formats, asked through the client."""

import asyncio
import json
from typing import Any
from urllib.request import urlopen

import pytest

from acceptance.conftest import ROOTS, client_of
from modeldex import ProviderError
from modeldex.providers.client.async_client import AsyncClient
from modeldex.wire.content import Image, Text, ToolResult
from modeldex.wire.request import ChatRequest, Message, OutputFormat
from modeldex.wire.tools import Tool

WIRES = tuple(ROOTS)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEATHER = Tool(
    name="get_weather",
    description="The weather of a place.",
    schema={"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]},
)
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


def _asks(text: str, *parts: Any, **more: Any) -> ChatRequest:
    return ChatRequest(messages=(Message(role="user", parts=(Text(text=text), *parts)),), **more)


def _run(origin: str, act: Any) -> Any:
    async def asked() -> Any:
        async with client_of(origin) as client:
            return await act(client)

    return asyncio.run(asked())


@pytest.mark.parametrize("wire", WIRES)
def test_a_chat_is_answered(aimock_origin: str, wire: str):
    answer = _run(aimock_origin, lambda client: client.complete(f"upstream-{wire}", "Hello"))

    assert answer.text == "Hello from the other side."
    assert answer.finish.reason == "stop"
    assert answer.wire == wire


@pytest.mark.parametrize("wire", [wire for wire in WIRES if wire != "ollama"])
def test_usage_and_cost_are_those_of_the_upstream(aimock_origin: str, wire: str):
    answer = _run(aimock_origin, lambda client: client.complete(f"upstream-{wire}", "count my tokens"))

    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (1234, 56)
    assert str(answer.cost.amount) == "0.001346"


@pytest.mark.parametrize("wire", WIRES)
def test_a_stream_comes_in_pieces_and_says_the_same(aimock_origin: str, wire: str):
    async def act(client: AsyncClient) -> Any:
        async with client.stream(f"upstream-{wire}", "Hello") as stream:
            pieces = [piece async for piece in stream.text()]
            return pieces, stream.completion()

    pieces, answer = _run(aimock_origin, act)

    assert "".join(pieces) == answer.text == "Hello from the other side."
    assert answer.finish.reason == "stop"
    assert answer.first_token_seconds is not None


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("wire", WIRES)
def test_a_tool_is_called_and_its_result_answered(aimock_origin: str, wire: str, is_stream: bool):
    async def once(client: AsyncClient, request: ChatRequest) -> Any:
        if not is_stream:
            return await client.complete(f"upstream-{wire}", request)
        async with client.stream(f"upstream-{wire}", request) as stream:
            async for _ in stream:
                pass
            return stream.completion()

    async def act(client: AsyncClient) -> Any:
        request = _asks("What is the weather in Paris?", tools=(WEATHER,))
        first = await once(client, request)
        [call] = first.tool_calls
        result = ToolResult(call_id=call.id, name=call.name, parts=(Text(text='{"sky":"clear"}'),))
        talk = (*request.messages, first.message, Message(role="tool", parts=(result,)))
        return call, await once(client, ChatRequest(messages=talk, tools=(WEATHER,)))

    call, answer = _run(aimock_origin, act)

    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"place": "Paris"})
    assert answer.text == "It is sunny in Paris."


def test_a_talk_with_calls_goes_on_at_any_other_model(aimock_origin: str):
    """A switch of the model in the middle of a tool loop, over every pair of formats."""

    async def act(client: AsyncClient) -> dict[tuple[str, str], str]:
        answers = {}
        for before in WIRES:
            request = _asks("What is the weather in Paris?", tools=(WEATHER,))
            first = await client.complete(f"upstream-{before}", request)
            [call] = first.tool_calls
            result = ToolResult(call_id=call.id, name=call.name, parts=(Text(text="clear"),))
            talk = (*request.messages, first.message, Message(role="tool", parts=(result,)))
            for after in WIRES:
                answer = await client.complete(
                    f"upstream-{after}", ChatRequest(messages=talk, tools=(WEATHER,))
                )
                answers[before, after] = answer.text
        return answers

    answers = _run(aimock_origin, act)

    assert len(answers) == 36
    assert set(answers.values()) == {"It is sunny in Paris."}


@pytest.mark.parametrize("wire", WIRES)
def test_an_image_arrives(aimock_origin: str, wire: str):
    async def act(client: AsyncClient) -> Any:
        return await client.complete(
            f"upstream-{wire}", _asks("What is it?", Image(data=PNG, media_type="image/png"))
        )

    assert _run(aimock_origin, act).text == "Hello from the other side."
    if wire != "openai_chat":  # of other formats its journal keeps the words alone
        return
    with urlopen(f"{aimock_origin}/__aimock/journal?limit=1000") as journal:
        assert PNG in json.dumps(json.load(journal)[-1])


@pytest.mark.parametrize("wire", WIRES)
def test_an_answer_as_json_is_read(aimock_origin: str, wire: str):
    async def act(client: AsyncClient) -> Any:
        form = OutputFormat(kind="json_schema", name="person", schema=PERSON)
        return await client.complete(f"upstream-{wire}", _asks("as JSON", output=form))

    assert _run(aimock_origin, act).json() == {"name": "Ada", "age": 36}


@pytest.mark.parametrize("wire", WIRES)
def test_too_many_requests_are_told_after_the_retries(aimock_origin: str, wire: str):
    with pytest.raises(ProviderError) as refused:
        _run(aimock_origin, lambda client: client.complete(f"upstream-{wire}", "slow down"))

    assert (refused.value.kind, refused.value.status) == ("rate_limit", 429)
    if wire != "bedrock":  # there its error has another format's shape
        assert "Too many requests" in refused.value.problem


@pytest.mark.parametrize("wire", WIRES)
def test_a_stream_that_is_cut_is_an_error_and_never_a_finish(aimock_origin: str, wire: str):
    async def act(client: AsyncClient) -> Any:
        async with client.stream(f"upstream-{wire}", "break it off") as stream:
            with pytest.raises(ProviderError) as cut:
                async for _ in stream:
                    pass
            return cut.value, stream.completion()

    error, so_far = _run(aimock_origin, act)

    assert error.kind == "cut"
    assert so_far.finish is None
    assert len(so_far.text) < len("this answer stops long before it has said what it was going to say")


@pytest.mark.parametrize("wire", ["openai_chat", "openai_responses", "anthropic", "gemini"])
def test_thinking_is_told_from_the_answer(aimock_origin: str, wire: str):
    answer = _run(aimock_origin, lambda client: client.complete(f"upstream-{wire}", "think first"))

    assert answer.text == "Forty-two."
    assert answer.thinking == "Let me think."


def test_vectors_are_made(aimock_origin: str):
    answer = _run(aimock_origin, lambda client: client.embed("upstream-openai_chat", ["one", "two"]))

    assert len(answer.vectors) == 2
    assert all(len(vector) > 8 for vector in answer.vectors)
