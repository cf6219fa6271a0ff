"""`LoadEntry`: how much one model was given."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from modeldex.router.load.under_way import UnderWay
from modeldex.router.load.window import Window
from modeldex.router.seen.readings import IDLE, LoadReading

if TYPE_CHECKING:
    from modeldex.router.seen.outcome import Outcome

_LONGEST_TOLD_SECONDS = 86_400.0
"""What a header says of a later time is not believed: quotas of a day are the longest."""
_LONGEST_CALL_SECONDS = 3_600.0
"""A call of which nothing was heard for so long is not under way any more, whoever forgot to say so."""


class LoadEntry:
    """Changed under the lock of its board alone; what others see of it is the reading, a value."""

    __slots__ = (
        "_held_tokens", "_last", "_requests_left", "_tokens_left", "_told_until", "_under_way", "read_at",
        "reading", "requests", "tokens", "unsent_requests", "unsent_tokens",
    )  # fmt: skip

    def __init__(self, now: float) -> None:
        self.requests, self.tokens = Window(now), Window(now)
        """Calls that were begun, and tokens of those that ended."""
        self.unsent_requests, self.unsent_tokens = Window(now), Window(now)
        """How much of them others were not told; nothing where nobody is told."""
        self._under_way = UnderWay(now)
        self._held_tokens = 0.0
        """What the calls under way are expected to use."""
        self._last = now
        self._requests_left: float | None = None
        self._tokens_left: float | None = None
        self._told_until: float | None = None
        self.read_at = now
        """As of when the reading is."""
        self.reading: LoadReading = IDLE

    def begin(self, now: float, tokens: float, *, shares: bool) -> None:
        """Count a call that begins, and is expected to use so many tokens."""
        self._move(now)
        self._under_way.begin()
        self._held_tokens += tokens
        self.requests.add(now, 1.0)
        if shares:
            self.unsent_requests.add(now, 1.0)
        if self._requests_left is not None:
            self._requests_left = max(self._requests_left - 1.0, 0.0)
        if self._tokens_left is not None:
            self._tokens_left = max(self._tokens_left - tokens, 0.0)

    def end(self, outcome: Outcome, *, shares: bool) -> None:
        """Count what a call used. One that failed and does not say it used nothing."""
        lasted = outcome.seconds
        expected = self.leave(outcome.at, None if lasted is None else outcome.at - lasted)
        stated = [count for count in (outcome.input_tokens, outcome.output_tokens) if count is not None]
        used = float(sum(stated)) if stated else (expected if outcome.failure is None else 0.0)
        if used > 0:
            self.tokens.add(outcome.at, used)
            if shares:
                self.unsent_tokens.add(outcome.at, used)

    def leave(self, now: float, began: float | None = None) -> float:
        """Note that a call is not under way any more: the tokens that one call is expected to use.

        `began`: when it began; None: nobody knows.
        """
        self._move(now)
        before = self._under_way.total
        if not self._under_way.end(began):
            return 0.0
        expected = self._held_tokens / before
        self._held_tokens = max(self._held_tokens - expected, 0.0) if self._under_way.total else 0.0
        return expected

    def _move(self, now: float) -> None:
        """Drop what began too long ago to be under way, with what it is expected to use."""
        self._last = now
        before = self._under_way.total
        self._under_way.move(now)
        if (left := self._under_way.total) < before:
            self._held_tokens *= left / before

    def tell(self, now: float, requests: float | None, tokens: float | None, until: float) -> None:
        """Take what the provider says is left until a moment; what cannot be is not taken."""
        if not isfinite(until) or not now < until <= now + _LONGEST_TOLD_SECONDS:
            return
        requests, tokens = _possible(requests), _possible(tokens)
        if requests is None and tokens is None:
            return
        if self._told_until is None or self._told_until <= now:
            self._requests_left = self._tokens_left = None
        self._requests_left = self._requests_left if requests is None else requests
        self._tokens_left = self._tokens_left if tokens is None else tokens
        self._told_until = until

    def read(self, now: float) -> LoadReading:
        """Make the reading of a moment."""
        if now - self._last > _LONGEST_CALL_SECONDS:
            self._under_way, self._held_tokens = UnderWay(now), 0.0
        if self._told_until is not None and self._told_until <= now:
            self._told_until = self._requests_left = self._tokens_left = None
        self.read_at = now
        self.reading = LoadReading(
            self.requests.sum(now),
            self.tokens.sum(now) + self._held_tokens,
            self._under_way.total,
            self._requests_left,
            self._tokens_left,
            self._told_until,
        )
        return self.reading

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to be told of it; as of the last reading."""
        counts_nothing = self.requests.is_empty and self.tokens.is_empty
        return counts_nothing and not self._under_way.total and self._told_until is None


def _possible(left: float | None) -> float | None:
    return left if left is not None and isfinite(left) and left >= 0 else None
