"""How much a model is to think: `thinking`, and the effort of `output_config`.

As callers of this format ask for it; how others are told, `wire.claude` says.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.request import Reasoning

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields

_WORDS = ("low", "medium", "high", "xhigh", "max")
"""Efforts that the format has."""
_DISPLAYS = MappingProxyType({"summarized": "auto", "omitted": "none"})


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
