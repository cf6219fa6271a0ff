"""Requests of any make in the dialects: what each can say, and what it loses."""

from typing import Any

import pytest
from tests.wire.formats.openai_chat.asking import said

from modeldex.wire.content import (
    Audio,
    Citation,
    Document,
    Foreign,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import ChatRequest, Message, OutputFormat
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice


def content(part: Part, role: str = "user") -> tuple[Any, list[str], list[str]]:
    body, dropped, approximated = said((role, part))
    return body["messages"][0]["content"], dropped, approximated


HERE = "messages[0].parts[0]"


@pytest.mark.parametrize(
    ("part", "expected", "dropped", "approximated"),
    [
        (Text(text="a", cache="5m"), "a", [f"{HERE}.cache"], []),
        (Text(text="a", citations=(Citation(url="u"),)), "a", [f"{HERE}.citations"], []),
        (Text(text="a", signature="s", signed_by="gemini"), "a", [f"{HERE}.signature"], []),
        (Refusal(text="No."), "No.", [], [HERE]),
        (Thinking(text="Hm"), "", [HERE], []),
        (ToolCall(id="c", name="f"), "", [HERE], []),
        (Foreign(format="gemini", kind="x", raw={}), "", [HERE], []),
        (Image(file_id="f"), "", [HERE], []),
        (
            Image(data="aGk="),
            [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}],
            [], [f"{HERE}.media_type"],
        ),
        (Audio(url="https://a.example"), "", [HERE], []),
        (
            Audio(data="aGk=", media_type="audio/mpeg"),
            [{"type": "input_audio", "input_audio": {"data": "aGk=", "format": "mp3"}}], [], [],
        ),
        (
            Audio(data="aGk=", media_type="audio/flac"),
            [{"type": "input_audio", "input_audio": {"data": "aGk=", "format": "flac"}}], [], [],
        ),
        (
            Audio(data="aGk="),
            [{"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}}],
            [], [f"{HERE}.media_type"],
        ),
        (Document(text="words", title="A"), "A\n\nwords", [], [HERE]),
        (Document(url="https://a.example/b.pdf"), "", [HERE], []),
        (Document(file_id="f"), "", [HERE], []),
        (
            Document(data="aGk=", media_type="application/pdf", context="c", is_cited=True),
            [{"type": "file", "file": {
                "file_data": "data:application/pdf;base64,aGk=", "filename": "document.pdf",
            }}],
            [f"{HERE}.context", f"{HERE}.is_cited"], [],
        ),
        (
            Video(data="aGk=", media_type="video/mp4"),
            [{"type": "video_url", "video_url": {"url": "data:video/mp4;base64,aGk="}}], [], [],
        ),
    ],
)  # fmt: skip
def test_a_part_is_said_or_listed(part, expected, dropped, approximated):
    assert content(part) == (expected, dropped, approximated)


def test_results_stand_right_behind_their_calls_and_pictures_behind_them():
    results = Message(
        role="tool",
        parts=(
            ToolResult(call_id="a", parts=(Text(text="see"), Image(url="https://a.example")), is_error=True),
            ToolResult(call_id="b", name="f"),
            Text(text="also"),
        ),
    )
    losses = Losses()
    body = FORMAT.write_request(ChatRequest(model="m", messages=(results,)), losses)
    assert body["messages"] == [
        {"role": "tool", "tool_call_id": "a", "content": "see"},
        {"role": "tool", "tool_call_id": "b", "content": "", "name": "f"},
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "https://a.example"}},
                {"type": "text", "text": "also"},
            ],
        },
    ]
    assert [loss.field for loss in losses.dropped] == ["messages[0].parts[0].is_error"]
    assert [loss.field for loss in losses.approximated] == ["messages[0].parts[0].parts[1]"]


def test_a_result_among_the_words_of_a_user_comes_first():
    mixed = Message(role="user", parts=(Text(text="so"), ToolResult(call_id="a", parts=(Text(text="1"),))))
    body = FORMAT.write_request(ChatRequest(model="m", messages=(mixed,)), Losses())
    assert body["messages"] == [
        {"role": "tool", "tool_call_id": "a", "content": "1"},
        {"role": "user", "content": "so"},
    ]


