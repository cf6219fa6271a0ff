"""Calls of tools in streams: mixed, without an index, without an id."""

import pytest
from tests.wire.formats.openai_chat.chunks import answer, call, delta, events_of, failure_in, streamed

from modeldex.wire import events as told
from modeldex.wire.content import ToolCall


def test_calls_one_after_the_other_are_told_so():
    calls = [
        [call(0, "", "a", "f")], [call(0, '{"x"')], [call(0, ":1}")], [call(1, "", "b", "g")],
        [call(1, "{}")],
    ]  # fmt: skip
    chunks = [delta(tool_calls=held) for held in calls]
    assert answer(*chunks) == (
        ToolCall(id="a", name="f", arguments='{"x":1}'), ToolCall(id="b", name="g", arguments="{}"),
    )  # fmt: skip
    events = events_of(streamed(*chunks, delta(0, "tool_calls")))
    second = next(n for n, event in enumerate(events) if isinstance(event, told.PartStarted) and event.index)
    assert events[second - 1] == told.PartEnded(0, 0)
    assert events[second + 1] == told.PartGrew(0, 1, "arguments", "{}")


def test_calls_whose_pieces_are_mixed_are_put_in_order():
    chunks = [
        delta(tool_calls=[call(0, "", "a", "f"), call(1, "", "b", "g")]),
        delta(tool_calls=[call(1, '{"y":'), call(0, '{"x":')]),
        delta(tool_calls=[call(0, "1}"), call(1, "2}")]),
    ]
    assert answer(*chunks) == (
        ToolCall(id="a", name="f", arguments='{"x":1}'), ToolCall(id="b", name="g", arguments='{"y":2}'),
    )  # fmt: skip


@pytest.mark.parametrize("index", [None, 0])
def test_calls_that_have_no_index_or_the_same_are_told_apart_by_their_ids(index):
    chunks = [delta(tool_calls=[call(index, "{}", "a", "f"), call(index, "{}", "b", "f")])]
    assert answer(*chunks) == (
        ToolCall(id="a", name="f", arguments="{}"), ToolCall(id="b", name="f", arguments="{}"),
    )  # fmt: skip


def test_pieces_without_an_index_go_on_with_the_last_call():
    chunks = [delta(tool_calls=[call(None, '{"x"', "a", "f")]), delta(tool_calls=[call(None, ":1}")])]
    assert answer(*chunks) == (ToolCall(id="a", name="f", arguments='{"x":1}'),)


def test_an_id_that_is_repeated_or_changed_without_a_name_makes_no_new_call():
    chunks = [delta(tool_calls=[call(0, '{"x"', "a", "f")]), delta(tool_calls=[call(0, ":", "a", "f")]),
              delta(tool_calls=[call(0, "1}", "other")])]  # fmt: skip
    assert answer(*chunks) == (ToolCall(id="a", name="f", arguments='{"x":1}'),)


def test_a_call_waits_for_its_name_and_gets_an_id_if_it_has_none():
    chunks = [delta(tool_calls=[call(0, "{")]), delta(tool_calls=[call(0, "}", None, "f")])]
    assert answer(*chunks) == (ToolCall(id="call_0_0", name="f", arguments="{}"),)


def test_a_call_without_arguments_has_blank_ones():
    chunks = [delta(tool_calls=[call(0, "", "a", "f")]), delta(tool_calls=[call(1, "", "b", "g")])]
    assert answer(*chunks) == (
        ToolCall(id="a", name="f", arguments=""), ToolCall(id="b", name="g", arguments=""),
    )  # fmt: skip


def test_custom_tools_and_deprecated_functions_are_calls():
    custom = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "t", "input": "SEL"}}
    assert answer(
        delta(tool_calls=[custom]), delta(tool_calls=[{"index": 0, "custom": {"input": "ECT"}}])
    ) == (ToolCall(id="a", name="t", arguments="SELECT", is_custom=True),)
    older = [{"name": "f", "arguments": ""}, {"arguments": "{}"}]
    assert answer(*[delta(function_call=held) for held in older]) == (
        ToolCall(id="call_0_0", name="f", arguments="{}"),
    )


def test_a_signature_of_a_call_is_kept():
    held = {**call(0, "{}", "a", "f"), "extra_content": {"google": {"thought_signature": "c2ln"}}}
    assert answer(delta(tool_calls=[held])) == (
        ToolCall(id="a", name="f", arguments="{}", signature="c2ln", signed_by="openai_chat"),
    )


def test_pieces_of_a_call_that_is_over_are_a_failure_and_not_lost():
    chunks = [
        delta(tool_calls=[call(0, "{", "a", "f")]),
        delta(content="hm"),
        delta(tool_calls=[call(0, "}")]),
    ]
    kind, message = failure_in(events_of(streamed(*chunks, delta(0, "stop"))))
    assert (kind, "call a" in message) == ("server", True)
