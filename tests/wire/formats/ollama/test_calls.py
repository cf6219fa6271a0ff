"""Calls and results of a talk with Ollama, which may have no ids."""

import pytest
from tests.wire.contract.corpus import REQUESTS
from tests.wire.formats.ollama.test_requests import FULL, asks, talk, write

from modeldex.wire.content import Text, ToolCall, ToolResult
from modeldex.wire.formats.ollama import FORMAT
from modeldex.wire.request import ChatRequest, Message


def test_calls_without_ids_get_some_by_their_place_and_results_find_them():
    messages = FORMAT.read_request(FULL).messages

    called = [part.id for one in messages for part in one.parts if isinstance(part, ToolCall)]
    answered = [part.call_id for one in messages for part in one.parts if isinstance(part, ToolResult)]
    assert called == ["call_0", "call_1", "call_x9", "call_3"]
    assert answered == ["call_1", "call_0", "call_x9", "call_3"]


def test_results_that_answer_nothing_have_ids_of_their_own():
    body = talk(
        {"role": "tool", "content": "a"},
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "f", "arguments": {}}}]},
        {"role": "tool", "content": "b", "tool_name": "g"},
    )

    request = FORMAT.read_request(body)

    ids = [
        getattr(one.parts[0], "call_id", None) or getattr(one.parts[0], "id", None)
        for one in request.messages
    ]
    assert ids == ["call_0", "call_1", "call_2"]
    assert write(request) == (body, [])


def test_results_of_calls_that_nobody_sees_do_not_shift_the_others():
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="tool", parts=(ToolResult(call_id="lost", parts=(Text(text="a"),)),)),
            Message(
                role="assistant", parts=(ToolCall(id="call_1", name="f"), ToolCall(id="call_1x", name="f"))
            ),
            Message(role="tool", parts=(ToolResult(call_id="call_1x", parts=(Text(text="b"),)),)),
            Message(role="tool", parts=(ToolResult(call_id="call_1", parts=(Text(text="c"),)),)),
        ),
    )

    read = FORMAT.read_request(write(request)[0])

    parts = [part for message in read.messages for part in message.parts]
    ids = [part.id if isinstance(part, ToolCall) else getattr(part, "call_id", None) for part in parts]
    assert ids == ["lost", "call_1", "call_1x", "call_1x", "call_1"]


def test_results_in_another_order_name_their_calls():
    calls = tuple(ToolCall(id=f"call_{place}", name="f") for place in range(2))
    results = tuple(ToolResult(call_id=call.id, parts=(Text(text=call.id),)) for call in reversed(calls))
    request = ChatRequest(
        model="m",
        messages=(Message(role="assistant", parts=calls), Message(role="tool", parts=results)),
    )

    body, lost = write(request)

    assert [one.get("tool_call_id") for one in body["messages"][1:]] == ["call_1", None]
    assert [one["tool_name"] for one in body["messages"][1:]] == ["f", "f"]
    read = FORMAT.read_request(body).messages[1:]
    assert [getattr(one.parts[0], "call_id", None) for one in read] == ["call_1", "call_0"]
    assert lost == []


@pytest.mark.parametrize(
    ("arguments", "sent", "lost"),
    [
        ('{"a": 1}', {"a": 1}, []),
        ("", {}, []),
        ('{"a": ', {"input": '{"a": '}, ["messages[0].parts[0].arguments"]),
        ("[1]", {"input": "[1]"}, ["messages[0].parts[0].arguments"]),
    ],
)
def test_arguments_are_an_object(arguments, sent, lost):
    body, told = write(asks(ToolCall(id="call_0", name="f", arguments=arguments), role="assistant"))

    assert body["messages"][0]["tool_calls"] == [{"function": {"name": "f", "arguments": sent}}]
    assert told == lost


def test_tools_that_are_forbidden_are_not_sent():
    body, lost = write(REQUESTS["tool choice none"])

    assert "tools" not in body
    assert lost == ["tools", "tool_choice"]


@pytest.mark.parametrize(
    ("sent", "arguments"),
    [(None, "{}"), ("", "{}"), ('{"a": 1}', '{"a":1}'), ('{"a', '{"a'), ({"a": 1}, '{"a":1}')],
)
def test_arguments_that_are_a_text_are_read_too(sent, arguments):
    call = {"function": {"name": "f", "arguments": sent}}

    request = FORMAT.read_request(talk({"role": "assistant", "content": "", "tool_calls": [call]}))

    assert request.messages[0].parts == (ToolCall(id="call_0", name="f", arguments=arguments),)
