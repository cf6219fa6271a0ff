"""Tools, calls and results as Bedrock wants them."""

import pytest
from tests.wire.contract.corpus import REQUESTS
from tests.wire.formats.bedrock.service import refused
from tests.wire.formats.bedrock.test_requests import asks, write

from modeldex.wire.content import Text, ToolCall, ToolResult
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.tools import Tool, ToolChoice


@pytest.mark.parametrize(
    ("arguments", "sent", "lost"),
    [
        ('{"a": 1}', {"a": 1}, []),
        ("", {}, []),
        ('{"a": ', {"input": '{"a": '}, ["messages[0].parts[0].arguments"]),
        ("[1]", {"input": "[1]"}, ["messages[0].parts[0].arguments"]),
    ],
)
def test_arguments_are_json(arguments, sent, lost):
    part = ToolCall(id="a", name="f", arguments=arguments)

    body, told = write(asks(part, role="assistant", tools=(Tool(name="f"),)))

    assert body["messages"][1]["content"][0]["toolUse"]["input"] == sent
    assert told == [*lost, "messages"]


def test_an_id_that_bedrock_does_not_take_is_the_same_for_call_and_result():
    long = "call|" + "x" * 80
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="assistant", parts=(ToolCall(id=long, name="f"),)),
            Message(role="tool", parts=(ToolResult(call_id=long, parts=(Text(text="a"),)),)),
        ),
        tools=(Tool(name="f"),),
    )

    body, lost = write(request)

    called = body["messages"][1]["content"][0]["toolUse"]["toolUseId"]
    assert called == body["messages"][2]["content"][0]["toolResult"]["toolUseId"]
    assert refused(body, "m") == ""
    assert lost == ["messages[0].parts[0].id", "messages[1].parts[0].call_id", "messages"]


def test_tools_that_were_called_are_named_where_nobody_sends_them():
    request = REQUESTS["calls and results"]
    bare = ChatRequest(model="m", messages=request.messages)

    body, lost = write(bare)

    assert [tool["toolSpec"]["name"] for tool in body["toolConfig"]["tools"]] == ["get_weather", "get_time"]
    assert lost == ["tools"]
    assert refused(body, "m") == ""


def test_tools_that_are_forbidden_stay_where_some_were_called():
    request = REQUESTS["calls and results"]
    forbidden = ChatRequest(
        model="m", messages=request.messages, tools=request.tools, tool_choice=ToolChoice(mode="none")
    )

    body, lost = write(forbidden)

    assert len(body["toolConfig"]["tools"]) == 2
    assert "toolChoice" not in body["toolConfig"]
    assert lost == ["tool_choice"]


def test_a_choice_among_no_tools_is_dropped():
    assert write(asks(Text(text="Hi"), tool_choice=ToolChoice(mode="required")))[1] == ["tool_choice"]
