"""What the expected call costs, by the token: so that it weighs alike for short calls and long ones."""

from __future__ import annotations

from math import floor, log2
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

    Shares = tuple[float, ...]
    """The least and the greatest share of input in the tokens of some requests; empty: of no tokens."""

_MILLION = 1e6
_FEWEST, _MOST = -3, 10
"""Requests have their bounds in common until input by output doubles: from below 1 : 4 to above 1,024 : 1."""
_SHORT_INPUT = 2_048
"""No tier of the catalog begins so low: requests up to here are bounded without reading price rows."""
_SLACK = 1 - 1e-9
"""A bound rests on other roundings than a value does, and must not come out below it."""


class _Rates(NamedTuple):
    """USD per million tokens in one tier; None: unknown."""

    input: float | None
    output: float | None


class CostTerm:
    """1 / (1 + p), with p in USD per million of the call's tokens: 1 where it is free, 0.5 at 1 USD."""

    name = "cost"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The dearer, the less; tiers, and what the session's cache saves, are counted. None: unknown."""
        needs, home, flat = case.needs, case.home, case.frame.tariffs.flat
        read, written = needs.input, needs.output
        scale = _MILLION / (read + written or 1)
        return [
            _at(case, place, scale)
            if (rates := flat[place]) is None or place == home
            else 1.0 / (1.0 + (rates[0] + rates[1] * read + rates[2] * written) * scale)
            for place in places
        ]

    def bound_key(self, needs: Needs) -> tuple[Shares, bool]:
        """How input and output stand to each other, roughly, and whether tiers can matter."""
        return _shares(needs), needs.input > _SHORT_INPUT

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:
        """At the least price that a token can have.

        It is a mean of two rates, so that it is least at an end of the range of its shares, in the cheapest
        tier. What is charged beside tokens only adds to it.
        """
        shares, is_long = self.bound_key(needs)
        tiers: Sequence[Sequence[_Rates]] = frame.kept(
            ("rates", is_long), lambda: [_tiers(frame, place, is_long=is_long) for place in range(len(frame))]
        )
        return [_bound(rates, shares) for rates in tiers]

    def words(self, case: Case, place: int) -> str:
        """The expected cost in USD, and by the token."""
        needs, is_warm = case.needs, case.is_warm(place)
        cost = case.frame.tariffs.cost(place, needs, warm=is_warm)
        if cost is None:
            return "cost unknown"
        each = cost * _MILLION / (needs.input + needs.output or 1)
        cached = f", {needs.cached:,} tokens read from the cache" if is_warm and needs.cached else ""
        return f"{cost:.4g} USD ({each:.4g} per million tokens{cached})"


def _at(case: Case, place: int, scale: float) -> float | None:
    """The value where rates have tiers, are not all known, or were not read yet."""
    cost = case.frame.tariffs.cost(place, case.needs, warm=place == case.home)
    return None if cost is None else 1.0 / (1.0 + cost * scale)


def _shares(needs: Needs) -> Shares:
    """The range of shares that a request is bounded with."""
    if not needs.input or not needs.output:
        total = needs.input + needs.output
        return (needs.input / total,) * 2 if total else ()
    step = min(max(floor(log2(needs.input / needs.output)), _FEWEST), _MOST)
    return 0.0 if step == _FEWEST else _share(step), 1.0 if step == _MOST else _share(step + 1)


def _share(step: int) -> float:
    ratio = 2.0**step
    return ratio / (1.0 + ratio)


def _tiers(frame: Frame, place: int, *, is_long: bool) -> Sequence[_Rates]:
    """The rates of each tier; those of a short call by the columns alone, where no price row was read yet."""
    model = frame.models[place]
    if (is_long or not model.has_unread_prices) and any(price.above_tokens for price in model.prices):
        return [
            _Rates(_of_million(tier.input), _of_million(tier.output))
            for tier in frame.tariffs.of(place).tiers
        ]
    rates = model.cost_per_1m_input_tokens, model.cost_per_1m_output_tokens
    return (_Rates(*[None if rate is None else float(rate) for rate in rates]),)


def _of_million(rate: float | None) -> float | None:
    return None if rate is None else rate * _MILLION


def _bound(tiers: Sequence[_Rates], shares: Shares) -> float:
    """The most that the value can be, 0 where no tier says what both kinds of token cost."""
    if not shares:
        return 1.0
    fewest, most = shares
    prices = [
        share * (rates.input or 0.0) + (1.0 - share) * (rates.output or 0.0)
        for rates in tiers
        if (most == 0.0 or rates.input is not None) and (fewest == 1.0 or rates.output is not None)
        for share in shares
    ]
    return 1.0 / (1.0 + min(prices) * _SLACK) if prices else 0.0
