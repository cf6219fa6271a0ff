"""A share of requests for members that are on trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.selections.chance import draws, share_of
from modeldex.router.selections.membership import membership

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case


class Canary:
    """For the policy's share of requests the canaries first, for the others last.

    A session is always on the same side, and stays with the canaries when the share grows; a request
    without a session is put on a side by its seed. On either side members of a lower priority number come
    first, then the best score.
    """

    name = "canary"

    def order(self, case: Case, fit: Sequence[tuple[float, int]]) -> list[int]:
        """The side of the request first; sorting keeps what comes by score."""
        are_first = is_on_trial(case)

        def rank(place: int) -> tuple[bool, int]:
            member = membership(case.frame, place)
            return member.is_canary is not are_first, member.priority

        return sorted([place for _, place in fit], key=rank)

    def words(self, case: Case, place: int) -> str:
        """Which side the candidate is on, and which the request."""
        side = "canary" if membership(case.frame, place).is_canary else "stable"
        share = f"{100 * case.policy.canary_share:g} % of requests"
        return f"{side}; the request is {'' if is_on_trial(case) else 'not '}among the {share} for canaries"


def is_on_trial(case: Case) -> bool:
    """Whether the request is one of those that go to the canaries."""
    session = case.needs.asked.session
    if session is None:
        return draws(case.seed, (0,))[0] < case.policy.canary_share
    return share_of(session, case.policy.name) < case.policy.canary_share
