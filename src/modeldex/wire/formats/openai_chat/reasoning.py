"""How much a model is to think, in the spellings of the dialects.

`reasoning_effort` (OpenAI), `reasoning` (OpenRouter), `thinking` (MiniMax), `thinking` beside
`reasoning_effort` (DeepSeek, Z.ai), `enable_thinking` (Alibaba).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.request import EFFORTS, Reasoning

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses

_HIDDEN = "none"
_EFFORT_BY_BUDGET = ((0, "none"), (2048, "low"), (8192, "medium"))
"""Most tokens of thinking -> the effort that stands for so many; beyond them it is high."""


def read_reasoning(body: Fields, extras: dict[str, Any]) -> Reasoning | None:
    """What a body says of thinking, in whatever spelling; None where it says nothing."""
    said: dict[str, Any] = {}
    _read_object(body, said, extras)
    _read_thinking(body, said, extras)
    enabled = body.flag("enable_thinking")
    if enabled is not None:
        said["is_on"] = enabled
    budget = body.whole("thinking_budget")
    _put_budget(budget, said)
    effort = body.text("reasoning_effort")
    if effort in EFFORTS:
        said["effort"] = effort
    elif effort is not None:  # a dialect's word, such as Groq's `default`
        extras["reasoning_effort"] = effort
    return Reasoning(**said) if said else None


def _put_budget(budget: int | None, said: dict[str, Any]) -> None:
    """No tokens of thinking are no thinking."""
    if budget == 0:
        said["is_on"] = False
    elif budget is not None:
        said["budget_tokens"] = budget


def _read_object(body: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    one = body.within("reasoning")
    if one is None:
        return
    effort, budget = one.text("effort"), one.whole("max_tokens")
    found = {
        "effort": effort if effort in EFFORTS else None,
        "is_on": one.flag("enabled"),
        "summary": one.text("summary"),
    }
    if one.flag("exclude"):
        found["summary"] = _HIDDEN
    said.update((name, value) for name, value in found.items() if value is not None)
    _put_budget(budget, said)
    left = dict(one.left())
    if effort is not None and found["effort"] is None:
        left["effort"] = effort
    if left:
        extras["reasoning"] = left


def _read_thinking(body: Fields, said: dict[str, Any], extras: dict[str, Any]) -> None:
    one = body.within("thinking")
    if one is None:
        return
    raw = one.left()
    kind = one.text("type")
    if kind == "adaptive":
        said["is_adaptive"] = True
    elif kind in {"enabled", "disabled"}:
        said["is_on"] = kind == "enabled"
    else:
        extras["thinking"] = raw
        return
    _put_budget(one.whole("budget_tokens"), said)
    left = one.left()
    if left:
        extras["thinking"] = left


def write_reasoning(asked: Reasoning, how: str, body: dict[str, Any], losses: Losses) -> None:
    """Say it in the spelling that `Quirks.reasoning_field` names."""
    _WRITERS[how](asked, body, losses)


def _write_effort(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    effort = asked.effort
    if effort is None:
        if asked.is_on is False:
            effort = "none"
        elif asked.budget_tokens is not None:
            effort = _effort_for(asked.budget_tokens)
            losses.approximate("reasoning.budget_tokens", f"there is no budget; the effort is {effort}")
        elif asked.is_on:
            losses.drop("reasoning.is_on", "thinking is asked for by its effort alone")
    elif asked.budget_tokens is not None:
        losses.drop("reasoning.budget_tokens", "thinking is asked for by its effort alone")
    _drop_rest(asked, losses, "is_adaptive", "summary")
    if effort is not None:
        body["reasoning_effort"] = effort


def _write_object(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    said: dict[str, Any] = {}
    if asked.effort is not None:
        said["effort"] = asked.effort
        if asked.budget_tokens is not None:
            losses.drop("reasoning.budget_tokens", "it is asked for by effort or by tokens; not by both")
    elif asked.budget_tokens is not None:
        said["max_tokens"] = asked.budget_tokens
    if asked.is_on is not None:
        said["enabled"] = asked.is_on
    elif asked.is_adaptive and not said:
        said["enabled"] = True
        losses.approximate("reasoning.is_adaptive", "thinking is on, with the effort of the model's own")
    if asked.summary == _HIDDEN:
        said["exclude"] = True
    elif asked.summary is not None:
        said["summary"] = asked.summary
    if said:
        body["reasoning"] = said


def _write_thinking(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    is_on = _is_on(asked)
    if asked.effort not in (None, "none"):
        losses.approximate("reasoning.effort", "thinking is on or off")
    _drop_rest(asked, losses, "summary")
    if is_on is not None or asked.is_adaptive:
        said: dict[str, Any] = {"type": _word(asked, is_on=is_on)}
        if asked.budget_tokens is not None:
            said["budget_tokens"] = asked.budget_tokens
        body["thinking"] = said


def _write_both(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    """Whether it thinks by one field, and how much by another; nothing of the second where it does not."""
    effort = asked.effort
    if asked.budget_tokens is not None and effort is not None:
        losses.drop("reasoning.budget_tokens", "thinking is asked for by its effort alone")
    elif asked.budget_tokens is not None:
        effort = _effort_for(asked.budget_tokens)
        losses.approximate("reasoning.budget_tokens", f"there is no budget; the effort is {effort}")
    is_on = _is_on(asked)
    if is_on is None and asked.is_adaptive:
        is_on = True
        losses.approximate("reasoning.is_adaptive", "thinking is on, with the effort of the model's own")
    _drop_rest(asked, losses, "summary")
    if is_on is not None:
        body["thinking"] = {"type": "enabled" if is_on else "disabled"}
    if effort not in (None, "none") and is_on:
        body["reasoning_effort"] = effort


def _effort_for(budget_tokens: int) -> str:
    return next((word for most, word in _EFFORT_BY_BUDGET if budget_tokens <= most), "high")


def _word(asked: Reasoning, *, is_on: bool | None) -> str:
    if asked.is_adaptive:
        return "adaptive"
    return "enabled" if is_on else "disabled"


def _write_switch(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    is_on = _is_on(asked)
    if asked.effort not in (None, "none"):
        losses.approximate("reasoning.effort", "thinking is on or off")
    _drop_rest(asked, losses, "is_adaptive", "summary")
    if is_on is not None:
        body["enable_thinking"] = is_on
    if asked.budget_tokens is not None:
        body["thinking_budget"] = asked.budget_tokens


def _write_nothing(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:  # noqa: ARG001
    losses.drop("reasoning", "this dialect cannot ask for thinking")


def _is_on(asked: Reasoning) -> bool | None:
    if asked.is_on is not None:
        return asked.is_on
    if asked.effort is not None:
        return asked.effort != "none"
    return asked.budget_tokens != 0 if asked.budget_tokens is not None else None


def _drop_rest(asked: Reasoning, losses: Losses, *names: str) -> None:
    for name in names:
        if getattr(asked, name) not in (None, False):
            losses.drop(f"reasoning.{name}", "this dialect has no such field")


_WRITERS = {
    "reasoning_effort": _write_effort, "reasoning": _write_object, "thinking": _write_thinking,
    "thinking+reasoning_effort": _write_both, "enable_thinking": _write_switch, "": _write_nothing,
}  # fmt: skip
