"""A clock that tells the time of day and never goes back: what is measured ages by it."""

from __future__ import annotations

import time

_BEGAN = time.time() - time.monotonic()


def steady_time() -> float:
    """Seconds since 1970; a system clock that is set meanwhile changes nothing until the next start."""
    return _BEGAN + time.monotonic()
