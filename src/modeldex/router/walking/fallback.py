"""What may follow a failed attempt: one row for each kind of failure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

ONCE_MORE, AS_LAST, NEVER = "once_more", "as_last", "never"
"""When the same model is asked again: after a short wait; only where no other step is left; never."""

ANY, LARGER, ELSEWHERE, END = "any", "larger", "elsewhere", "end"
"""Which steps may follow: all; those known to take more tokens; those of other providers; none."""


class Sequel(NamedTuple):
    """What may follow one kind of failure."""

    same: str
    """One of `ONCE_MORE`, `AS_LAST`, `NEVER`."""
    onward: str
    """One of `ANY`, `LARGER`, `ELSEWHERE`, `END`."""
    why: str
    """Why, for people: what stands in a trail."""


SEQUELS = MappingProxyType({
    "invalid_request": Sequel(NEVER, END, "the request itself is wrong"),
    "context_length": Sequel(NEVER, LARGER, "only a model that takes more tokens can answer"),
    "content_policy": Sequel(NEVER, ELSEWHERE, "another provider has other rules"),
    "authentication": Sequel(NEVER, ELSEWHERE, "the provider takes no call with this key"),
    "billing": Sequel(NEVER, ELSEWHERE, "the account at the provider has no money left"),
    "permission": Sequel(NEVER, ANY, "the key may not ask this model"),
    "not_found": Sequel(NEVER, ANY, "the provider does not have the model"),
    "timeout": Sequel(NEVER, ANY, "the same call may still be at work, and be charged"),
    "conflict": Sequel(NEVER, END, "the request itself is in conflict"),
    "too_large": Sequel(NEVER, END, "the request itself is too large"),
    "rate_limit": Sequel(AS_LAST, ANY, "the model takes no more for now"),
    "quota": Sequel(NEVER, ELSEWHERE, "the account's quota at the provider is spent"),
    "server": Sequel(ONCE_MORE, ANY, "the provider failed"),
    "unavailable": Sequel(ONCE_MORE, ANY, "the provider is away for now"),
    "overloaded": Sequel(ONCE_MORE, ANY, "the provider has too much to do"),
    "cut": Sequel(NEVER, ANY, "the answer broke off before its first token, and may be charged"),
})  # fmt: skip
"""Kind of failure, of `wire.failure.STATUSES` -> what may follow.

Once a caller has seen a token nothing follows any failure: half an answer cannot be taken back. An answer
that a provider's content filter withheld may pass that of another, also by the same maker; a policy that
shall not try has the boundary `provider` or `maker`."""


def room_of(model: ModelConfig) -> int | None:
    """Tokens of input that a model takes at most, as far as anybody says; None: unknown."""
    known = [one for one in (model.context_window, model.max_input_tokens) if one is not None]
    return min(known, default=None)
