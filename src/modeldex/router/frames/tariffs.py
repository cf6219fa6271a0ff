"""`Tariffs`: what a call costs at each candidate, in binary fractions: quick enough to hold many of them.

Rates are taken once from the exact ones, tier by tier. What is charged, and what a plan states, is always
worked out exactly, by `ModelConfig.cost`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.asked.needs import Needs

_PER_MILLION = 1e-6


class Rates(NamedTuple):
    """USD per token, and per call, in one tier of a model; None: unknown."""

    input: float | None
    cache_read: float | None
    output: float | None
    request: float | None
    """Beside the tokens; 0 where none is stated."""


class ModelTariff(NamedTuple):
    """The rates of one model."""

    thresholds: tuple[int, ...]
    """Tokens of input above which the next tier holds."""
    tiers: tuple[Rates, ...]
    """One more than there are thresholds, the base rates first."""

    @property
    def flat(self) -> tuple[float, float, float] | None:
        """USD per call, token of input and token of output, where they are the same for every call."""
        read, _, written, call = self.tiers[0]
        if self.thresholds or read is None or written is None or call is None:
            return None
        return call, read, written

    def cost(self, input_tokens: int, cached_tokens: int, output_tokens: int) -> float | None:
        """USD of a call, `cached_tokens` of whose input come from a prompt cache; None: unknown."""
        tiers = self.tiers
        rates = tiers[0] if len(tiers) == 1 else tiers[bisect_left(self.thresholds, input_tokens)]
        cost = rates.request
        if cost is None:
            return None
        for rate, count in (
            (rates.input, input_tokens - cached_tokens),
            (rates.output, output_tokens),
            (rates.cache_read, cached_tokens),
        ):
            if count:
                if rate is None:
                    return None
                cost += rate * count
        return cost


class Tariffs:
    """The tariffs of some models, each made when it is first needed."""

    __slots__ = ("_made", "_models", "flat")

    def __init__(self, models: Sequence[ModelConfig]) -> None:
        self._models = models
        self._made: list[ModelTariff | None] = [None] * len(models)
        self.flat: list[tuple[float, float, float] | None] = [None] * len(models)
        """By place: USD per call, token of input and token of output, of models with one tier and all three
        rates known. None: it is another model, or was not read yet; `cost` tells."""

    def of(self, place: int) -> ModelTariff:
        """The tariff of the model at a place."""
        found = self._made[place]
        if found is None:
            found = self._made[place] = tariff_of(self._models[place])
            self.flat[place] = found.flat
        return found

    def cost(self, place: int, needs: Needs, *, warm: bool = False) -> float | None:
        """USD that a call is expected to cost, with a warm prompt cache or without; None: unknown."""
        return self.of(place).cost(needs.input, needs.cached if warm else 0, needs.output)


def tariff_of(model: ModelConfig) -> ModelTariff:
    """The rates of a model as they are in force, by tier of the input."""
    thresholds = tuple(sorted({price.above_tokens for price in model.rates_in_force if price.above_tokens}))
    return ModelTariff(thresholds, tuple(_rates(model, above) for above in (0, *thresholds)))


def _rates(model: ModelConfig, above: int) -> Rates:
    """The rates of the tier that begins above so many tokens, asked of the exact ones by a call in it."""
    cost = model.cost(Usage(input_tokens=above + 1, cache_read_tokens=1 if above else 0, output_tokens=1))
    rates = {part.unit: float(part.rate) for part in cost.parts}
    cached = rates.get("cache_read_tokens")
    if not above:  # a token of cache beside one of input could reach a tier of its own
        cached = _cached(model)
    return Rates(
        _of_token(rates.get("input_tokens")),
        _of_token(cached),
        _of_token(rates.get("output_tokens")),
        None if "requests" in cost.missing else rates.get("requests", 0.0),
    )


def _cached(model: ModelConfig) -> float | None:
    cost = model.cost(Usage(cache_read_tokens=1))
    return next((float(part.rate) for part in cost.parts if part.unit == "cache_read_tokens"), None)


def _of_token(rate: float | None) -> float | None:
    return None if rate is None else rate * _PER_MILLION