@pytest.mark.parametrize(
    ("part", "message", "dropped", "approximated"),
    [
        (Thinking(text="Hm", signature="s", signed_by="anthropic"), {}, [HERE], []),
        (Thinking(text="Hm"), {"reasoning_content": "Hm"}, [], []),
        (Thinking(sealed="s", signed_by="openai_responses"), {}, [HERE], []),
        (Audio(data="aGk=", transcript="Quack"), {"content": "Quack"}, [], [HERE]),
        (Audio(data="aGk="), {}, [HERE], []),
        (
            ToolCall(id="c", name="f", signature="s", signed_by="gemini"),
            {
                "content": None,
                "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
            [f"{HERE}.signature"], [],
        ),
        (Text(text="a", citations=(Citation(title="t"),)), {"content": "a"}, [f"{HERE}.citations[0]"], []),
        (
            Image(data="aGk=", media_type="image/png"),
            {
                "content": None,
                "images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}],
            },
            [], [],
        ),
    ],
)  # fmt: skip
def test_a_part_of_an_earlier_answer_is_said_or_listed(part, message, dropped, approximated):
    body, lost, bent = said(("assistant", part))
    expected = {"role": "assistant", "content": None if "reasoning_content" in message else "", **message}
    assert (body["messages"][0], lost, bent) == (expected, dropped, approximated)


def test_a_dialect_that_takes_no_thinking_back_gets_none():
    body, dropped, _ = said(("assistant", Thinking(text="Hm")), quirks=Quirks(thinking_field=""))
    assert (body["messages"], dropped) == ([{"role": "assistant", "content": ""}], [HERE])


def test_what_stands_out_of_the_order_of_an_answer_is_said():
    parts = (ToolCall(id="c", name="f"), Text(text="a"), Thinking(text="Hm"))
    losses = Losses()
    request = ChatRequest(model="m", messages=(Message(role="assistant", parts=parts),))
    body = FORMAT.write_request(request, losses)
    assert body["messages"][0]["content"] == "a"
    assert [loss.field for loss in losses.approximated] == ["messages[0].parts[1]", "messages[0].parts[2]"]


@pytest.mark.parametrize(
    ("quirk", "roles"),
    [
        ("", ["system", "developer"]),
        ("system", ["system", "system"]),
        ("developer", ["developer", "developer"]),
    ],
)
def test_instructions_have_the_role_that_the_dialect_takes(quirk, roles):
    both = (("system", Text(text="a")), ("developer", Text(text="b")))
    body, _, bent = said(*both, quirks=Quirks(system_role=quirk))
    assert [message["role"] for message in body["messages"]] == roles
    assert bent == []


def test_a_schema_stands_as_words_where_the_dialect_takes_none():
    output = OutputFormat(kind="json_schema", name="n", schema={"type": "object"})
    body, _, bent = said(("user", Text(text="a")), output=output, quirks=Quirks(json_schema="json_object"))
    assert body["response_format"] == {"type": "json_object"}
    assert body["messages"][0] == {
        "role": "system",
        "content": 'Answer with JSON that keeps to this JSON Schema: {"type":"object"}',
    }
    assert bent == ["output.schema"]
    body, dropped, _ = said(output=output, quirks=Quirks(json_schema=""))
    assert ("response_format" in body, dropped) == (False, ["output"])


@pytest.mark.parametrize(
    ("how", "wanted", "options", "dropped"),
    [
        ("asked", True, {"include_usage": True}, []),
        ("asked", None, None, []),
        ("always", True, None, []),
        ("never", True, None, ["includes_usage"]),
        ("never", False, None, []),
    ],
)
def test_usage_of_a_stream_is_asked_for_where_it_can_be(how, wanted, options, dropped):
    body, lost, _ = said(is_stream=True, includes_usage=wanted, quirks=Quirks(stream_usage=how))
    assert (body["stream"], body.get("stream_options"), lost) == (True, options, dropped)


def test_fields_that_a_provider_lacks_are_dropped_and_listed_if_they_were_set():
    quirks = Quirks(lacks=("seed", "top_k", "tools", "tool_choice"))
    body, dropped, _ = said(seed=7, tools=(Tool(name="f"),), temperature=1, quirks=quirks)
    assert (body, dropped) == ({"messages": [], "temperature": 1}, ["seed", "tools"])


def test_the_output_limit_has_the_name_of_the_dialect():
    assert said(max_output_tokens=5)[0]["max_tokens"] == 5
    quirks = Quirks(output_limit="max_completion_tokens")
    assert said(max_output_tokens=5, quirks=quirks)[0]["max_completion_tokens"] == 5


def test_marks_of_the_cache_are_written_where_the_provider_has_them():
    part = Text(text="a", cache="1h")
    body, dropped, _ = said(("user", part), quirks=Quirks(cache_marks="cache_control"))
    mark = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}
    assert (body["messages"][0]["content"], dropped) == ([{"type": "text", "text": "a", **mark}], [])
    body, dropped, _ = said(tools=(Tool(name="f", cache="5m"),))
    assert dropped == ["tools[0].cache"]


def test_what_only_another_format_knows_is_dropped_and_listed():
    _, dropped, _ = said(
        ("assistant", Foreign(format="anthropic", kind="server_tool_use", raw={})),
        tools=(ForeignTool(format="anthropic", kind="web_search", raw={}),),
        tool_choice=ToolChoice(raw={"type": "odd"}),
        service_tier="standard_only",
        extras={"thinking": {}},
        format="anthropic",
    )
    assert sorted(dropped) == [
        "extras.thinking", "messages[0].parts[0]", "service_tier", "tool_choice", "tools[0]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "grammar",
    [
        {"type": "grammar", "syntax": "regex", "definition": "a+"},
        {"type": "grammar", "grammar": {"syntax": "regex", "definition": "a+"}},
    ],
)
def test_a_grammar_is_written_in_the_shape_of_this_format(grammar):
    body, _, _ = said(tools=(Tool(name="t", is_custom=True, grammar=grammar),))
    assert body["tools"][0]["custom"]["format"] == {
        "type": "grammar", "grammar": {"syntax": "regex", "definition": "a+"},
    }  # fmt: skip


def test_custom_tools_are_named_as_such():
    choice = ToolChoice(mode="named", names=("t",))
    body, _, _ = said(tools=(Tool(name="t", is_custom=True),), tool_choice=choice)
    assert body["tool_choice"] == {"type": "custom", "custom": {"name": "t"}}
