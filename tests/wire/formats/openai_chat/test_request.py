"""Bodies of requests: read into the hub, and written as they came."""

import json
from pathlib import Path

import pytest
from tests.wire.formats.openai_chat.asking import asked, talk, written

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import (
    Audio,
    Document,
    Foreign,
    Image,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, OutputFormat
from modeldex.wire.tools import ForeignTool, ToolChoice

RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "openai_chat"


def test_a_body_with_every_field_comes_back_as_it_was():
    body = json.loads((RECORDED / "request_full.json").read_text())
    assert written(body) == body
    request = FORMAT.read_request(body)
    assert FORMAT.read_request(written(body)) == request
    assert request.extras == {
        "safety_identifier": "hash-1",
        "stream_options": {"include_obfuscation": False},
        "web_search_options": {"search_context_size": "low"},
        "prediction": {"type": "content", "content": "A duck."},
    }


def test_parts_of_a_message_are_what_they_are():
    body = json.loads((RECORDED / "request_full.json").read_text())
    messages = FORMAT.read_request(body).messages
    assert messages[1].parts[1:] == (
        Image(data="iVBORw0KGgo=", media_type="image/png", detail="low"),
        Image(url="https://example.com/a.jpg"),
        Audio(data="UklGRg==", media_type="audio/wav"),
        Document(data="JVBERi0=", media_type="application/pdf", title="page.pdf"),
        Document(file_id="file-abc"),
    )
    assert messages[2].parts == (Text(text="A duck. "), Refusal(text="I will not name the speaker."))
    assert messages[3].parts == (Audio(id="audio_abc123"),)
    assert messages[4].parts[1] == ToolCall(id="call_2", name="run_sql", arguments="SELECT 1", is_custom=True)
    assert messages[6].parts == (
        ToolResult(call_id="call_2", parts=(Text(text="1"), Text(text="row")), is_custom=True),
    )


@pytest.mark.parametrize(
    ("choice", "hub"),
    [
        ("none", ToolChoice(mode="none")),
        ("required", ToolChoice(mode="required")),
        ({"type": "function", "function": {"name": "f"}}, ToolChoice(mode="named", names=("f",))),
        (
            {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "mcp"}]}},
            ToolChoice(
                raw={"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "mcp"}]}}
            ),
        ),
        ({"type": "web_search"}, ToolChoice(raw={"type": "web_search"})),
    ],
    ids=["none", "required", "named", "allowed-unknown", "unknown"],
)
def test_every_choice_of_tools_comes_back(choice, hub):
    body = asked(tool_choice=choice, tools=[{"type": "function", "function": {"name": "f"}}])
    assert FORMAT.read_request(body).tool_choice == hub
    assert written(body) == body


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ({"stop": "END"}, {"stop": ["END"]}),
        ({"max_tokens": 5}, {"max_completion_tokens": 5}),
        ({"max_tokens": 9, "max_completion_tokens": 5}, {"max_completion_tokens": 5}),
        ({"safety_identifier": "u"}, {"user": "u"}),
        ({"tool_choice": "any"}, {"tool_choice": "required"}),
        ({"temperature": None, "foo": None}, {}),
        ({"response_format": {"type": "json_object"}}, {"response_format": {"type": "json_object"}}),
        (
            {"response_format": {"type": "json_object", "schema": {"type": "object"}}},
            {
                "response_format": {
                    "type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}},
                }
            },
        ),
        (
            {"response_format": {"type": "grammar", "grammar": "x"}},
            {"response_format": {"type": "grammar", "grammar": "x"}},
        ),
        (
            {"functions": [{"name": "f"}], "function_call": {"name": "f"}},
            {
                "tools": [{"type": "function", "function": {"name": "f"}}],
                "tool_choice": {"type": "function", "function": {"name": "f"}},
            },
        ),
        (
            {"tools": [{"function": {"name": "f"}}, {"type": "web_search", "x": 1}]},
            {"tools": [{"type": "function", "function": {"name": "f"}}, {"type": "web_search", "x": 1}]},
        ),
        (
            {"tools": [{"type": "function", "function": {"name": "f", "defer_loading": True}}]},
            {"tools": [{"type": "function", "function": {"name": "f", "defer_loading": True}}]},
        ),
        ({"models": ["a"], "provider": {"sort": "price"}}, {"models": ["a"], "provider": {"sort": "price"}}),
    ],
)  # fmt: skip
def test_two_spellings_of_one_thing_are_written_in_one(given, canonical):
    assert written(asked(**given)) == asked(**canonical)
    assert FORMAT.read_request(asked(**canonical)) == FORMAT.read_request(written(asked(**given)))


