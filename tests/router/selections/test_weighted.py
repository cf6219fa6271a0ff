"""Chance by weight: shares are met within statistical bounds, by every place of the order."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from tests.router.models import case_of, frame_of, model

from modeldex.config.routing import PoolMember
from modeldex.router.selections.chance import draws, share_of
from modeldex.router.selections.table import SELECTIONS

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case

_SEEDS = 20_000


def _case(*members: tuple[float, int], seed: int = 0) -> Case:
    made = [
        PoolMember(model=f"acme/m{at}", weight=weight, priority=priority)
        for at, (weight, priority) in enumerate(members)
    ]
    return case_of(frame_of([model(one.model) for one in made], members=made), seed=seed)


def _order(case: Case, fit: list[int] | None = None) -> list[int]:
    places = range(len(case.frame)) if fit is None else fit
    return SELECTIONS["weighted"].order(case, [(1.0, place) for place in places])


def _chi_square(found: Counter[object], expected: dict[object, float]) -> float:
    return sum((found[one] - share * _SEEDS) ** 2 / (share * _SEEDS) for one, share in expected.items())


def _orders(*members: tuple[float, int], fit: list[int] | None = None) -> Counter[object]:
    case = _case(*members)
    found: Counter[object] = Counter()
    for seed in range(_SEEDS):
        case.seed = seed
        found[tuple(_order(case, fit))] += 1
    return found


def test_whole_orders_come_as_often_as_drawing_without_putting_back_has_them() -> None:
    weights = (1.0, 2.0, 5.0)
    expected: dict[object, float] = {}
    for order in permutations(range(3)):
        share, left = 1.0, sum(weights)
        for place in order:
            share *= weights[place] / left
            left -= weights[place]
        expected[order] = share
    # five degrees of freedom: 25.7 is passed by chance once in ten thousand times
    assert _chi_square(_orders(*[(weight, 0) for weight in weights]), expected) < 25.7


def test_who_is_out_leaves_its_share_to_the_others_in_proportion() -> None:
    found = _orders((1.0, 0), (2.0, 0), (5.0, 0), fit=[0, 1])
    assert _chi_square(found, {(0, 1): 1 / 3, (1, 0): 2 / 3}) < 15.1


def test_a_lower_priority_number_comes_first_whatever_the_weights() -> None:
    found = _orders((1.0, 0), (1.0, 0), (1e9, 1))
    assert all(order[-1] == 2 for order in found)  # type: ignore[index]
    assert _chi_square(found, {(0, 1, 2): 0.5, (1, 0, 2): 0.5}) < 15.1


def test_weight_0_comes_after_all_others_of_any_priority() -> None:
    found = _orders((0.0, 0), (1.0, 1), (0.0, 1))
    assert list(found) == [(1, 0, 2)]
    assert _order(_case((0.0, 0), (1.0, 0)), fit=[0]) == [0]


def test_the_words_are_the_weight_among_those_of_the_same_priority() -> None:
    case = _case((3.0, 0), (1.0, 0), (7.0, 1))
    assert SELECTIONS["weighted"].words(case, 0) == "weight 3 of 4"
    assert SELECTIONS["weighted"].words(case, 2) == "weight 7 of 7"


@pytest.mark.parametrize("place", [0, 1, 9])
def test_draws_of_neighbouring_seeds_are_spread_evenly_and_have_nothing_in_common(place: int) -> None:
    drawn = [draws(seed, (place,))[0] for seed in range(_SEEDS)]
    assert all(0.0 < one <= 1.0 for one in drawn)
    tenths: Counter[object] = Counter(int(one * 10) for one in drawn)
    assert _chi_square(tenths, dict.fromkeys(range(10), 0.1)) < 33.7
    pairs: Counter[object] = Counter(
        (one < 0.5, other < 0.5) for one, other in zip(drawn, [*drawn[1:], drawn[0]], strict=True)
    )
    assert _chi_square(pairs, dict.fromkeys(permutations([True, False]), 0.25)) < 21.1
    beside = [draws(seed, (place + 1,))[0] for seed in range(_SEEDS)]
    mean = sum((one - 0.5) * (other - 0.5) for one, other in zip(drawn, beside, strict=True)) / _SEEDS
    assert abs(mean) < 4 * (1 / 12) / _SEEDS**0.5


def test_the_shares_of_texts_are_spread_evenly_and_differ_by_salt() -> None:
    tenths: Counter[object] = Counter(int(share_of(f"session-{at}", "p") * 10) for at in range(_SEEDS))
    assert _chi_square(tenths, dict.fromkeys(range(10), 0.1)) < 33.7
    assert share_of("session", "one") != share_of("session", "other")
