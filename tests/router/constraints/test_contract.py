"""Every constraint: a set of candidates that a plain walk finds too, and a reason for all others."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.router.constraints.asking import OBSERVED, REQUESTS, frames
from tests.router.constraints.naive import NAIVE
from tests.router.models import case_of

from modeldex.router.asked.request import RouteRequest
from modeldex.router.constraints.table import CONSTRAINTS

CHECKED = [one for one in CONSTRAINTS if one.name in NAIVE]


@cache
def _names() -> tuple[str, ...]:
    return tuple(one.name for one in CONSTRAINTS)


def test_each_has_a_name_of_its_own_and_is_held_against_a_plain_walk():
    assert len(set(_names())) == len(_names())
    assert set(_names()) == {*NAIVE, "where"}


@pytest.mark.parametrize("size", ["named", "stand-ins", "whole", "many", "one"])
@settings(max_examples=60, deadline=None)
@given(request=REQUESTS, observed=OBSERVED)
def test_it_passes_whom_a_plain_walk_passes_and_says_why_it_passes_no_other(
    size: str, request: RouteRequest, observed: dict[str, Any]
):
    frame = frames()[size]
    case = case_of(frame, request, **observed)

    for constraint in CHECKED:
        passing = constraint.passing(case)
        assert passing is None or passing & frame.everyone == passing
        found = frame.everyone if passing is None else passing
        for place in range(len(frame)):
            meets = NAIVE[constraint.name](case, place)
            assert bool(found >> place & 1) == meets, (constraint.name, frame.ids[place])
        for place in frame.places(frame.everyone & ~found):
            reason = constraint.reason(case, place)
            assert reason, (constraint.name, frame.ids[place])
            assert "\n" not in reason


@pytest.mark.parametrize("size", ["named", "whole", "many"])
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(REQUESTS, OBSERVED), min_size=2, max_size=5))
def test_what_a_frame_keeps_of_one_request_changes_no_other(
    size: str, cases: list[tuple[RouteRequest, dict[str, Any]]]
):
    made = [case_of(frames()[size], request, **observed) for request, observed in cases]

    first = [[one.passing(case) for one in CONSTRAINTS] for case in made]
    again = [[one.passing(case) for one in CONSTRAINTS] for case in reversed(made)]

    assert first == again[::-1]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.name)
def test_it_asks_nothing_of_a_request_that_asks_nothing_of_it(constraint: Any):
    case = case_of(frames()["one"], RouteRequest(operation="any"))

    assert constraint.passing(case) in (None, frames()["one"].everyone)
