"""`TrailEntry`: what happened to one step of a plan, and why the next one followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from modeldex.router.seen.outcome import Outcome
    from modeldex.router.walking.attempt import Attempt

ANSWERED, FAILED, PASSED_OVER = "answered", "failed", "passed_over"
"""What can happen to a step. `passed_over`: it was not asked, since it cannot be called just now."""


@frozen
class TrailEntry:
    """One attempt, or one step that was passed over."""

    model: str
    """Full id."""
    step: int
    """Its place in the plan, from 1."""
    happened: str
    """`answered`, `failed` or `passed_over`."""
    number: int | None = None
    """Which attempt of the request it was, from 1; None: none was made."""
    waited_seconds: float = 0.0
    """How long was to be waited before the attempt."""
    outcome: Outcome | None = None
    """How the attempt went; None: none was made."""
    why: str = ""
    """Why it went on from here as it did: retry, next step or end; blank: it was answered."""

    @property
    def failure(self) -> str | None:
        """Kind of the failure; None: it was answered, or no attempt was made."""
        return None if self.outcome is None else self.outcome.failure

    def record(self) -> dict[str, Any]:
        """As plain values; what was not measured is null."""
        outcome = self.outcome
        return {
            "model": self.model,
            "step": self.step,
            "happened": self.happened,
            "number": self.number,
            "waited_seconds": self.waited_seconds,
            "failure": self.failure,
            "seconds": None if outcome is None else outcome.seconds,
            "first_token_seconds": None if outcome is None else outcome.first_token_seconds,
            "input_tokens": None if outcome is None else outcome.input_tokens,
            "output_tokens": None if outcome is None else outcome.output_tokens,
            "why": self.why,
        }


def entry_of(attempt: Attempt, index: int, outcome: Outcome, happened: str, why: str = "") -> TrailEntry:
    """What is told of an attempt; `index`: the place of its step in the plan, from 0."""
    return TrailEntry(
        model=attempt.step.id,
        step=index + 1,
        happened=happened,
        number=attempt.number,
        waited_seconds=attempt.wait_seconds,
        outcome=outcome,
        why=why,
    )
