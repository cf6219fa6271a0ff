"""llama.cpp's own server with a tiny model of random weights: real token counts, real constraints."""

import asyncio
from typing import Any

import pytest

from acceptance.conftest import client_of
from modeldex import ProviderError
from modeldex.providers.client.async_client import AsyncClient
from modeldex.wire.content import Text
from modeldex.wire.request import ChatRequest, Message, OutputFormat

COLOUR = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["red", "green"]}},
    "required": ["colour"],
    "additionalProperties": False,
}
WIRES = ("openai_chat", "openai_responses", "anthropic")


def _run(origin: str, act: Any) -> Any:
    async def asked() -> Any:
        async with client_of(origin, "tiny") as client:
            return await act(client)

    return asyncio.run(asked())


def _asks(text: str, **more: Any) -> ChatRequest:
    return ChatRequest(messages=(Message(role="user", parts=(Text(text=text),)),), **more)


@pytest.mark.parametrize("wire", WIRES)
def test_a_chat_is_answered_within_its_limit_with_real_counts(llama_origin: str, wire: str):
    request = _asks("Hello there", max_output_tokens=20)
    answer = _run(llama_origin, lambda client: client.complete(f"upstream-{wire}", request))

    assert 0 < answer.usage.output_tokens <= 20
    assert answer.usage.total_input_tokens > 10


@pytest.mark.parametrize("wire", WIRES)
def test_a_stream_has_the_usage_of_the_whole_answer(llama_origin: str, wire: str):
    request = _asks("Count", max_output_tokens=20, temperature=0)

    async def act(client: AsyncClient) -> Any:
        whole = await client.complete(f"upstream-{wire}", request)
        async with client.stream(f"upstream-{wire}", request) as stream:
            pieces = [piece async for piece in stream.text()]
        return whole, pieces, stream.completion()

    whole, pieces, streamed = _run(llama_origin, act)

    assert "".join(pieces) == streamed.text
    assert streamed.usage.output_tokens == whole.usage.output_tokens
    assert streamed.usage.total_input_tokens == whole.usage.total_input_tokens


def test_a_schema_holds_even_a_model_of_random_weights(llama_origin: str):
    form = OutputFormat(kind="json_schema", name="colour", schema=COLOUR, is_strict=True)
    request = _asks("Which?", output=form, max_output_tokens=40)
    answer = _run(llama_origin, lambda client: client.complete("upstream-openai_chat", request))

    assert answer.json()["colour"] in {"red", "green"}


def test_tokens_are_counted_by_the_server_where_its_format_can_ask(llama_origin: str):
    async def act(client: AsyncClient) -> Any:
        counted = await client.count_tokens("upstream-anthropic", "Hello there")
        return counted, await client.count_tokens("upstream-openai_chat", "Hello there")

    counted, estimated = _run(llama_origin, act)

    assert (counted.is_estimate, estimated.is_estimate) == (False, True)
    assert counted.count > 10
    assert estimated.count > 0


def test_models_are_listed(llama_origin: str):
    found = _run(llama_origin, lambda client: client.list_models("upstream-openai-chat"))

    assert "tiny" in tuple(getattr(found, "ids", found))


def test_vectors_have_one_length_and_are_counted(embedding_origin: str):
    answer = _run(embedding_origin, lambda client: client.embed("upstream-openai_chat", ["one", "two"]))

    assert {len(vector) for vector in answer.vectors} == {64}
    assert answer.usage.total_input_tokens > 0


def test_what_the_server_does_not_offer_is_its_own_error(llama_origin: str):
    with pytest.raises(ProviderError) as refused:
        _run(llama_origin, lambda client: client.embed("upstream-openai_chat", ["one"]))

    assert refused.value.status in {400, 501}
