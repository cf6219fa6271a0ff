"""`PassingError`: a failure that the next moment may mend."""

from __future__ import annotations

from modeldex.core.errors import NetworkError


class PassingError(NetworkError):
    """Nobody reached, silent, or cut short: the same request may do better when it is sent again."""


class UnreachedError(PassingError):
    """No connection was made: the host has no address, or nobody listens there."""
