"""`Explanation`: why a decision is as it is: every candidate, and what became of it.

Nothing but sets is looked at before it is asked for: of thousands of candidates, only the rows that are
read are worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any, overload

from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.router.deciding.scoring import all_scored, best_scored
from modeldex.router.frames.bits import flags_of
from modeldex.router.telling.analysis import analysed
from modeldex.router.telling.candidate_row import CandidateRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.router.decision import RouteDecision
    from modeldex.router.telling.analysis import StepAnalysis
    from modeldex.router.walking.walk import RouteWalk

_DETAILED = 10
"""So many candidates are told in detail where nobody says how many."""
_HEAD = 200
"""So many candidates, the plan included, are put in order without scoring all that are fit."""


class Explanation:
    """Why these models in this order, and why no other one."""

    __slots__ = ("_codes", "candidates", "decision", "fallen", "walk")

    def __init__(self, decision: RouteDecision, walk: RouteWalk | None = None) -> None:
        """InvalidValueError where the walk is one of another decision."""
        if walk is not None and walk.decision is not decision:
            raise InvalidValueError("an explanation", {"walk": "must be a walk of the decision it explains"})
        self.decision = decision
        """What is explained."""
        self.walk = walk
        """What happened on the plan; None: it is not told."""
        self.fallen: Mapping[str, int] = fallen(decision)
        """Constraint -> how many candidates fell at it, each counted at the first that it does not meet."""
        self.candidates = CandidateRows(decision)
        """Every candidate: those of the plan, then the fit ones by score, then the rejected ones."""
        self._codes: bytes | None = None

    @property
    def fit(self) -> int:
        """How many candidates meet every constraint."""
        return self.decision.fit.bit_count()

    @property
    def plan(self) -> tuple[CandidateRow, ...]:
        """The candidates of the plan, in order."""
        return tuple([CandidateRow(self.decision, step.place) for step in self.decision.plan])

    @property
    def fit_beyond(self) -> list[str]:
        """Full ids of those that are fit and not in the plan, by place; `candidates` has them by score."""
        decision, ids = self.decision, self.decision.case.frame.ids
        rest = decision.fit
        for step in decision.plan:
            rest &= ~(1 << step.place)
        return list(compress(ids, flags_of(rest, len(ids)))) if rest else []

    @property
    def codes(self) -> bytes:
        """One byte per place: the number, from 1, of the test that the candidate fell at first; 0: it is fit.

        The tests are those of `decision.tests`.
        """
        if self._codes is None:
            self._codes = _codes(self.decision)
        return self._codes

    @property
    def groups(self) -> Mapping[int, tuple[str, ...]]:
        """Group -> full ids of its candidates, the group that is asked first first; empty: there are none."""
        frame = self.decision.case.frame
        found: dict[int, list[str]] = {}
        for full_id, group in zip(frame.ids, frame.groups or (), strict=False):
            found.setdefault(group, []).append(full_id)
        return {group: tuple(found[group]) for group in sorted(found)}

    @property
    def happened(self) -> tuple[StepAnalysis, ...]:
        """What happened at each step against what was expected; empty where no walk is told."""
        return () if self.walk is None else analysed(self.walk)

    def candidate(self, full_id: str) -> CandidateRow:
        """The row of one candidate; UnknownNameError where the model of this id was none."""
        frame = self.decision.case.frame
        place = frame.place_of(full_id)
        if place is None:
            raise UnknownNameError("candidate", full_id, frame.ids)
        return CandidateRow(self.decision, place)

    def rejected_by(self, constraint: str) -> tuple[CandidateRow, ...]:
        """The candidates that do not meet a constraint; UnknownNameError lists those that were asked."""
        decision = self.decision
        for test, passing in decision.tests:
            if test.name == constraint:
                frame = decision.case.frame
                places = frame.places(frame.everyone & ~passing)
                return tuple([CandidateRow(decision, place) for place in places])
        raise UnknownNameError("constraint", constraint, [test.name for test, _ in decision.tests])

    @property
    def rejected(self) -> Mapping[str, tuple[str, ...]]:
        """Constraint -> full ids of the candidates that fell at it first: each rejected one stands once."""
        return {name: tuple(ids) for name, ids in self._rejected()}

    def record(self, limit: int | None = _DETAILED) -> dict[str, Any]:
        """As plain values, ready for JSON: the fate of every candidate, and the first ones in detail.

        `limit`: how many of `candidates` are told with their reasons, scores and prices; None: all.
        """
        decision = self.decision
        case, frame = decision.case, decision.case.frame
        told: dict[str, Any] = {
            "policy": decision.policy,
            "rule": decision.rule,
            "select": case.policy.select,
            "seed": decision.seed,
            "turn": case.turn,
            "generation": decision.generation,
            "moment": case.now,
            "request": decision.request.record(),
            "considered": len(frame),
            "missing": list(frame.missing),
            "fit": self.fit,
            "fallen": dict(self.fallen),
            "rejected": dict(self._rejected()),
            "plan": [step.id for step in decision.plan],
            "fit_beyond": self.fit_beyond,
            "groups": [list(ids) for ids in self.groups.values()],
            "candidates": [row.record() for row in self.candidates[:limit]],
        }
        if self.walk is not None:
            told["ended"] = self.walk.ended
            told["happened"] = [one.record() for one in self.happened]
        return told

    def _rejected(self) -> Iterator[tuple[str, list[str]]]:
        ids = self.decision.case.frame.ids
        for name, fell in _falls(self.decision):
            if fell:
                yield name, list(compress(ids, flags_of(fell, len(ids))))

    def __repr__(self) -> str:
        return f"<Explanation of {self.decision!r}: {len(self.candidates):,} candidates, {self.fit:,} fit>"


class CandidateRows(Sequence[CandidateRow]):
    """The candidates of a decision in the order in which they are shown; a row is made when it is read."""

    __slots__ = ("_decision", "_head", "_whole")

    def __init__(self, decision: RouteDecision) -> None:
        self._decision = decision
        self._head: list[int] | None = None
        self._whole: list[int] | None = None

    def __len__(self) -> int:
        return len(self._decision.case.frame)

    @overload
    def __getitem__(self, asked: int) -> CandidateRow: ...
    @overload
    def __getitem__(self, asked: slice) -> tuple[CandidateRow, ...]: ...
    def __getitem__(self, asked: int | slice) -> CandidateRow | tuple[CandidateRow, ...]:
        if isinstance(asked, slice):
            wanted = range(len(self))[asked]
            order = self._order(max(wanted, default=0))
            return tuple([CandidateRow(self._decision, order[at]) for at in wanted])
        at = range(len(self))[asked]
        return CandidateRow(self._decision, self._order(at)[at])

    def _order(self, reach: int) -> list[int]:
        """Places in order, at least as far as an index."""
        if self._whole is not None:
            return self._whole
        planned = [step.place for step in self._decision.plan]
        if reach < min(_HEAD, self._decision.fit.bit_count()):
            if self._head is None or reach >= len(self._head):
                most = max(_DETAILED, 2 * reach) - len(planned)
                beyond = best_scored(self._decision.case, self._rest(planned), max(most, 1))
                self._head = planned + [place for _, place in beyond]
            return self._head
        self._whole = self._ordered(planned)
        return self._whole

    def _ordered(self, planned: list[int]) -> list[int]:
        decision, frame = self._decision, self._decision.case.frame
        scored = all_scored(decision.case, frame.places(self._rest(planned)))
        return planned + [place for _, place in scored] + frame.places(frame.everyone & ~decision.fit)

    def _rest(self, planned: list[int]) -> int:
        rest = self._decision.fit
        for place in planned:
            rest &= ~(1 << place)
        return rest


def fallen(decision: RouteDecision) -> dict[str, int]:
    """Constraint -> how many candidates fell at it first, where any did, in the order of the tests."""
    return {name: fell.bit_count() for name, fell in _falls(decision) if fell}


def _falls(decision: RouteDecision) -> Iterator[tuple[str, int]]:
    """Each constraint, and the set of those that fell at it first."""
    left = decision.case.frame.everyone
    for test, passing in decision.tests:
        yield test.name, left & ~passing
        left &= passing


def _codes(decision: RouteDecision) -> bytes:
    """The sets of the fallen are disjoint: their flags, times their numbers, add up byte by byte."""
    size, total = len(decision.case.frame), 0
    for number, (_, fell) in enumerate(_falls(decision), 1):
        if fell:
            total += number * int.from_bytes(flags_of(fell, size), "little")
    return total.to_bytes(size, "little")
