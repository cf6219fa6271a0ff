"""`Outcome`: how one attempt at one model went."""

from __future__ import annotations

from modeldex.wire.frozen import frozen


@frozen
class Outcome:
    """What came of one attempt."""

    model: str
    """Full id of the model that was asked."""
    at: float
    """When it ended, in seconds since 1970 (UTC)."""
    failure: str | None = None
    """One of `wire.failure.STATUSES`; None: it was answered."""
    first_token_seconds: float | None = None
    """To the first piece of the answer; None: not measured."""
    seconds: float | None = None
    """To the last byte; None: not measured."""
    input_tokens: int | None = None
    output_tokens: int | None = None
    retry_after_seconds: float | None = None
    """How long the provider wants to be left alone; None: it does not say."""
    is_probe: bool = False
    """Whether it was the one call that tries an open circuit."""
