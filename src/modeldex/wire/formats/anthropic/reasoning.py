"""How much a model is to think: `thinking`, and the effort of `output_config`.

https://platform.claude.com/docs/en/build-with-claude/thinking and .../effort. Claude up to 4.5 takes a
budget and no effort for its thinking; later ones take an effort, and refuse a budget. Others that speak
this format take a budget.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Thinking, ToolCall
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.request import Reasoning
from modeldex.wire.tools import NAMED, REQUIRED

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

LEAST_BUDGET = 1_024
"""The format refuses a smaller one."""
BUDGETS = MappingProxyType({
    "minimal": LEAST_BUDGET, "low": 2_048, "medium": 8_192, "high": 16_384, "xhigh": 24_576, "max": 24_576,
})  # fmt: skip
"""Effort -> budget that stands for it. The largest leaves room for an answer in the 32,000 tokens that
every Claude with a budget can write."""
_WORDS = ("low", "medium", "high", "xhigh", "max")
"""Efforts that the format has."""
_DISPLAYS = MappingProxyType({"summarized": "auto", "omitted": "none"})
_BUDGETED = re.compile(
    r"claude-(?:instant|[123](?!\d)|4(?:-[0-5])?-[a-z]"
    r"|(?:opus|sonnet|haiku)-4(?:-(?:[0-5](?!\d)|20\d{6})|(?!-\d)))"
)
"""Claude up to 4.5, in the spellings of all who serve it; dots are dashes by then."""


def read_reasoning(thinking: Fields | None, config: Fields | None) -> tuple[Reasoning | None, dict[str, Any]]:
    """What is wanted, and what of `thinking` the hub has no word for."""
    effort = None if config is None else config.word("effort", _WORDS)
    if thinking is None:
        return (None if effort is None else Reasoning(effort=effort)), {}
    kind = thinking.needed(
        "type", thinking.word("type", ("enabled", "disabled", "adaptive", "between_tools"))
    )
    budget = thinking.whole("budget_tokens")
    if kind == "enabled":
        thinking.needed("budget_tokens", budget)
    display = thinking.text("display")
    beside = dict(thinking.left())
    if display is not None and display not in _DISPLAYS:
        beside["display"] = display
    if kind == "between_tools":
        beside["type"] = kind
    read = Reasoning(
        effort=effort, budget_tokens=budget, is_on=kind != "disabled", is_adaptive=kind == "adaptive",
        summary=_DISPLAYS.get(display or ""),
    )  # fmt: skip
    return read, beside


def own_reasoning(reasoning: Reasoning, beside: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """`thinking`, blank where it is not to be sent, and the effort: as the caller of this format had them."""
    if reasoning.is_on is None:
        return beside, reasoning.effort
    thinking: dict[str, Any] = {"type": "enabled" if reasoning.is_on else "disabled"}
    if reasoning.is_adaptive:
        thinking["type"] = "adaptive"
    if reasoning.budget_tokens is not None:
        thinking["budget_tokens"] = reasoning.budget_tokens
    if reasoning.summary is not None:
        thinking["display"] = "omitted" if reasoning.summary == "none" else "summarized"
    return thinking | beside, reasoning.effort


def written_reasoning(request: ChatRequest, losses: Losses) -> tuple[dict[str, Any], str | None]:
    """`thinking`, blank where it is not to be sent, and the effort: of a caller of another format."""
    reasoning = request.reasoning
    if reasoning is None:
        return {}, None
    effort, budget = reasoning.effort, reasoning.budget_tokens
    if reasoning.is_on is False or effort == "none" or budget == 0:
        return {"type": "disabled"}, None
    if effort is None and budget is None and not reasoning.is_on and not reasoning.is_adaptive:
        if reasoning.summary is not None:
            losses.drop("reasoning.summary", "the format takes it only where thinking is asked for")
        return {}, None
    is_adaptive = reasoning.is_adaptive or takes_effort(request.model)
    refused = _refused(request, is_adaptive=is_adaptive)
    if refused is not None:
        losses.drop("reasoning", refused)
        return {}, None
    if is_adaptive:
        thinking, effort = {"type": "adaptive"}, _effort(effort, budget, losses)
    else:
        thinking, effort = _budgeted(request, reasoning, losses), None
    if thinking and reasoning.summary is not None:
        thinking["display"] = "omitted" if reasoning.summary == "none" else "summarized"
        if reasoning.summary in {"concise", "detailed"}:
            losses.approximate("reasoning.summary", "the format does not say how long it is to be")
    return thinking, effort


@lru_cache(maxsize=1024)
def takes_effort(model: str) -> bool:
    """Whether a model takes an effort, and no budget, for its thinking."""
    name = model.replace(".", "-").lower()
    return "claude" in name and _BUDGETED.search(name) is None


def _effort(effort: str | None, budget: int | None, losses: Losses) -> str | None:
    if effort == "minimal":
        losses.approximate("reasoning.effort", "the least that the format has is low")
        return "low"
    if budget is not None:
        losses.approximate("reasoning.budget_tokens", "the model takes an effort instead of a budget")
    if effort is None and budget is not None:
        return next((word for word in ("low", "medium") if budget <= BUDGETS[word]), "high")
    return effort


def _budgeted(request: ChatRequest, reasoning: Reasoning, losses: Losses) -> dict[str, Any]:
    """Thinking with a budget that leaves something of the output limit."""
    wanted = reasoning.budget_tokens
    if wanted is None or wanted < 0:
        wanted = BUDGETS[reasoning.effort or "medium"]
        losses.approximate("reasoning", f"{wanted} tokens of thinking stand for the effort")
    elif reasoning.effort is not None:
        losses.drop("reasoning.effort", "the budget decides")
    limit = request.max_output_tokens
    budget = max(LEAST_BUDGET, wanted if limit is None else min(wanted, limit - 1))
    if limit is not None and budget >= limit:
        losses.drop("reasoning", f"the output limit leaves no room for the least budget, {LEAST_BUDGET}")
        return {}
    if budget != wanted:
        losses.approximate(
            "reasoning.budget_tokens", f"{budget}: at least {LEAST_BUDGET}, below the output limit"
        )
    return {"type": "enabled", "budget_tokens": budget}


def _refused(request: ChatRequest, *, is_adaptive: bool) -> str | None:
    """Why the provider would refuse to think; None: it would not."""
    choice = request.tool_choice
    if choice is not None and choice.mode in {REQUIRED, NAMED}:
        return "the format does not think where a tool must be called"
    if not is_adaptive and _is_amid_calls(request):
        return "the calls that wait for an answer were made without thinking that the format has signed"
    return None


def _is_amid_calls(request: ChatRequest) -> bool:
    """Whether the last turn of the model, whose calls are being answered, shows no signed thinking."""
    for message in reversed(request.messages):
        if message.role == "assistant":
            return any(type(part) is ToolCall for part in message.parts) and not any(
                type(part) is Thinking and part.signed_by == NAME for part in message.parts
            )
        if message.role == "user":
            return False
    return False
