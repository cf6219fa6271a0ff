"""`CallRetry`: which calls are sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.http.failure import AnsweredError, UnreachedError
from modeldex.http.retry import RetryPolicy, is_repeatable

if TYPE_CHECKING:
    from modeldex.core.errors import NetworkError
    from modeldex.http.request import Request

AGAIN = frozenset({429, 500, 502, 503, 529})
"""Statuses with which a provider says that it did nothing, and may do better in a moment.

Not 504, and not 408 either, which some send for it: whoever stands between has waited too long for an
answer, and the model may be at work on it still. With 502 it has had the answer, and that was none."""
_FOR_GOOD = (
    b"insufficient_quota", b"billing_hard_limit_reached", b"billing_not_active",
    b"enforced_spend_limit_reached",
)  # fmt: skip
"""Codes of a 429 that no wait mends, but money: of OpenAI
(https://platform.openai.com/docs/guides/error-codes) and Anthropic."""
_SAYS = "x-should-retry"
"""By which OpenAI and Anthropic tell their own libraries; it counts more than the status."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRetry(RetryPolicy):
    """Exponential backoff with full jitter; what the provider asks for comes first.

    A call costs money, so it is sent again only where none was made: nobody was reached, or the answer's
    status says that nothing was done. What was silent, late or cut short may have been answered, and
    charged; it is not.
    """

    attempts: int = 3
    """How often a call is sent at most, the first time included."""
    most_seconds: float = 8.0
    """The longest wait that is of our own choice."""

    def __post_init__(self) -> None:
        if type(self.attempts) is not int or self.attempts < 1:
            raise InvalidValueError(
                "CallRetry", {"attempts": f"must be a whole number of 1 or more, not {self.attempts!r}"}
            )

    def helps(self, request: Request, error: NetworkError) -> bool:
        if is_repeatable(request):
            return RetryPolicy.helps(self, request, error)
        if isinstance(error, AnsweredError):
            return _is_said(error) and not _is_for_good(error)
        return isinstance(error, UnreachedError)


def _is_said(error: AnsweredError) -> bool:
    """Whether an answer says that the call may be sent again."""
    said = error.answer.headers.get(_SAYS, "").strip().lower()
    return said == "true" if said in {"true", "false"} else error.status in AGAIN


def _is_for_good(error: AnsweredError) -> bool:
    return error.status == 429 and any(code in error.answer.body for code in _FOR_GOOD)
