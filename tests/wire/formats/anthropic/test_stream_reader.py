import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.anthropic.recorded import body, events, frame, stream

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Text, Thinking, ToolCall
from modeldex.wire.format import Frame
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.gathering import Gatherer, gathered
from modeldex.wire.response import Finish

WHOLE = events(stream())
START: dict[str, Any] = {
    "type": "message_start",
    "message": {"id": "x", "model": "m", "usage": {"input_tokens": 3}},
}
STOP = {"type": "message_stop"}


def block(index: int, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": fields}


def delta(index: int, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": fields}


def closed(index: int) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def ended(reason: str = "end_turn", **usage: int) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 5, **usage}}


def read(*frames: dict[str, Any]) -> list[told.ChatEvent]:
    reader = FORMAT.stream_reader()
    return [event for one in frames for event in reader.read(frame(one))] + reader.end()


def test_a_stream_tells_the_same_as_the_whole_answer():
    assert gathered(WHOLE) == FORMAT.read_response(body("answer"))


def test_the_events_keep_their_order():
    assert isinstance(WHOLE[0], told.Started)
    assert isinstance(WHOLE[-1], told.Ended)
    places = [event.index for event in WHOLE if isinstance(event, told.PartStarted)]
    assert places == list(range(7))
    assert [event.index for event in WHOLE if isinstance(event, told.PartEnded)] == places
    assert sum(isinstance(event, told.Pinged) for event in WHOLE) == 1


@given(st.lists(st.integers(0, len(stream())), max_size=20), st.sampled_from([b"\n", b"\r\n", b"\r"]))
@settings(deadline=None)
def test_a_stream_is_read_alike_however_it_is_cut(cuts: list[int], newline: bytes):
    data = stream().replace(b"\n", newline)
    bounds = [0, *sorted(cuts), len(data)]

    assert events(data[start:end] for start, end in pairwise(bounds)) == WHOLE


def test_a_stream_is_read_alike_byte_by_byte_and_with_comments():
    data = stream().replace(b"event: ping", b": keep-alive\n\nevent: ping")

    assert events(data[place : place + 1] for place in range(len(data))) == WHOLE


def test_usage_of_both_ends_is_joined():
    usages = [event.usage for event in WHOLE if isinstance(event, told.UsageTold)]

    assert usages[0].cache_write_1h_tokens == usages[-1].cache_write_1h_tokens == 100
    assert (usages[-1].output_tokens, usages[-1].reasoning_tokens, usages[-1].web_searches) == (40, 50, 2)


def test_a_second_beginning_begins_nothing():
    again = {"type": "message_start", "message": {"id": "y", "usage": {"input_tokens": 8}}}

    answer = gathered(read(START, again, block(0, type="text", text="Hi"), closed(0), ended(), STOP))

    assert (answer.id, answer.usage) == ("x", Usage(input_tokens=8, output_tokens=5))


def test_arguments_may_come_whole_in_pieces_or_not_at_all():
    call = {"type": "tool_use", "id": "c", "name": "f"}
    answer = gathered(
        read(
            START,
            block(0, **call, input={"a": 1}), closed(0),
            block(1, **call, input={}), delta(1, type="input_json_delta", partial_json='{"a"'),
            delta(1, type="input_json_delta", partial_json=": 1}"), closed(1),
            block(2, **call, input={}), delta(2, type="input_json_delta", partial_json=""), closed(2),
            ended("tool_use"), STOP,
        )
    )  # fmt: skip

    arguments = [part.arguments for part in answer.parts if isinstance(part, ToolCall)]
    assert arguments == ['{"a":1}', '{"a": 1}', "{}"]


def test_parts_that_servers_forget_to_begin_or_to_end_are_read():
    answer = gathered(
        read(
            delta(0, type="thinking_delta", thinking="Hm."), delta(1, type="text_delta", text="Hi"),
            delta(1, type="text_delta", text="!"), delta(0, type="text_delta", text="late"), ended(), STOP,
        )
    )  # fmt: skip

    assert answer.parts == (Thinking(text="Hm.", signed_by="anthropic"), Text(text="Hi!"))


