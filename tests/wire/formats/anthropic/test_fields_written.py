from typing import Any

import pytest
from tests.wire.formats.anthropic.recorded import listed, says, written

from modeldex.wire.content import ToolCall, ToolResult
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.formats.anthropic.output import WANTS_JSON
from modeldex.wire.losses import Losses
from modeldex.wire.request import OutputFormat
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

HELLO = says("user", "Hello")


def test_an_output_limit_stands_in_where_there_is_none():
    losses = Losses()

    assert written(HELLO, max_output_tokens=None, losses=losses)["max_tokens"] == 4096
    assert listed(losses) == ["max_output_tokens"]


def test_a_schema_is_closed_as_the_format_wants_it():
    losses = Losses()
    inner = {"type": "object", "properties": {"type": {"type": "string", "default": {"type": "object"}}}}
    schema = {
        "type": "object",
        "properties": {"a": inner},
        "$defs": {"b": {"anyOf": [inner, {"type": "null"}]}},
    }

    body = written(HELLO, output=OutputFormat(kind="json_schema", name="n", schema=schema), losses=losses)

    sent = body["output_config"]["format"]["schema"]
    closed = {**inner, "additionalProperties": False}
    assert sent == {
        "type": "object", "properties": {"a": closed}, "$defs": {"b": {"anyOf": [closed, {"type": "null"}]}},
        "additionalProperties": False,
    }  # fmt: skip
    assert listed(losses) == ["output.schema"]


def test_any_json_is_asked_for_in_words():
    losses = Losses()

    body = written(says("system", "Be brief."), HELLO, output=OutputFormat(kind="json"), losses=losses)

    assert body["system"][-1]["text"] == WANTS_JSON
    assert "output_config" not in body
    assert listed(losses) == ["output", "messages"]


def test_tools_of_others_and_plain_text_tools_are_listed():
    losses = Losses()
    custom = Tool(name="sh", is_custom=True, grammar={"type": "grammar"})
    tools = (
        ForeignTool(format="gemini", kind="googleSearch", raw={}),
        custom,
        Tool(name="f", extras={"x": 1}),
    )

    body = written(HELLO, tools=tools, losses=losses)

    assert [tool["name"] for tool in body["tools"]] == ["sh", "f"]
    assert body["tools"][0]["input_schema"]["required"] == ["input"]
    assert body["tools"][1]["input_schema"] == {"type": "object", "properties": {}}
    assert sorted(listed(losses)) == ["tools[0]", "tools[1]", "tools[1].grammar", "tools[2].extras"]


def test_only_allowed_tools_are_sent():
    losses = Losses()
    choice = ToolChoice(mode="required", names=("g",))

    body = written(HELLO, tools=(Tool(name="f"), Tool(name="g")), tool_choice=choice, losses=losses)

    assert [tool["name"] for tool in body["tools"]] == ["g"]
    assert listed(losses) == ["tool_choice.names"]


def test_tools_that_were_called_are_defined_even_where_none_may_be_called_now():
    losses = Losses()

    body = written(
        HELLO,
        says("assistant", ToolCall(id="c", name="f")),
        says("tool", ToolResult(call_id="c")),
        losses=losses,
    )

    assert body["tools"] == [{"name": "f", "input_schema": {"type": "object"}}]
    assert body["tool_choice"] == {"type": "none"}
    assert listed(losses) == ["tools"]


def test_a_choice_without_tools_is_left_out():
    losses = Losses()

    assert "tool_choice" not in written(HELLO, tool_choice=ToolChoice(mode="auto"), losses=losses)
    assert listed(losses) == []
    assert "tool_choice" not in written(HELLO, tool_choice=ToolChoice(mode="required"), losses=losses)
    assert listed(losses) == ["tool_choice"]


def test_a_choice_that_only_another_format_knows_is_listed():
    losses = Losses()
    choice = ToolChoice(mode="required", raw={"type": "file_search"})

    body = written(
        HELLO, tools=(Tool(name="f"),), tool_choice=choice, format="openai_responses", losses=losses
    )

    assert body["tool_choice"] == {"type": "any"}
    assert listed(losses) == ["tool_choice"]


def test_fields_that_the_format_lacks_are_listed_unless_they_say_nothing():
    losses = Losses()
    written(
        HELLO, seed=0, n=1, frequency_penalty=0, presence_penalty=0.5, logprobs=False, modalities=("text",),
        min_p=0.1, verbosity="low", cache_key="k", is_stored=True, metadata={"a": "b"}, extras={"x": 1},
        format="openai_chat", stop=("a", " "), temperature=1.5, service_tier="flex", losses=losses,
    )  # fmt: skip

    assert sorted(listed(losses)) == [
        "cache_key", "extras.x", "is_stored", "metadata", "min_p", "presence_penalty", "seed", "service_tier",
        "stop", "temperature", "verbosity",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tier", "sent"), [("auto", "auto"), ("default", "standard_only"), ("priority", None)]
)
def test_tiers_of_service_that_have_a_like_are_told_so(tier: str, sent: str | None):
    assert written(HELLO, service_tier=tier).get("service_tier") == sent


def test_the_path_and_what_may_stand_at_a_url():
    assert FORMAT.path("m", is_stream=True) == "/messages"
    assert FORMAT.fetches == {"image", "document"}


@pytest.mark.parametrize(
    ("model", "fields", "sent", "lost"),
    [
        ("claude-sonnet-4-5", {"temperature": 0.5, "top_p": 0.9}, {"temperature": 0.5}, ["top_p"]),
        ("claude-opus-4-1-20250805", {"top_p": 0.9}, {"top_p": 0.9}, []),
        ("claude-sonnet-4-20250514", {"temperature": 0.5, "top_p": 1}, {"temperature": 0.5, "top_p": 1}, []),
        ("claude-opus-4-6", {"temperature": 0.5, "top_k": 5}, {"temperature": 0.5, "top_k": 5}, []),
        ("claude-opus-4-7", {"temperature": 0.5, "top_p": 1, "top_k": 5}, {}, ["temperature", "top_k"]),
        ("glm-4.6", {"temperature": 0.5, "top_p": 0.9}, {"temperature": 0.5, "top_p": 0.9}, []),
    ],
)  # fmt: skip
def test_each_claude_gets_the_sampling_that_it_takes(
    model: str, fields: dict[str, Any], sent: dict[str, Any], lost: list[str]
):
    losses = Losses()

    body = written(HELLO, model=model, losses=losses, **fields)

    assert {name: body[name] for name in ("temperature", "top_p", "top_k") if name in body} == sent
    assert listed(losses) == lost
