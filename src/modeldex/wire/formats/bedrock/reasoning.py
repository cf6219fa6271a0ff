"""How much a model is to think, and what else of the hub stands in `additionalModelRequestFields`.

Converse itself has `outputConfig.effort`; the rest each family of models has in its own words. Claude:
`thinking` (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html,
and `reasoning_config`, its older name), `top_k`. Nova: `reasoningConfig`, `inferenceConfig.topK`
(https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html). OpenAI's open models:
`reasoning_effort`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.claude import claude_reasoning, is_claude
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.request import EFFORTS, Reasoning

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

CLAUDE, NOVA, OPENAI, OTHER = "claude", "nova", "openai", "other"
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_NEAREST = {"minimal": "low", "xhigh": "high", "max": "high"}
_SHOWN = {"summarized": "auto", "omitted": "none"}
_SHOW = {"auto": "summarized", "concise": "summarized", "detailed": "summarized", "none": "omitted"}
_UNBOUNDED = ("adaptive", "disabled")
_OF_THINKING = frozenset({"type", "budget_tokens", "display"})


def family(model: str) -> str:
    """Which family's words a model takes, by its id, the id of a profile or an ARN."""
    if "anthropic" in model or is_claude(model):
        return CLAUDE
    if "amazon.nova" in model:
        return NOVA
    return OPENAI if "openai." in model else OTHER


def read_reasoning(model: str, effort: str | None, more: dict[str, Any]) -> Reasoning | None:
    """The reasoning that a request asks for; what it takes of the model's own fields is gone from them."""
    kind = family(model)
    found: dict[str, Any] = {} if effort is None else {"effort": effort}
    if kind == NOVA:
        found |= _of_nova(more)
    elif kind != OPENAI:
        found |= _of_claude(more)
    elif more.get("reasoning_effort") in EFFORTS:
        found["effort"] = more.pop("reasoning_effort")
    return Reasoning(**found) if found else None


def write_reasoning(request: ChatRequest, losses: Losses) -> tuple[str | None, dict[str, Any]]:
    """`outputConfig.effort`, and the model's own fields."""
    asked = request.reasoning
    if asked is None:
        return None, {}
    kind = family(request.model)
    if kind == CLAUDE and request.format != NAME:
        thinking, effort = claude_reasoning(request, losses)
        return effort, {"thinking": thinking} if thinking else {}
    if kind in {CLAUDE, OTHER} and request.format == NAME:
        return _effort(asked, losses), _as_claude(asked, losses)
    if asked.budget_tokens is not None or asked.summary is not None or asked.is_adaptive:
        losses.drop("reasoning", "of this model's reasoning only the effort is said")
    if kind == NOVA:
        return None, _as_nova(asked, losses)
    if kind == OPENAI:
        effort = _nearest(asked, losses)
        return None, {} if effort is None else {"reasoning_effort": effort}
    if _is_off(asked):
        losses.drop("reasoning.is_on", "how this model is told not to think is not known")
    return _effort(asked, losses), {}


def read_top_k(model: str, more: dict[str, Any]) -> int | None:
    """`top_k`, where the model's family has it."""
    if family(model) != NOVA:
        return more.pop("top_k") if type(more.get("top_k")) is int else None
    inner = more.get("inferenceConfig")
    if type(inner) is dict and inner.keys() == {"topK"} and type(inner["topK"]) is int:
        del more["inferenceConfig"]
        return int(inner["topK"])
    return None


def write_top_k(model: str, top_k: int) -> dict[str, Any]:
    """`top_k` in the words of the model's family."""
    return {"inferenceConfig": {"topK": top_k}} if family(model) == NOVA else {"top_k": top_k}


def _of_claude(more: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    output = more.get("output_config")
    if type(output) is dict and output.keys() == {"effort"} and output["effort"] in _EFFORTS:
        found["effort"] = more.pop("output_config")["effort"]
    name = "thinking" if "thinking" in more else "reasoning_config"
    asked = more.get(name)
    if type(asked) is not dict or not asked.keys() <= _OF_THINKING:
        return found
    kind, budget, shown = asked.get("type"), asked.get("budget_tokens"), asked.get("display")
    is_known = type(budget) is int if kind == "enabled" else kind in _UNBOUNDED and budget is None
    if not is_known or (shown is not None and shown not in tuple(_SHOWN)):
        return found
    del more[name]
    found |= {"is_on": kind != "disabled", "is_adaptive": kind == "adaptive", "budget_tokens": budget}
    return found if shown is None else {**found, "summary": _SHOWN[shown]}


def _as_claude(asked: Reasoning, losses: Losses) -> dict[str, Any]:
    if _is_off(asked):
        return {"thinking": {"type": "disabled"}}
    thinking: dict[str, Any] | None = None
    if asked.budget_tokens is not None and not asked.is_adaptive:
        thinking = {"type": "enabled", "budget_tokens": asked.budget_tokens}
    elif asked.is_adaptive or asked.is_on:
        thinking = {"type": "adaptive"}
        if not asked.is_adaptive:
            losses.approximate("reasoning.is_on", "Claude wants a budget of tokens; it decides by itself")
    if asked.summary is not None:
        if thinking is None:
            losses.drop("reasoning.summary", "Claude shows its thinking only where it is told to think")
        else:
            thinking["display"] = _SHOW[asked.summary]
            if asked.summary not in _SHOWN.values():
                losses.approximate("reasoning.summary", "Claude has one kind of summary")
    return {} if thinking is None else {"thinking": thinking}


def _of_nova(more: dict[str, Any]) -> dict[str, Any]:
    asked = more.get("reasoningConfig")
    if type(asked) is not dict or not asked.keys() <= {"type", "maxReasoningEffort"}:
        return {}
    kind, effort = asked.get("type"), asked.get("maxReasoningEffort")
    if kind not in ("enabled", "disabled") or (effort is not None and effort not in EFFORTS):
        return {}
    del more["reasoningConfig"]
    return {"is_on": kind == "enabled", "effort": effort}


def _as_nova(asked: Reasoning, losses: Losses) -> dict[str, Any]:
    if _is_off(asked):
        return {"reasoningConfig": {"type": "disabled"}}
    effort = _nearest(asked, losses)
    if effort is None and not asked.is_on:
        return {}
    return {
        "reasoningConfig": {"type": "enabled"} | ({} if effort is None else {"maxReasoningEffort": effort})
    }


def _effort(asked: Reasoning, losses: Losses) -> str | None:
    """The effort in Converse's words."""
    if asked.effort is None or asked.effort == "none":
        return None
    if asked.effort in _EFFORTS:
        return asked.effort
    losses.approximate("reasoning.effort", f"Bedrock has no {asked.effort!r}; it is 'low'")
    return "low"


def _nearest(asked: Reasoning, losses: Losses) -> str | None:
    """The effort for models that know low, medium and high."""
    if asked.effort is None or asked.effort in {"low", "medium", "high"}:
        return asked.effort
    if asked.effort == "none":
        losses.approximate("reasoning.effort", "this model always thinks; it is 'low'")
        return "low"
    losses.approximate(
        "reasoning.effort", f"this model has no {asked.effort!r}; it is {_NEAREST[asked.effort]!r}"
    )
    return _NEAREST[asked.effort]


def _is_off(asked: Reasoning) -> bool:
    return asked.is_on is False or (asked.is_on is None and asked.effort == "none")
