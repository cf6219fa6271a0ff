"""Streams that middlemen write: blocks that are open at once, beginnings and ends that are missing."""

from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.anthropic.recorded import frame

from modeldex.wire import events as told
from modeldex.wire.content import Text, ToolCall
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.gathering import gathered
from modeldex.wire.losses import Losses
from modeldex.wire.response import Finish

START: dict[str, Any] = {"type": "message_start", "message": {"id": "x", "model": "m", "usage": {}}}
ENDED: dict[str, Any] = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}
STOP = {"type": "message_stop"}


def call(index: int, arguments: str) -> list[dict[str, Any]]:
    """The events of a call."""
    begun = {"type": "tool_use", "id": f"c{index}", "name": "f", "input": {}}
    pieces = [{"type": "input_json_delta", "partial_json": piece} for piece in arguments]
    return [
        {"type": "content_block_start", "index": index, "content_block": begun},
        *({"type": "content_block_delta", "index": index, "delta": piece} for piece in pieces),
        {"type": "content_block_stop", "index": index},
    ]


def read(*frames: dict[str, Any]) -> list[told.ChatEvent]:
    reader = FORMAT.stream_reader()
    return [event for one in frames for event in reader.read(frame(one))] + reader.end()


@given(st.data())
def test_blocks_that_are_open_at_once_are_told_one_after_the_other(data: st.DataObject):
    calls = [call(index, f'{{"a":{index}}}') for index in range(3)]
    order = data.draw(st.permutations([index for index, one in enumerate(calls) for _ in one]))
    waiting = [iter(one) for one in calls]
    mixed = [next(waiting[index]) for index in order]

    events = read(START, *mixed, ENDED, STOP)

    assert sorted(gathered(events).parts, key=lambda part: str(getattr(part, "id", ""))) == [
        ToolCall(id=f"c{index}", name="f", arguments=f'{{"a":{index}}}') for index in range(3)
    ]
    places = [event.index for event in events if isinstance(event, told.PartStarted | told.PartEnded)]
    assert places == [0, 0, 1, 1, 2, 2]


def test_blocks_that_wait_are_told_at_the_end_where_nobody_ends_one():
    mixed = list(chain.from_iterable(call(index, "{}")[:-1] for index in range(2)))

    assert [type(event) for event in read(START, *mixed, ENDED, STOP)][-4:] == [
        told.PartGrew, told.PartEnded, told.ChoiceEnded, told.Ended,
    ]  # fmt: skip
    assert len(gathered(read(START, *mixed, STOP)).parts) == 2


def test_an_answer_without_its_beginning_begins_all_the_same():
    assert [type(event) for event in read(ENDED, STOP)] == [told.Started, told.ChoiceEnded, told.Ended]
    assert [type(event) for event in read(STOP)] == [told.Started, told.Ended]


def test_whoever_calls_a_tool_waits_for_its_result_whatever_the_server_says():
    answer = gathered(read(START, *call(0, "{}"), ENDED, STOP))
    body = FORMAT.write_response(answer, Losses())

    assert answer.choices[0].finish is not None
    assert answer.choices[0].finish.reason == "tool_calls"
    assert body["stop_reason"] == "end_turn"
    assert FORMAT.read_response(body).choices == answer.choices
    assert gathered(read(START, ENDED, STOP)).choices[0].finish == Finish(reason="stop")


def test_words_of_a_block_that_a_call_interrupts_are_kept():
    words = [
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Let "}},
    ]
    more = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "me."}}

    assert gathered(read(START, *words, *call(1, "{}"), more, ENDED, STOP)).parts == (
        Text(text="Let me."), ToolCall(id="c1", name="f", arguments="{}"),
    )  # fmt: skip
