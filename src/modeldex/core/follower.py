"""`Follower`: a thread in the background that follows something until it is closed."""

from __future__ import annotations

import logging
import threading

logger = logging.getLogger("modeldex")
_PAUSE_SECONDS = 1.0
"""After a failure."""


class Follower:
    """A daemon thread; what it follows, a kind of it says in `_follow`. A fork leaves it in the parent."""

    def __init__(self, name: str) -> None:
        self._ended = threading.Event()
        """Set once it shall end; whatever it waits for, it waits for this too."""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to follow; once only."""
        self._thread.start()

    def close(self) -> None:
        """End; nothing is called back after it. A callback itself may close, too."""
        self._ended.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._follow()
            except Exception:
                # whatever went wrong once, what comes next is not to be missed
                logger.exception("%s failed, and goes on", self._thread.name)
                self._ended.wait(_PAUSE_SECONDS)

    def _follow(self) -> None:
        """Wait for something, and take it up; called again and again until the end."""
        raise NotImplementedError
