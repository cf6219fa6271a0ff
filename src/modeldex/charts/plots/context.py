"""Context window against price: a point per model, and the line of the largest window for the price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.charts.axis import log_axis, tokens_text
from modeldex.charts.plots.choice import choose, homes
from modeldex.charts.plots.conditions import Conditions
from modeldex.charts.plots.models import model_figure
from modeldex.charts.plots.price import INPUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.charts.figure import Figure
    from modeldex.core.model_config import ModelConfig


def context(
    catalog: ModelCatalog,
    price: str = INPUT,
    conditions: Conditions = Conditions(),  # noqa: B008 - frozen
) -> Figure:
    """The picture of context window against price."""
    choice = choose(conditions.offerings(catalog), homes(catalog), price, _window)
    return model_figure(
        catalog,
        choice,
        conditions,
        name="context",
        title="Context window against price",
        measure="context window",
        price=price,
        axis=lambda values: log_axis("context window in tokens, log scale", values, tokens_text),
        worth_text=lambda value: f"{round(value):,} tokens",
    )


def _window(offerings: Sequence[ModelConfig]) -> Mapping[str, float]:
    """Each offering has its own: providers cut windows short."""
    return {one.id: float(one.context_window) for one in offerings if one.context_window is not None}
