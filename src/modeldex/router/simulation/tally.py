"""`Tally`: what comes of calls, added up while they are replayed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core.cost import ESTIMATED, KNOWN, UNKNOWN, CostTotal
from modeldex.core.money import CONTEXT
from modeldex.router.simulation.durations import Durations
from modeldex.router.simulation.result import Latency, PolicyResult, by_count

if TYPE_CHECKING:
    from modeldex.core.cost import Cost

_HALF, _MOST = 0.5, 0.95


class Tally:
    """Sums of one policy; they do not grow with the calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.answered = 0
        self.fallbacks = 0
        self.retries = 0
        self._failures: Counter[str] = Counter()
        self._obstacles: Counter[str] = Counter()
        self._models: Counter[str] = Counter()
        self._took = Durations()
        self._at_least = Decimal(0)
        self._costs = {KNOWN: 0, ESTIMATED: 0, UNKNOWN: 0}

    def answer(self, model: str, seconds: float | None, calls: int) -> None:
        """Take in calls that a model answered, and how long each took; None: unknown."""
        self.calls += calls
        self.answered += calls
        self._models[model] += calls
        if seconds is not None:
            self._took.add(seconds, calls)

    def fail(self, kind: str, calls: int) -> None:
        """Take in calls that nobody answered, and the kind of the last failure."""
        self.calls += calls
        self._failures[kind] += calls

    def stop(self, constraint: str | None, calls: int) -> None:
        """Take in what stood in the way of calls that had no route; None: there was no candidate."""
        if constraint is not None:
            self._obstacles[constraint] += calls

    def charge(self, cost: Cost | None, calls: int) -> None:
        """Take in what each of some calls cost; None: unknown, of a model or a usage that nobody states."""
        if cost is None:
            self._costs[UNKNOWN] += calls
            return
        self._costs[cost.status] += calls
        amount = cost.at_least if cost.amount is None else cost.amount
        self._at_least = CONTEXT.add(self._at_least, CONTEXT.multiply(amount, Decimal(calls)))

    def result(self, policy: str, *, is_recorded: bool = False) -> PolicyResult:
        """What came of all; of recorded calls it is not known what was tried for them."""
        took = self._took
        return PolicyResult(
            policy=policy,
            calls=self.calls,
            answered=self.answered,
            failures=by_count(self._failures),
            obstacles=by_count(self._obstacles),
            fallbacks=None if is_recorded else self.fallbacks,
            retries=None if is_recorded else self.retries,
            cost=CostTotal(at_least=self._at_least, **self._costs),
            latency=Latency(
                measured=took.count, p50_seconds=took.percentile(_HALF), p95_seconds=took.percentile(_MOST)
            ),
            models=by_count(self._models),
        )
