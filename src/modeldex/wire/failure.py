"""`Failure`: why a provider did not answer, in no format's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = MappingProxyType({
    "invalid_request": 400,   # the request itself
    "context_length": 400,    # it does not fit into the window
    "content_policy": 400,    # somebody's rules forbid it
    "authentication": 401,    # the key
    "billing": 402,           # the account has no money left
    "permission": 403,        # the key may not do this
    "not_found": 404,         # no such model, file or path
    "timeout": 408,           # it took too long
    "conflict": 409,
    "too_large": 413,         # the body
    "rate_limit": 429,        # too many requests or tokens for now
    "quota": 429,             # too many for good, until somebody pays or raises a limit
    "server": 500,            # the provider
    "unavailable": 503,       # the provider, for now
    "overloaded": 529,        # the provider has too much to do
    "cut": 502,               # the answer broke off
})  # fmt: skip
"""Kind of failure -> the status that it has where nobody gives another."""

_LEAST_OF_ERRORS = 400

MOST_LETTERS = 4_000
"""Of a message; more is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong at a provider."""

    kind: str
    """One of `STATUSES`."""
    message: str
    """The provider's words: third-party text, no more than `MOST_LETTERS` of it."""
    status: int | None = None
    """HTTP status; None where it came in a stream."""
    code: str | None = None
    """The provider's own code, such as `model_not_found`."""
    param: str | None = None
    """The field of the request that is at fault, where it says so."""
    type: str | None = None
    """The provider's own word for the kind."""
    request_id: str | None = None
    """By which the provider knows the request."""
    retry_after_seconds: float | None = None
    """How long it wants to be left alone."""
    format: str | None = None
    """Wire format of `raw`."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The error as its format has it, for the way back into the same format."""

    @property
    def error_status(self) -> int:
        """The status of an answer that tells it: errors also come with 200, which nobody takes for one."""
        told = self.status
        return STATUSES[self.kind] if told is None or told < _LEAST_OF_ERRORS else told

    def __post_init__(self) -> None:
        if len(self.message) > MOST_LETTERS:
            object.__setattr__(self, "message", self.message[:MOST_LETTERS])
