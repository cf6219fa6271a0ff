"""Price against quality: which models, at which price, on which line, and what the words say."""

import pytest

from modeldex import InvalidValueError, ModelCatalog, UnknownNameError
from modeldex.charts.figure import Figure, Scatter
from modeldex.charts.plots.conditions import Conditions
from modeldex.charts.plots.quality import DEFAULT, quality


def _panel(figure: Figure) -> Scatter:
    (panel,) = figure.panels
    assert isinstance(panel, Scatter)
    return panel


def _points(figure: Figure) -> dict[str, tuple[float, float]]:
    return {point.label: (point.x, point.y) for point in _panel(figure).points}


def _line(figure: Figure) -> list[str]:
    panel = _panel(figure)
    return [panel.points[place].label for place in panel.frontier]


def test_there_is_one_point_per_model_at_its_price_and_score(market: ModelCatalog):
    assert _points(quality(market, "gpqa")) == {
        "swan": (4.0, 80.0),  # its maker's own 2 and 10, three to one
        "swan-mini": (0.4, 60.0),
        "tern": (0.1, 45.0),  # the median of 0.02, 0.1 and 0.3
        "owl": (5.0, 70.0),
    }


@pytest.mark.parametrize(("price", "swan"), [("input", 2.0), ("output", 10.0), ("blend", 4.0)])
def test_the_price_is_the_one_that_was_asked_for_and_the_axis_says_which(
    price: str, swan: float, market: ModelCatalog
):
    figure = quality(market, "gpqa", price)

    assert _points(figure)["swan"][0] == swan
    assert {"blend": "3 input to 1 output"}.get(price, price) in _panel(figure).x.title
    assert _panel(figure).x.is_log
    assert not _panel(figure).y.is_log


def test_the_line_goes_from_the_cheapest_to_the_best(market: ModelCatalog):
    assert _line(quality(market, "gpqa")) == ["tern", "swan-mini", "swan"]


def test_the_largest_makers_come_first_in_the_legend(market: ModelCatalog):
    assert _panel(quality(market, "gpqa")).groups == ("acme", "birds")


def test_the_subtitle_says_what_was_counted_left_out_and_asked(market: ModelCatalog):
    subtitle = quality(market, "gpqa").subtitle.replace("\u00a0", " ")

    assert subtitle.startswith("4 models: 2 at the maker's own price, 2 at the median of their providers.")
    assert "Not drawn: 1 offered free and 1 without a price in USD." in subtitle
    assert subtitle.endswith(f"modeldex catalog {market.version}.")


@pytest.mark.parametrize(
    ("conditions", "labels", "words"),
    [
        (Conditions(provider="hub"), {"swan", "tern", "owl"}, "3 models at hub."),
        (Conditions(maker="acme"), {"swan", "swan-mini"}, "2 models of acme: all at the maker's own price."),
        (Conditions(capabilities="chat,vision"), {"swan"}, "1 model with chat, vision: all at"),
        (Conditions(max_input_cost="0.2"), {"swan-mini", "tern"}, "at most 0.2 USD per million input tokens"),
        (Conditions(status=("preview",)), {"owl"}, "1 model status preview"),
        (Conditions(limit=2), {"swan", "owl"}, "2 models, the highest of 4 in gpqa"),
        (Conditions(limit=9), {"swan", "swan-mini", "tern", "owl"}, "4 models: 2 at"),
    ],
)
def test_conditions_hold_for_every_point_and_stand_in_the_subtitle(
    conditions: Conditions, labels: set[str], words: str, market: ModelCatalog
):
    figure = quality(market, "gpqa", conditions=conditions)

    assert set(_points(figure)) == labels
    assert words in figure.subtitle


def test_a_provider_s_price_stands_where_only_it_is_asked_about(market: ModelCatalog):
    assert _points(quality(market, "gpqa", conditions=Conditions(provider="hub")))["swan"][0] == 3.6


def test_a_score_is_a_measure_too(market: ModelCatalog):
    figure = quality(market, "reasoning")

    assert _points(figure)["swan"][1] == 0.8
    assert _panel(figure).y.title == "reasoning score, 0 to 1"


def test_the_table_has_every_point_with_its_offering_the_best_first(market: ModelCatalog):
    table = quality(market, "gpqa").table
    rows = [dict(zip([heading for heading, _ in table.columns], row, strict=True)) for row in table.rows]

    assert [row["model"] for row in rows] == ["acme/swan", "birds/owl", "acme/swan-mini", "birds/tern"]
    assert rows[0] == {
        "model": "acme/swan", "offering": "acme/swan", "whose": "the maker's own", "input": "2.00",
        "output": "10.00", "3:1 blend": "4.00", "gpqa": "80", "on the line": "yes",
    }  # fmt: skip
    assert (rows[3]["offering"], rows[3]["whose"]) == ("hub/tern", "median of the providers")
    assert rows[1]["on the line"] == ""


def test_the_summary_tells_the_line(market: ModelCatalog):
    summary = quality(market, "gpqa").summary

    assert "tern, 0.10 USD, 45; swan-mini, 0.40 USD, 60; swan, 4.00 USD, 80" in summary


def test_the_axis_of_a_percentage_says_its_range(market: ModelCatalog):
    assert _panel(quality(market, "gpqa")).y.title == "gpqa, 0 to 100"


@pytest.mark.parametrize("by", ["gpqua", "acuracy", "", DEFAULT])
def test_a_measure_that_no_model_has_is_an_error_with_those_there_are(by: str, market: ModelCatalog):
    with pytest.raises(UnknownNameError, match="measure of quality") as caught:
        quality(market, by)

    assert caught.value.known == ("reasoning", "coding", "creative", "summarization", "gpqa")


@pytest.mark.parametrize("by", ["mmlu", "creative"])
def test_a_known_measure_that_no_model_has_is_an_error_that_says_so(by: str, market: ModelCatalog):
    with pytest.raises(InvalidValueError, match=f"known {by}"):
        quality(market, by)


def test_conditions_that_nothing_meets_are_an_error_that_repeats_them(market: ModelCatalog):
    with pytest.raises(InvalidValueError, match="of acme, at closet") as caught:
        quality(market, "gpqa", conditions=Conditions(provider="closet", maker="acme"))

    assert "leave a condition out" in str(caught.value)


def test_models_that_are_all_free_are_an_error_that_says_so(market: ModelCatalog):
    with pytest.raises(InvalidValueError, match="price above zero"):
        quality(market, "gpqa", conditions=Conditions(max_input_cost=0))


def test_an_unknown_price_is_an_error_with_those_there_are(market: ModelCatalog):
    with pytest.raises(UnknownNameError, match="blend"):
        quality(market, "gpqa", "cached")
