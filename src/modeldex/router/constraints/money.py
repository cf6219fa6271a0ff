"""Whether a candidate is cheap enough: its rates, what the call costs, what may still be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.router.constraints.rate_book import rate_book, rates_of
from modeldex.router.constraints.words import usd
from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from modeldex.router.deciding.case import Case

_FEW = 64
"""The calls at so few candidates are worked out one by one."""
_ROUNDING = 1e-9
"""A quick cost so near to a bound is worked out exactly."""
_VISION = CAPABILITIES["vision"].mask


class Price:
    """Each of its rates, in the tier of this request, is known and within the bound that is set for it.

    What is free is within any bound. The bound of images holds where the request has some.
    """

    name = "price"

    def passing(self, case: Case) -> int | None:
        """None: no bound is set."""
        asked = case.needs.asked
        if asked.max_input_price is asked.max_output_price is None and (
            asked.max_request_price is asked.max_image_price is None
        ):
            return None
        book, found = rate_book(case.frame), case.frame.everyone
        for rate, bound, _ in _bounds(case):
            found &= book.at_most(rate, bound, case.needs.input)
        return found

    def reason(self, case: Case, place: int) -> str:
        """The rates against their bounds, or which are unknown."""
        rates, words = rates_of(case.frame.models[place], case.needs.input), []
        for rate, bound, unit in _bounds(case):
            amount: Decimal | None = getattr(rates, rate)
            if amount is None:
                words.append(f"nobody knows its {rate} price; {usd(bound)} {unit} is allowed")
            elif amount > bound:
                words.append(f"{rate} price {usd(amount)} > {usd(bound)} {unit}")
        return "; ".join(words)


class Cost:
    """What the call is expected to cost is known, and within the bound."""

    name = "cost"

    def passing(self, case: Case) -> int | None:
        """None: no bound is set."""
        bound = case.needs.asked.max_cost
        return None if bound is None else _costing(case, bound)

    def reason(self, case: Case, place: int) -> str:
        """The cost against the bound."""
        return _dear(case, place, case.needs.asked.max_cost, "allowed")


class Budget:
    """What the call is expected to cost is known, and within what the caller may still spend."""

    name = "budget"

    def passing(self, case: Case) -> int | None:
        """None: the caller has no budget."""
        return None if case.budget_left is None else _costing(case, case.budget_left)

    def reason(self, case: Case, place: int) -> str:
        """The cost against what is left."""
        return _dear(case, place, case.budget_left, "left of the budget")


def _bounds(case: Case) -> Iterator[tuple[str, Decimal, str]]:
    """Name of a rate of `ExactRates`, its bound, and what it is for."""
    asked = case.needs.asked
    for rate, bound, unit in (
        ("input", asked.max_input_price, "per million tokens"),
        ("output", asked.max_output_price, "per million tokens"),
        ("request", asked.max_request_price, "per call"),
        ("image", asked.max_image_price if case.needs.capability_mask & _VISION else None, "per image"),
    ):
        if bound is not None:
            yield rate, bound, unit


def _costing(case: Case, bound: Decimal) -> int:
    """The candidates at which the call is known to cost so much at most."""
    frame, needs = case.frame, case.needs
    if len(frame) <= _FEW:
        return bits_of([at for at in range(len(frame)) if _costs(case, at, bound)], len(frame))
    found, limit = 0, float(bound)
    for tree in rate_book(frame).trees(needs.input, needs.output):
        cheap, close = tree.below(needs.input, needs.output, limit)
        found |= cheap
        for point in close:
            cost = frame.models[point.place].cost(needs.usage(warm=False)).amount
            if cost is not None and cost <= bound:
                found |= point.members
    home = None if case.warmth is None else frame.place_of(case.warmth.model)
    if home is not None:  # with a warm prompt cache it costs other than the rates of cold input say
        found = found & ~(1 << home) | _costs(case, home, bound) << home
    return found


def _costs(case: Case, place: int, bound: Decimal) -> bool:
    """Whether the call is known to cost so much at most at one candidate."""
    is_warm, limit = case.is_warm(place), float(bound)
    quick = case.frame.tariffs.cost(place, case.needs, warm=is_warm)
    if quick is None:
        return False
    if abs(quick - limit) > _ROUNDING * limit:
        return quick < limit
    exact = case.frame.models[place].cost(case.needs.usage(warm=is_warm)).amount
    return exact is not None and exact <= bound


def _dear(case: Case, place: int, bound: Decimal | None, which: str) -> str:
    cost = case.frame.models[place].cost(case.needs.usage(warm=case.is_warm(place)))
    limit = "nothing" if bound is None else usd(bound)
    if cost.amount is None:
        return f"nobody knows what the call costs ({'; '.join(cost.notes)}); {limit} is {which}"
    return f"the call is expected to cost {usd(cost.amount)} > {limit} {which}"
