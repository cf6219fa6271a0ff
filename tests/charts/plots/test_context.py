"""Context window against price: each offering has its own window, and both axes are of factors."""

import pytest

from modeldex import InvalidValueError, ModelCatalog
from modeldex.charts.figure import Figure, Scatter
from modeldex.charts.plots.conditions import Conditions
from modeldex.charts.plots.context import context


def _panel(figure: Figure) -> Scatter:
    (panel,) = figure.panels
    assert isinstance(panel, Scatter)
    return panel


def _points(figure: Figure) -> dict[str, tuple[float, float]]:
    return {point.label: (point.x, point.y) for point in _panel(figure).points}


def test_a_window_is_the_one_of_the_offering_whose_price_is_drawn(market: ModelCatalog):
    assert _points(context(market)) == {
        "swan": (2.0, 200_000.0),
        "swan-mini": (0.2, 200_000.0),
        "tern": (0.1, 32_000.0),
        "owl": (5.0, 1_000_000.0),
    }
    assert _points(context(market, conditions=Conditions(provider="hub")))["swan"] == (1.8, 128_000.0)


def test_the_line_is_of_the_largest_window_for_the_price(market: ModelCatalog):
    panel = _panel(context(market))

    assert [panel.points[place].label for place in panel.frontier] == ["tern", "swan-mini", "owl"]


def test_both_axes_are_of_factors_and_windows_are_counted_in_thousands(market: ModelCatalog):
    panel = _panel(context(market))

    assert panel.x.is_log
    assert panel.y.is_log
    assert {"100K", "1M"} <= {name for _, name in panel.y.ticks}


def test_the_table_gives_windows_in_full(market: ModelCatalog):
    assert "1,000,000 tokens" in context(market).table.rows[0]


def test_the_price_may_be_another(market: ModelCatalog):
    assert _points(context(market, "blend"))["swan"] == (4.0, 200_000.0)


def test_nothing_to_draw_is_an_error(market: ModelCatalog):
    with pytest.raises(InvalidValueError, match="plot context"):
        context(market, conditions=Conditions(provider="closet"))
