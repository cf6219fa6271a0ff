"""Calls of tools in streams: mixed, without an index, without an id."""

from typing import Any

import pytest
from tests.wire.formats.openai_chat.chunks import answer, call, delta, events_of, failure_in, streamed

from modeldex.wire import events as told
from modeldex.wire.content import ToolCall
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.gathering import gathered
from modeldex.wire.losses import Losses
from modeldex.wire.translation import translate_response


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
    assert answer(*chunks) == (ToolCall(id="call_c_0_0", name="f", arguments="{}"),)


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
        ToolCall(id="call_c_0_0", name="f", arguments="{}"),
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


def test_calls_without_ids_get_others_in_every_answer():
    first, second = (
        answer({**delta(tool_calls=[call(0, "{}", None, "f")]), "id": id_})[0].id
        for id_ in ("chatcmpl-1", "chatcmpl-2")
    )
    assert (first, second) == ("call_chatcmpl-1_0_0", "call_chatcmpl-2_0_0")
    message = {"tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "{}"}}]}
    whole: Any = FORMAT.read_response({"id": "gen:1/é" + "x" * 90, "choices": [{"message": message}]})
    assert whole.parts[0].id == f"call_{'x' * 32}_0_0"


def test_blanks_behind_the_arguments_of_a_call_are_nothing():
    chunks = [
        delta(tool_calls=[call(0, '{"x":1}', "a", "f")]), delta(tool_calls=[call(1, "{}", "b", "g")]),
        delta(tool_calls=[call(0, "\n")]),
    ]  # fmt: skip
    assert answer(*chunks) == (
        ToolCall(id="a", name="f", arguments='{"x":1}'), ToolCall(id="b", name="g", arguments="{}"),
    )  # fmt: skip


def test_custom_calls_whose_pieces_are_mixed_are_put_in_order():
    def piece(index: int, text: str, **more: Any) -> dict[str, Any]:
        return {"index": index, "type": "custom", "custom": {"input": text, **more}}

    chunks = [
        delta(tool_calls=[{**piece(0, "SEL", name="t"), "id": "a"}]),
        delta(tool_calls=[{**piece(1, "DR", name="u"), "id": "b"}]),
        delta(tool_calls=[piece(0, "ECT"), piece(1, "OP")]),
    ]
    assert answer(*chunks) == (
        ToolCall(id="a", name="t", arguments="SELECT", is_custom=True),
        ToolCall(id="b", name="u", arguments="DROP", is_custom=True),
    )


@pytest.mark.parametrize("text", ['{"x":"}"', '{"x":"\\"}"', '{"x":[{}', " ", '{"x":"\\', "[1"])
def test_a_call_is_not_over_while_its_object_is_open(text):
    chunks = [
        delta(tool_calls=[call(0, text, "a", "f")]), delta(tool_calls=[call(1, "{}", "b", "g")]),
        delta(tool_calls=[call(0, "}")]),
    ]  # fmt: skip
    assert answer(*chunks)[0].arguments == text + "}"


def test_a_signature_that_comes_later_than_its_call_is_kept():
    late = {"index": 0, "extra_content": {"google": {"thought_signature": "c2ln"}}}
    chunks = [delta(tool_calls=[call(0, "{}", "a", "f")]), delta(tool_calls=[late])]
    expected = ToolCall(id="a", name="f", arguments="{}", signature="c2ln", signed_by="openai_chat")
    assert answer(*chunks) == (expected,)
    writer = FORMAT.stream_writer(Losses())
    again = b"".join(map(writer.write, events_of(streamed(*chunks, delta(0, "tool_calls")))))
    assert gathered(events_of(again)).parts == (expected,)


@pytest.mark.parametrize("native", [{}, {"native_finish_reason": "STOP"}])
def test_a_stop_beside_calls_waits_for_their_results(native):
    message = {"tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **native}
    whole = FORMAT.read_response({"id": "c", "choices": [choice]})
    end = delta(0, "stop")
    end["choices"][0].update(native)
    stream = streamed(delta(tool_calls=[call(0, "{}", "a", "f")]), end)
    for response in (whole, gathered(events_of(stream))):
        assert getattr(response.choices[0].finish, "reason", None) == "tool_calls"
        told_again = FORMAT.write_response(response, Losses())["choices"][0]["finish_reason"]
        assert told_again == ("tool_calls" if native else "stop")
    body = {"id": "c", "model": "m", "choices": [choice]}
    assert translate_response(body, "openai_chat", "anthropic").body["stop_reason"] == "tool_use"
