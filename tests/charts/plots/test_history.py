"""Prices over time: what held when, where nobody says, and how it ends."""

from datetime import date
from pathlib import Path

import pytest

from modeldex import InvalidValueError, ModelCatalog, ModelNotFoundError
from modeldex.charts.figure import Figure, Steps
from modeldex.charts.plots.history import history


def _panels(figure: Figure) -> list[Steps]:
    panels = [panel for panel in figure.panels if isinstance(panel, Steps)]
    assert len(panels) == len(figure.panels)
    return panels


def _days(panel: Steps, line: int = 0) -> list[tuple[str, str, float]]:
    return [
        (str(date.fromordinal(step.since)), str(date.fromordinal(step.until)), step.value)
        for step in panel.lines[line].steps
    ]


def test_input_stands_above_output_and_each_rate_ends_where_the_next_begins(market: ModelCatalog):
    read, written = _panels(history(market, ["swan"]))

    assert [panel.heading.partition(",")[0] for panel in (read, written)] == ["input", "output"]
    assert _days(read) == [
        ("2025-01-01", "2025-07-01", 8.0),
        ("2025-07-01", "2026-01-01", 4.0),
        ("2026-01-01", "2026-10-25", 2.0),
    ]


def test_days_of_which_nobody_says_stay_empty(market: ModelCatalog):
    _, written = _panels(history(market, ["swan"]))

    assert _days(written) == [("2025-01-01", "2025-07-01", 30.0), ("2025-09-01", "2026-10-25", 10.0)]


def test_a_rate_without_a_beginning_begins_when_it_was_seen(market: ModelCatalog):
    read, _ = _panels(history(market, ["acme/swan-mini"]))

    assert _days(read) == [("2026-10-25", "2026-10-25", 0.2)]
    assert read.x.low < date(2026, 10, 1).toordinal()


def test_several_models_share_the_axes_and_have_a_colour_each(market: ModelCatalog):
    read, written = _panels(history(market, ["swan", "hub/tern", "swan-mini", "acme/swan"]))

    assert [line.label for line in read.lines] == ["swan", "tern", "swan-mini"]
    assert [line.colour for line in read.lines] == [0, 1, 2]
    assert read.x == written.x
    assert read.names == written.names
    assert read.y.is_log


def test_models_of_one_name_are_told_apart_by_their_providers(market: ModelCatalog):
    read, _ = _panels(history(market, ["hub/tern", "bazaar/tern"]))

    assert [line.label for line in read.lines] == ["hub/tern", "bazaar/tern"]


def test_one_model_is_named_in_the_title_alone(market: ModelCatalog):
    figure = history(market, ["swan"])

    assert figure.title == "Price history of swan"
    assert [line.label for line in _panels(figure)[0].lines] == [""]


def test_a_retired_model_ends_on_its_day_or_where_that_is_unknown_when_it_was_seen(market: ModelCatalog):
    until_known, _ = _panels(history(market, ["acme/swan-old"]))
    until_unknown, _ = _panels(history(market, ["hub/tern-old"]))

    assert [until for _, until, _ in _days(until_known)] == ["2026-10-25"]  # seen after its day
    assert _days(until_unknown) == [("2026-10-25", "2026-10-25", 0.05)]


def test_a_free_price_is_drawn_as_zero_and_called_free(market: ModelCatalog):
    read, _ = _panels(history(market, ["acme/swan-gift"]))

    assert read.lines[0].steps[0].shown == "free"
    assert (read.y.is_log, read.y.low) == (False, 0)


def test_the_table_has_every_rate_with_its_days_its_source_and_why_it_changed(market: ModelCatalog):
    rows = history(market, ["swan"]).table.rows

    assert rows[0] == ("acme/swan", "input", "8.00", "2025-01-01", "2025-07-01", "", "survey")
    assert rows[-1] == (
        "acme/swan", "output", "10.00", "2025-09-01", "", "an earlier record was wrong", "survey"
    )  # fmt: skip


def test_the_subtitle_says_what_was_counted_and_who_has_no_price(market: ModelCatalog):
    subtitle = history(market, ["swan", "closet/tern"]).subtitle

    assert "Standard rates at acme, closet: 5 dated prices" in subtitle
    assert "Without a dated price: closet/tern." in subtitle
    assert market.version in subtitle


def test_the_summary_tells_every_price(market: ModelCatalog):
    assert "acme/swan input: 8.00 from 2025-01-01, 4.00 from 2025-07-01" in history(market, ["swan"]).summary


@pytest.mark.parametrize("name", ["closet/tern", "hub/auto"])
def test_a_model_without_a_dated_price_is_an_error(name: str, market: ModelCatalog):
    with pytest.raises(InvalidValueError, match=f"nobody dates a token price of {name}"):
        history(market, [name])


def test_more_models_than_colours_are_an_error(market: ModelCatalog):
    names = [model.id for model in market.all_models()[:7]]

    with pytest.raises(InvalidValueError, match="1 to 6 models, not 7"):
        history(market, names)


def test_an_unknown_model_is_an_error_with_near_names(market: ModelCatalog):
    with pytest.raises(ModelNotFoundError, match="acme/swan"):
        history(market, ["acme/swann"])


def test_a_price_to_come_makes_the_axis_longer(compiled, tmp_path: Path):
    prices = """\
id|unit|amount|valid_from|valid_to|recorded_on|kind|source
acme/swan|input_tokens|2|2026-09-01|2026-12-01|2026-09-01|market|survey
acme/swan|input_tokens|3|2026-12-01||2026-10-25|market|survey
"""
    models = "id|name|status|output_per_1m|maker|model\nacme/swan|Swan|C|10|acme|acme/swan\n"
    read, _ = _panels(history(compiled(tmp_path, models, prices), ["swan"]))

    assert _days(read)[-1] == ("2026-12-01", "2026-12-01", 3.0)
    assert read.x.high >= date(2026, 12, 1).toordinal()


def test_the_name_of_its_file_is_plain(market: ModelCatalog):
    assert history(market, ["hub/tern:free"]).name == "history-tern-free"
