"""`PassingError`: a failure that the next moment may mend."""

from __future__ import annotations

from modeldex.core.errors import NetworkError


class PassingError(NetworkError):
    """Nobody reached, too slow, or cut short: the same request may do better when it is sent again."""
