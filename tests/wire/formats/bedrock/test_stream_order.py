"""ConverseStream as middlemen write it: blocks that are open at once, and beginnings that are missing."""

from typing import Any

import pytest
from tests.wire.formats.bedrock.recorded_stream import read, stream_of, written

from modeldex.wire import events as told
from modeldex.wire.content import Text, ToolCall
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.gathering import gathered
from modeldex.wire.losses import Losses

START = ("messageStart", {"role": "assistant"})
STOP = ("messageStop", {"stopReason": "end_turn"})
USAGE = ("metadata", {"usage": {"inputTokens": 1, "outputTokens": 2}})


def begun(index: int) -> tuple[str, dict[str, Any]]:
    call = {"toolUseId": f"t{index}", "name": "f"}
    return "contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": call}}


def grown(index: int, piece: str) -> tuple[str, dict[str, Any]]:
    return "contentBlockDelta", {"contentBlockIndex": index, "delta": {"toolUse": {"input": piece}}}


def words(index: int, text: str) -> tuple[str, dict[str, Any]]:
    return "contentBlockDelta", {"contentBlockIndex": index, "delta": {"text": text}}


def ended(index: int) -> tuple[str, dict[str, Any]]:
    return "contentBlockStop", {"contentBlockIndex": index}


@pytest.mark.parametrize("ends", [(ended(0), ended(1), ended(2)), (ended(2), ended(0), ended(1)), ()])
def test_blocks_that_are_open_at_once_are_told_one_after_the_other(ends: tuple[Any, ...]):
    mixed = [
        words(0, "Let "), begun(1), begun(2), grown(2, '{"a"'), grown(1, "{"), words(0, "me."),
        grown(2, ":2}"), grown(1, "}"),
    ]  # fmt: skip

    events = read(stream_of(START, *mixed, *ends, STOP, USAGE))

    assert gathered(events).parts == (
        Text(text="Let me."), ToolCall(id="t1", name="f", arguments="{}"),
        ToolCall(id="t2", name="f", arguments='{"a":2}'),
    )  # fmt: skip
    places = [event.index for event in events if isinstance(event, told.PartStarted | told.PartEnded)]
    assert places == [0, 0, 1, 1, 2, 2]


def test_an_answer_begins_once_and_before_its_parts():
    late = read(stream_of(words(0, "Hi"), ended(0), START, STOP, USAGE))

    assert [type(event) for event in late][:2] == [told.Started, told.PartStarted]
    assert sum(isinstance(event, told.Started) for event in late) == 1
    assert [type(event) for event in read(stream_of(START, START, STOP))] == [
        told.Started, told.ChoiceEnded, told.Ended,
    ]  # fmt: skip
    assert [type(event) for event in read(stream_of(USAGE, STOP))][:2] == [told.Started, told.UsageTold]


def test_nothing_is_told_of_parts_after_the_end():
    assert [type(event) for event in read(stream_of(START, STOP, words(0, "Hi"), ended(0), STOP))] == [
        told.Started, told.ChoiceEnded, told.Ended,
    ]  # fmt: skip


def test_whoever_calls_a_tool_waits_for_its_result_whatever_the_word():
    answer = gathered(read(stream_of(START, begun(0), ended(0), STOP)))
    body = FORMAT.write_response(answer, Losses())

    assert answer.choices[0].finish is not None
    assert answer.choices[0].finish.reason == "tool_calls"
    assert body["stopReason"] == "end_turn"
    assert FORMAT.read_response(body).choices == answer.choices


def test_an_answer_of_which_nobody_says_why_it_ended_is_whole():
    stream, lost = written([told.Started("x", "m"), told.Ended()])

    assert isinstance(read(stream)[-1], told.Ended)
    assert lost == []
