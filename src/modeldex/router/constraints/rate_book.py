"""`RateBook`: the exact rates of all candidates, by the tier that a size of input falls into."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from modeldex.core.usage import Usage
from modeldex.router.constraints.memo import Memo
from modeldex.router.constraints.ranked import Ranked
from modeldex.router.constraints.sum_tree import SumPoint, SumTree
from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from typing import Any

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.frames.frame import Frame

_MILLION = 1e6
_NOTHING = Decimal(0)


class ExactRates(NamedTuple):
    """USD per million tokens, and per call, in one tier of a model; None: unknown."""

    input: Decimal | None
    output: Decimal | None
    charge: Decimal | None
    """Per call beside its tokens; zero where none is stated."""
    image: Decimal | None
    """Per image read; None also where images are counted in tokens."""

    @property
    def request(self) -> Decimal | None:
        """Per call beside its tokens; unknown also where nobody states any rate."""
        is_priced = self.charge or self.input is not None or self.output is not None
        return self.charge if is_priced else None


def rates_of(model: ModelConfig, input_tokens: int) -> ExactRates:
    """The rates of a model that hold for an input of some size."""
    cost = model.cost(Usage(input_tokens=max(input_tokens, 1), output_tokens=1))
    rates = {part.unit: part.rate for part in cost.parts}
    charge = None if "requests" in cost.missing else rates.get("requests", _NOTHING)
    return ExactRates(
        rates.get("input_tokens"), rates.get("output_tokens"), charge, model.cost_per_input_image
    )


class _Part(NamedTuple):
    """Candidates, and a size of input that falls into their tier."""

    places: list[int]
    size: int
    name: str


class RateBook:
    """Rates by place. Most models have one tier: theirs stand once, those of the others once per tier."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        tariffs = [frame.tariffs.of(place) for place in range(len(frame))]
        self._thresholds = sorted({one for tariff in tariffs for one in tariff.thresholds})
        self._flat = _Part([at for at, one in enumerate(tariffs) if not one.thresholds], 1, "flat")
        self._tiered = [at for at, one in enumerate(tariffs) if one.thresholds]
        self._kept: dict[Hashable, Any] = {}
        self._cuts = Memo()

    def at_most(self, rate: str, bound: Decimal, input_tokens: int) -> int:
        """The candidates whose rate, by its name in `ExactRates`, is known to be so much or less."""
        tier = bisect_left(self._thresholds, input_tokens) if self._tiered else 0
        found: int = self._cuts.of((rate, bound, tier), lambda: self._cut(rate, bound, input_tokens))
        return found

    def _cut(self, rate: str, bound: Decimal, input_tokens: int) -> int:
        found = 0
        for part in self._parts(input_tokens):
            column: Ranked = self._keep(("column", part.name, part.size, rate), self._column, part, rate)
            found |= column.at_most(bound)
        return found

    def trees(self, input_tokens: int, output_tokens: int) -> list[SumTree]:
        """All candidates whose rates are known of what a call uses, in the plane of their rates."""
        used = bool(input_tokens), bool(output_tokens)
        return [
            self._keep(("tree", part.name, part.size, used), self._tree, part, *used)
            for part in self._parts(input_tokens)
        ]

    def _parts(self, input_tokens: int) -> Iterator[_Part]:
        """The candidates of one tier, and the others in the tier of this size."""
        yield self._flat
        if self._tiered:
            tier = bisect_left(self._thresholds, input_tokens)
            yield _Part(self._tiered, self._thresholds[tier - 1] + 1 if tier else 1, "tiered")

    def _keep(self, key: Hashable, make: Callable[..., Any], *of: Any) -> Any:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make(*of)
        return found

    def _exact(self, part: _Part) -> list[ExactRates]:
        found: list[ExactRates] = self._keep(("rates", part.name, part.size), self._read, part)
        return found

    def _read(self, part: _Part) -> list[ExactRates]:
        return [rates_of(self._frame.models[place], part.size) for place in part.places]

    def _column(self, part: _Part, rate: str) -> Ranked:
        amounts: list[Decimal | None] = [None] * len(self._frame)
        for place, rates in zip(part.places, self._exact(part), strict=True):
            amounts[place] = getattr(rates, rate)
        return Ranked(amounts)

    def _tree(self, part: _Part, reads: bool, writes: bool) -> SumTree:
        """`reads`, `writes`: whether a call uses such tokens; the rate of what it does not may be unknown."""
        groups: dict[tuple[Decimal, Decimal, Decimal], list[int]] = {}
        for place, rates in zip(part.places, self._exact(part), strict=True):
            read, written = (rates.input if reads else _NOTHING), (rates.output if writes else _NOTHING)
            if read is not None and written is not None and rates.charge is not None:
                groups.setdefault((read, written, rates.charge), []).append(place)
        size = len(self._frame)
        return SumTree([
            SumPoint(
                float(read) / _MILLION, float(written) / _MILLION, float(call), bits_of(found, size), found[0]
            )
            for (read, written, call), found in groups.items()
        ])  # fmt: skip


def rate_book(frame: Frame) -> RateBook:
    """The rate book of a frame; made once."""
    found: RateBook = frame.kept("rate book", lambda: RateBook(frame))
    return found
