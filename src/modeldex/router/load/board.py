"""`LoadBoard`: how much each model was given in the last minute, and what is under way."""

from __future__ import annotations

from collections import OrderedDict
from math import isfinite
from threading import Lock
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.core.forking import renewed_after_fork
from modeldex.router.health.breaker import asked_to_cool
from modeldex.router.health.verdicts import RATE_LIMIT
from modeldex.router.load.entry import LoadEntry
from modeldex.router.load.readings import LoadReadings
from modeldex.router.seen.outcome_faults import MOST_TOKENS, check_outcome

if TYPE_CHECKING:
    from modeldex.router.seen.outcome import Outcome
    from modeldex.router.seen.readings import LoadReading

MOST_ENTRIES = 20_000
"""Models of which something is kept; the one that was looked at longest ago goes first."""
_FRESH_SECONDS = 0.5
"""A reading of so long ago is as good as one of now; nothing comes in unseen, it only grows old."""
_LOOKED_AT = 4
"""So many older readings are brought up to date whenever somebody asks."""


class LoadBoard:
    """Calls and tokens of the last sixty seconds, calls under way, and what providers say is left.

    `started` counts a call, `record` its tokens once it ended; until then it holds those it is expected to
    use. Threads may share it. Its size is bounded, whatever is called how often.
    """

    def __init__(self, *, most: int = MOST_ENTRIES) -> None:
        self._most = most
        self._lock = Lock()
        renewed_after_fork(self)
        self._entries: OrderedDict[str, LoadEntry] = OrderedDict()
        """By the time of their readings, the oldest first."""
        self._live: dict[str, LoadReading] = {}
        self._told: dict[str, None] = {}
        """Models whose provider says what is left."""
        self._held: LoadReadings | None = LoadReadings({})
        """What was handed out last, which nobody changes; None: something changed since."""
        self._touched: dict[str, None] | None = None
        """What others were not told yet; None: nobody is told anything."""

    def loads(self, now: float) -> LoadReadings:
        """Full id -> load, of every model that was given something lately; it does not change.

        A reading is made whenever its model is given something. What only grows old meanwhile counts
        for a little more than it should, until its turn comes.
        """
        with self._lock:
            self._look_at_oldest(now)
            held = self._held
            if held is None:
                held = self._held = LoadReadings(self._live, self._told)
            return held

    def started(self, model: str, now: float, tokens: float = 0.0) -> None:
        """Count a call that begins; `tokens`: how many it is expected to use, in and out."""
        _check(model, now, tokens)
        with self._lock:
            entry = self._entry(model, now)
            entry.begin(now, tokens, shares=self._touched is not None)
            self._show(model, entry, now)

    def record(self, outcome: Outcome) -> None:
        """Count what a call used that ended; one refused with Retry-After says that nothing is left."""
        check_outcome(outcome)
        with self._lock:
            entry = self._entry(outcome.model, outcome.at)
            entry.end(outcome, shares=self._touched is not None)
            cool = asked_to_cool(outcome.retry_after_seconds)
            if outcome.failure == RATE_LIMIT and cool is not None:
                entry.tell(outcome.at, 0.0, None, outcome.at + cool)
            self._show(outcome.model, entry, outcome.at)

    def left(self, model: str, now: float) -> None:
        """Note that a call is over without an outcome, as one that its caller left."""
        with self._lock:
            entry = self._entry(model, now)
            entry.leave(now)
            self._show(model, entry, now)

    def told(
        self, model: str, now: float, *, requests_left: float | None, tokens_left: float | None, until: float
    ) -> None:
        """Take what the headers of an answer say is left (`x-ratelimit-remaining-requests`, `-tokens`).

        `until`: when they say it is renewed, in seconds since 1970. What cannot be, is in the past, or
        further off than a day is left out.
        """
        with self._lock:
            entry = self._entry(model, now)
            entry.tell(now, requests_left, tokens_left, until)
            self._show(model, entry, now)

    def _entry(self, model: str, now: float) -> LoadEntry:
        entry = self._entries.get(model)
        if entry is None:
            entry = self._entries[model] = LoadEntry(now)
            if len(self._entries) > self._most:
                self._forget(next(iter(self._entries)))
        else:
            self._entries.move_to_end(model)
        return entry

    def _show(self, model: str, entry: LoadEntry, now: float, *, told: bool = False) -> None:
        """Put the reading where it is seen; `told`: it comes from others, who know."""
        self._put(model, entry.read(now))
        if self._touched is not None and not told:
            self._touched[model] = None
        self._held = None

    def _put(self, model: str, reading: LoadReading) -> None:
        self._live[model] = reading
        if reading.told_until is not None:
            self._told[model] = None
        else:
            self._told.pop(model, None)

    def _forget(self, model: str) -> None:
        del self._entries[model]
        self._live.pop(model, None)
        self._told.pop(model, None)
        if self._touched is not None:
            self._touched.pop(model, None)
        self._held = None

    def _look_at_oldest(self, now: float) -> None:
        for _ in range(_LOOKED_AT):
            model, entry = next(iter(self._entries.items()), (None, None))
            if model is None or entry is None or now - entry.read_at < _FRESH_SECONDS:
                return
            before = entry.reading
            reading = entry.read(now)
            if entry.is_idle:
                self._forget(model)
                continue
            self._entries.move_to_end(model)
            if reading != before:
                self._put(model, reading)
                self._held = None


def _check(model: str, now: float, tokens: float) -> None:
    problems = {}
    if not isfinite(now):
        problems["now"] = f"must be seconds since 1970, not {now!r}"
    if not 0 <= tokens <= MOST_TOKENS:
        problems["tokens"] = f"must be a number from 0 to {MOST_TOKENS}"
    if problems:
        raise InvalidValueError(f"load of {model}", problems)
