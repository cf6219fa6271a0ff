"""Locks that a forked child has anew: it would else wait for a thread that it does not have."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    from threading import Lock


class Locking(Protocol):
    """Whoever guards what it has by a lock of its own."""

    _lock: Lock


_owners: WeakSet[Locking] = WeakSet()


def renewed_after_fork(owner: Locking) -> None:
    """Give `owner` another lock in each child that is forked; it is not kept alive by that."""
    _owners.add(owner)


def _renew() -> None:
    for owner in list(_owners):
        owner._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
