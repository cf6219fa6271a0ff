"""What is known of a model at a moment: how its calls go, and how much it can still take.

Readings are values: whoever measures puts a new one in the place of the old, so that a decision keeps
what it saw at no cost.
"""

from __future__ import annotations

from typing import NamedTuple

CLOSED, OPEN, HALF_OPEN, PROBING = "closed", "open", "half_open", "probing"
"""States of a circuit. `half_open`: one call may try it; `probing`: that call is under way."""


class HealthReading(NamedTuple):
    """How the calls of one model went lately."""

    calls: float = 0.0
    """How many calls it rests on; older ones count less."""
    success_rate: float | None = None
    """Share of them that were answered, 0 to 1; None: no call yet."""
    first_token_seconds: float | None = None
    """Rolling mean to the first token; None: not measured yet."""
    seconds_per_token: float | None = None
    """Rolling mean of the time an output token takes after the first."""
    open_until: float | None = None
    """Until when the circuit is open, in seconds since 1970; None: it is closed."""
    probe_until: float | None = None
    """Until when a probe holds the half-open circuit; None: none is under way."""
    cool_until: float | None = None
    """Until when the provider asked to be left alone (Retry-After); None: it did not ask."""
    last_failure: str | None = None
    """Kind of the last failure; None: none was seen."""
    shared: bool = False
    """Whether other instances have a part in it."""

    def circuit(self, now: float) -> str:
        """The state of the circuit at a moment."""
        if self.open_until is None:
            return CLOSED
        if now < self.open_until:
            return OPEN
        return PROBING if self.probe_until is not None and now < self.probe_until else HALF_OPEN


class LoadReading(NamedTuple):
    """How much one model was given in the last minute, and what is under way."""

    requests: float = 0.0
    """Calls of the last sixty seconds."""
    tokens: float = 0.0
    """Their tokens, in and out."""
    in_flight: int = 0
    """Calls under way."""
    requests_left: float | None = None
    """What the provider's own headers say is left; None: they did not say."""
    tokens_left: float | None = None
    told_until: float | None = None
    """Until when that holds, in seconds since 1970."""


class Warmth(NamedTuple):
    """Where a session was last answered."""

    model: str
    """Full id of the model whose prompt cache is warm."""
    until: float
    """Until when the cache lives, in seconds since 1970."""


UNSEEN = HealthReading()
IDLE = LoadReading()
