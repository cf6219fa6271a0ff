"""How much a model is to think, in the spellings of the dialects."""

import pytest
from tests.wire.formats.openai_chat.asking import said

from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import Reasoning
from modeldex.wire.translation import translate_request


@pytest.mark.parametrize(
    ("how", "asked", "field", "dropped", "approximated"),
    [
        ("reasoning_effort", Reasoning(effort="high"), {"reasoning_effort": "high"}, [], []),
        ("reasoning_effort", Reasoning(is_on=False), {"reasoning_effort": "none"}, [], []),
        ("reasoning_effort", Reasoning(is_on=True), {}, ["reasoning.is_on"], []),
        (
            "reasoning_effort", Reasoning(budget_tokens=4000, is_on=True),
            {"reasoning_effort": "medium"}, [], ["reasoning.budget_tokens"],
        ),
        (
            "reasoning_effort", Reasoning(effort="low", budget_tokens=9, summary="auto", is_adaptive=True),
            {"reasoning_effort": "low"},
            ["reasoning.budget_tokens", "reasoning.is_adaptive", "reasoning.summary"], [],
        ),
        (
            "reasoning", Reasoning(effort="low", budget_tokens=9, is_on=True, summary="none"),
            {"reasoning": {"effort": "low", "enabled": True, "exclude": True}},
            ["reasoning.budget_tokens"], [],
        ),
        ("reasoning", Reasoning(summary="auto"), {"reasoning": {"summary": "auto"}}, [], []),
        (
            "reasoning", Reasoning(is_adaptive=True),
            {"reasoning": {"enabled": True}}, [], ["reasoning.is_adaptive"],
        ),
        ("thinking", Reasoning(effort="high"), {"thinking": {"type": "enabled"}}, [], ["reasoning.effort"]),
        ("thinking", Reasoning(effort="none"), {"thinking": {"type": "disabled"}}, [], []),
        (
            "thinking", Reasoning(budget_tokens=5, summary="auto"),
            {"thinking": {"type": "enabled", "budget_tokens": 5}}, ["reasoning.summary"], [],
        ),
        ("thinking", Reasoning(is_adaptive=True), {"thinking": {"type": "adaptive"}}, [], []),
        (
            "thinking+reasoning_effort", Reasoning(effort="high"),
            {"thinking": {"type": "enabled"}, "reasoning_effort": "high"}, [], [],
        ),
        ("thinking+reasoning_effort", Reasoning(effort="none"), {"thinking": {"type": "disabled"}}, [], []),
        (
            "thinking+reasoning_effort", Reasoning(effort="low", is_on=False, summary="auto"),
            {"thinking": {"type": "disabled"}}, ["reasoning.summary"], [],
        ),
        (
            "thinking+reasoning_effort", Reasoning(budget_tokens=4000),
            {"thinking": {"type": "enabled"}, "reasoning_effort": "medium"}, [], ["reasoning.budget_tokens"],
        ),
        (
            "thinking+reasoning_effort", Reasoning(effort="max", budget_tokens=9, is_on=True),
            {"thinking": {"type": "enabled"}, "reasoning_effort": "max"}, ["reasoning.budget_tokens"], [],
        ),
        (
            "thinking+reasoning_effort", Reasoning(is_adaptive=True),
            {"thinking": {"type": "enabled"}}, [], ["reasoning.is_adaptive"],
        ),
        ("enable_thinking", Reasoning(is_on=False), {"enable_thinking": False}, [], []),
        (
            "enable_thinking", Reasoning(effort="low", budget_tokens=5),
            {"enable_thinking": True, "thinking_budget": 5}, [], ["reasoning.effort"],
        ),
        ("", Reasoning(effort="low"), {}, ["reasoning"], []),
        (
            "reasoning_effort", Reasoning(budget_tokens=0),
            {"reasoning_effort": "none"}, [], ["reasoning.budget_tokens"],
        ),
        (
            "thinking+reasoning_effort", Reasoning(budget_tokens=0),
            {"thinking": {"type": "disabled"}}, [], ["reasoning.budget_tokens"],
        ),
    ],
)  # fmt: skip
def test_thinking_is_asked_for_as_the_dialect_has_it(how, asked, field, dropped, approximated):
    body, lost, bent = said(reasoning=asked, quirks=Quirks(reasoning_field=how))
    del body["messages"]
    assert (body, lost, bent) == (field, dropped, approximated)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ("reasoning_effort", {"reasoning_effort": "low"}),
        ("reasoning", {"reasoning": {"effort": "low", "enabled": True, "exclude": True}}),
        ("reasoning", {"reasoning": {"max_tokens": 9, "enabled": True}}),
        ("reasoning", {"reasoning": {"effort": "low", "odd": 1}}),
        ("reasoning", {"reasoning": {"effort": "huge", "enabled": True}}),
        ("reasoning_effort", {"reasoning_effort": "default"}),
        ("thinking", {"thinking": {"type": "enabled", "clear_thinking": False}}),
        ("thinking", {"thinking": {"type": "enabled", "budget_tokens": 9}}),
        ("thinking", {"thinking": {"type": "adaptive"}}),
        ("thinking+reasoning_effort", {"thinking": {"type": "enabled"}, "reasoning_effort": "max"}),
        ("thinking+reasoning_effort", {"thinking": {"type": "disabled"}}),
        ("enable_thinking", {"enable_thinking": True, "thinking_budget": 9}),
        ("thinking", {"thinking": {"type": "odd"}}),
    ],
)
def test_thinking_asked_for_in_a_dialect_comes_back(how, field):
    body = {"model": "m", "messages": [], **field}
    losses = Losses()
    assert FORMAT.write_request(FORMAT.read_request(body), losses, Quirks(reasoning_field=how)) == body
    assert not losses


@pytest.mark.parametrize(
    "field",
    [
        {"thinking_budget": 0}, {"reasoning": {"max_tokens": 0}},
        {"thinking": {"type": "enabled", "budget_tokens": 0}},
    ],
)  # fmt: skip
def test_a_budget_of_no_tokens_is_no_thinking(field):
    request = FORMAT.read_request({"model": "m", "messages": [], **field})
    assert request.reasoning == Reasoning(is_on=False)


def test_words_of_a_dialect_are_listed_for_other_formats():
    body = {
        "model": "m", "messages": [{"role": "user", "content": "Hi"}],
        "reasoning_effort": "default", "thinking": {"type": "enabled", "clear_thinking": False},
    }  # fmt: skip
    found = translate_request(body, "openai_chat", "anthropic", model="m")
    assert {loss.field for loss in found.dropped} >= {"extras.reasoning_effort", "extras.thinking"}
