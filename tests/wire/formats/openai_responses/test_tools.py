"""Tools of the Responses format, and choices among them."""

from typing import Any

import pytest

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import Foreign, Text
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice
from modeldex.wire.translation import translate_request

NAME = "openai_responses"


def read(**fields: Any) -> Any:
    return FORMAT.read_request({"model": "m", "input": "Hello", **fields})


def write(request: Any, quirks: Any = None) -> Any:
    losses = Losses()
    body = FORMAT.write_request(request, losses, quirks or Quirks())
    return body, [loss.field for loss in losses]


def asks(*parts: Any, role: Any = "user", **more: Any) -> Any:
    return ChatRequest(model="m", messages=(Message(role=role, parts=parts or (Text(text="Hi"),)),), **more)


def test_hosted_tools_and_choices_come_back_and_mean_nothing_elsewhere():
    request = read(tools=[{"type": "web_search"}], tool_choice={"type": "web_search"})

    assert request.tools == (ForeignTool(format=NAME, kind="web_search", raw={"type": "web_search"}),)
    assert request.tool_choice == ToolChoice(mode="required", raw={"type": "web_search"})
    body, lost = write(request)
    assert (body["tools"], body["tool_choice"], lost) == (
        [{"type": "web_search"}],
        {"type": "web_search"},
        [],
    )
    other = ForeignTool(format="anthropic", kind="bash", raw={})
    choice = ToolChoice(mode="auto", raw={"type": "x"})
    assert write(asks(tools=(other,), tool_choice=choice, format="anthropic"))[1] == [
        "tools[0]",
        "tool_choice",
    ]


def test_a_function_is_strict_only_where_somebody_says_so():
    function = {"type": "function", "name": "f", "parameters": None}

    assert write(asks(tools=(Tool(name="f"),)))[0]["tools"] == [{**function, "strict": False}]
    unsaid = read(tools=[function])
    assert write(unsaid)[0]["tools"] == [{**function, "strict": None}]
    assert read(tools=[{**function, "strict": True}]).tools[0].is_strict is True
    assert read(tools=[{**function, "strict": False}]).tools[0] == Tool(name="f")


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (ToolChoice(mode="none"), "none"),
        (ToolChoice(mode="named", names=("f",)), {"type": "function", "name": "f"}),
        (ToolChoice(mode="named", names=("sh",)), {"type": "custom", "name": "sh"}),
        (
            ToolChoice(mode="required", names=("f", "sh")),
            {
                "type": "allowed_tools",
                "mode": "required",
                "tools": [{"type": "function", "name": "f"}, {"type": "custom", "name": "sh"}],
            },
        ),
        (ToolChoice(mode="named"), "required"),
    ],
)
def test_choices_of_tools_are_written(choice: ToolChoice, written: object):
    tools = (Tool(name="f"), Tool(name="sh", is_custom=True))

    assert write(asks(tools=tools, tool_choice=choice))[0]["tool_choice"] == written


def test_a_grammar_as_the_older_format_nests_it_is_written_flat():
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "x"}}

    written = write(asks(tools=(Tool(name="sh", is_custom=True, grammar=grammar),)))[0]["tools"][0]

    assert written["format"] == {"type": "grammar", "syntax": "lark", "definition": "x"}


def test_a_call_in_a_namespace_is_known_to_this_format_alone():
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "namespace": "n"}
    request = read(input=[call])

    assert request.messages[0].parts == (Foreign(format=NAME, kind="function_call", raw=call),)
    assert write(request)[0]["input"] == [call]


@pytest.mark.parametrize("choice", [ToolChoice(mode="required"), ToolChoice(mode="auto"), None])
def test_where_no_tool_is_left_nothing_is_said_of_calls(choice):
    web = ForeignTool(format="anthropic", kind="web_search", raw={})
    body, lost = write(asks(tools=(web,), tool_choice=choice, allows_parallel_calls=True, format="anthropic"))
    assert not body.keys() & {"tools", "tool_choice", "parallel_tool_calls"}
    assert lost == (["tools[0]", "tool_choice"] if choice and choice.mode == "required" else ["tools[0]"])


@pytest.mark.parametrize("body", [[], None, 5, "x"])
def test_a_body_that_is_no_object_is_an_invalid_request(body):
    with pytest.raises(InvalidRequestError):
        FORMAT.read_request(body)


def test_allowed_tools_of_an_odd_type_are_kept_as_they_are():
    choice = {"type": "allowed_tools", "mode": "auto", "tools": [{"type": ["x"], "name": "f"}]}
    assert read(tool_choice=choice).tool_choice == ToolChoice(mode="auto", raw=choice)


@pytest.mark.parametrize("item", [{"id": "msg_123"}, {"id": "msg_123", "type": None}])
def test_an_id_and_nothing_else_is_a_reference(item):
    request = read(input=[item])
    assert request.messages[0].parts[0].kind == "item_reference"
    assert write(request)[0]["input"] == [item]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "input_image", "image_url": "https://a.example/i.png", "detail": "low", "odd": 1},
        {"type": "input_file", "file_data": "data:application/pdf;base64,aGk=", "odd": 1},
        {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav", "odd": 1}, "more": True},
    ],
    ids=["image", "file", "sound"],
)
def test_what_only_this_format_says_of_a_medium_comes_back(part):
    talk = [{"type": "message", "role": "user", "content": [part]}]
    body, lost = write(read(input=talk))
    assert (body["input"], lost) == (talk, [])
    told = translate_request({"input": talk}, NAME, "openai_chat", model="m")
    assert [loss.field for loss in told.dropped] == ["messages[0].parts[0].extras"]


def test_an_effort_of_a_word_that_is_new_comes_back():
    request = read(reasoning={"effort": "gigantic", "summary": "auto"})
    assert write(request)[0]["reasoning"] == {"effort": "gigantic", "summary": "auto"}
    assert (request.reasoning.effort, request.extras) == (None, {"reasoning": {"effort": "gigantic"}})
