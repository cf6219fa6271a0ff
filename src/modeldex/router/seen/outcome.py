"""`Outcome`: how one attempt at one model went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from modeldex.core.errors import InvalidValueError
from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from modeldex.providers.client.completion import Completion


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
    probe_claimed_at: float | None = None
    """Of the one call that tries a half-open circuit: when it claimed that, as `Attempt.probe_claimed_at`
    has it. None: it was no such call."""

    @classmethod
    def of_completion(
        cls, completion: Completion, at: float, *, probe_claimed_at: float | None = None
    ) -> Self:
        """That of a call which a client of this package made, and which was answered."""
        usage = completion.usage
        return cls(
            model=completion.model.id,
            at=at,
            first_token_seconds=completion.first_token_seconds,
            seconds=completion.seconds,
            input_tokens=None if usage is None else usage.total_input_tokens,
            output_tokens=None if usage is None else usage.output_tokens + usage.reasoning_tokens,
            probe_claimed_at=probe_claimed_at,
        )

    @classmethod
    def of_error(
        cls, model: str, error: Exception, at: float, *, probe_claimed_at: float | None = None
    ) -> Self:
        """That of a call which ended in an error of this package's client.

        InvalidValueError where the error does not say what kind of failure it is (`error.kind`): it was none
        of the provider's, or of the way to it.
        """
        kind = getattr(error, "kind", None)
        if not isinstance(kind, str):
            problem = f"must be one that a client raises for a call, not {type(error).__name__}"
            raise InvalidValueError("Outcome.of_error", {"error": problem})
        wish = getattr(error, "retry_after_seconds", None)
        return cls(
            model=model, at=at, failure=kind, retry_after_seconds=wish, probe_claimed_at=probe_claimed_at
        )
