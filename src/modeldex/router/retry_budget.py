"""`RetryBudget`: how many retries and fallbacks all requests together may still cause."""

from __future__ import annotations

from threading import Lock

from modeldex.config.routing import RetrySettings

_LEAST_SIZE = 1.0
"""What calls earn must be able to grow to one whole retry."""
_ROUNDING = 1e-9
"""By so little sums of shares like 0.1 may fall short of a whole."""


class RetryBudget:
    """A bucket of tokens: each first attempt puts a share of one in, each further attempt takes one out.

    While most calls are answered it stays full. In an outage it empties, and from then on the providers
    get no more than `budget_ratio` more calls than they were given requests: the outage is not amplified.
    Threads may share it.
    """

    def __init__(self, settings: RetrySettings | None = None) -> None:
        settings = RetrySettings() if settings is None else settings
        self._ratio = settings.budget_ratio
        self._size = max(settings.budget_least, _LEAST_SIZE)
        self._left = settings.budget_least
        self._lock = Lock()

    def earn(self) -> None:
        """Note the first attempt of a request."""
        with self._lock:
            self._left = min(self._left + self._ratio, self._size)

    def take(self) -> bool:
        """Take what one retry or fallback costs; False: there is not enough, and it must not be made."""
        with self._lock:
            if self._left < 1.0 - _ROUNDING:
                return False
            self._left = max(self._left - 1.0, 0.0)
            return True

    @property
    def left(self) -> float:
        """Retries that may be made now, with no further call."""
        return self._left
