from typing import Any

import pytest
from tests.wire.formats.anthropic.recorded import listed, written

from modeldex.wire.claude import takes_effort
from modeldex.wire.content import Text, Thinking, ToolCall, ToolResult
from modeldex.wire.losses import Losses
from modeldex.wire.request import Message, Reasoning
from modeldex.wire.tools import Tool, ToolChoice

HELLO = Message(role="user", parts=(Text(text="Hello"),))
NEW, OLD = "claude-opus-4-8", "claude-sonnet-4-5-20250929"


def thinking(reasoning: Reasoning, model: str, losses: Losses, **more: Any) -> tuple[Any, Any]:
    body = written(HELLO, model=model, reasoning=reasoning, losses=losses, **more)
    return body.get("thinking"), body.get("output_config", {}).get("effort")


@pytest.mark.parametrize(
    "model",
    ["claude-opus-4-6", "anthropic/claude-sonnet-4.6", "us.anthropic.claude-opus-4-7-v1:0", "claude-opus-5",
     "claude-4.6-sonnet", "claude-haiku-5@20260901", "claude-mythos-preview"],
)  # fmt: skip
def test_newer_models_take_an_effort(model: str):
    assert takes_effort(model)


@pytest.mark.parametrize(
    "model",
    ["claude-3-7-sonnet-20250219", "claude-sonnet-4-20250514", "claude-opus-4-1", "anthropic/claude-opus-4.5",
     "anthropic.claude-haiku-4-5-20251001-v1:0", "claude-sonnet-4", "claude-opus-4@20250514",
     "claude-4-sonnet",
     "claude-4.5-sonnet", "claude-3.5-haiku", "deepseek-chat", "MiniMax-M2"],
)  # fmt: skip
def test_elder_models_and_those_of_others_take_a_budget(model: str):
    assert not takes_effort(model)


@pytest.mark.parametrize(
    ("effort", "sent"),
    [("minimal", "low"), ("low", "low"), ("medium", "medium"), ("xhigh", "xhigh"), ("max", "max")],
)
def test_an_effort_goes_to_newer_models_as_it_is(effort: str, sent: str):
    losses = Losses()

    assert thinking(Reasoning(effort=effort), NEW, losses) == ({"type": "adaptive"}, sent)
    assert bool(losses) is (effort != sent)


@pytest.mark.parametrize(
    ("effort", "budget"), [("minimal", 1024), ("medium", 8192), ("high", 16384), ("max", 24576)]
)
def test_a_budget_stands_for_an_effort_with_elder_models(effort: str, budget: int):
    losses = Losses()

    assert thinking(Reasoning(effort=effort), OLD, losses) == (
        {"type": "enabled", "budget_tokens": budget},
        None,
    )
    assert listed(losses) == ["reasoning"]


@pytest.mark.parametrize(("budget", "effort"), [(1000, "low"), (8000, "medium"), (30_000, "high")])
def test_an_effort_stands_for_a_budget_with_newer_models(budget: int, effort: str):
    losses = Losses()

    assert thinking(Reasoning(budget_tokens=budget), NEW, losses) == ({"type": "adaptive"}, effort)
    assert listed(losses) == ["reasoning.budget_tokens"]


@pytest.mark.parametrize(
    "reasoning", [Reasoning(effort="none"), Reasoning(is_on=False), Reasoning(budget_tokens=0)]
)
@pytest.mark.parametrize("model", [NEW, OLD])
def test_thinking_is_switched_off(reasoning: Reasoning, model: str):
    losses = Losses()

    assert thinking(reasoning, model, losses) == ({"type": "disabled"}, None)
    assert not losses


def test_a_budget_keeps_to_its_bounds():
    losses = Losses()

    assert thinking(Reasoning(budget_tokens=5000), OLD, losses, max_output_tokens=2000)[0] == {
        "type": "enabled", "budget_tokens": 1999,
    }  # fmt: skip
    assert thinking(Reasoning(budget_tokens=10), OLD, losses)[0] == {"type": "enabled", "budget_tokens": 1024}
    assert listed(losses) == ["reasoning.budget_tokens"] * 2


def test_there_is_no_thinking_without_room_for_it():
    losses = Losses()

    assert thinking(Reasoning(effort="high"), OLD, losses, max_output_tokens=500) == (None, None)
    assert "reasoning" in listed(losses)


def test_the_limit_that_stands_in_leaves_room_for_an_answer():
    body = written(HELLO, model=OLD, max_output_tokens=None, reasoning=Reasoning(effort="high"))

    assert body["max_tokens"] == 16_384 + 4_096


def test_thinking_excludes_other_sampling_and_forced_tools():
    losses = Losses()
    body = written(
        HELLO,
        model=NEW,
        reasoning=Reasoning(effort="low"),
        temperature=0.2,
        top_p=0.5,
        top_k=4,
        losses=losses,
    )
    forced = written(
        HELLO, reasoning=Reasoning(effort="low"), tools=(Tool(name="f"),),
        tool_choice=ToolChoice(mode="named", names=("f",)), losses=losses,
    )  # fmt: skip

    assert not {"temperature", "top_p", "top_k"} & body.keys()
    assert "thinking" not in forced
    assert listed(losses) == ["temperature", "top_p", "top_k", "reasoning"]


@pytest.mark.parametrize("is_signed", [True, False])
def test_calls_made_without_signed_thinking_are_answered_without_thinking(is_signed: bool):
    losses = Losses()
    thought = (Thinking(text="Hm.", signature="x", signed_by="anthropic"),) if is_signed else ()
    asked = Message(role="assistant", parts=(*thought, ToolCall(id="c", name="f")))
    answer = Message(role="tool", parts=(ToolResult(call_id="c"),))

    body = written(
        HELLO,
        asked,
        answer,
        model=OLD,
        reasoning=Reasoning(budget_tokens=2048),
        tools=(Tool(name="f"),),
        losses=losses,
    )

    assert ("thinking" in body) is is_signed
    assert listed(losses) == ([] if is_signed else ["reasoning"])


def test_what_is_shown_of_thinking_is_asked_for():
    losses = Losses()

    assert thinking(Reasoning(effort="low", summary="none"), NEW, losses)[0]["display"] == "omitted"
    assert thinking(Reasoning(effort="low", summary="detailed"), NEW, losses)[0]["display"] == "summarized"
    assert thinking(Reasoning(summary="auto"), NEW, losses) == (None, None)
    assert listed(losses) == ["reasoning.summary", "reasoning.summary"]
