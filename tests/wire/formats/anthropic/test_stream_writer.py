import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.wire.formats.anthropic.recorded import body, events, listed, stream

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Foreign, Image, Part, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

STARTED = told.Started("r", "m")


def bytes_of(stream: Iterable[told.ChatEvent], losses: Losses | None = None) -> bytes:
    writer = FORMAT.stream_writer(Losses() if losses is None else losses)
    return b"".join(map(writer.write, stream))


def frames(data: bytes) -> list[dict[str, Any]]:
    read = FORMAT.unframer().feed(data)
    bodies = [json.loads(frame.data) for frame in read]
    assert [frame.event for frame in read] == [one["type"] for one in bodies]
    return bodies


def kinds(data: bytes) -> list[str]:
    return [one["type"] for one in frames(data)]


def answers(*parts: Part, **more: Any) -> ChatResponse:
    finish = more.pop("finish", Finish(reason="stop"))
    choice = Choice(parts=parts, finish=finish)
    return ChatResponse(
        **{"id": "r", "model": "m", "usage": Usage(output_tokens=1), **more}, choices=(choice,)
    )


def test_a_stream_that_was_read_is_written_as_it_was():
    losses = Losses(is_strict=True)
    written = bytes_of(events(stream()), losses)

    assert gathered(events(written)) == FORMAT.read_response(body("answer"))
    assert kinds(written)[0] == "message_start"
    assert [kinds(written).count(kind) for kind in ("message_start", "ping")] == [1, 1]
    assert kinds(written)[-2:] == ["message_delta", "message_stop"]
    losses.settle("anthropic")


PAGE = Citation(url="https://a.example")
OURS = Citation(format="anthropic", raw={"type": "char_location"})
TEXTS = st.text(min_size=1)
PARTS = st.one_of(
    st.builds(Text, text=TEXTS),
    st.builds(Text, text=TEXTS, citations=st.just((OURS,))),
    st.builds(Thinking, text=TEXTS, signature=TEXTS, signed_by=st.just("anthropic")),
    st.builds(Thinking, signature=TEXTS, signed_by=st.just("anthropic")),
    st.builds(Thinking, sealed=TEXTS, signed_by=st.just("anthropic")),
    st.builds(ToolCall, id=st.from_regex(r"[a-zA-Z0-9_-]+", fullmatch=True), name=TEXTS, arguments=TEXTS),
    st.builds(
        Foreign, format=st.just("anthropic"), kind=st.just("server_tool_use"),
        raw=st.builds(lambda query: {"type": "server_tool_use", "id": "s", "input": {"query": query}}, TEXTS),
    ),
)  # fmt: skip


@given(st.lists(PARTS, max_size=5), st.sampled_from(["stop", "length", "tool_calls", "refusal", "pause"]))
@settings(deadline=None)
def test_whatever_the_format_can_say_comes_back_from_a_stream(parts: list[Part], reason: str):
    assume(reason != "stop" or ToolCall not in map(type, parts))
    losses = Losses(is_strict=True)
    response = answers(*parts, finish=Finish(reason=reason), format="anthropic")

    assert gathered(events(bytes_of(unfolded(response), losses))) == response
    losses.settle("anthropic")


@given(st.text(st.characters()))
@settings(deadline=None)
def test_every_letter_arrives(text: str):
    grown = [told.PartGrew(0, 0, told.TEXT, "a"), told.PartGrew(0, 0, told.TEXT, text)]
    written = bytes_of([STARTED, told.PartStarted(0, 0, Text(text="")), *grown])

    assert frames(written)[-1]["delta"] == {"type": "text_delta", "text": text}


