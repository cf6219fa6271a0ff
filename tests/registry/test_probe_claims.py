"""Probes that an instance is granted: kept for its next call, and left to others meanwhile."""

from __future__ import annotations

import pytest

from modeldex.registry.probe_claims import GRANTED_SECONDS, ProbeClaims

NAME = "acme/large"


class Lender:
    """Redis as one instance alone sees it: each round, it grants whatever is asked."""

    def __init__(self) -> None:
        self.claims = ProbeClaims(lambda: True)
        self.owns: set[str] = set()

    def round(self, now: float) -> None:
        self.owns -= set(self.claims.take_idle(now))
        wanted = self.claims.take_wanted(now)
        self.owns |= {*wanted}
        self.claims.grant(wanted, now)
        assert set(self.claims.held()) <= self.owns, "a grant that is not held"


@pytest.mark.parametrize("apart", [1, 4, 7, 45, 300])
def test_a_call_is_granted_the_probe_though_calls_are_far_apart(apart) -> None:
    lender = Lender()

    asked = 0
    for now in range(apart * 20):
        if now % apart == 0:
            asked += 1
            if lender.claims.claim([NAME], now):
                break
        lender.round(now + 0.5)

    assert NAME in lender.owns
    assert asked <= 4


def test_what_was_given_back_is_another_s_to_take_and_is_not_taken_up_without_a_grant() -> None:
    claims = ProbeClaims(lambda: True)
    claims.claim([NAME], 0.0)
    claims.grant(claims.take_wanted(0.0), 0.0)

    assert claims.take_idle(GRANTED_SECONDS) == [NAME]
    assert claims.take_wanted(GRANTED_SECONDS) == []
    assert not claims.claim([NAME], GRANTED_SECONDS)


def test_a_grant_that_is_lost_is_none() -> None:
    claims = ProbeClaims(lambda: True)
    claims.grant([NAME], 0.0)
    assert claims.held() == [NAME]

    claims.lose([NAME])

    assert not claims.claim([NAME], 1.0)


def test_what_no_call_ever_takes_up_is_asked_for_no_more() -> None:
    lender = Lender()
    lender.claims.claim([NAME], 0.0)
    for now in range(0, 3_000, 1):
        lender.round(now)

    assert not lender.owns
