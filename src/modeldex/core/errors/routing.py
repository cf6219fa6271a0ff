"""What a router finds no answer to."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MENDS = {
    "ready": "set the key of a provider: `modeldex doctor` says which are missing",
    "status": "name models that are still served",
    "lifecycle": "name models that are served for longer",
    "circuit": "wait until a circuit is tried again, or name models of other providers",
    "cooldown": "wait as long as the providers ask, or name models of others",
    "headroom": "wait a minute, or name more models",
    "budget": "raise what the caller may spend",
    "allowed": "name models that the caller's key may use",
}
"""Constraint at which most fell -> what mends it, where asking for less does not."""
_TOLD = 3
"""So many of the commonest reasons stand in the message; all are in the field."""


class NoRouteError(ModeldexError):
    """No candidate meets all that a request asks for."""

    code = "E4502"

    def __init__(self, policy: str, candidates: int, reasons: Mapping[str, int]) -> None:
        self.policy = policy
        """Name of the policy that was to choose."""
        self.candidates = candidates
        """How many models were looked at."""
        self.reasons = dict(reasons)
        """Constraint -> how many candidates fell at it, each counted at the first that it does not meet."""
        super().__init__(_message(policy, candidates, self.reasons))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.policy, self.candidates, self.reasons)


def _message(policy: str, candidates: int, reasons: Mapping[str, int]) -> str:
    if not candidates:
        return f"policy {policy} has no model to choose from: the registry is empty; open it with a catalog"
    common = sorted(reasons.items(), key=lambda one: -one[1])
    told = ", ".join(f"{count:,} by {name}" for name, count in common[:_TOLD])
    more = f" and {len(common) - _TOLD} more reasons" if len(common) > _TOLD else ""
    which = "the only candidate" if candidates == 1 else f"all {candidates:,} candidates"
    loosest = common[0][0] if common else "the request"
    mend = _MENDS.get(loosest, f"ask for less ({loosest} first) or name other models")
    return f"policy {policy} rejects {which}: {told}{more}; {mend}; decision.explain() says why each one fell"
