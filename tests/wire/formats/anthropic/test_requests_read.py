import copy
import json
from typing import Any

import pytest
from tests.wire.formats.anthropic.recorded import body

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import Document, Foreign, Image, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import OutputFormat, Reasoning
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

HELLO: dict[str, Any] = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello"}]}


def faults(**more: Any) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request({**HELLO, **more})
    return caught.value.problems


def turns(*messages: dict[str, Any]) -> list[tuple[str, int]]:
    read = FORMAT.read_request({**HELLO, "messages": list(messages)})
    return [(message.role, len(message.parts)) for message in read.messages]


def test_a_request_with_everything_comes_back_as_it_was_and_loses_nothing():
    losses = Losses(is_strict=True)
    sent = body("everything")

    again = FORMAT.write_request(FORMAT.read_request(copy.deepcopy(sent)), losses)

    assert again == sent
    losses.settle("anthropic")


def test_a_request_that_came_back_reads_alike():
    read = FORMAT.read_request(body("everything"))

    assert FORMAT.read_request(json.loads(json.dumps(FORMAT.write_request(read, Losses())))) == read


def test_every_field_has_its_place_in_the_hub():
    read = FORMAT.read_request(body("everything"))

    assert [message.role for message in read.messages] == [
        "system", "user", "assistant", "tool", "user", "system", "assistant",
    ]  # fmt: skip
    assert read.messages[0].parts[1] == Text(text="The handbook.", cache="1h")
    assert read.tool_choice == ToolChoice(mode="required")
    assert read.allows_parallel_calls is False
    assert read.reasoning == Reasoning(effort="high", budget_tokens=2048, is_on=True, summary="none")
    assert read.output is not None
    assert read.output.kind == "json_schema"
    assert (read.user, read.service_tier, read.stop, read.top_k) == ("u-1", "standard_only", ("END",), 40)
    assert read.is_stream
    assert read.format == "anthropic"
    assert set(read.extras) == {
        "container", "mcp_servers", "context_management", "cache_control", "inference_geo", "output_config",
    }  # fmt: skip


def test_the_parts_of_a_question_are_read():
    parts = FORMAT.read_request(body("everything")).messages[1].parts

    assert parts[0] == Text(text="What do they show?", cache="5m")
    assert parts[1] == Image(
        data="iVBORw0KGgo=", media_type="image/png", extras={"transformations": {"oversized_image": "error"}}
    )
    assert parts[4] == Document(
        data="JVBERi0xLjQK", media_type="application/pdf", title="Report", context="Of 2025.", is_cited=True
    )
    assert isinstance(parts[7], Document)
    assert parts[7].text == "One.\nTwo."
    assert [part.kind for part in parts if isinstance(part, Foreign)] == ["document", "search_result"]


def test_the_parts_of_an_answer_are_read():
    parts = FORMAT.read_request(body("everything")).messages[2].parts

    assert parts[0] == Thinking(text="I look it up.", signature="EqQBCgIYAhIM", signed_by="anthropic")
    assert parts[1] == Thinking(sealed="EmwKAhgBEgy3va3pzix", signed_by="anthropic")
    assert isinstance(parts[2], Text)
    assert [(one.url, one.title, one.quote) for one in parts[2].citations] == [
        ("https://example.com/kb", "Base", "A fact."), (None, "Report", "Page."),
    ]  # fmt: skip
    assert parts[5] == ToolCall(
        id="toolu_1", name="get_weather", arguments='{"place": "Zürich"}'.replace(" ", "")
    )
    assert isinstance(parts[6], ToolCall)
    assert parts[6].signed_by == "anthropic"


def test_results_of_tools_stand_in_a_message_of_their_own():
    results = FORMAT.read_request(body("everything")).messages[3].parts

    assert [part.call_id for part in results if isinstance(part, ToolResult)] == ["toolu_1", "toolu_2"]
    assert isinstance(results[1], ToolResult)
    assert results[1].is_error
    assert turns(
        {"role": "user", "content": [
            {"type": "text", "text": "a"}, {"type": "tool_result", "tool_use_id": "x"},
            {"type": "text", "text": "b"},
        ]},
    ) == [("user", 1), ("tool", 1), ("user", 1)]  # fmt: skip


def test_turns_of_one_speaker_that_follow_each_other_are_one():
    one, other = {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}

    assert turns(one, one, other, other) == [("user", 2), ("assistant", 2)]


def test_instructions_within_the_talk_keep_their_fields():
    said = {"role": "system", "content": "x", "clear_at": "next_user_message"}
    only = {"role": "system", "output_config": {"effort": "low"}}
    sent = {**HELLO, "messages": [*HELLO["messages"], said, only]}

    assert FORMAT.write_request(FORMAT.read_request(sent), Losses()) == sent


