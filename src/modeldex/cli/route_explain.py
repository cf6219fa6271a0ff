"""How a decision is explained: the plan term by term, what else was fit, and what stands against the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, amount_cell, escaped
from modeldex.cli.route_rejected import rejected, write_rejected
from modeldex.cli.route_table import PLAN_COLUMNS, cost_cell, heading, score_cell
from modeldex.cli.tables import write_pairs, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.price import Price
    from modeldex.router.seen.readings import HealthReading
    from modeldex.router.telling.analysis import StepAnalysis
    from modeldex.router.telling.candidate_row import CandidateRow, TermScore
    from modeldex.router.telling.explanation import Explanation

_ALSO_FIT = 5
"""Fit candidates beside the plan that people see, unless they ask for all."""
_OTHERS_LISTED = 50
"""Candidates that programs are given, unless they ask for all."""


def write_explanation(form: str | None, explanation: Explanation, *, everything: bool) -> None:
    """Write why a decision is as it is; `everything`: with each candidate, the rejected ones too."""
    if form == output.JSON:
        record = explanation.record(None if everything else _OTHERS_LISTED)
        output.write_json(record | {"rejected": [one.record() for one in rejected(explanation)]})
    elif form is not None:
        rows = explanation.candidates
        listed = rows if everything else rows[:_OTHERS_LISTED]
        output.write_records(form, listed, _CANDIDATE_COLUMNS, as_plain=lambda row: row.record())
    else:
        _write(explanation, everything=everything)


def _write(explanation: Explanation, *, everything: bool) -> None:
    output.write_line(heading(explanation), style="bold")
    output.write_line(_circumstances(explanation), style="dim")
    for row in explanation.plan:
        output.write_line()
        _write_step(row, explanation.decision.case.now)
    _write_others(explanation, everything=everything)
    found = rejected(explanation)
    if found:
        output.write_line()
        write_rejected(found)
    if explanation.happened:
        _write_happened(explanation)


def _circumstances(explanation: Explanation) -> str:
    decision = explanation.decision
    moment = datetime.fromtimestamp(decision.case.now, UTC)
    first = decision.request.provider_order
    order = f", providers first: {', '.join(first)}" if first else ""
    named = ", in the order of their names" if explanation.groups else ""
    when = f"at {moment:%Y-%m-%d %H:%M:%S} UTC"
    return f"{when}, seed {decision.seed}, generation {decision.generation}{order}{named}"


def _write_step(row: CandidateRow, now: float) -> None:
    turn = f", {row.standing}" if row.standing else ""
    output.write_line(f"{row.step}. {row.id}: {cost_cell(row.cost)} USD, score {score_cell(row.score)}{turn}")
    write_table(_TERM_HEADINGS, [_term_cells(one) for one in row.terms])
    write_pairs(_beside(row, now))


_TERM_HEADINGS = (("term", "left"), ("weight", "right"), ("value", "right"), ("because", "words"))


def _term_cells(one: TermScore) -> tuple[str, ...]:
    value = UNKNOWN if one.value is None else f"{one.value:.3f}"
    return one.term, f"{one.weight:g}", value, escaped(one.words)


def _beside(row: CandidateRow, now: float) -> Iterator[tuple[str, str]]:
    """The prices that the cost follows from, with who states them; and how calls go, where any was made."""
    for price in row.prices:
        yield "price", _price(price)
    for missing in row.cost.missing:
        yield "price", f"nobody states one for {missing.replace('_', ' ')}"
    for name, reading in (("calls", row.health), ("its provider", row.provider_health)):
        if reading is not None:
            yield name, escaped(_health(reading, now))


def _price(price: Price) -> str:
    amount = amount_cell(price.amount) if price.amount is not None else "variable"
    per = f"{amount} USD/1M" if price.amount and price.per != 1 else amount
    since = price.valid_from or price.recorded_on
    seen = f", since {since}" if since else ""
    return escaped(f"{price.key} {per}, {price.source or UNKNOWN}{seen} ({price.price_id})")


def _health(reading: HealthReading, now: float) -> str:
    rate = (
        ""
        if reading.success_rate is None
        else f", {reading.success_rate:.0%} of {reading.calls:.3g} answered"
    )
    cools = reading.cool_until is not None and reading.cool_until > now
    wait = f", left alone for {reading.cool_until - now:.0f} s" if cools and reading.cool_until else ""
    failure = f", last failure: {reading.last_failure}" if reading.last_failure else ""
    return f"circuit {reading.circuit(now).replace('_', ' ')}{rate}{failure}{wait}"


def _write_others(explanation: Explanation, *, everything: bool) -> None:
    """Candidates that are fit and not in the plan; with everything, the rejected ones after them."""
    planned, fit = len(explanation.plan), explanation.fit
    last = len(explanation.candidates) if everything else min(fit, planned + _ALSO_FIT)
    others = explanation.candidates[planned:last]
    if not others:
        return
    output.write_line()
    same = {row.left_out for row in others}
    if len(same) == 1 and None not in same:
        output.write_line(f"not in the plan: {same.pop()}", style="italic")
        output.write_records(None, others, PLAN_COLUMNS)
    else:
        output.write_records(None, others, _OTHER_COLUMNS)
    if not everything and fit > last:
        output.note(f"{fit - last:,} more are fit; --all shows every candidate")


def reason_of(row: CandidateRow) -> str:
    """Why a candidate is not in the plan; blank where it is."""
    return row.left_out or "; ".join(one.words for one in row.reasons)


def _write_happened(explanation: Explanation) -> None:
    """Each attempt beside what was expected of it, and what followed."""
    output.write_line()
    output.write_line("what happened", style="italic")
    for one in explanation.happened:
        output.write_line(f"{one.entry.step}. {_happened(one)}")
        if one.entry.why:
            output.write_line(f"   {one.entry.why}")
    if explanation.walk is not None:
        output.write_line(f"ended: {explanation.walk.ended}")


def _happened(one: StepAnalysis) -> str:
    entry, outcome = one.entry, one.entry.outcome
    what = (entry.failure or entry.happened).replace("_", " ")
    if outcome is None:
        return f"{entry.model}: {what}"
    waited = f"waited {entry.waited_seconds:.3g} s, then " if entry.waited_seconds else ""
    cost = UNKNOWN if one.cost is None else cost_cell(one.cost)
    took = f"{_seconds(outcome.seconds)} s (expected {_seconds(one.expected_seconds)})"
    return f"{entry.model}: {waited}{what} after {took}, {cost} USD (expected {cost_cell(one.expected_cost)})"


def _seconds(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds:.3g}"


_OTHER_COLUMNS: tuple[output.Column[CandidateRow], ...] = (
    output.Column("model", lambda row: row.id, "not in the plan", lambda row: escaped(row.id)),
    output.Column(
        "score",
        lambda row: row.score,
        cell=lambda row: "" if row.score is None else score_cell(row.score),
        right=True,
    ),
    output.Column("why", reason_of, cell=lambda row: escaped(reason_of(row))),
)
_CANDIDATE_COLUMNS: tuple[output.Column[CandidateRow], ...] = (
    output.Column("model", lambda row: row.id),
    output.Column("fate", lambda row: row.fate),
    output.Column("step", lambda row: row.step),
    output.Column("score", lambda row: row.score),
    output.Column("cost", lambda row: row.cost.amount),
    output.Column("terms", lambda row: {one.term: one.value for one in row.terms}),
    output.Column("constraints", lambda row: [one.constraint for one in row.reasons]),
    output.Column("why", reason_of),
)
