"""How people watch sources being fetched: a bar for each; and the table of what became of them."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.exits import FINDINGS, NETWORK
from modeldex.pipeline.fetch import FAILED, FETCHED, SKIPPED, UNCHANGED, FetchOutcome, Watch

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.progress import Progress, TaskID

    from modeldex.sources.base import Source


class Bars(Watch):
    """A bar for all sources and one for each that is being asked, on standard error; gone at the end.

    No more of them are shown than the terminal has lines for, so that nothing scrolls.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.table import Column

        whole = Column(no_wrap=True)
        columns = (
            TextColumn("{task.description}", table_column=whole),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", table_column=Column(no_wrap=True, overflow="ellipsis")),
        )
        console = Console(stderr=True)
        self._room = max(console.height - _BESIDE, 1)
        self._progress: Progress = Progress(*columns, console=console, transient=True)
        self._all = self._progress.add_task("sources", total=len(sources), note="")
        self._tasks: dict[str, TaskID] = {}
        """The sources that are being asked, the first one first."""
        self._ended: list[FetchOutcome] = []

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begins(self, source: str) -> None:
        is_shown = len(self._tasks) < self._room
        self._tasks[source] = self._progress.add_task(source, total=None, visible=is_shown, note="")

    def steps(self, source: str, done: int, expected: int) -> None:
        self._progress.update(self._tasks[source], completed=done, total=expected)

    def ends(self, outcome: FetchOutcome) -> None:
        task_of_it = self._tasks.pop(outcome.source, None)
        if task_of_it is not None:  # one that is skipped has none
            self._progress.remove_task(task_of_it)
        for task in list(self._tasks.values())[: self._room]:
            self._progress.update(task, visible=True)
        self._ended.append(outcome)
        bad = [one for one in self._ended if one.outcome in (SKIPPED, FAILED)]
        self._progress.update(self._all, completed=len(self._ended), note=summary(bad))

    def says(self, step: str) -> None:
        """Tell what is done now that all sources are through."""
        self._progress.update(self._all, note=f"{step} ...", refresh=True)


def watching(sources: Sequence[Source]) -> AbstractContextManager[Watch]:
    """Bars where somebody watches, else nobody."""
    if sys.stderr.isatty():
        return Bars([source.name for source in sources])
    return nullcontext(Watch())


class Lines(Watch):
    """A line of JSON for each source, as soon as it is through."""

    def ends(self, outcome: FetchOutcome) -> None:
        output.write_json([record_of(outcome)], output.JSONL)
        sys.stdout.flush()


def record_of(outcome: FetchOutcome) -> dict[str, Any]:
    """What programs read of an outcome."""
    return {
        "source": outcome.source,
        "outcome": outcome.outcome,
        "reason": reason_of(outcome),
        "rows": outcome.rows,
        "requests": outcome.requests,
        "seconds": outcome.seconds,
        "last_good": outcome.last_good,
        "unknown_fields": dict(outcome.unknown_fields),
    }


def is_kept(outcome: FetchOutcome) -> bool:
    """Whether all of a good answer was a kept one, so that nobody was asked."""
    return outcome.outcome in (FETCHED, UNCHANGED) and not outcome.requests


def reason_of(outcome: FetchOutcome) -> str | None:
    """Why there is no new answer; None where there is one."""
    return KEPT if is_kept(outcome) else outcome.reason


KEPT = "kept: asked less than a day ago; --refresh asks again"
COLUMNS: tuple[output.Column[FetchOutcome], ...] = (
    output.Column("source", lambda one: one.source, whole=True),
    output.Column("outcome", lambda one: one.outcome, whole=True),
    output.Column("rows", lambda one: one.rows, right=True),
    output.Column("last_good", lambda one: one.last_good, heading="last good", whole=True),
    output.Column("reason", reason_of, cell=lambda one: escaped(_told(one))),
    output.Column("requests", lambda one: one.requests, heading=""),
    output.Column("seconds", lambda one: one.seconds, heading=""),
)


def _told(outcome: FetchOutcome) -> str:
    unknown = ", ".join(outcome.unknown_fields)
    told = (reason_of(outcome), f"fields not known: {unknown}" if unknown else None)
    return "; ".join(filter(None, told))


def write_outcomes(form: str | None, outcomes: Sequence[FetchOutcome]) -> None:
    """The table, or the records, of all outcomes; and for people how many there are of each."""
    output.write_records(form, outcomes, COLUMNS, as_plain=record_of)
    if form is None:
        output.note(summary(outcomes))


def summary(outcomes: Sequence[FetchOutcome]) -> str:
    """How many sources came to which end."""
    counts = {kind: sum(one.outcome == kind for one in outcomes) for kind in _KINDS}
    return ", ".join(f"{kind}: {count}" for kind, count in counts.items() if count)


_BESIDE = 2
"""Lines of a terminal that no source takes: the bar of all, and the one in which the cursor stands."""
_KINDS = (FETCHED, UNCHANGED, SKIPPED, FAILED)


def exit_code(outcomes: Sequence[FetchOutcome], named: Collection[str]) -> int:
    """0 where all went well; 3 where nobody answered; else 1, also where one that is named was skipped."""
    failed = [one for one in outcomes if one.outcome == FAILED]
    answered = any(one.outcome in (FETCHED, UNCHANGED) for one in outcomes)
    if failed:
        return FINDINGS if answered else NETWORK
    return FINDINGS if any(one.outcome == SKIPPED and one.source in named for one in outcomes) else 0