def test_tools_of_the_provider_are_foreign():
    tools = FORMAT.read_request(asked(tools=[{"type": "web_search", "x": 1}])).tools
    assert tools == (
        ForeignTool(format="openai_chat", kind="web_search", raw={"type": "web_search", "x": 1}),
    )
    parts = talk({"role": "user", "content": [{"type": "odd"}]})[0].parts
    assert parts == (Foreign(format="openai_chat", kind="odd", raw={"type": "odd"}),)


def test_the_path_can_say_model_and_stream():
    request = FORMAT.read_request({"messages": [], "stream": True}, model="m", is_stream=False)
    assert (request.model, request.is_stream) == ("m", False)


def test_all_bad_fields_are_named_at_once():
    body = {
        "messages": [
            "x",
            {"role": "robot", "content": "a"},
            {"role": "user", "content": 5},
            {
                "role": "user",
                "content": [{"type": "image_url"}, {"text": "a"}, {"type": "text", "text": 1}, 7],
            },
            {"role": "user", "content": [{"type": "input_audio", "input_audio": {}}, {"type": "file"}]},
            {"role": "tool", "content": "a"},
            {"role": "assistant", "tool_calls": [{"id": "c", "type": "function"}]},
            {"content": "nobody"},
        ],
        "temperature": "hot",
        "tools": [{"type": "function"}, {"type": "function", "function": {}}, 5, {}],
        "tool_choice": "sometimes",
        "response_format": {"type": "json_schema"},
        "stop": [1],
        "stream_options": [],
        "reasoning_effort": 5,
    }
    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request(body)
    assert set(caught.value.problems) == {
        "model", "messages[0]", "messages[1].role", "messages[2].content",
        "messages[3].content[0].image_url.url", "messages[3].content[1].type",
        "messages[3].content[2].text", "messages[3].content[3]",
        "messages[4].content[0].input_audio.data", "messages[4].content[0].input_audio.format",
        "messages[4].content[1].file", "messages[5].tool_call_id", "messages[6].tool_calls[0].function",
        "messages[7].role", "temperature", "tools[0].function", "tools[1].function.name", "tools[2]",
        "tools[3].type", "tool_choice", "response_format.json_schema", "stop", "stream_options",
        "reasoning_effort",
    }  # fmt: skip


@pytest.mark.parametrize("body", [[], "x", None, {}, {"model": "m"}, {"model": "m", "messages": {}}])
def test_what_is_no_request_is_refused(body):
    with pytest.raises(InvalidRequestError):
        FORMAT.read_request(body)


def test_what_nobody_asked_for_is_not_written():
    request = ChatRequest(model="m", messages=(Message(role="user", parts=(Text(text="Hi"),)),))
    assert FORMAT.write_request(request, Losses()) == {
        "model": "m", "messages": [{"role": "user", "content": "Hi"}],
    }  # fmt: skip


def test_zero_and_false_are_written():
    request = ChatRequest(model="m", messages=(), temperature=0, seed=0, is_stored=False, n=1)
    body = FORMAT.write_request(request, Losses())
    assert body == {"model": "m", "messages": [], "temperature": 0, "seed": 0, "store": False, "n": 1}


def test_a_schema_without_a_name_gets_one():
    request = ChatRequest(model="m", messages=(), output=OutputFormat(kind="json_schema", schema={}))
    losses = Losses()
    body = FORMAT.write_request(request, losses)
    assert body["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "schema": {}}}
    assert not losses
