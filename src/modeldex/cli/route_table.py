"""How a plan is written: the models in order, what each is expected to cost, and why it stands there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, exact_cell
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.cost import Cost
    from modeldex.router.telling.candidate_row import CandidateRow, TermScore
    from modeldex.router.telling.explanation import Explanation

_DIGITS = 3
"""Digits of a cost that is only expected."""
_ABOUT_CALLS = {"affinity": 0.0, "health": 1.0}
"""Terms that rest on earlier calls -> their value where there were none."""
_OWN_COLUMN = "cost"
"""The term that has a column of its own."""


def write_plan(form: str | None, explanation: Explanation, *, everything: bool) -> None:
    """Write the models of a plan; with everything, all others that are fit after them, by score."""
    rows = explanation.candidates[: explanation.fit] if everything else explanation.plan
    if form == output.JSON:
        output.write_json(decision_record(explanation, rows))
        return
    if form is None:
        output.write_line(heading(explanation), style="bold")
        output.write_line()
    output.write_records(form, rows, PLAN_COLUMNS, as_plain=plan_record)


def heading(explanation: Explanation) -> str:
    """By what was chosen, and of how many."""
    decision = explanation.decision
    rule = f", by the rule {decision.rule}" if decision.rule else ""
    considered = len(explanation.candidates)
    of = f"{explanation.fit:,} of {considered:,} {'candidate' if considered == 1 else 'candidates'}"
    return f"{decision.policy}{rule}: {of} {'is' if 1 in (explanation.fit, considered) else 'are'} fit"


def decision_record(explanation: Explanation, rows: Iterable[CandidateRow]) -> dict[str, Any]:
    """A decision as a program is told of it, without why."""
    decision = explanation.decision
    return {
        "policy": decision.policy,
        "rule": decision.rule,
        "seed": decision.seed,
        "generation": decision.generation,
        "considered": len(explanation.candidates),
        "fit": explanation.fit,
        "plan": [plan_record(row) for row in rows],
        "fallen": dict(explanation.fallen),
    }


def plan_record(row: CandidateRow) -> dict[str, Any]:
    """One model of a plan, as a program is told of it."""
    cost = row.cost
    return {
        "step": row.step,
        "model": row.id,
        "provider": row.model.provider,
        "score": row.score,
        "cost": plain(cost.amount),
        "cost_status": cost.status,
        "price_ids": list(cost.price_ids),
        "why": why(row),
    }


def why(row: CandidateRow) -> str:
    """Why it stands where it does, in few words: its turn, and what speaks for it."""
    told = [one for one in row.terms if _says_something(one)] or [
        one for one in row.terms if one.term not in _ABOUT_CALLS
    ]
    beside = [one for one in told if one.term != _OWN_COLUMN] or told
    words = [row.standing] if row.standing else []
    return "; ".join([*words, *(one.words for one in beside)])


def _says_something(one: TermScore) -> bool:
    """Whether a term tells this model from others: not what nobody knows, and no session, and no call yet."""
    if one.value is None:
        return False
    return one.value != _ABOUT_CALLS.get(one.term)


def cost_cell(cost: Cost) -> str:
    """An expected cost as people read it: three digits of it, marked where it is an estimate."""
    if cost.amount is None:
        return UNKNOWN
    return f"{about(cost.amount)}{'~' if cost.status == 'estimated' else ''}"


def about(amount: Decimal) -> str:
    """An amount of USD to three digits, whole dollars and cents as such: `0.00512`, `1,234.50`."""
    if not amount:
        return "0.00"
    if amount >= 1:
        return f"{amount:,.2f}"
    return exact_cell(Decimal(f"{amount:.{_DIGITS}g}"))


def score_cell(score: float | None) -> str:
    """A score as people read it; `?` where there is none."""
    return UNKNOWN if score is None else f"{score:.3f}"


def _steps(row: CandidateRow) -> str:
    return "" if row.step is None else str(row.step)


PLAN_COLUMNS: tuple[output.Column[CandidateRow], ...] = (
    output.Column("step", lambda row: row.step, "#", _steps, right=True),
    output.Column("model", lambda row: row.id, cell=lambda row: escaped(row.id)),
    output.Column("cost", lambda row: row.cost.amount, "USD", lambda row: cost_cell(row.cost), right=True),
    output.Column("cost_status", lambda row: row.cost.status, ""),
    output.Column("score", lambda row: row.score, cell=lambda row: score_cell(row.score), right=True),
    output.Column("why", why, cell=lambda row: escaped(why(row))),
)
