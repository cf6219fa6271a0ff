"""`RetryBudget`: how often all requests together may still ask a provider that failed them."""

from __future__ import annotations

from threading import Lock

from modeldex.config.routing import RetrySettings
from modeldex.core.forking import renewed_after_fork

_LEAST_SIZE = 1.0
"""What calls earn must be able to grow to one whole retry."""
_ROUNDING = 1e-9
"""By so little sums of shares like 0.1 may fall short of a whole."""


class RetryBudget:
    """A bucket of tokens: each first attempt puts a share of one in, each further one takes one out.

    Further attempts are those at a provider that failed the same request already, at any of its models. A
    fallback to another provider takes nothing: it adds no load where calls fail.

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
        renewed_after_fork(self)

    def earn(self) -> None:
        """Note the first attempt of a request."""
        with self._lock:
            self._left = min(self._left + self._ratio, self._size)

    def take(self) -> bool:
        """Take what one further attempt costs; False: there is not enough, and it must not be made."""
        with self._lock:
            if self._left < 1.0 - _ROUNDING:
                return False
            self._left = max(self._left - 1.0, 0.0)
            return True

    def give_back(self) -> None:
        """Return what was taken for an attempt that was not made after all."""
        with self._lock:
            self._left = min(self._left + 1.0, self._size)

    @property
    def left(self) -> float:
        """Further attempts that may be made now, with no further request."""
        return self._left