def test_what_does_not_fit_its_part_is_passed_over():
    answer = gathered(
        read(
            START, block(0, type="text", text=""), delta(0, type="input_json_delta", partial_json="{}"),
            delta(0, type="signature_delta", signature="x"), delta(0, type="text_delta", text="Hi"),
            ended(), STOP,
        )
    )  # fmt: skip

    assert answer.parts == (Text(text="Hi"),)


def test_a_foreign_part_grows_and_its_arguments_may_be_broken_off():
    search = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
    answer = gathered(
        read(
            START,
            block(0, **search), delta(0, type="input_json_delta", partial_json='{"query'), closed(0),
            block(1, type="compaction", content=None),
            delta(1, type="compaction_delta", content="In short"), closed(1),
            ended(), STOP,
        )
    )  # fmt: skip

    assert answer.parts == (
        Foreign(format="anthropic", kind="server_tool_use", raw={**search, "input": '{"query'}),
        Foreign(format="anthropic", kind="compaction", raw={"type": "compaction", "content": "In short"}),
    )


@pytest.mark.parametrize(
    "noise",
    [{"type": "new_event"}, delta(0, type="new_delta", x=1), delta(0, type="text_delta"),
     {"type": []}, closed(9),
     {"type": "content_block_delta", "index": 0}, {"type": "content_block_start", "index": 1},
     {"type": "message_start"}, {"type": "message_delta"}, delta(0, type=[])],
)  # fmt: skip
def test_what_is_not_understood_is_passed_over(noise: dict[str, Any]):
    reader = FORMAT.stream_reader()
    frames = (
        START,
        block(0, type="text", text=""),
        noise,
        delta(0, type="text_delta", text="Hi"),
        ended(),
        STOP,
    )
    read = [event for one in frames for event in reader.read(Frame("", json.dumps(one).encode()))]

    assert gathered(read).choices[0].finish == Finish(reason="stop")


@pytest.mark.parametrize("data", [b"[DONE]", b" ", b"[]", b"7"])
def test_marks_of_other_formats_are_passed_over(data: bytes):
    assert FORMAT.stream_reader().read(Frame("", data)) == []


@pytest.mark.parametrize("data", [b'{"type": "content_block', b"\xff", b"[" * 100_000])
def test_a_frame_that_is_no_json_is_a_failure_and_nothing_follows(data: bytes):
    reader = FORMAT.stream_reader()

    failed = reader.read(Frame("", data))

    assert [type(event) for event in failed] == [told.Failed]
    assert reader.read(frame(STOP)) == []
    assert reader.end() == []


@pytest.mark.parametrize(
    "error",
    [{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req_1"},
     {"error": {"type": "overloaded_error", "message": "Overloaded"}}],
    ids=["of the format", "bare"],
)  # fmt: skip
def test_an_error_in_the_stream_ends_it_without_a_finish(error: dict[str, Any]):
    reader = FORMAT.stream_reader()
    reader.read(frame(START))

    (failed,) = reader.read(Frame("error", json.dumps(error).encode()))

    assert isinstance(failed, told.Failed)
    assert (failed.failure.kind, failed.failure.message, failed.failure.status) == (
        "overloaded",
        "Overloaded",
        None,
    )
    assert reader.read(frame(ended())) == []
    assert reader.end() == []


def test_a_stream_that_breaks_off_is_cut_wherever_it_does():
    frames = FORMAT.unframer().feed(stream())
    for kept in range(len(frames) - 2):
        reader, gatherer = FORMAT.stream_reader(), Gatherer()
        for one in frames[:kept]:
            for event in reader.read(one):
                gatherer.add(event)
        (cut,) = reader.end()
        assert isinstance(cut, told.Failed)
        assert cut.failure.kind == "cut"
        assert not gatherer.is_ended


def test_an_answer_that_lacks_only_its_last_mark_is_whole():
    assert isinstance(read(START, block(0, type="text", text="Hi"), ended())[-1], told.Ended)
