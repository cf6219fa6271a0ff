"""Calls and results of other formats: arguments are objects, results share a turn and find their calls."""

import pytest
from tests.wire.formats.gemini.recorded import request, written

from modeldex.wire.content import (
    Text,
    ToolCall,
    ToolResult,
)
from modeldex.wire.request import Message

HELLO = Message(role="user", parts=(Text(text="Hello"),))


def _assistant(*parts) -> Message:
    return Message(role="assistant", parts=parts)


def _tool(*parts) -> Message:
    return Message(role="tool", parts=parts)


def test_results_of_several_messages_share_one_turn():
    calls = _assistant(ToolCall(id="a", name="f"), ToolCall(id="b", name="g"))
    body, lost = written(
        request(
            HELLO,
            calls,
            _tool(ToolResult(call_id="b", parts=(Text(text="two"),))),
            _tool(ToolResult(call_id="a", parts=(Text(text="one"),))),
        )
    )

    assert body["contents"][2] == {
        "role": "user",
        "parts": [
            {"functionResponse": {"id": "b", "name": "g", "response": {"output": "two"}}},
            {"functionResponse": {"id": "a", "name": "f", "response": {"output": "one"}}},
        ],
    }
    assert lost == []


def test_results_whose_ids_were_made_here_stand_in_the_order_of_their_calls():
    calls = _assistant(ToolCall(id="gcall_x_0", name="f"), ToolCall(id="gcall_x_1", name="f"))
    body, _ = written(
        request(
            HELLO,
            calls,
            _tool(ToolResult(call_id="gcall_x_1", parts=(Text(text="second"),))),
            _tool(ToolResult(call_id="gcall_x_0", parts=(Text(text="first"),))),
        )
    )

    assert body["contents"][1]["parts"] == [{"functionCall": {"name": "f", "args": {}}}] * 2
    assert [part["functionResponse"]["response"] for part in body["contents"][2]["parts"]] == [
        {"output": "first"},
        {"output": "second"},
    ]


@pytest.mark.parametrize(
    ("call", "args", "lost"),
    [
        (ToolCall(id="a", name="f", arguments=""), {}, False),
        (ToolCall(id="a", name="f", arguments='{"a": 1}'), {"a": 1}, False),
        (ToolCall(id="a", name="f", arguments='{"a": '), {"input": '{"a": '}, True),
        (ToolCall(id="a", name="f", arguments="[1]"), {"input": "[1]"}, True),
        (ToolCall(id="a", name="f", arguments='{"a": NaN}'), {"input": '{"a": NaN}'}, True),
        (ToolCall(id="a", name="f", arguments="ls -l", is_custom=True), {"input": "ls -l"}, True),
    ],
)
def test_arguments_are_always_an_object(call: ToolCall, args, lost: bool):
    body, fields = written(request(_assistant(call)))

    assert body["contents"][0]["parts"] == [{"functionCall": {"id": "a", "name": "f", "args": args}}]
    assert fields == (["messages[0].parts[0].arguments"] if lost else [])


def test_a_result_of_nobody_is_named_by_its_id():
    result = ToolResult(call_id="x", parts=(Text(text="a"), Text(text="b")))

    body, lost = written(request(_tool(result)))

    assert body["contents"][0]["parts"] == [
        {"functionResponse": {"id": "x", "name": "x", "response": {"output": "a\nb"}}}
    ]
    assert lost == ["messages[0].parts[0].name", "messages[0].parts[0].parts"]


@pytest.mark.parametrize(
    ("text", "is_error", "response"),
    [
        (Text(text='{"a":1}'), False, {"output": '{"a":1}'}),
        (Text(text='{"a":1}', is_json=True), False, {"a": 1}),
        (Text(text="[1]", is_json=True), False, {"output": [1]}),
        (Text(text="{", is_json=True), False, {"output": "{"}),
        (Text(text="bad"), True, {"error": "bad"}),
        (Text(text='{"a":1}', is_json=True), True, {"error": {"a": 1}}),
    ],
)
def test_a_result_says_its_output_or_its_error(text: Text, is_error: bool, response):
    body, _ = written(request(_tool(ToolResult(call_id="x", name="f", parts=(text,), is_error=is_error))))

    assert body["contents"][0]["parts"][0]["functionResponse"]["response"] == response