def test_usage_that_is_told_at_the_end_stands_at_the_end():
    parts: list[told.ChatEvent] = [
        told.PartStarted(0, 0, Text(text="")),
        told.PartGrew(0, 0, told.TEXT, "Hi"),
        told.PartEnded(0, 0),
    ]
    end: list[told.ChatEvent] = [
        told.ChoiceEnded(0, Finish(reason="stop")),
        told.UsageTold(Usage(input_tokens=7, output_tokens=2)),
        told.Ended(),
    ]

    first, *_, last, _ = frames(bytes_of([STARTED, *parts, *end]))

    assert first["message"]["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert (last["usage"]["input_tokens"], last["usage"]["output_tokens"]) == (7, 2)


def test_usage_that_is_known_at_the_beginning_stands_there():
    told_early: list[told.ChatEvent] = [STARTED, told.UsageTold(Usage(input_tokens=7))]

    assert frames(bytes_of(told_early))[0]["message"]["usage"]["input_tokens"] == 7


def test_usage_that_nobody_told_is_listed():
    losses = Losses()

    bytes_of(unfolded(answers(Text(text="Hi"), usage=None)), losses)

    assert listed(losses) == ["usage"]


def test_blank_parts_of_others_are_no_blocks():
    written = bytes_of(unfolded(answers(Text(text=""), Thinking(), ToolCall(id="c", name="f"))))

    assert [one["content_block"]["type"] for one in frames(written) if "content_block" in one] == ["tool_use"]
    assert frames(written)[1]["index"] == 0


def test_what_the_format_cannot_stream_is_left_out_or_told_otherwise_and_listed():
    losses = Losses()
    response = answers(
        Refusal(text="No."), Image(url="https://a.example/x"), Audio(data="x", transcript="Words"),
        Foreign(format="gemini", kind="k", raw={}), Thinking(text="Hm.", signature="s", signed_by="gemini"),
        Text(text="Hi", signature="s", signed_by="gemini", citations=(PAGE, Citation())),
        ToolCall(id="c", name="sh", arguments="ls -l", is_custom=True),
    )  # fmt: skip

    arrived = gathered(events(bytes_of(unfolded(response), losses)))

    assert [type(part) for part in arrived.parts] == [Text, Text, Thinking, Text, ToolCall]
    assert arrived.parts[1] == Text(text="Words")
    assert arrived.parts[4] == ToolCall(id="c", name="sh", arguments='{"input":"ls -l"}')
    assert {field.removeprefix("choices[0].") for field in listed(losses)} == {
        "parts[0]", "parts[1]", "parts[2]", "parts[2].audio", "parts[3]",
        "parts[5].citations[0]", "parts[5].citations[1]", "parts[5].signature", "parts[6].arguments",
    }  # fmt: skip


def test_further_answers_and_logprobs_are_left_out_and_listed_once():
    losses = Losses()
    logprobs = (TokenLogprob(token="a", logprob=-0.1),)
    choices = (
        Choice(parts=(Text(text="One."),), logprobs=logprobs),
        Choice(index=1, parts=(Text(text="Two."),), logprobs=logprobs),
    )

    response = ChatResponse(id="r", model="m", choices=choices, usage=Usage(output_tokens=1))

    arrived = gathered(events(bytes_of(unfolded(response), losses)))

    assert arrived.parts == (Text(text="One."),)
    assert sorted(listed(losses)) == ["choices", "choices[0].logprobs"]


@pytest.mark.parametrize("before", [[], [STARTED], [STARTED, told.PartStarted(0, 0, Text(text=""))]])
def test_a_failure_is_an_error_event_and_the_last(before: list[told.ChatEvent]):
    failure = Failure(kind="rate_limit", message="Slow down", format="openai_chat", request_id="r")
    writer = FORMAT.stream_writer(Losses())
    for event in before:
        writer.write(event)

    (error,) = frames(writer.write(told.Failed(failure)))

    assert error == {
        "type": "error", "error": {"type": "rate_limit_error", "message": "Slow down"}, "request_id": "r",
    }  # fmt: skip
    assert writer.write(told.ChoiceEnded(0, Finish(reason="stop"))) == b""
    assert writer.write(told.Ended()) == b""


def test_an_answer_that_ended_in_an_error_does_not_look_whole():
    written = bytes_of(unfolded(answers(Text(text="Hi"), finish=Finish(reason="error", native="boom"))))

    assert kinds(written)[-1] == "error"
    assert "message_stop" not in kinds(written)


def test_pings_are_passed_on():
    assert kinds(bytes_of([STARTED, told.Pinged()])) == ["message_start", "ping"]
    assert frames(bytes_of([told.Pinged(), STARTED, told.UsageTold(Usage())]))[1]["message"]["id"] == "r"


def test_an_end_without_a_reason_gives_none():
    last = frames(bytes_of([STARTED, told.UsageTold(Usage()), told.Ended()]))[-2]

    assert last["delta"] == {"stop_reason": None, "stop_sequence": None}
