"""The policy's own condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.conditions.condition import candidate_condition

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


class Where:
    """The condition that the policy states in CEL; it is never met by what nobody knows."""

    name = "where"

    def passing(self, case: Case) -> int | None:
        """Those that meet it; None: the policy states none."""
        where = case.policy.where
        return None if where is None else candidate_condition(where).passing(case.frame, case.needs.asked)

    def reason(self, case: Case, place: int) -> str:
        """The condition, and the values of what it asks; or what is unknown of it."""
        where = case.policy.where
        if where is None:
            return "the policy states no condition"
        return candidate_condition(where).reason(case.frame.models[place], case.needs.asked)
