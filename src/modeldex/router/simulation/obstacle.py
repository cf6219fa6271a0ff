"""`obstacle`: what stands in the way of a call that nobody is fit for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.router.decision import RouteDecision

CIRCUIT = "circuit"
"""The constraint that stands in the way where a plan is there, and none of its steps can be called."""


def obstacle(decision: RouteDecision) -> str | None:
    """Name of a constraint; None: there is no candidate at all.

    It is the one without which the most candidates would be fit. Where no single one would help: the one
    at which the last candidates fell.
    """
    if decision.plan:
        return CIRCUIT
    everyone = left = decision.case.frame.everyone
    last, best, most = None, None, 0
    for test, passing in decision.tests:
        if left & ~passing:
            last = test.name
        left &= passing
        alone = everyone & ~passing
        for other, others in decision.tests:
            if other is not test:
                alone &= others
        if alone.bit_count() > most:
            best, most = test.name, alone.bit_count()
    return best or last
