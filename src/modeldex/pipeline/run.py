"""A run of the whole pipeline: fetch, normalise, merge, check, build, report; then all of it in place.

Whatever happens on the way, what is in place is whole: a run works on a copy, and puts files in
place by a journal. One that was broken off is taken up where that is worth it: answers that were
fetched are not fetched again, and what was being put in place is put in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from shutil import rmtree
from typing import TYPE_CHECKING

from modeldex.catalog.reader import ModelCatalog
from modeldex.core.errors import CatalogError, DataError
from modeldex.core.exclusion import HeldElsewhereError, exclusively
from modeldex.pipeline.fetch import FETCHED, UNCHANGED, FetchOutcome, Watch, fetch_all
from modeldex.pipeline.journal import Change, Journal, difference, differences, digest_of
from modeldex.pipeline.refresh import Refreshed, refresh
from modeldex.pipeline.run_report import report_day, write_reports
from modeldex.pipeline.workplace import RunState, Workplace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.fetch import Network
    from modeldex.sources.base import Source

_ORDER = ("history", "limits", "sources", "held.csv", "prices", "models", "version.csv")
"""In which order parts of the folder of facts are put in place: what is read before what follows from
it, so that after each file the facts can be built. Whatever is not named comes first."""
_GOOD = (FETCHED, UNCHANGED)


@dataclass(slots=True)
class RunResult:
    """What a run did."""

    day: str
    outcomes: Sequence[FetchOutcome]
    facts: Refreshed
    changes: list[Change] = field(default_factory=list)
    """Files that it put in place."""
    finished: list[Change] = field(default_factory=list)
    """Files of an earlier run, broken off, that it put in place first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a run reads, works and writes."""

    data: Path
    """Folder of facts."""
    catalog: Path
    """Catalog file that is compiled from them."""
    work: Workplace


async def run_pipeline(
    places: Places,
    directory: Directory,
    sources: Sequence[Source],
    network: Network,
    *,
    day: str,
    watch: Watch,
    say: Callable[[str], None],
    anew: bool = False,
    dry_run: bool = False,
) -> RunResult:
    """Run everything, and put it in place unless it is a `dry_run`.

    `anew`: ask every source, also those that a run of the day has asked before it was broken off.
    DataError where another run works in the same folder, and where a dry run would have to finish
    what an earlier one was putting in place; ReleaseError, with nothing in place, where the facts
    would break a rule.
    """

    async def fetching(names: Collection[str], watching: Watch) -> list[FetchOutcome]:
        waiting = [source for source in sources if source.name in names]
        return await fetch_all(waiting, directory, places.work.answers, network, day, watching)

    try:
        with exclusively(places.work.lock):
            finished = _finished(places) if dry_run else finish(places)
            state = await _fetched(places.work, _begun(places.work, sources, day, anew=anew), fetching, watch)
            result = _refreshed(places, state, say)
            result.finished = finished
            if not dry_run:
                say("put in place")
                _put_in_place(places, result.changes)
                places.work.forget_state()
            return result
    except HeldElsewhereError:
        raise DataError(
            str(places.work.path), "another run is at work here; wait for it, or give another --work"
        ) from None


def finish(places: Places) -> list[Change]:
    """Put in place what a run that was broken off was about to; what that was."""
    journal = Journal(places.work.journal)
    if not journal.is_open:
        return []
    journal.clear()
    changes = journal.carry_out()
    places.work.forget_state()
    return changes


def _finished(places: Places) -> list[Change]:
    """Nothing, where nothing is half in place; else DataError."""
    if Journal(places.work.journal).is_open:
        problem = "a run was broken off while it put files in place; run `modeldex pipeline resume` first"
        raise DataError(str(places.work.path), problem)
    return []


def _begun(work: Workplace, sources: Sequence[Source], day: str, *, anew: bool) -> RunState:
    """The run of these sources and this day, as far as it is: with the good answers that it has had."""
    names = tuple(source.name for source in sources)
    state = work.read_state()
    if state is None or (state.day, set(state.sources)) != (day, set(names)):
        before = {name: digest_of(work.answers.place(name)) for name in names}
        return RunState(day=day, sources=names, before=before)
    days = work.answers.days()
    had = [one for one in state.outcomes if one.outcome in _GOOD and days.get(one.source) == day]
    return replace(state, outcomes=() if anew else tuple(had))


async def _fetched(
    work: Workplace,
    begun: RunState,
    fetching: Callable[[Collection[str], Watch], Awaitable[object]],
    watch: Watch,
) -> RunState:
    """Ask every source that waits to be asked, and keep what became of each at once."""
    keeper = _Keeper(work, begun, watch)
    await fetching(begun.waiting, keeper)
    place = {name: at for at, name in enumerate(begun.sources)}
    through = sorted(keeper.state.outcomes, key=lambda one: place[one.source])
    return replace(keeper.state, outcomes=tuple(through))


class _Keeper(Watch):
    """Keeps what became of each source, and passes on to whoever watches."""

    def __init__(self, work: Workplace, state: RunState, watch: Watch) -> None:
        self.state = state
        self._work = work
        self._watch = watch
        work.write_state(state)

    def begins(self, source: str) -> None:
        self._watch.begins(source)

    def steps(self, source: str, done: int, expected: int) -> None:
        self._watch.steps(source, done, expected)

    def ends(self, outcome: FetchOutcome) -> None:
        if outcome.outcome in _GOOD:  # against the answer before the run, and not before it was taken up
            answer = digest_of(self._work.answers.place(outcome.source))
            differs = answer != self.state.before.get(outcome.source)
            outcome = replace(outcome, outcome=FETCHED if differs else UNCHANGED)
        self.state = self.state.with_outcome(outcome)
        self._work.write_state(self.state)
        self._watch.ends(outcome)


def _refreshed(places: Places, state: RunState, say: Callable[[str], None]) -> RunResult:
    """Stage what the answers make of the facts, with catalog and report, and find what differs."""
    work = places.work
    days = work.answers.days()
    seen = {one.source: days[one.source] for one in state.outcomes if one.outcome in _GOOD}
    facts = refresh(places.data, work.staged, work.catalog, work.answers, seen, say)
    changes = differences(work.staged, places.data, work.path, _rank)
    if _digest(places.catalog) != facts.digest:  # its bytes say nothing: only its rows are promised
        changes += filter(None, [difference(work.catalog, places.catalog, work.path)])
    if changes or report_day(work.report) != state.day:
        say("report")
        as_of = date.fromisoformat(state.day)
        changes += [
            changed
            for new, old in write_reports(work.report, places.data, work.staged, facts, as_of, state.outcomes)
            if (changed := difference(new, old, work.path)) is not None
        ]
    return RunResult(state.day, state.outcomes, facts, changes)


def _digest(catalog: Path) -> str | None:
    """The digest of the catalog in place; None where there is none that can be read."""
    try:
        return ModelCatalog.open(catalog).digest
    except CatalogError:
        return None


def _rank(name: str) -> tuple[int, str]:
    top = name.partition("/")[0]
    place = _ORDER.index(top) if top in _ORDER else -1
    is_manifest = name == "sources/manifest.csv"
    return place, "~" if is_manifest else name


def _put_in_place(places: Places, changes: Sequence[Change]) -> None:
    if changes:
        journal = Journal(places.work.journal)
        journal.write(changes)
        journal.carry_out()
    rmtree(places.work.staged, ignore_errors=True)
