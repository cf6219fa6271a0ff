"""`Replay`: recorded calls made once more under one policy, on a clock that runs as they were recorded."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING

from modeldex.router.load.board import LoadBoard
from modeldex.router.router import LLMRouter
from modeldex.router.seen.outcome import Outcome
from modeldex.router.simulation.obstacle import obstacle
from modeldex.router.simulation.pace import UNKNOWN_PACE, written_tokens
from modeldex.router.simulation.recording import cost_of
from modeldex.router.simulation.result import NO_ROUTE
from modeldex.router.simulation.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.config.routing import RoutingSettings
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.seen.neighbours import Models, Readiness
    from modeldex.router.simulation.asking import Asking
    from modeldex.router.simulation.outage import Outages
    from modeldex.router.simulation.pace import Pace, Paces
    from modeldex.router.walking.attempt import Attempt

_MOST_OF_LINE = 100
"""Calls of one line that are replayed one by one; of more, each stands for several."""
_SEED_BITS = 53
_DOWN = "unavailable"
"""Kind of the failure of a call that an outage catches."""


class Replay:
    """One policy over recorded calls: a router of its own, its clock, and what came of the calls.

    Calls overlap as they did: what a call finds out is known to those that begin after it, and to no
    earlier ones. What it holds grows with the calls under way at one time, not with all of them.
    """

    def __init__(
        self,
        models: Models,
        asking: Asking,
        *,
        routing: RoutingSettings | None,
        readiness: Readiness | None,
        outages: Outages,
        paces: Paces,
        seed: int,
    ) -> None:
        self.tally = Tally()
        self._asking, self._outages, self._paces = asking, outages, paces
        self._now = 0.0
        self._load = LoadBoard()
        self._router = LLMRouter(
            models, routing=routing, headroom=self._load, readiness=readiness, clock=lambda: self._now
        )
        self._chance = Random(seed)  # noqa: S311 - no secret
        self._waiting: list[tuple[float, int, Iterator[float]]] = []
        self._begun = 0

    def play(self, shape: RequestShape) -> None:
        """Make the calls of a line, at their time; of lines out of order, the later one begins at once."""
        self._pass(max(datetime.fromisoformat(shape.at).timestamp(), self._now))
        played = min(shape.calls, _MOST_OF_LINE)
        for place in range(played):
            each, rest = divmod(shape.calls, played)
            self._go_on(self._call(shape, each + (place < rest)))

    def finish(self) -> None:
        """Let all calls under way come to their end."""
        while self._waiting:
            self._pass(self._waiting[0][0])

    def _pass(self, until: float) -> None:
        """Let time pass: whatever was to go on meanwhile does, in order."""
        while self._waiting and self._waiting[0][0] <= until:
            self._now, _, call = heappop(self._waiting)
            self._go_on(call)
        self._now = until

    def _go_on(self, call: Iterator[float]) -> None:
        """Let a call run until it waits for something."""
        seconds = next(call, None)
        if seconds is not None:
            self._begun += 1
            heappush(self._waiting, (self._now + seconds, self._begun, call))

    def _call(self, shape: RequestShape, calls: int) -> Iterator[float]:
        """One call, which stands for some; it gives the seconds that it waits for its next step."""
        router, began = self._router, self._now
        decision = router.route(self._asking.request(shape, self._chance.getrandbits(_SEED_BITS)))
        walk = router.walk(decision)
        attempt = walk.begin(self._now)
        failure = NO_ROUTE
        while attempt is not None:
            if attempt.wait_seconds:
                yield attempt.wait_seconds
            self.tally.retries += calls * attempt.is_retry
            self.tally.fallbacks += calls * attempt.is_fallback
            is_down = self._is_down(attempt)
            pace = UNKNOWN_PACE if is_down else self._pace(attempt, shape)
            if pace.seconds:
                yield pace.seconds
            outcome = self._outcome(attempt, shape, pace, failure=_DOWN if is_down else None)
            router.record(outcome)
            if outcome.failure is None:
                walk.succeeded(outcome)
                took = None if pace.seconds is None else self._now - began
                self.tally.answer(attempt.step.id, took, calls)
                self.tally.charge(cost_of(attempt.step.model, shape), calls)
                return
            failure = outcome.failure
            attempt = walk.failed(outcome, self._now)
        self.tally.fail(failure, calls)
        if failure == NO_ROUTE:
            self.tally.stop(obstacle(decision), calls)

    def _is_down(self, attempt: Attempt) -> bool:
        model = attempt.step.model
        share = self._outages.share(attempt.step.id, model.provider, self._now)
        return share > 0 and self._chance.random() < share

    def _pace(self, attempt: Attempt, shape: RequestShape) -> Pace:
        return self._paces.of(attempt.step.model, attempt.step.id, shape)

    def _outcome(self, attempt: Attempt, shape: RequestShape, pace: Pace, failure: str | None) -> Outcome:
        usage = shape.usage
        return Outcome(
            model=attempt.step.id,
            at=self._now,
            failure=failure,
            first_token_seconds=pace.first_token_seconds,
            seconds=pace.seconds,
            input_tokens=None if usage is None or failure else usage.total_input_tokens,
            output_tokens=None if failure else written_tokens(shape),
            probe_claimed_at=attempt.probe_claimed_at,
        )
