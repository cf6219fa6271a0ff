"""What the answer must look like, and how much is thought: the fields `text` and `reasoning`, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.request import EFFORTS, OutputFormat, Reasoning

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_SUMMARIES = ("auto", "concise", "detailed")
_VERBOSITIES = ("low", "medium", "high")
_KINDS = {"text": "text", "json_object": "json", "json_schema": "json_schema"}
_TYPES = {kind: name for name, kind in _KINDS.items()}
USUAL_NAME = "answer"
"""The format requires a name of every schema; it means nothing."""
_BUDGETS = ((0, "none"), (1_024, "minimal"), (4_096, "low"), (16_384, "medium"))
"""Most tokens of thinking -> the effort that comes near; more is `high`."""


def read_text(fields: Fields, values: dict[str, Any], extras: dict[str, Any]) -> None:
    """Take the field `text` apart: format and verbosity."""
    text = fields.within("text")
    if text is None:
        return
    form = text.within("format")
    if form is not None:
        values["output"] = _form(form)
    values["verbosity"] = text.word("verbosity", _VERBOSITIES)
    left = text.left()
    if left:
        extras["text"] = left


def _form(fields: Fields) -> OutputFormat:
    kind = _KINDS.get(fields.needed("type", fields.word("type", tuple(_KINDS))) or "", "text")
    if kind != "json_schema":
        return OutputFormat(kind=kind)
    return OutputFormat(
        kind=kind,
        name=fields.needed("name", fields.text("name")),
        schema=fields.needed("schema", fields.object("schema")),
        description=fields.text("description"),
        is_strict=fields.flag("strict"),
    )


def read_reasoning(fields: Fields, extras: dict[str, Any]) -> Reasoning | None:
    """Take the field `reasoning` apart; `generate_summary` is the older name of `summary`."""
    inner = fields.within("reasoning")
    if inner is None:
        return None
    effort = word = inner.text("effort")
    older = inner.word("generate_summary", _SUMMARIES)
    summary = inner.word("summary", _SUMMARIES) or older
    left = dict(inner.left())
    if word is not None and word not in EFFORTS:  # one that is new, or a server's own
        effort, left["effort"] = None, word
    if left:
        extras["reasoning"] = left
    return Reasoning(effort=effort, summary=summary) if effort or summary else None


def write_text(request: ChatRequest) -> dict[str, Any]:
    """The field `text`; empty where nothing is said."""
    written: dict[str, Any] = {}
    output = request.output
    if output is not None:
        form: dict[str, Any] = {"type": _TYPES[output.kind]}
        if output.kind == "json_schema":
            form["name"] = output.name or USUAL_NAME
            form["schema"] = output.schema if output.schema is not None else {}
            if output.description is not None:
                form["description"] = output.description
            if output.is_strict is not None:
                form["strict"] = output.is_strict
        written["format"] = form
    if request.verbosity is not None:
        written["verbosity"] = request.verbosity
    return written


def write_reasoning(reasoning: Reasoning, losses: Losses) -> dict[str, Any]:
    """The field `reasoning`; empty where nothing of it can be said."""
    written: dict[str, Any] = {}
    effort = reasoning.effort
    if effort is None and reasoning.is_on is False:
        effort = "none"
    elif effort is None and reasoning.budget_tokens is not None:
        budget = reasoning.budget_tokens
        effort = next((word for most, word in _BUDGETS if budget <= most), "high")
        losses.approximate("reasoning.budget_tokens", f"the format takes words alone: {effort}")
    elif reasoning.budget_tokens is not None:
        losses.drop("reasoning.budget_tokens", "the format takes an effort alone")
    elif effort is None and (reasoning.is_on or reasoning.is_adaptive):
        losses.approximate("reasoning.is_on", "the model thinks as much as it does by itself")
    if effort is not None:
        written["effort"] = effort
    if reasoning.summary is not None and reasoning.summary != "none":
        written["summary"] = reasoning.summary
    return written