def test_tools_that_the_provider_runs_are_foreign():
    tools = FORMAT.read_request(body("everything")).tools

    assert [tool.kind for tool in tools if isinstance(tool, ForeignTool)] == [
        "web_search_20250305",
        "mcp_toolset",
    ]
    assert isinstance(tools[0], Tool)
    assert (tools[0].is_strict, tools[0].cache) == (True, "5m")
    assert isinstance(tools[1], Tool)
    assert set(tools[1].extras) == {
        "defer_loading",
        "input_examples",
        "allowed_callers",
    }


@pytest.mark.parametrize(
    ("thinking", "wanted"),
    [
        ({"type": "disabled"}, Reasoning(is_on=False)),
        ({"type": "adaptive"}, Reasoning(is_on=True, is_adaptive=True)),
        (
            {"type": "adaptive", "display": "summarized"},
            Reasoning(is_on=True, is_adaptive=True, summary="auto"),
        ),
        ({"type": "adaptive", "display": "updates"}, Reasoning(is_on=True, is_adaptive=True)),
        ({"type": "between_tools"}, Reasoning(is_on=True)),
        ({"type": "enabled", "budget_tokens": 0}, Reasoning(is_on=True, budget_tokens=0)),
    ],
    ids=["disabled", "adaptive", "shown", "of a word that is new", "between tools", "no budget"],
)
def test_every_way_of_thinking_comes_back(thinking: dict[str, Any], wanted: Reasoning):
    read = FORMAT.read_request({**HELLO, "thinking": thinking})

    assert read.reasoning == wanted
    assert FORMAT.write_request(read, Losses()) == {**HELLO, "thinking": thinking}


def test_the_elder_spelling_of_a_schema_is_read_too():
    read = FORMAT.read_request(
        {**HELLO, "output_format": {"type": "json_schema", "schema": {"type": "object"}}}
    )

    assert read.output == OutputFormat(kind="json_schema", schema={"type": "object"})


@pytest.mark.parametrize("word", ["auto", "any", "none"])
def test_every_choice_of_tools_comes_back(word: str):
    sent = {
        **HELLO,
        "tools": [{"name": "f", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": word},
    }

    assert FORMAT.write_request(FORMAT.read_request(sent), Losses()) == sent


def test_a_named_tool_comes_back():
    choice = {"type": "tool", "name": "f", "disable_parallel_tool_use": False}
    sent = {**HELLO, "tools": [{"name": "f", "input_schema": {"type": "object"}}], "tool_choice": choice}

    assert FORMAT.write_request(FORMAT.read_request(sent), Losses()) == sent


def test_a_signature_may_be_blank_as_copies_of_the_format_leave_it():
    block = {"type": "thinking", "thinking": "Hm.", "signature": ""}
    sent = {**HELLO, "messages": [*HELLO["messages"], {"role": "assistant", "content": [block]}]}

    assert FORMAT.read_request(sent).messages[1].parts[0] == Thinking(text="Hm.", signed_by="anthropic")
    assert FORMAT.write_request(FORMAT.read_request(sent), Losses()) == sent


def test_the_path_may_say_model_and_streaming():
    read = FORMAT.read_request({k: v for k, v in HELLO.items() if k != "model"}, model="x", is_stream=True)

    assert (read.model, read.is_stream) == ("x", True)


def test_all_bad_fields_are_named_at_once():
    problems = faults(
        model=3,
        max_tokens="9",
        system=[{"type": "text"}],
        messages=[
            {"role": "robot", "content": "x"},
            {"role": "user"},
            {"role": "user", "content": ["x", {"type": 7}, {"text": "x"}, {"type": "image"}]},
            {"role": "user", "content": [{"type": "tool_use", "id": "x", "name": "f", "input": "{}"}]},
            {"role": "user", "content": [{"type": "image", "source": {"type": "base64", "data": 5}}]},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": "2h"}}
                ],
            },
        ],
        tools=[{"input_schema": []}, 5],
        tool_choice={"type": "maybe"},
        stop_sequences=[1],
        thinking={"type": "enabled"},
        output_config={"effort": "some", "format": {"type": "json_schema"}},
    )

    assert set(problems) == {
        "model", "max_tokens", "system[0].text", "messages[0].role", "messages[1].content",
        "messages[2].content[0]", "messages[2].content[1].type", "messages[2].content[2].type",
        "messages[2].content[3].source", "messages[3].content[0].input", "messages[4].content[0].source.data",
        "messages[4].content[0].source.media_type", "messages[5].content[0].cache_control.ttl",
        "tools[0].name", "tools[0].input_schema", "tools[1]", "tool_choice.type", "stop_sequences[0]",
        "thinking.budget_tokens", "output_config.effort", "output_config.format.schema",
    }  # fmt: skip


@pytest.mark.parametrize("messages", [None, [], "x"], ids=["absent", "empty", "a text"])
def test_a_request_needs_a_message(messages: Any):
    assert "messages" in faults(messages=messages)


def test_a_request_needs_an_output_limit():
    assert faults(max_tokens=None) == {"max_tokens": "is missing"}
