"""`SessionHomes`: where each session was answered last, so that its prompt cache is used again."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock

from modeldex.core.forking import renewed_after_fork
from modeldex.router.seen.readings import Warmth

CACHE_SECONDS = 300.0
"""How long a prompt cache lives after it was used last: the least that large providers state."""
MOST_SESSIONS = 50_000
"""Sessions of which the home is kept; the one that was answered longest ago goes first."""
_LONGEST_KEY = 128
"""Letters of a session's key that is kept as it is; of a longer one, which callers choose, a digest is."""
_OVER_AT_ONCE = 2
"""So many homes that are over are dropped with each answer: more than come in."""


class SessionHomes:
    """The homes of sessions. Threads may share it; asking takes no lock, and its size is bounded."""

    def __init__(self, *, cache_seconds: float = CACHE_SECONDS, most: int = MOST_SESSIONS) -> None:
        """`cache_seconds`: how long a home lasts of which nobody says it; 0: there are none."""
        self._cache_seconds = cache_seconds
        self._most = most
        self._homes: OrderedDict[str, Warmth] = OrderedDict()
        """By the time of the last answer, the longest ago first."""
        self._lock = Lock()
        renewed_after_fork(self)

    def home(self, session: str, now: float) -> Warmth | None:
        """Where a session's prompt cache is warm; None: nowhere, or no longer."""
        found = self._homes.get(_key(session))
        return found if found is not None and now < found.until else None

    def record(self, session: str, model: str, now: float, *, cache_seconds: float | None = None) -> None:
        """Note that a model, by its full id, has answered a session.

        `cache_seconds`: how long its prompt cache lives from now on; None: as long as caches do.
        """
        lasts = self._cache_seconds if cache_seconds is None else cache_seconds
        key = _key(session)
        with self._lock:
            self._homes[key] = Warmth(model, now + lasts)
            self._homes.move_to_end(key)
            self._drop(now)

    def forget(self, session: str) -> None:
        """Note that a session is over, or its cache lost."""
        with self._lock:
            self._homes.pop(_key(session), None)

    def _drop(self, now: float) -> None:
        for _ in range(_OVER_AT_ONCE):
            oldest = next(iter(self._homes))
            if len(self._homes) <= self._most and now < self._homes[oldest].until:
                return
            del self._homes[oldest]
            if not self._homes:
                return

    def __len__(self) -> int:
        return len(self._homes)


def _key(session: str) -> str:
    if len(session) <= _LONGEST_KEY:
        return session
    # one letter more than any key that is kept as it is, so that no session can be taken for another
    return blake2b(session.encode("utf-8", "surrogatepass"), digest_size=_LONGEST_KEY // 2).hexdigest() + "#"
