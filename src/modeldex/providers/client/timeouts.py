"""`CallTimeouts`: how long a call may take."""

from __future__ import annotations

from dataclasses import dataclass

from modeldex.http.request import Timeouts


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimeouts:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    """For a connection, TLS included."""
    first_token: float = 120.0
    """For the first word of a stream, from the first step on; pings are no words."""
    between_tokens: float = 60.0
    """Between two pieces of a stream."""
    total: float = 600.0
    """For the whole call with all its attempts; of a stream, for its beginning, and then for all of it."""

    def __post_init__(self) -> None:
        for name in ("connect", "first_token", "between_tokens", "total"):
            seconds = getattr(self, name)
            if not seconds > 0:
                raise ValueError(f"{name} must be a number of seconds above 0, not {seconds!r}")

    def whole(self) -> Timeouts:
        """For an answer that comes in one: nothing is heard until it is done."""
        return Timeouts(connect=self.connect, read=self.total, total=self.total)

    def streamed(self) -> Timeouts:
        """For an answer that comes piece by piece."""
        return Timeouts(
            connect=self.connect, first=self.first_token, read=self.between_tokens, total=self.total
        )
