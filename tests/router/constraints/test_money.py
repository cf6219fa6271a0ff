"""Bounds of money: exact to the last digit, in the tier of the request, and never met by what is unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import NOW, case_of, frame_of, model

from modeldex import Price as PriceRow
from modeldex.router.asked.request import RouteRequest
from modeldex.router.constraints.money import Budget, Cost, Price
from modeldex.router.constraints.sum_tree import SumPoint, SumTree
from modeldex.router.seen.readings import Warmth

_TIERED = (
    PriceRow(unit="input_tokens", amount=Decimal(1)),
    PriceRow(unit="input_tokens", amount=Decimal(4), above_tokens=1_000),
    PriceRow(unit="output_tokens", amount=Decimal(2)),
)
_MADE = [
    model("acme/flat", cost_per_1m_input_tokens="1.1", cost_per_1m_output_tokens="2"),
    model("acme/free", cost_per_1m_input_tokens="free", cost_per_1m_output_tokens="free"),
    model("acme/half", cost_per_1m_input_tokens="1"),
    model("acme/tiered", prices=_TIERED),
    model("acme/unpriced"),
    model("acme/cached", cost_per_1m_input_tokens="9", cost_per_1m_output_tokens="1",
          cost_per_1m_cache_read_tokens="0.5"),
]  # fmt: skip
_FILLERS = [model(f"acme/filler-{at}", cost_per_1m_input_tokens="900") for at in range(100)]
_FEW, _MANY = frame_of(_MADE), frame_of([*_MADE, *_FILLERS])
_FRAMES = pytest.mark.parametrize("frame", [_FEW, _MANY], ids=["few", "many"])


def _passing(constraint, frame, request: RouteRequest, **more) -> list[str]:
    found = constraint.passing(case_of(frame, request, **more))
    return [frame.ids[place].removeprefix("acme/") for place in frame.places(found)]


@_FRAMES
def test_a_rate_equal_to_its_bound_is_within_and_one_over_by_the_last_digit_is_not(frame):
    just = RouteRequest(max_input_price=Decimal("1.1"))
    less = RouteRequest(max_input_price=Decimal("1.0999999999999999999999"))

    assert _passing(Price(), frame, just) == ["flat", "free", "half", "tiered"]
    assert _passing(Price(), frame, less) == ["free", "half", "tiered"]


@_FRAMES
def test_the_rate_of_the_tier_counts_that_the_request_falls_into(frame):
    bound = Decimal(3)

    at = _passing(Price(), frame, RouteRequest(max_input_price=bound, input_tokens=1_000))
    above = _passing(Price(), frame, RouteRequest(max_input_price=bound, input_tokens=1_001))

    assert "tiered" in at
    assert "tiered" not in above


@_FRAMES
def test_a_bound_of_nothing_leaves_what_is_free(frame):
    assert _passing(Price(), frame, RouteRequest(max_output_price=Decimal(0))) == ["free"]
    assert _passing(Cost(), frame, RouteRequest(max_cost=Decimal(0), input_tokens=10)) == ["free"]


@_FRAMES
def test_what_nobody_prices_meets_no_bound_though_it_is_named(frame):
    asked = RouteRequest(max_request_price=Decimal(9), unknown="allow")

    assert "unpriced" not in _passing(Price(), frame, asked)
    assert "half" in _passing(Price(), frame, asked)  # it states a rate, and no charge for a call


def test_the_bound_of_images_holds_where_the_request_has_some():
    text, image = (
        RouteRequest(max_image_price=Decimal(1), input_modalities=(one,)) for one in ("text", "image")
    )

    assert len(_passing(Price(), _FEW, text)) == len(_FEW)
    assert _passing(Price(), _FEW, image) == []


@_FRAMES
def test_a_call_may_cost_exactly_what_is_allowed(frame):
    asked: dict[str, Any] = {
        "input_tokens": 1_000,
        "output_tokens": 500,
    }  # flat: 0.0011 + 0.001, tiered: 0.001 + 0.001

    assert _passing(Cost(), frame, RouteRequest(max_cost=Decimal("0.0021"), **asked)) == [
        "flat", "free", "tiered",
    ]  # fmt: skip
    assert _passing(Cost(), frame, RouteRequest(max_cost=Decimal("0.00209999999999999999"), **asked)) == [
        "free", "tiered",
    ]  # fmt: skip


@_FRAMES
def test_a_tier_begins_above_its_threshold(frame):
    asked: dict[str, Any] = {"max_cost": Decimal("0.002"), "output_tokens": 0}

    assert "tiered" in _passing(Cost(), frame, RouteRequest(input_tokens=1_000, **asked))
    assert "tiered" not in _passing(Cost(), frame, RouteRequest(input_tokens=1_001, **asked))


@_FRAMES
def test_no_rate_is_missed_of_what_the_call_does_not_use(frame):
    asked = RouteRequest(max_cost=Decimal("0.001"), input_tokens=1_000, output_tokens=0)

    assert _passing(Cost(), frame, asked) == ["free", "half", "tiered"]


@_FRAMES
def test_a_warm_prompt_cache_makes_a_call_affordable_while_it_lives(frame):
    asked = RouteRequest(
        max_cost=Decimal("0.001"), input_tokens=1_000, cached_input_tokens=1_000, output_tokens=100
    )
    for until, is_within in ((NOW + 1, True), (NOW, False)):
        found = _passing(Cost(), frame, asked, warmth=Warmth("acme/cached", until))
        assert ("cached" in found) == is_within


@_FRAMES
def test_a_budget_holds_as_a_bound_does_and_what_is_unknown_is_not_within_it(frame):
    asked = RouteRequest(input_tokens=1_000, output_tokens=500)

    assert Budget().passing(case_of(frame, asked)) is None
    assert _passing(Budget(), frame, asked, budget_left=Decimal("0.0021")) == ["flat", "free", "tiered"]


@pytest.mark.parametrize(("constraint", "place", "request_", "words"), [
    (Price(), 0, {"max_input_price": Decimal(1)}, "input price 1.1 USD > 1 USD per million tokens"),
    (Price(), 2, {"max_output_price": Decimal(1)},
     "nobody knows its output price; 1 USD per million tokens is allowed"),
    (Cost(), 0, {"max_cost": Decimal("0.001"), "input_tokens": 1_000, "output_tokens": 500},
     "the call is expected to cost 0.0021 USD > 0.001 USD allowed"),
    (Cost(), 2, {"max_cost": Decimal("0.001")},
     "nobody knows what the call costs (no known price for output_tokens); 0.001 USD is allowed"),
])  # fmt: skip
def test_reasons_hold_amounts_against_bounds(constraint, place, request_, words):
    assert constraint.reason(case_of(_FEW, RouteRequest(**request_)), place) == words


_NUMBER = st.sampled_from([0.0, 0.1, 0.25, 1.0, 3.0, 7.0])


@given(
    st.lists(st.tuples(_NUMBER, _NUMBER, _NUMBER), max_size=40, unique=True),
    st.integers(0, 5), st.integers(0, 5), st.floats(0, 60),
)  # fmt: skip
def test_a_tree_of_sums_finds_what_is_below_and_leaves_open_what_is_equal(parts, x, y, bound):
    points = [SumPoint(a, b, c, 1 << at, at) for at, (a, b, c) in enumerate(parts)]
    bound = float(parts[0][0] * x + parts[0][1] * y + parts[0][2]) if parts and bound < 30 else bound

    found, close = SumTree(points).below(x, y, bound)

    for point in points:
        value = point.first * x + point.second * y + point.fixed
        if value == pytest.approx(bound, rel=1e-10, abs=0):
            assert point in close
            assert not found & point.members
        else:
            assert bool(found & point.members) == (value < bound)
