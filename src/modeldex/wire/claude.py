"""What Claude takes, whoever serves it: how it is told to think, and which parameters it refuses.

https://platform.claude.com/docs/en/build-with-claude/thinking and .../effort. Claude up to 4.5 takes a
budget and no effort for its thinking; later ones take an effort, and refuse a budget. Others that speak
its format take a budget.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Thinking, ToolCall
from modeldex.wire.tools import NAMED, REQUIRED

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest, Reasoning

SIGNERS = frozenset({"anthropic", "bedrock"})
"""Wire formats in which Claude signs what it thinks: a signature of one platform is good on the others
(https://platform.claude.com/docs/en/build-with-claude/extended-thinking)."""
ANSWER_TOKENS = 4_096
"""Output limit where the caller sets none; every model can write as much."""
ADAPTIVE_TOKENS = 32_000
"""The same where thinking is counted in it and the model decides how much."""
LEAST_BUDGET = 1_024
"""A smaller one is refused."""
BUDGETS = MappingProxyType({
    "minimal": LEAST_BUDGET, "low": 2_048, "medium": 8_192, "high": 16_384, "xhigh": 24_576, "max": 24_576,
})  # fmt: skip
"""Effort -> budget that stands for it. The largest leaves room for an answer in the 32,000 tokens that
every Claude with a budget can write."""
_LEAST_TOP_P = 0.95
"""Beside thinking a smaller one is refused."""


def is_claude(model: str) -> bool:
    """Whether a model is Claude, by any of its names."""
    return "claude" in model.lower()


def is_good_proof(part: Thinking, name: str, model: str) -> bool:
    """Whether a signature proves thinking to this model in the wire format of this name.

    What is sealed as a whole goes back only where it came from: platforms write it each in its own way.
    """
    by = part.signed_by
    if by == name:
        return True
    return part.signature is not None and by in SIGNERS and name in SIGNERS and is_claude(model)


def claude_reasoning(request: ChatRequest, losses: Losses) -> tuple[dict[str, Any], str | None]:
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
    return is_claude(model) and not _is_up_to(5, model)


def _is_up_to(minor: int, model: str) -> bool:
    """Whether a model is Claude up to 4.0, 4.1, ..., in the spellings of all who serve it."""
    return _UP_TO[minor].search(model.replace(".", "-").lower()) is not None


_UP_TO = MappingProxyType({
    minor: re.compile(
        rf"claude-(?:instant|[123](?!\d)|4(?:-[0-{minor}])?-[a-z]"
        rf"|(?:opus|sonnet|haiku)-4(?:-(?:[0-{minor}](?!\d)|20\d{{6}})|(?!-\d)))"
    )
    for minor in (0, 5, 6)
})  # fmt: skip
"""Dots are dashes by then."""


@lru_cache(maxsize=1024)
def takes_sampling(model: str) -> bool:
    """Whether a model takes temperature and its kin; Claude after 4.6 does not.

    https://platform.claude.com/docs/en/about-claude/models/migration-guide
    """
    return not is_claude(model) or _is_up_to(6, model)


@lru_cache(maxsize=1024)
def takes_both(model: str) -> bool:
    """Whether a model takes temperature and top_p at once; Claude from 4.1 on does not."""
    return not is_claude(model) or _is_up_to(0, model)


def claude_sampling(request: ChatRequest, losses: Losses, *, thinks: bool) -> dict[str, float]:
    """Temperature and its kin, as far as the model takes them; beside thinking it takes hardly any."""
    told: dict[str, float] = {}
    takes_any = takes_sampling(request.model)
    for name in ("temperature", "top_p", "top_k"):
        value = getattr(request, name)
        if value is None:
            continue
        if not takes_any:
            if name == "top_k" or value != 1:
                losses.drop(name, "the model takes none")
        elif thinks and not _is_taken_beside_thinking(name, value):
            losses.drop(name, "beside thinking it cannot be set")
        elif name == "top_p" and "temperature" in told and not takes_both(request.model):
            losses.drop(name, "the model takes it or the temperature")
        elif name == "temperature" and value > 1:
            losses.approximate(name, "the highest is 1")
            told[name] = 1.0
        else:
            told[name] = value
    return told


def limit_beside(thinking: dict[str, Any]) -> int:
    """The output limit where the caller sets none."""
    if thinking.get("type") == "adaptive":
        return ADAPTIVE_TOKENS
    budget: int = thinking.get("budget_tokens", 0)
    return budget + ANSWER_TOKENS


def _is_taken_beside_thinking(name: str, value: float) -> bool:
    return value == 1 if name == "temperature" else name == "top_p" and value >= _LEAST_TOP_P


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
                type(part) is Thinking and part.signed_by in SIGNERS for part in message.parts
            )
        if message.role == "user":
            return False
    return False
