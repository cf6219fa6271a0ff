"""One policy of losses for all formats, as `wire.losses` states it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.wire.contract.corpus import PERSON, PNG, REQUESTS, RESPONSES, WEATHER, says

from modeldex import Usage
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Image, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.gathering import unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, OutputFormat
from modeldex.wire.response import ChatResponse, Choice, Finish
from modeldex.wire.table import format_named
from modeldex.wire.tools import Tool, ToolChoice
from modeldex.wire.translation import StreamTranslation, translate_request, translate_response

PAIRS = [(one, other) for one in WIRE_FORMATS for other in WIRE_FORMATS]
PLAIN = ChatRequest(
    model="m-1",
    messages=(says("system", "Be brief."), says("user", "Weather in Paris?")),
    tools=(WEATHER,),
    max_output_tokens=100,
    temperature=0.5,
)
ANSWER = ChatResponse(
    id="r-1",
    model="m-1",
    created=1_700_000_000,
    fingerprint="fp",
    service_tier="default",
    choices=(
        Choice(
            parts=(
                Thinking(text="Hm."),
                Text(text="I look."),
                ToolCall(id="call_a", name="get_weather", arguments='{"place":"Paris"}'),
            ),
            finish=Finish(reason="tool_calls"),
        ),
    ),
    usage=Usage(input_tokens=9, output_tokens=5),
)
REMARKS: dict[str, dict[str, Any]] = {
    "anthropic": {},
    "bedrock": {"metrics": {"latencyMs": 1275}, "performanceConfig": {"latency": "standard"}},
    "gemini": {"candidates": {"0": {"safetyRatings": [], "avgLogprobs": -0.1}}},
    "ollama": {"created_at": "2026-11-24T15:04:05.1Z", "total_duration": 5, "load_duration": 2},
    "openai_chat": {"provider": "OpenAI"},
    "openai_responses": {},
}
"""What answers of a format tell beside themselves, as its reader keeps it."""


def _lost_of_request(wire: str, request: ChatRequest) -> list[str]:
    losses = Losses()
    format_named(wire).write_request(request, losses)
    return sorted(loss.field for loss in losses)


def _lost_of_answer(wire: str, response: ChatResponse) -> list[str]:
    losses = Losses()
    format_named(wire).write_response(response, losses)
    return sorted(loss.field for loss in losses)


def _lost_of_stream(wire: str, response: ChatResponse) -> list[str]:
    losses = Losses()
    writer = format_named(wire).stream_writer(losses)
    for event in unfolded(response):
        writer.write(event)
    return sorted(loss.field for loss in losses)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_strict_mode_lets_a_plain_chat_and_its_answer_through(source: str, target: str):
    body = format_named(source).write_request(PLAIN, Losses(is_strict=True))
    answer = format_named(target).write_response(ANSWER, Losses())

    asked = translate_request(body, source, target, model="m-2", is_strict=True)
    answered = translate_response(answer, target, source, is_strict=True)

    read = format_named(target).read_request(asked.body, model="m-2")
    assert [message.role for message in read.messages] == ["system", "user"]
    assert (read.max_output_tokens, read.temperature, len(read.tools)) == (100, 0.5, 1)
    told = format_named(source).read_response(answered.body)
    assert [type(part) for part in told.parts] == [Thinking, Text, ToolCall]
    assert told.usage == ANSWER.usage


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_plain_stream_loses_nothing_on_its_way(source: str, target: str):
    writer = format_named(source).stream_writer(Losses())
    stream = b"".join(map(writer.write, unfolded(ANSWER)))
    translation = StreamTranslation(source, target)

    translation.feed(stream)
    translation.end()

    assert list(translation.losses) == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_remarks_beside_an_answer_are_no_loss(source: str, target: str):
    told = replace(ANSWER, format=source, extras=REMARKS[source])

    assert _lost_of_answer(target, told) == _lost_of_stream(target, told) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_further_field_of_another_format_is_listed_by_its_path(wire: str):
    picture = Image(data=PNG, media_type="image/png", extras={"odd": 1})
    call = ToolCall(id="call_a", name="f")
    result = ToolResult(call_id="call_a", parts=(Text(text="a"),), extras={"odd": 1})
    request = ChatRequest(
        model="m",
        format="another",
        extras={"odd": 1, "provider": {"order": []}},
        max_output_tokens=100,
        messages=(
            Message(role="user", parts=(Text(text="a"), picture), extras={"odd": 1}),
            Message(role="assistant", parts=(call,)),
            Message(role="tool", parts=(result,)),
        ),
        tools=(Tool(name="f", schema=PERSON, extras={"odd": 1}),),
    )

    assert _lost_of_request(wire, request) == [
        "extras.odd",
        "extras.provider",
        "messages[0].extras",
        "messages[0].parts[1].extras",
        "messages[2].parts[0].extras",
        "tools[0].extras",
    ]


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_further_field_of_an_answer_is_listed_whole_or_streamed(wire: str):
    told = replace(ANSWER, format="another", extras={"odd": 1, "citations": ["https://a.example"]})

    assert _lost_of_answer(wire, told) == _lost_of_stream(wire, told) == ["extras.citations", "extras.odd"]


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize(
    "stated",
    [
        {"is_stored": False},
        {"tools": (WEATHER,), "tool_choice": ToolChoice(mode="auto")},
        {"tools": (WEATHER,), "allows_parallel_calls": True},
        {"tool_choice": ToolChoice(mode="none")},
        {"n": 1},
        {"is_stream": True, "includes_usage": True},
        {"frequency_penalty": 0, "presence_penalty": 0.0},
        {"logprobs": False},
        {"modalities": ("text",)},
        {"output": OutputFormat(kind="text")},
        {"service_tier": "auto"},
        {"service_tier": "default"},
        {"tools": (Tool(name="f", schema=PERSON, is_strict=False),)},
        {
            "output": OutputFormat(
                kind="json_schema", name="n", schema={**PERSON, "additionalProperties": False}, is_strict=True
            )
        },
    ],
    ids=", ".join,
)
def test_what_is_so_anyway_is_no_loss(wire: str, stated: dict[str, Any]):
    request = replace(REQUESTS["text"], max_output_tokens=100, **stated)

    assert _lost_of_request(wire, request) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_instructions_of_a_developer_are_instructions(wire: str):
    request = replace(REQUESTS["developer"], max_output_tokens=100)

    assert _lost_of_request(wire, request) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize(
    "thinking",
    [
        Thinking(text="Hm.", signature="c2ln", signed_by="another"),
        Thinking(sealed="c2VhbA==", signed_by="another"),
    ],
)
def test_thinking_that_another_format_signed_is_dropped_from_a_talk(wire: str, thinking: Thinking):
    request = ChatRequest(
        model="m",
        max_output_tokens=100,
        messages=(says("user", "Why?"), says("assistant", thinking, "Because."), says("user", "Really?")),
    )

    losses = Losses()
    body = format_named(wire).write_request(request, losses)

    assert [loss.field for loss in losses.dropped] == ["messages[1].parts[0]"]
    assert losses.approximated == []
    assert "Hm." not in str(body)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_thinking_in_an_answer_is_told_and_its_proof_is_no_loss(wire: str):
    signed = Thinking(text="Hm.", signature="c2ln", sealed="c2VhbA==", signed_by="another")
    sealed = Thinking(sealed="c2VhbA==", signed_by="another")
    told = replace(ANSWER, choices=(replace(ANSWER.choices[0], parts=(signed, sealed, Text(text="Yes."))),))

    body = format_named(wire).write_response(told, Losses())

    read = format_named(wire).read_response(body).parts
    assert [part.text for part in read if part.text] == ["Hm.", "Yes."]  # type: ignore[union-attr]
    assert _lost_of_answer(wire, told) == _lost_of_stream(wire, told) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("name", RESPONSES)
def test_a_stream_loses_what_the_whole_answer_loses(name: str, wire: str):
    assert set(_lost_of_stream(wire, RESPONSES[name])) == set(_lost_of_answer(wire, RESPONSES[name]))
