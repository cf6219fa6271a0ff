"""`RetryPolicy`: what is asked again, how often, and after which wait."""

from __future__ import annotations

import random
from asyncio import sleep
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from modeldex.core.errors import EgressError, NetworkError
from modeldex.http.failure import PassingError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modeldex.http.request import Request

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Statuses that a wait may mend. Not 409: what is in conflict stays so until somebody changes it."""
_MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms")


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """Exponential backoff with full jitter; what the server asks for comes first."""

    attempts: int = 4
    """How often a request is sent at most, the first time included."""
    first_seconds: float = 0.5
    """The longest wait after the first attempt; it doubles with each."""
    most_seconds: float = 20.0
    """The longest wait that is of our own choice."""
    most_asked_seconds: float = 60.0
    """The longest wait that a server is granted; where it asks for more, the request is given up."""
    chance: Callable[[], float] = random.random
    """A number from 0 to 1, another each time."""
    sleep: Callable[[float], Awaitable[object]] = sleep

    def wait_seconds(self, request: Request, attempt: int, error: NetworkError) -> float | None:
        """How long to wait after an attempt, counted from 1, that failed; None: give up.

        A request is asked again where `helps` says so.
        """
        if attempt >= self.attempts or not self.helps(request, error):
            return None
        asked = error.retry_after_seconds
        if asked is not None and asked > self.most_asked_seconds:
            return None
        backoff = min(self.most_seconds, self.first_seconds * 2.0 ** min(attempt - 1, 60)) * self.chance()
        return backoff if asked is None else min(asked + backoff, self.most_asked_seconds)

    def helps(self, request: Request, error: NetworkError) -> bool:
        """Whether it is harmless to send a request once more, and may come to something.

        That are GET, HEAD and what is marked as repeatable, when nobody was reached, the answer was late
        or cut short, or its status is one of `AGAIN`.
        """
        return is_repeatable(request) and is_passing(error)


def is_repeatable(request: Request) -> bool:
    """Whether a request does no harm when it is sent twice."""
    return request.method in {"GET", "HEAD"} or request.is_repeatable


def is_passing(error: NetworkError) -> bool:
    """Whether a wait may mend a failure."""
    if isinstance(error, EgressError):
        return False
    return isinstance(error, PassingError) or error.status in AGAIN


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long a server wants to be left alone; None where it does not say so, or not readably.

    `headers` have names in lower case. A date is taken by the server's own clock where it sends the
    time, else by `now`, which is aware.
    """
    for name in _MILLISECONDS:
        milliseconds = _number(headers.get(name))
        if milliseconds is not None:
            return milliseconds / 1_000
    written = headers.get("retry-after")
    seconds = _number(written)
    if seconds is not None or written is None:
        return seconds
    until = _date(written)
    if until is None:
        return None
    return max(0.0, (until - (_date(headers.get("date")) or now)).total_seconds())


def _number(written: str | None) -> float | None:
    """A plain decimal number; signs, exponents and `inf` are none."""
    digits = (written or "").strip()
    if len(digits) > 20 or not digits.replace(".", "", 1).isascii():
        return None
    return float(digits) if digits.replace(".", "", 1).isdecimal() else None


def _date(written: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(written or "")
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
