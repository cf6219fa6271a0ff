"""How a simulation is written: a row for each policy, and where its calls went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, printable
from modeldex.cli.route_rejected import WISHES
from modeldex.cli.route_table import about
from modeldex.cli.tables import write_table
from modeldex.core.cost import ESTIMATED
from modeldex.core.cost import UNKNOWN as NOT_KNOWN
from modeldex.router.simulation.result import AT_NEW_PRICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.router.simulation.result import Comparison, PolicyResult

_MOST_MODELS = 5
"""Models of a policy that people see by name."""
_MOST_UNKNOWN = 3


def write_comparison(form: str | None, made: Comparison) -> None:
    """Write what a simulation found."""
    if form == output.JSON:
        output.write_json(made.record())
        return
    if form is None:
        output.write_line(_heading(made), style="bold")
        for what, told in (("outage", made.outages), ("price", made.price_changes)):
            for one in told:
                output.write_line(f"{what}: {one}")
        output.write_line()
    output.write_records(form, made.results, _COLUMNS, as_plain=lambda one: one.record())
    if form is None:
        output.write_line()
        write_table(_WAYS_HEADINGS, list(_ways(made.results)))
        _say(made)


def _heading(made: Comparison) -> str:
    first, last = (f"{at[:10]} {at[11:16]}" for at in (made.first_at, made.last_at))
    calls = f"{made.calls:,} recorded {'call' if made.calls == 1 else 'calls'}"
    return f"{calls}, {first} to {last} UTC, seed {made.seed}"


def cost_sum_cell(one: PolicyResult) -> str:
    """USD of all calls: `>=0.02` where the cost of some is unknown, `0.02~` where some is an estimate."""
    cost = one.cost
    if cost.status == NOT_KNOWN and not (cost.known or cost.estimated or cost.at_least):
        return UNKNOWN
    least = ">=" if cost.status == NOT_KNOWN else ""
    return f"{least}{about(cost.at_least)}{'~' if cost.status == ESTIMATED else ''}"


def _seconds(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else f"{seconds:.3g}"


def _count(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


_COLUMNS: tuple[output.Column[PolicyResult], ...] = (
    output.Column("policy", lambda one: one.policy, cell=lambda one: escaped(one.policy), words=True),
    output.Column("calls", lambda one: one.calls, ""),
    output.Column("answered", lambda one: one.answered, right=True),
    output.Column("failed", lambda one: one.failed, right=True),
    output.Column("failures", lambda one: dict(one.failures), ""),
    output.Column("fallbacks", lambda one: one.fallbacks, cell=lambda one: _count(one.fallbacks), right=True),
    output.Column("retries", lambda one: one.retries, cell=lambda one: _count(one.retries), right=True),
    output.Column("usd_at_least", lambda one: one.cost.at_least, "USD", cost_sum_cell, right=True),
    output.Column("cost_status", lambda one: one.cost.status, ""),
    output.Column("cost_coverage", lambda one: one.cost.coverage, ""),
    output.Column(
        "p50_seconds",
        lambda one: one.latency.p50_seconds,
        "p50 s",
        lambda one: _seconds(one.latency.p50_seconds),
        right=True,
    ),
    output.Column(
        "p95_seconds",
        lambda one: one.latency.p95_seconds,
        "p95 s",
        lambda one: _seconds(one.latency.p95_seconds),
        right=True,
    ),
    output.Column("measured", lambda one: one.latency.measured, ""),
    output.Column("providers", lambda one: dict(one.providers), ""),
)
_WAYS_HEADINGS = (
    ("policy", "words"),
    ("where the calls went", "left"),
    ("calls", "right"),
    ("share", "right"),
)


def _ways(results: Iterable[PolicyResult]) -> Iterator[tuple[str, str, str, str]]:
    """Which models answered under each policy, the most first, and why the rest failed."""
    for one in results:
        if one.policy == AT_NEW_PRICES:  # its calls are those of the row before
            continue
        name = escaped(one.policy)
        for what, calls in _ways_of(one):
            yield name, what, f"{calls:,}", f"{calls / one.calls:.1%}"
            name = ""


def _ways_of(one: PolicyResult) -> Iterator[tuple[str, int]]:
    listed = list(one.models.items())
    for model, calls in listed[:_MOST_MODELS]:
        yield escaped(model), calls
    rest = listed[_MOST_MODELS:]
    if rest:
        yield (
            f"{len(rest):,} other {'model' if len(rest) == 1 else 'models'}",
            sum(calls for _, calls in rest),
        )
    for kind, calls in one.failures.items():
        yield f"[red]failed: {escaped(kind.replace('_', ' '))}[/red]", calls


def _say(made: Comparison) -> None:
    """Say how much of the sums is known, and what is assumed."""
    for one in made.results:
        if one.obstacles:
            told = ", ".join(f"{WISHES.get(name, name)} ({n:,})" for name, n in one.obstacles.items())
            output.note(printable(f"{one.policy}: calls without a route, by what stands in the way: {told}"))
        if one.cost.unknown:
            of = f"{one.cost.unknown:,} of {one.cost.known + one.cost.estimated + one.cost.unknown:,}"
            output.note(printable(f"{one.policy}: what {of} calls cost is unknown, and no part of the sum"))
        if one.latency.measured < one.answered:
            of = f"{one.latency.measured:,} of {one.answered:,}"
            output.note(printable(f"{one.policy}: the latency of {of} answers is known"))
    if made.unknown_models:
        named = ", ".join(list(made.unknown_models)[:_MOST_UNKNOWN])
        more = " ..." if len(made.unknown_models) > _MOST_UNKNOWN else ""
        output.note(printable(f"recorded models that the registry does not know: {named}{more}"))
    output.note("assumed: as many tokens at every model as were recorded, and no failures but the outages")
    if made.outages:
        output.note("assumed: in an outage a call fails at once; one that hangs until a timeout takes longer")
