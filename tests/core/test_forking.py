"""A child that is forked while a lock is held waits for nobody."""

from __future__ import annotations

import gc
import os
import signal
import threading
import weakref

import pytest

from modeldex.core.forking import renewed_after_fork


class Owner:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        renewed_after_fork(self)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_has_a_lock_of_its_own() -> None:
    owner = Owner()
    with owner._lock:
        child = os.fork()
        if not child:
            signal.alarm(10)  # whoever waits for ever ends by that
            with owner._lock:
                os._exit(0)
        assert owner._lock.locked()
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def test_an_owner_is_not_kept_alive() -> None:
    owner = weakref.ref(Owner())
    gc.collect()

    assert owner() is None
