"""The lock under which what is made once is made: shelves, indexes, models that are handed out.

There is one for all catalogs of a process, and another in each child that is forked, which would
else wait for a thread that it does not have. Nobody takes it to look up what is already there.
"""

from __future__ import annotations

import os
import threading

_making = threading.RLock()


def _renew() -> None:
    global _making  # noqa: PLW0603 - one per process
    _making = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def making() -> threading.RLock:
    """The lock of this process; a thread that holds it may take it again."""
    return _making
