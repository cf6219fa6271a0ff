"""`VERDICTS`: what each kind of failure says of a model, and of its provider.

A kind that is missing is the caller's fault or nobody's: `invalid_request`, `context_length`,
`content_policy`, `not_found`, `conflict`, `too_large`. It speaks neither for nor against anyone: whoever
sends such requests on purpose must not be able to close a model to everybody else.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

COUNT, OPEN = "count", "open"


class Verdict(NamedTuple):
    """What one kind of failure does."""

    model: str | None
    """`count`: a failed call of the model; `open`: its circuit opens at once; None: nothing."""
    provider: str | None
    """The same for the provider as a whole."""


_SICK = Verdict(COUNT, COUNT)
_ACCOUNT = Verdict(None, OPEN)

VERDICTS = MappingProxyType({
    "timeout": _SICK,
    "server": _SICK,
    "unavailable": _SICK,
    "overloaded": _SICK,
    "cut": _SICK,
    # with Retry-After it is a cool-down and no sickness; without, only the circuit can find out
    "rate_limit": Verdict(COUNT, None),
    # no call of anybody goes through with this key or this account
    "authentication": _ACCOUNT,
    "billing": _ACCOUNT,
    # some providers count it per model: where it is the account's, further models soon say so too
    "quota": Verdict(OPEN, COUNT),
    # what the key may not do can depend on the request, so one refusal alone closes nothing
    "permission": Verdict(COUNT, None),
})  # fmt: skip
"""Kind of failure, of `wire.failure.STATUSES` -> its verdict."""

RATE_LIMIT = "rate_limit"
