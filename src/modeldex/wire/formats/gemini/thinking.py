"""How much a model is to think: a level, or a budget in tokens.

https://ai.google.dev/gemini-api/docs/thinking: models before Gemini 3 take a budget only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields
from modeldex.wire.formats.gemini.spelling import camel
from modeldex.wire.request import EFFORTS, Reasoning

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

_AS_IT_LIKES = -1
_BUDGETS = {"minimal": 1_024, "low": 1_024, "medium": 8_192, "high": 24_576, "xhigh": 24_576, "max": 24_576}
"""Effort -> tokens, as https://ai.google.dev/gemini-api/docs/openai has it."""

_UNBOUNDED = (0, 2**31 - 1, False)
_BOUNDS = (
    ("2.5-flash-lite", (512, 24_576, False)), ("2.5-flash", (1, 24_576, False)),
    ("2.5-pro", (128, 32_768, True)),
)  # fmt: skip
"""Part of a model's name -> least and largest budget, and whether it cannot be told not to think
(https://ai.google.dev/gemini-api/docs/thinking#set-budget)."""


def takes_budget_only(model: str) -> bool:
    """Whether a model is of a generation that knows no levels, and no resolution of a single picture."""
    return "gemini-2" in model or "gemini-1" in model


def read_thinking(
    config: dict[str, Any] | None, faults: dict[str, str]
) -> tuple[Reasoning | None, dict[str, Any]]:
    """How much is to be thought, and what of it only this format knows."""
    if config is None:
        return None, {}
    fields = Fields(camel(config), "generationConfig.thinkingConfig", faults)
    budget, level, shown = (
        fields.whole("thinkingBudget"),
        fields.text("thinkingLevel"),
        fields.flag("includeThoughts"),
    )
    left = dict(fields.left())
    effort = level.lower() if level is not None else None
    if effort is not None and effort not in EFFORTS:
        left["thinkingLevel"] = level
        effort = None
    return Reasoning(
        effort=effort,
        is_on=None if budget is None or budget < 0 else budget > 0,
        is_adaptive=budget == _AS_IT_LIKES,
        budget_tokens=budget if budget is not None and budget > 0 else None,
        summary=None if shown is None else "auto" if shown else "none",
    ), left


def write_thinking(asked: Reasoning, model: str, losses: Losses, *, is_own: bool = False) -> dict[str, Any]:
    """`thinkingConfig`."""
    config: dict[str, Any] = {}
    budget = _budget(asked, is_own=is_own)
    if budget is not None and not is_own:
        budget = _within(budget, model, losses)
    if budget is not None:
        config["thinkingBudget"] = budget
    if asked.effort is not None and asked.effort != "none":
        if budget is None or is_own:
            config |= _level(asked.effort, model, losses, is_own=is_own)
        else:
            losses.drop("reasoning.effort", "a level and a budget exclude each other: the budget is sent")
    if asked.summary is not None:
        config["includeThoughts"] = asked.summary != "none"
        if asked.summary in {"concise", "detailed"}:
            losses.approximate("reasoning.summary", "thoughts are shown or not, at no chosen length")
    return config


def _budget(asked: Reasoning, *, is_own: bool) -> int | None:
    if asked.is_on is False or (asked.effort == "none" and asked.is_on is None):
        return 0
    if asked.budget_tokens is not None:
        return asked.budget_tokens
    is_bare_on = asked.is_on is True and asked.effort is None
    return _AS_IT_LIKES if (asked.is_adaptive and (asked.effort is None or is_own)) or is_bare_on else None


def _within(budget: int, model: str, losses: Losses) -> int:
    """A budget that the model takes; Gemini 2.5 Pro always thinks."""
    least, most, is_always = next((bounds for name, bounds in _BOUNDS if name in model), _UNBOUNDED)
    if budget == _AS_IT_LIKES or (budget == 0 and not is_always):
        return budget
    taken = min(max(budget, least), most)
    if taken != budget:
        losses.approximate("reasoning", f"the model thinks in {least} to {most} tokens: {taken}")
    return taken


def _level(effort: str, model: str, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    if takes_budget_only(model) and not is_own:
        tokens = _BUDGETS.get(effort, _AS_IT_LIKES)
        losses.approximate("reasoning.effort", f"the model takes a budget instead: {tokens} tokens")
        return {"thinkingBudget": tokens}
    if effort in {"xhigh", "max"} and not is_own:
        losses.approximate("reasoning.effort", "HIGH is the most that all models take")
        return {"thinkingLevel": "HIGH"}
    return {"thinkingLevel": effort.upper()}
