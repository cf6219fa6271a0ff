"""Streams of the Responses format, written."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.openai_responses.streaming import payloads, read, recorded, write

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Citation, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

NAME = "openai_responses"
ENDS = {"response.completed", "response.incomplete", "response.failed", "error"}


def answers(*parts: Any, reason: Any = "stop", **more: Any) -> Any:
    finish = Finish(reason=reason)
    return ChatResponse(id="resp_1", model="m", choices=(Choice(parts=parts, finish=finish),), **more)


def kinds(stream: Any) -> Any:
    return [payload["type"].removeprefix("response.") for payload in payloads(stream)]


def test_a_recorded_answer_goes_out_as_it_came():
    response = FORMAT.read_response(recorded("response.json"))

    stream = write(unfolded(response))

    assert gathered(read(stream)) == replace(response, format=NAME)
    assert payloads(stream)[-1]["response"]["output"] == recorded("response.json")["output"]


def test_frames_come_in_the_order_of_the_format():
    parts = (
        Thinking(text="Hm.", is_summary=True, id="rs_1", sealed="gA", signed_by=NAME),
        Text(text="a", citations=(Citation(url="https://a", title="A", start=0, end=1),)),
        ToolCall(id="call_1", name="f", arguments="{}"),
        ToolCall(id="call_2", name="sh", arguments="ls", is_custom=True),
    )

    assert kinds(write(unfolded(answers(*parts, reason="tool_calls", usage=Usage(input_tokens=1))))) == [
        "created", "in_progress",
        "output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta",
        "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done",
        "output_item.added", "content_part.added", "output_text.delta", "output_text.annotation.added",
        "output_text.done", "content_part.done", "output_item.done",
        "output_item.added", "function_call_arguments.delta", "function_call_arguments.done",
        "output_item.done",
        "output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done",
        "output_item.done",
        "completed",
    ]  # fmt: skip


def test_unsummed_thinking_and_refusals_have_frames_of_their_own():
    stream = write(unfolded(answers(Thinking(text="Hm."), Refusal(text="No."), reason="refusal")))

    assert kinds(stream)[2:-1] == [
        "output_item.added", "content_part.added", "reasoning_text.delta", "reasoning_text.done",
        "content_part.done", "output_item.done",
        "output_item.added", "content_part.added", "refusal.delta", "refusal.done", "content_part.done",
        "output_item.done",
    ]  # fmt: skip


def test_names_of_events_are_their_types_and_numbers_rise_from_zero():
    stream = write(unfolded(FORMAT.read_response(recorded("response.json"))))
    frames = FORMAT.unframer().feed(stream)

    assert [frame.event for frame in frames] == [payload["type"] for payload in payloads(stream)]
    assert [payload["sequence_number"] for payload in payloads(stream)] == list(range(len(frames)))
    assert b"[DONE]" not in stream


def test_items_of_one_stream_are_numbered_and_their_parts_within_them():
    parts = Text(text="a", item_id="msg_1"), Text(text="b", item_id="msg_1"), ToolCall(id="c", name="f")
    found = payloads(write(unfolded(answers(*parts, reason="tool_calls"))))

    deltas = [one for one in found if one["type"] == "response.output_text.delta"]
    assert [(one["output_index"], one["content_index"], one["item_id"]) for one in deltas] == [
        (0, 0, "msg_1"),
        (0, 1, "msg_1"),
    ]
    added = [one["output_index"] for one in found if one["type"] == "response.output_item.added"]
    assert added == [0, 1]


@pytest.mark.parametrize(
    ("reason", "end", "status"),
    [
        ("stop", "response.completed", "completed"),
        ("length", "response.incomplete", "incomplete"),
        ("content_filter", "response.incomplete", "incomplete"),
        ("error", "response.failed", "failed"),
    ],
)
def test_one_frame_ends_a_stream_and_tells_usage(reason: str, end: str, status: str):
    usage = Usage(input_tokens=3, output_tokens=2, cache_read_tokens=1)
    found = payloads(write(unfolded(answers(Text(text="a"), reason=reason, usage=usage))))

    assert [one["type"] for one in found if one["type"] in ENDS] == [end]
    response = found[-1]["response"]
    assert response["status"] == status
    assert response["usage"] == {
        "input_tokens": 4, "input_tokens_details": {"cached_tokens": 1, "cache_write_tokens": 0},
        "output_tokens": 2, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 6,
    }  # fmt: skip
    item = "incomplete" if status == "incomplete" else "completed"
    assert response["output"][0]["status"] == item


def test_usage_that_nobody_told_is_null():
    assert payloads(write(unfolded(answers(Text(text="a")))))[-1]["response"]["usage"] is None


def test_a_failure_in_the_middle_is_the_last_frame():
    events = [
        *list(unfolded(answers(Text(text="abc"))))[:3],
        told.UsageTold(Usage(input_tokens=3)),
        told.Failed(Failure(kind="rate_limit", message="slow")),
        told.Ended(),
    ]

    found = payloads(write(events))

    assert found[-1]["type"] == "response.failed"
    assert found[-1]["response"]["status"] == "failed"
    assert found[-1]["response"]["error"] == {"code": "rate_limit_exceeded", "message": "slow"}
    assert found[-1]["response"]["usage"]["input_tokens"] == 3


def test_a_failure_before_the_answer_is_an_error_as_clients_expect_it():
    found = payloads(write([told.Failed(Failure(kind="overloaded", message="busy"))]))

    assert found == [
        {
            "type": "error", "code": None, "message": "busy", "param": None, "sequence_number": 0,
            "error": {"message": "busy", "type": "server_error", "param": None, "code": None},
        }
    ]  # fmt: skip


def test_signs_of_life_are_comments():
    assert write([told.Pinged()]) == b": ping\n\n"


def test_a_stream_that_begins_without_a_beginning_has_one():
    stream = write([told.PartStarted(0, 0, Text(text="a")), told.PartEnded(0, 0), told.Ended()])

    assert kinds(stream)[:3] == ["created", "in_progress", "output_item.added"]
    assert gathered(read(stream)).parts == (Text(text="a"),)


def test_what_a_stream_cannot_carry_is_listed():
    losses = Losses()
    response = answers(
        Image(data="AA"), Foreign(format="gemini", kind="x", raw={}), Text(text="a", signature="s"),
        Text(text="b", citations=(Citation(title="doc"),)), ToolCall(id="c", name="f", signature="s"),
        fingerprint="fp", format="gemini", extras={"x": 1},
    )  # fmt: skip
    further = replace(response, choices=(*response.choices, Choice(parts=(Text(text="z"),), index=1)))

    write(unfolded(further), losses)

    assert sorted(loss.field for loss in losses) == [
        "choices[0].parts[0]",
        "choices[0].parts[1]",
        "choices[0].parts[2].signature",
        "choices[0].parts[3].citations[0]",
        "choices[0].parts[4].signature",
        "choices[1]",
        "extras.x",
    ]


def test_likelihoods_go_out_with_the_text_or_late():
    logprobs = (TokenLogprob(token="a", logprob=-1.0, bytes=(97,)),)
    early: list[told.ChatEvent] = [
        told.PartStarted(0, 0, Text(text="")), told.PartGrew(0, 0, "text", "a"),
        told.LogprobsAdded(0, logprobs), told.PartEnded(0, 0), told.ChoiceEnded(0, Finish(reason="stop")),
        told.Ended(),
    ]  # fmt: skip
    late = [*early[:2], early[3], early[2], *early[4:]]

    for events in (early, late):
        assert gathered(read(write(events))).choices[0].logprobs == logprobs
    losses = Losses()
    write([early[2], told.Started("r", "m"), early[2], *early[4:]], losses)
    assert [loss.field for loss in losses] == ["choices[0].logprobs"]


def test_half_a_letter_at_the_end_of_a_piece_arrives():
    pieces = ["\ud83d", "\ude00", 'é"\\\n\x01']
    events: list[told.ChatEvent] = [told.PartStarted(0, 0, Text(text=""))]
    events += [told.PartGrew(0, 0, "text", piece) for piece in pieces]

    stream = write([*events, told.PartEnded(0, 0), told.Ended()])

    found = [one["delta"] for one in payloads(stream) if one["type"] == "response.output_text.delta"]
    assert found == pieces


TEXTS = st.text(min_size=1, max_size=6)
MESSAGES = st.sampled_from(["msg_a", "msg_b"])
IDS = st.sampled_from(["a", "b", "c"])
THOUGHTS = st.builds(
    lambda text, id_, sealed, is_summary: Thinking(
        text=text, id=f"rs_{id_}", sealed=sealed, is_summary=is_summary, signed_by=NAME
    ),
    TEXTS, IDS, st.none() | TEXTS.map(lambda text: f"g{text}"), st.just(value=True),
) | st.builds(Thinking, text=TEXTS) | st.builds(
    Thinking, text=TEXTS, signature=TEXTS, signed_by=st.just("anthropic")
)  # fmt: skip
CITATIONS = st.builds(
    Citation, url=st.just("https://a"), title=TEXTS, start=st.integers(0, 9), end=st.integers(0, 9)
)
PARTS = (
    THOUGHTS
    | st.builds(Text, text=TEXTS, item_id=MESSAGES, citations=st.tuples() | st.tuples(CITATIONS))
    | st.builds(Refusal, text=TEXTS, item_id=MESSAGES)
    | st.builds(ToolCall, id=IDS, name=TEXTS, arguments=TEXTS, is_custom=st.booleans())
    | st.just(Foreign(format=NAME, kind="web_search_call", raw={"id": "ws_1", "type": "web_search_call"}))
)  # fmt: skip


def _finish(parts: Any) -> Any:
    if any(isinstance(part, ToolCall) for part in parts):
        return Finish(reason="tool_calls")
    return Finish(reason="refusal" if any(isinstance(part, Refusal) for part in parts) else "stop")


@given(st.lists(PARTS, max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_answer_arrives_whole_and_as_a_stream(parts):
    choice = Choice(parts=tuple(parts), finish=_finish(parts))
    response = ChatResponse(
        id="resp_1", model="m", choices=(choice,), usage=Usage(input_tokens=1), created=5, format=NAME
    )
    losses = Losses(is_strict=True)

    assert FORMAT.read_response(FORMAT.write_response(response, losses)) == response
    assert gathered(read(write(unfolded(response), losses))) == response
    losses.settle(NAME)
