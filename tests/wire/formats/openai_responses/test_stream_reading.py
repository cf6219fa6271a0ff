"""Streams of the Responses format, read."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.openai_responses.streaming import RECORDED, frames, read, recorded

from modeldex.wire import events as told
from modeldex.wire.content import Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.gathering import gathered
from modeldex.wire.response import Finish

STREAM = (RECORDED / "stream.sse").read_bytes()
DONE: dict[str, Any] = {
    "type": "response.completed",
    "response": {"id": "resp_1", "status": "completed", "output": []},
}
WHAT: dict[str, Any] = {
    "message": {"id": "msg_1", "type": "message", "role": "assistant"},
    "call": {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "f", "arguments": ""},
    "reasoning": {"id": "rs_1", "type": "reasoning", "summary": []},
}


def added(kind: Any, place: Any = 0, **more: Any) -> Any:
    return {"type": "response.output_item.added", "output_index": place, "item": {**WHAT[kind], **more}}


def done(kind: Any, place: Any = 0, **more: Any) -> Any:
    return {"type": "response.output_item.done", "output_index": place, "item": {**WHAT[kind], **more}}


def delta(kind: Any, piece: Any, place: Any = 0, **more: Any) -> Any:
    return {"type": f"response.{kind}.delta", "output_index": place, "delta": piece, **more}


def ended(*output: Any) -> Any:
    return {**DONE, "response": {**DONE["response"], "output": output}}


def parts(*values: Any) -> Any:
    return gathered(read(frames(*values, DONE))).parts


def test_a_stream_says_the_same_as_the_whole_answer():
    assert gathered(read(STREAM)) == FORMAT.read_response(recorded("response.json"))


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_stream_says_the_same_however_it_is_cut(data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(STREAM)), max_size=20)))
    bounds = [0, *cuts, len(STREAM)]
    pieces = [STREAM[start:end] for start, end in pairwise(bounds)]

    assert read(STREAM, pieces) == read(STREAM)


def test_a_stream_says_the_same_byte_by_byte_with_other_line_breaks_and_comments():
    stream = b": hello\r\n\r\n" + STREAM.replace(b"\n", b"\r\n").replace(b"data: ", b"data:")

    assert read(b"", [bytes([one]) for one in stream]) == read(STREAM)


def test_a_server_that_leaves_out_most_is_understood():
    response = gathered(read((RECORDED / "lean.sse").read_bytes()))

    assert response.parts == (Text(text="Hi there", item_id="msg_9"),)
    assert response.choices[0].finish == Finish(reason="stop")
    assert response.usage is not None


def test_a_server_that_streams_nothing_but_the_end_is_understood():
    response = recorded("response.json")

    assert gathered(read(frames({"type": "response.completed", "response": response}))) == (
        FORMAT.read_response(response)
    )


def test_items_without_deltas_are_told_once_at_their_end():
    part = {"type": "output_text", "text": "Hi", "annotations": []}
    call = done("call", 1, arguments='{"a":1}')

    assert parts(added("message"), done("message", content=[part]), added("call", 1), call) == (
        Text(text="Hi", item_id="msg_1"),
        ToolCall(id="call_1", name="f", arguments='{"a":1}', item_id="fc_1"),
    )


def test_the_end_of_a_part_repeats_what_was_told_and_is_not_told_again():
    where = {"output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "Hi", "annotations": []}

    events = read(frames(
        added("message"),
        {"type": "response.content_part.added", **where, "part": {**part, "text": ""}},
        delta("output_text", "Hi", content_index=0),
        {"type": "response.output_text.done", **where, "text": "Hi"},
        {"type": "response.content_part.done", **where, "part": part},
        done("message", content=[part]),
        ended({**WHAT["message"], "content": [part]}),
    ))  # fmt: skip

    assert [type(event).__name__ for event in events] == [
        "Started", "PartStarted", "PartGrew", "PartEnded", "ChoiceEnded", "Ended",
    ]  # fmt: skip


def test_calls_whose_pieces_are_mixed_come_one_after_the_other():
    second = {"call_id": "call_2", "id": "fc_2"}
    events = read(frames(
        added("call"), added("call", 1, **second), delta("function_call_arguments", "{", 1),
        delta("function_call_arguments", "[", 0), delta("function_call_arguments", "}", 1),
        done("call", 1, arguments="{}", **second), delta("function_call_arguments", "]", 0),
        done("call", arguments="[]"), DONE,
    ))  # fmt: skip

    assert [(event.index, event.piece) for event in events if isinstance(event, told.PartGrew)] == [
        (0, "["), (0, "]"), (1, "{"), (1, "}"),
    ]  # fmt: skip
    assert [getattr(part, "id", None) for part in gathered(events).parts] == ["call_1", "call_2"]


def test_items_that_never_end_are_told_before_the_end():
    found = parts(
        added("message"),
        delta("output_text", "a"),
        added("call", 1),
        delta("function_call_arguments", "{}", 1),
    )

    assert found == (
        Text(text="a", item_id="msg_1"),
        ToolCall(id="call_1", name="f", arguments="{}", item_id="fc_1"),
    )


def test_very_many_items_that_wait_do_no_harm():
    many = 1500
    values = [added("call", place, call_id=f"c{place}") for place in range(many)]
    values += [done("call", place, call_id=f"c{place}", arguments="{}") for place in reversed(range(many))]

    assert len(parts(*values)) == many


def test_frames_after_the_end_of_their_item_are_passed_over():
    assert parts(
        added("message"), delta("output_text", "a"), done("message"), delta("output_text", "late")
    ) == (Text(text="a", item_id="msg_1"),)


def test_pieces_without_an_item_are_understood():
    assert parts(delta("output_text", "a", item_id="msg_7", content_index=0)) == (
        Text(text="a", item_id="msg_7"),
    )


def test_thinking_has_its_summary_its_words_and_its_seal():
    item = {"encrypted_content": "gA", "content": [{"type": "reasoning_text", "text": "raw"}]}
    own: Any = {"id": "rs_1", "signed_by": "openai_responses"}

    found = parts(
        added("reasoning"),
        delta("reasoning_summary_text", "s", summary_index=0),
        delta("reasoning_text", "raw", content_index=0),
        done("reasoning", summary=[{"type": "summary_text", "text": "s"}], content=item["content"])
        | {"item": {**WHAT["reasoning"], **item}},
    )

    assert found == (Thinking(text="s", is_summary=True, **own), Thinking(text="raw", sealed="gA", **own))


def test_thinking_of_which_nothing_is_shown_is_kept_by_its_id():
    assert parts(added("reasoning"), done("reasoning")) == (
        Thinking(id="rs_1", signed_by="openai_responses"),
    )


def test_refusals_are_streamed():
    found = read(frames(added("message"), delta("refusal", "No", content_index=0), done("message"), DONE))

    response = gathered(found)
    assert response.parts == (Refusal(text="No", item_id="msg_1"),)
    assert response.choices[0].finish == Finish(reason="refusal")


def test_likelihoods_that_only_the_whole_answer_has_are_told_at_the_end():
    part = {"type": "output_text", "text": "a", "logprobs": [{"token": "a", "logprob": -1, "bytes": [97]}]}
    last = ended({**WHAT["message"], "content": [part]})

    response = gathered(read(frames(added("message"), delta("output_text", "a"), done("message"), last)))

    assert [one.token for one in response.choices[0].logprobs or ()] == ["a"]


def test_an_incomplete_answer_says_why():
    details = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "output": []}

    events = read(frames({"type": "response.incomplete", "response": details}))

    assert told.ChoiceEnded(0, Finish(reason="length")) in events
    assert events[-1] == told.Ended()


ERROR = {"code": "rate_limit_exceeded", "message": "slow down"}
ERRORS = [
    {"type": "error", "param": None, **ERROR},
    {"type": "error", "error": {"type": "too_many_requests", "message": "slow down"}},
    {"error": ERROR},
    {"type": "response.failed", "response": {"error": ERROR}},
    {"type": "response.completed", "response": {"status": "failed", "error": ERROR}},
]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_the_middle_ends_the_stream(error: dict[str, Any]):
    events = read(frames(added("message"), delta("output_text", "a"), error, DONE))

    assert isinstance(events[-1], told.Failed)
    assert (events[-1].failure.kind, events[-1].failure.message) == ("rate_limit", "slow down")
    assert not any(isinstance(event, told.ChoiceEnded | told.Ended) for event in events)


def test_a_failed_answer_tells_what_it_used():
    usage = {"input_tokens": 3, "output_tokens": 2}

    events = read(frames({"type": "response.failed", "response": {"usage": usage}}))

    assert [type(event) for event in events] == [told.Started, told.UsageTold, told.Failed]


@pytest.mark.parametrize("kept", range(0, STREAM.count(b"\n\n"), 3))
def test_a_stream_that_is_cut_never_looks_whole(kept: int):
    whole = b"\n\n".join(STREAM.split(b"\n\n")[:kept])

    events = read(whole + b"\n\n" if whole else b"")

    assert isinstance(events[-1], told.Failed)
    assert events[-1].failure.kind == "cut"
    assert not any(isinstance(event, told.ChoiceEnded | told.Ended) for event in events)


def test_signs_of_life_are_told():
    assert read(frames({"type": "keepalive"}, DONE))[0] == told.Pinged()


@pytest.mark.parametrize(
    "value",
    [
        b"", b"[DONE]", b"null", b"5", b'"x"', b"{}", b'{"type":[]}', b'{"type":"x"}', b'{"x":NaN}',
        b'{"type":"response.output_item.added"}', b'{"type":"response.output_item.added","item":{"type":{}}}',
        b'{"type":"response.output_text.delta"}', b'{"type":"response.output_text.delta","delta":[1]}',
        b'{"type":"response.content_part.added","part":7}', b'{"type":"response.content_part.done"}',
        b'{"type":"response.output_text.annotation.added","annotation":"x","output_index":"y"}',
        b'{"type":"response.output_item.done","item":{"type":"reasoning","summary":[{"type":[]}, 1]}}',
        b'{"type":"response.function_call_arguments.done","arguments":{}}',
        b'{"type":"response.created","response":[]}',
    ],
)  # fmt: skip
def test_what_is_not_understood_is_no_error(value: bytes):
    events = read(b"data: " + value + b"\n\n" + frames(added("call"), done("call"), DONE))

    assert isinstance(events[-1], told.Ended)
    gathered(events)
