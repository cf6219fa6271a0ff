"""Which offering speaks for a model: its maker's own, or else the middle one of the others.

The cheapest of the others would be the price of whoever undercuts everybody, by a special rate or
by mistake, and the frontier of a picture would consist of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.charts.plots.price import price_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig


@dataclass(frozen=True, slots=True)
class Chosen:
    """One canonical model with the offering that speaks for it."""

    model: str
    """Id of the canonical model, `maker/name`."""
    offering: ModelConfig
    price: Decimal
    """USD per million tokens, above zero."""
    worth: float
    """What the price is set against."""
    is_own: bool
    """Whether the offering is the maker's own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and of how many models nothing could be."""

    models: tuple[Chosen, ...]
    """By id."""
    free: int
    """Models that are offered free alone: they have no place on a log axis."""
    unpriced: int
    """Models without a known price in USD."""


def homes(catalog: ModelCatalog) -> dict[str, frozenset[str]]:
    """Maker -> the providers at which its models are at home."""
    found: dict[str, set[str]] = {}
    for provider in catalog.providers():
        for maker in provider.home_of:
            found.setdefault(maker, set()).add(provider.id)
    return {maker: frozenset(providers) for maker, providers in found.items()}


def by_model(offerings: Iterable[ModelConfig]) -> dict[str, list[ModelConfig]]:
    """Id of a canonical model -> its offerings; those of no known model are left out."""
    found: dict[str, list[ModelConfig]] = {}
    for offering in offerings:
        if offering.canonical_model is not None:
            found.setdefault(offering.canonical_model, []).append(offering)
    return dict(sorted(found.items()))


def choose(
    offerings: Iterable[ModelConfig],
    own: Mapping[str, frozenset[str]],
    price: str,
    worth: Callable[[Sequence[ModelConfig]], Mapping[str, float]],
) -> Choice:
    """One offering per canonical model, of those with a price and a worth.

    `own` says where makers are at home, `price` is one of `PRICES`, and `worth` gives full id ->
    worth for the offerings of one model, as far as it is known.
    """
    models: list[Chosen] = []
    free = unpriced = 0
    for model, siblings in by_model(offerings).items():
        known = worth(siblings)
        prices = {one.id: price_of(one, price) for one in siblings if one.id in known}
        priced = [
            Chosen(model, one, amount, known[one.id], is_own(one, own))
            for one in siblings
            if (amount := prices.get(one.id))
        ]
        if priced:
            models.append(_speaker(priced))
        elif known:
            is_free = any(amount is not None for amount in prices.values())
            free, unpriced = free + is_free, unpriced + (not is_free)
    return Choice(tuple(models), free, unpriced)


def _speaker(priced: Sequence[Chosen]) -> Chosen:
    """The cheapest of the maker's own; else the median by price, of two the dearer: some are for batches."""
    ordered = sorted(priced, key=lambda one: (one.price, one.offering.id))
    own = [one for one in ordered if one.is_own]
    return own[0] if own else ordered[len(ordered) // 2]


def is_own(offering: ModelConfig, own: Mapping[str, frozenset[str]]) -> bool:
    """Whether an offering is at its maker's own provider."""
    return offering.provider in own.get(offering.maker or "", ())
