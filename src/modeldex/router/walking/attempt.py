"""`Attempt`: what a walk says to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from modeldex.router.deciding.plan import PlanStep


@frozen
class Attempt:
    """One call that may be made now, or after a wait."""

    step: PlanStep
    """The step of the plan; its model is asked."""
    number: int
    """Which attempt of the request it is, from 1."""
    wait_seconds: float = 0.0
    """How long to wait before it is made."""
    is_retry: bool = False
    """Whether the same model was asked for this request before."""
    is_fallback: bool = False
    """Whether it follows the failure of another model, and its own was not asked before."""
    probe_claimed_at: float | None = None
    """When it got hold of the probe of a half-open circuit: its outcome must say so. None: it is no probe."""

    @property
    def is_probe(self) -> bool:
        """Whether it is the one call that tries a half-open circuit."""
        return self.probe_claimed_at is not None
