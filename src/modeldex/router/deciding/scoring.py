"""Scores: what the terms of a policy give a candidate together, and the best few of thousands.

Of a candidate that nothing was observed of, every term tells an upper bound that holds for many requests
alike. Candidates in the order of these bounds are kept from one decision to the next: the best few are
found by scoring from the top until no bound reaches them any more. What was observed is scored by itself.
"""

from __future__ import annotations

from array import array
from itertools import compress, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.frames.bits import flags_of
from modeldex.router.terms.table import TERMS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from modeldex.router.deciding.case import Case
    from modeldex.router.seen.readings import HealthReading

    Scored = tuple[float, int]
    """Score and place."""

_FEW = 128
"""So few fit candidates are scored one by one."""
_MOST_ORDERS = 192
"""Orders that are kept, the newest; one of thirteen thousand candidates takes 150 KB, and 25 ms to make."""


def scores(case: Case, places: Sequence[int]) -> list[float]:
    """The scores of some candidates under the policy of a case; an unknown term counts 0."""
    totals: list[float] | None = None
    for name, weight in case.policy.weights.items():
        values = TERMS[name].values(case, places)
        if totals is None:
            totals = [0.0 if value is None else weight * value for value in values]
        else:
            totals = [
                total if value is None else total + weight * value
                for total, value in zip(totals, values, strict=True)
            ]
    return [0.0] * len(places) if totals is None else totals


def all_scored(case: Case, places: Sequence[int]) -> list[Scored]:
    """Every one of some candidates with its score, the best first, equal ones by place."""
    scored = [*zip(scores(case, places), places, strict=True)]  # by place, which a stable sort keeps
    scored.sort(key=_SCORE, reverse=True)
    return scored


def best_scored(case: Case, fit: int, most: int) -> list[Scored]:
    """The best of a set of candidates with their scores, so many at most, the best first."""
    if fit.bit_count() <= max(_FEW, most):
        return all_scored(case, case.frame.places(fit))[:most]
    order, is_fit = _order(case), flags_of(fit, len(case.frame))
    observed = [place for place in _observed(case) if is_fit[place]]
    best = all_scored(case, observed)[:most]
    is_left = bytearray(is_fit)
    for place in observed:
        is_left[place] = 0
    ranks = compress(range(len(order.places)), map(is_left.__getitem__, order.places))
    size = most
    while head := [*islice(ranks, size)]:
        if len(best) == most and not _reaches(order, head[0], best[-1]):
            break
        best += all_scored(case, sorted([order.places[rank] for rank in head]))
        best.sort(key=_rank)
        del best[most:]
        size *= 2  # where the bounds lie far above the scores, many are looked at: in few rounds
    return best


def _reaches(order: _Order, rank: int, last: Scored) -> bool:
    """Whether the candidate at a rank, or one after it, can come before a candidate."""
    return (-order.bounds[rank], order.places[rank]) < (-last[0], last[1])


def _rank(scored: Scored) -> tuple[float, int]:
    return -scored[0], scored[1]


class _Order(NamedTuple):
    """All candidates by the best that their scores can be."""

    places: Sequence[int]
    bounds: Sequence[float]
    """The bound of each, in the same order."""


def _order(case: Case) -> _Order:
    weights = case.policy.weights
    key = tuple([(name, weight, TERMS[name].bound_key(case.needs)) for name, weight in weights.items()])
    orders: dict[Hashable, _Order] = case.frame.kept("orders", dict)
    found = orders.get(key)
    if found is None:
        if len(orders) >= _MOST_ORDERS:
            for oldest in [*orders][:1]:  # a copy: other threads add theirs meanwhile
                orders.pop(oldest, None)
        found = orders[key] = _ordered(case, weights)
    return found


def _ordered(case: Case, weights: Mapping[str, float]) -> _Order:
    totals = [0.0] * len(case.frame)
    for name, weight in weights.items():
        bounds = TERMS[name].bounds(case.frame, case.needs)
        totals = [total + weight * bound for total, bound in zip(totals, bounds, strict=True)]
    order = sorted(range(len(totals)), key=totals.__getitem__, reverse=True)  # equal ones stay by place
    return _Order(array("I", order), array("d", map(totals.__getitem__, order)))


def _observed(case: Case) -> list[int]:
    """The candidates of which something was observed, so that no bound holds of them."""
    held: list[tuple[Mapping[str, HealthReading], list[int]]] = case.frame.kept("observed", list)
    known = held[-1] if held else None
    if known is None or known[0] is not case.health:  # a board gives the same mapping until a call ends
        place_of = case.frame.place_of
        known = case.health, sorted([place for one in case.health if (place := place_of(one)) is not None])
        held[:] = [known]
    return known[1] if case.home < 0 else sorted({*known[1], case.home})


_SCORE = itemgetter(0)
