"""A clock that tells the time of day and never goes back: what is measured ages by it."""

from __future__ import annotations

import time

_latest = [0.0]


def steady_time() -> float:
    """Seconds since 1970, no less than it told before: a system clock that is set back stands still here."""
    now = time.time()
    if now < _latest[0]:
        return _latest[0]
    _latest[0] = now
    return now
