"""A run of the whole pipeline: fetch, normalise, merge, check, build, report; then all of it in place.

Whatever happens on the way, what is in place is whole: a run works on a copy, and puts files in
place by a journal. One that was broken off is taken up where that is worth it: answers that were
fetched are not fetched again, and what was being put in place is put in place.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.core.exclusion import HeldElsewhereError, exclusively
from modeldex.pipeline.fetch import FAILED, FETCHED, UNCHANGED, FetchOutcome, Watch, fetch_all
from modeldex.pipeline.journal import Change, Journal, digest_of
from modeldex.pipeline.keeping import alone_with
from modeldex.pipeline.manifest import read_manifest
from modeldex.pipeline.refresh import Refreshed, RefusedAnswerError, refresh
from modeldex.pipeline.run_state import RunState, Scope
from modeldex.pipeline.staging import staged_changes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.fetch import Network
    from modeldex.pipeline.workplace import Places, Workplace
    from modeldex.sources.base import Source

_GOOD = (FETCHED, UNCHANGED)
_MOST_AGAIN = 2
"""How often a run stages everything again because somebody wrote into the facts meanwhile."""


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


def run_pipeline(
    places: Places,
    directory: Directory,
    sources: Sequence[Source],
    network: Callable[[], AbstractAsyncContextManager[Network]],
    *,
    day: str,
    watch: Watch,
    say: Callable[[str], None],
    origins: Mapping[str, str] | None = None,
    anew: bool = False,
    dry_run: bool = False,
) -> RunResult:
    """Run everything, and put it in place unless it is a `dry_run`.

    `network` opens the way out, for as long as sources are asked; `origins` is who is asked there in
    place of a source. `anew`: ask every source, also those that a run of the day has asked before it
    was broken off. DataError where another command works in the same folders, where somebody goes on
    changing files that the run is to change, and where a dry run would have to finish what an earlier
    run was putting in place; ReleaseError, with nothing in place, where the facts would break a rule.
    """

    async def fetching(names: Collection[str], watching: Watch) -> None:
        waiting = [source for source in sources if source.name in names]
        stands = {name: info.seen_on for name, info in read_manifest(places.data).items()}
        async with network() as way_out:
            await fetch_all(waiting, directory, places.work.answers, way_out, day, watching, stands)

    with _alone(places):
        finished = _finished(places) if dry_run else _finish(places)
        scope = _scope(places, origins or {})
        begun = _begun(places.work, RunState(day=day, scope=scope, sources=_names(sources)), anew=anew)
        # No event loop stands around what follows: within one, Ctrl-C would wait until all is done.
        state = asyncio.run(_fetched(places.work, begun, fetching, watch))
        result = _staged(places, state, say, is_final=not dry_run)
        result.finished = finished
        if not dry_run:
            if result.changes:
                say("put in place")
            _put_in_place(places, result.changes, scope)
            places.work.forget_state()
        return result


def finish(places: Places) -> list[Change]:
    """Put in place what a run that was broken off was about to; what that was.

    DataError where another command works in the same folders, and where that run was about other facts.
    """
    if not Journal(places.work.journal).is_open:
        return []
    with _alone(places):
        return _finish(places)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    try:
        with exclusively(places.work.lock), alone_with(places.data):
            yield
    except HeldElsewhereError:
        problem = "another run is at work here; wait for it, or give another --work"
        raise DataError(str(places.work.path), problem) from None


def _finish(places: Places) -> list[Change]:
    journal = _journal(places)
    if not journal.is_open:
        return []
    journal.clear()
    changes = journal.carry_out()
    places.work.clear_staged()
    places.work.forget_state()
    return changes


def _finished(places: Places) -> list[Change]:
    """Nothing, where nothing is half in place; else DataError."""
    if _journal(places).is_open:
        problem = "a run was broken off while it put files in place; run `modeldex pipeline resume` first"
        raise DataError(str(places.work.path), problem)
    return []


def _journal(places: Places) -> Journal:
    """The journal of the workplace; DataError where what it says is of another folder of facts."""
    journal = Journal(places.work.journal)
    if journal.is_open and journal.scope.data != str(places.data.resolve()):
        problem = (
            f"a run over {journal.scope.data} was broken off here while it put files in place; finish it"
            f" with `modeldex pipeline resume --data {journal.scope.data} --work {places.work.path}`, or"
            " give another --work"
        )
        raise DataError(str(places.work.path), problem)
    return journal


def _scope(places: Places, origins: Mapping[str, str]) -> Scope:
    return Scope(
        data=str(places.data.resolve()), catalog=str(places.catalog.resolve()), origins=dict(origins)
    )


def _names(sources: Sequence[Source]) -> tuple[str, ...]:
    return tuple(source.name for source in sources)


def _begun(work: Workplace, wanted: RunState, *, anew: bool) -> RunState:
    """The wanted run as far as it is, with the good answers that it has had."""
    state = work.read_state()
    if state is None or not state.is_taken_up_by(wanted):
        return replace(wanted, before={name: digest_of(work.answers.place(name)) for name in wanted.sources})
    days = work.answers.days()
    had = (one for one in state.outcomes if one.outcome in _GOOD and days.get(one.source) == one.last_good)
    return replace(state, scope=wanted.scope, outcomes=() if anew else tuple(had))


async def _fetched(
    work: Workplace,
    begun: RunState,
    fetching: Callable[[Collection[str], Watch], Awaitable[object]],
    watch: Watch,
) -> RunState:
    """Ask every source that waits to be asked, and keep what became of each at once."""
    keeper = _Keeper(work, begun, watch)
    await fetching(begun.waiting, keeper)
    return keeper.state.in_order()


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


def _staged(places: Places, state: RunState, say: Callable[[str], None], *, is_final: bool) -> RunResult:
    """Stage what the answers make of the facts, and find what differs from what is in place.

    An answer that no facts can be made of is left out, as if its source had failed. Where somebody has
    changed a file that a final run is to change, everything is made again from what is there now.
    """
    work, again = places.work, 0
    while True:
        days = work.answers.days()
        seen = {one.source: days[one.source] for one in state.outcomes if one.outcome in _GOOD}
        try:
            facts = refresh(places.data, work, seen, say)
            changes = staged_changes(places, facts, state, say)
        except RefusedAnswerError as refused:
            state = _without(work, state, refused)
            continue
        except DataError as error:
            raise _in_place(error, places) from error
        overtaken = [change.place for change in changes if change.is_overtaken] if is_final else []
        if not overtaken:
            return RunResult(state.day, state.outcomes, facts, changes)
        again += 1
        if again > _MOST_AGAIN:
            problem = "is changed by somebody else again and again while a run is at work; run again later"
            raise DataError(overtaken[0], problem)
        say("facts were changed meanwhile: again")


def _in_place(error: DataError, places: Places) -> DataError:
    """The same error, of the file that somebody can mend and not of its copy."""
    path, staged = Path(error.path), places.work.staged
    if not path.is_relative_to(staged):
        return error
    place = str(places.data / path.relative_to(staged))
    return DataError(place, error.problem, line=error.line, column=error.column)


def _without(work: Workplace, state: RunState, refused: RefusedAnswerError) -> RunState:
    """The state once an answer is forgotten, so that whoever gave it is asked again by the next run."""
    work.answers.forget(refused.source)
    (had,) = [one for one in state.outcomes if one.source == refused.source]
    stands = read_manifest(work.before).get(refused.source)
    failed = replace(
        had,
        outcome=FAILED,
        reason=f"its answer was read, and then refused; the next run asks again: {refused.reason}",
        rows=None,
        last_good=stands.seen_on if stands is not None else None,
    )
    state = state.with_outcome(failed).in_order()
    work.write_state(state)
    return state


def _put_in_place(places: Places, changes: Sequence[Change], scope: Scope) -> None:
    if changes:
        journal = Journal(places.work.journal)
        journal.write(changes, scope)
        journal.carry_out()
    places.work.clear_staged()
