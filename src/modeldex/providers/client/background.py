"""`BackgroundLoop`: one event loop in a thread of its own, for whoever has none, or one that is busy."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, TypeVar

from modeldex.core.errors import ModeldexError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class BackgroundLoop:
    """Runs coroutines while the caller waits; the thread begins with the first of them.

    It works where an event loop runs already, as in a notebook. It does not outlive a fork: the thread
    stays with the parent, so the child is told to make one of its own.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._process = os.getpid()
        self._is_closed = False

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """What a coroutine comes to. Where the wait is broken off, as by Ctrl-C, so is the coroutine."""
        try:
            loop = self._running()
        except ModeldexError:
            doing.close()
            raise
        future = asyncio.run_coroutine_threadsafe(doing, loop)
        try:
            return future.result()
        except BaseException as error:
            future.cancel()
            if not (self.is_closed and isinstance(error, CancelledError)):
                raise
        raise ModeldexError("the client was closed before the answer was there")

    @property
    def is_closed(self) -> bool:
        """Whether nothing runs here any more."""
        return self._is_closed

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run one last coroutine, end what is under way, and the thread. A second time it does nothing."""
        with self._lock:
            loop, thread, self._is_closed = self._loop, self._thread, True
            self._loop = self._thread = None
        if loop is None or thread is None or self._process != os.getpid():
            return
        if threading.current_thread() is thread:  # as where the collector of garbage happens to run in it
            threading.Thread(target=_close, args=(loop, thread, last), name=self._name).start()
        else:
            _close(loop, thread, last)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._process != os.getpid():
            raise ModeldexError("a client does not outlive a fork; make one in each process")
        with self._lock:
            if self._is_closed:
                raise ModeldexError("the client is closed; make another")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name=self._name, daemon=True)
                self._thread.start()
            if threading.current_thread() is self._thread:
                raise ModeldexError("a client is not to be used from within its own event loop")
            return self._loop


def _close(
    loop: asyncio.AbstractEventLoop, thread: threading.Thread, last: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    asyncio.run_coroutine_threadsafe(_ended(last), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _ended(last: Callable[[], Coroutine[Any, Any, None]]) -> None:
    here = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not here]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await last()
    await asyncio.get_running_loop().shutdown_asyncgens()
