"""Waiting for what another thread or process brings about."""

import time
from collections.abc import Callable

DEADLINE_SECONDS = 20
"""So long a test waits for what should come at once."""


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; it is a failure where it does not come to pass."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)
