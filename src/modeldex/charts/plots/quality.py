"""Price against quality: a point per model, and the line of those that none matches for less."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from modeldex.charts.axis import linear_axis
from modeldex.charts.plots.choice import choose, homes
from modeldex.charts.plots.conditions import Conditions
from modeldex.charts.plots.models import model_figure
from modeldex.charts.plots.price import BLEND
from modeldex.charts.text import printable
from modeldex.core.errors import UnknownNameError
from modeldex.core.quality import BENCHMARKS, DERIVED_FROM, PERCENTAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.charts.figure import Figure
    from modeldex.core.model_config import ModelConfig

DEFAULT = "arena_overall"
"""One board that has judged most models: points are on one scale, which a mean of what is known is not."""
SCORES = tuple(DERIVED_FROM)


def quality(
    catalog: ModelCatalog,
    by: str = DEFAULT,
    price: str = BLEND,
    conditions: Conditions = Conditions(),  # noqa: B008 - frozen
) -> Figure:
    """The picture of price against a quality score or a benchmark."""
    _check(catalog, by)
    choice = choose(conditions.offerings(catalog), homes(catalog), price, partial(_worth, by))
    return model_figure(
        catalog,
        choice,
        conditions,
        name="quality",
        title=f"Price against quality: {_title(by)}",
        measure=_measure(by),
        price=price,
        axis=lambda values: linear_axis(_axis_title(by), values),
        worth_text=lambda value: f"{value:g}",
    )


def _check(catalog: ModelCatalog, by: str) -> None:
    """Refuse a measure that no model has, and list those that there are, the most frequent first."""
    if by in SCORES or by in BENCHMARKS:
        return
    counts: dict[str, int] = {}
    for model in catalog.all_models():
        for name in model.benchmarks:
            counts[name] = counts.get(name, 0) + 1
    if by not in counts:
        known = sorted(counts, key=lambda name: (-counts[name], name))
        raise UnknownNameError("measure of quality", by, (*SCORES, *known))


def _worth(by: str, offerings: Sequence[ModelConfig]) -> Mapping[str, float]:
    """What the first of a model's offerings states stands for all of them: it is the model's, not theirs."""
    values = (
        getattr(one.quality_scores, by) if by in SCORES else one.benchmarks.get(by) for one in offerings
    )
    value = next((value for value in values if value is not None), None)
    return {} if value is None else {one.id: value for one in offerings}


def _words(by: str) -> str:
    return printable(by.replace("_", " "))


def _title(by: str) -> str:
    return f"{by} score" if by in SCORES else _words(by)


def _measure(by: str) -> str:
    return f"{by} score" if by in SCORES else _words(by)


def _axis_title(by: str) -> str:
    if by in SCORES:
        return f"{by} score, 0 to 1"
    unit = ", 0 to 100" if by in PERCENTAGES else ", rating" if by.startswith("arena_") else ""
    return f"{_words(by)}{unit}"
