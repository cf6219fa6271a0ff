"""The provider that is played in this process: the same answer to the same question, and no network."""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.client.acme import Shelf

from modeldex.core.errors import ProviderError
from modeldex.core.provider import Provider
from modeldex.core.usage import Usage
from modeldex.http.request import Request
from modeldex.providers.client.sync_client import Client
from modeldex.providers.credentials import Credentials
from modeldex.providers.predictable import PredictableTransport
from modeldex.providers.predictable.sample import sample

ROOT = Path(__file__).parents[3]
PREDICTABLE = Provider(
    id="predictable", name="Predictable", category="local", base_url="http://predictable.localhost",
    wire_formats={"openai_chat": "/v1"}, signing={"openai_chat": "none"},
)  # fmt: skip
URL = "http://predictable.localhost/v1"
TOOL = {"type": "function", "function": {"name": "get", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 2}},
}}}  # fmt: skip


def client() -> Client:
    return Client(Shelf(PREDICTABLE, model_id="echo"), credentials=Credentials({}, keyring=False), environ={})


def asked(content: Any, **more: Any) -> Any:
    with client() as one:
        return one.complete("echo", {"messages": [{"role": "user", "content": content}], **more})


def alike(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_words_come_back_and_are_counted_by_fours():
    answer = asked("Hello there friend")

    assert (answer.text, answer.usage) == ("Hello there friend", Usage(input_tokens=5, output_tokens=5))


def test_a_stream_is_cut_at_words_and_the_same_in_the_end():
    with client() as one, one.stream("echo", "Hello there  friend") as stream:
        assert list(stream.text()) == ["Hello ", "there  ", "friend"]
        assert stream.completion().usage == asked("Hello there  friend").usage


def test_tools_are_called_as_the_words_say():
    answer = asked('call get with {"city": "Ulm"} and call get with {"days": 3}', tools=[TOOL])

    assert [(call.name, call.arguments) for call in answer.tool_calls] == [
        ("get", '{"city": "Ulm"}'), ("get", '{"days": 3}'),
    ]  # fmt: skip
    assert answer.finish.reason == "tool_calls"
    assert len({call.id for call in answer.tool_calls}) == 2


def test_calls_of_tools_are_streamed_in_pieces_and_gathered():
    request = {"messages": [{"role": "user", "content": 'call get with {"city": "Ulm an der Donau"}'}]}
    with client() as one, one.stream("echo", {**request, "tools": [TOOL]}) as stream:
        for _ in stream:
            pass
        (call,) = stream.completion().tool_calls

    assert json.loads(call.arguments) == {"city": "Ulm an der Donau"}


def test_a_tool_that_must_be_called_is_called_with_what_its_schema_allows():
    answer = asked("anything", tools=[TOOL], tool_choice="required")

    assert json.loads(answer.tool_calls[0].arguments) == {"city": "text", "days": 2}


@pytest.mark.parametrize("more", [{"tools": [TOOL], "tool_choice": "none"}, {}])
def test_a_tool_that_is_not_offered_is_not_called(more: dict[str, Any]):
    assert asked('call get with {"a": 1}', **more).tool_calls == ()


def test_a_result_of_a_tool_is_answered_with_words():
    call = {"id": "c", "type": "function", "function": {"name": "get", "arguments": "{}"}}
    talk = [
        {"role": "user", "content": "call get with {}"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": "sunny"},
    ]
    with client() as one:
        assert one.complete("echo", {"messages": talk, "tools": [TOOL]}).text == "The tool says: sunny"


def test_a_schema_is_kept_to():
    schema = TOOL["function"]["parameters"]  # type: ignore[index]
    wanted = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}

    assert asked("x", response_format=wanted).json() == {"city": "text", "days": 2}
    assert asked("x", response_format={"type": "json_object"}).json() == {"echo": "x"}


def test_pictures_are_seen():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}

    answer = asked([{"type": "text", "text": "Look"}, picture])

    assert (answer.text, answer.usage.input_tokens) == ("Look [1 attached]", 86)


def test_an_output_limit_and_a_stop_sequence_end_an_answer():
    assert asked("one two three", max_tokens=2).finish.reason == "length"
    assert asked("one two three", max_tokens=2).text == "one two "
    assert asked("one two three", stop=["two"]).text == "one "


def test_several_answers_are_several():
    assert len(asked("one", n=3).response.choices) == 3


@pytest.mark.parametrize(("status", "kind"), [(401, "authentication"), (429, "rate_limit"), (500, "server")])
def test_an_error_comes_as_it_is_asked_for(status: int, kind: str):
    with pytest.raises(ProviderError) as caught:
        asked(f"fail {status} retry-after 61")

    error = caught.value
    assert (error.status, error.kind, error.retry_after_seconds) == (status, kind, 61.0)


def test_a_stream_is_cut_after_as_many_words_as_are_asked_for():
    with client() as one, one.stream("echo", "please cut after 2 words") as stream:
        with pytest.raises(ProviderError) as caught:
            list(stream.text())
        assert (caught.value.kind, stream.completion().text) == ("cut", "please cut ")


def test_vectors_have_the_length_one_and_are_near_where_words_are_shared():
    with client() as one:
        near, other, far = one.embed("echo", ["a red fox", "a red dog", "quantum"]).vectors
        (short,) = one.embed("echo", "a red fox", dimensions=8).vectors

    assert len(near) == 64
    assert len(short) == 8
    assert math.isclose(math.hypot(*near), 1.0, rel_tol=1e-6)
    assert alike(near, other) > alike(near, far)


def test_its_models_are_listed():
    with client() as one:
        assert one.list_models("predictable") == ("echo", "embed")


def posted(body: bytes, path: str = "/chat/completions") -> bytes:
    async def run() -> bytes:
        transport = PredictableTransport()
        async with await transport.open(Request(url=URL + path, method="POST", body=body)) as answer:
            return b"".join([piece async for piece in answer.pieces()])

    return asyncio.run(run())


@given(st.text(max_size=50), st.booleans())
def test_the_same_question_gets_the_same_bytes(text: str, is_stream: bool):
    body = json.dumps({"model": "echo", "messages": [{"role": "user", "content": text}], "stream": is_stream})
    first = posted(body.encode())

    if b"cut" not in first:
        assert posted(body.encode()) == first


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_what_is_no_request_is_answered_with_an_error(body: bytes):
    assert json.loads(posted(body))["error"]["type"] == "invalid_request_error"
    assert json.loads(posted(b"{}", "/elsewhere"))["error"]["type"] == "not_found_error"


SCHEMAS: list[tuple[Any, Any]] = [
    ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2}, ["a", "a"]),
    ({"$ref": "#/$defs/a", "$defs": {"a": {"const": 5}}}, 5),
    ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None),
    ({"type": ["number", "null"], "exclusiveMinimum": 3}, 4),
    ({"type": "string", "minLength": 6, "maxLength": 8}, "text.."),
    ({"type": "string", "maxLength": 2}, "te"),
    ({"type": "integer", "maximum": -2}, -2),
    ({"type": "boolean"}, True),
    ({"$ref": "#"}, None),
    (True, None),
]


@pytest.mark.parametrize(("schema", "value"), SCHEMAS)
def test_a_sample_is_what_a_schema_allows(schema: Any, value: Any):
    assert sample(schema) == value


def test_no_library_of_the_network_is_needed():
    script = (
        "import sys; sys.modules['aiohttp'] = None\n"
        "from tests.providers.client.test_predictable import asked\n"
        "print(asked('Hello').text)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.stdout == "Hello\n", ran.stderr
