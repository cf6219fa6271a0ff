"""The price of one model across its providers: rows, order, words."""

import pytest

from modeldex import InvalidValueError, ModelCatalog, ModelConfig, ModelNotFoundError
from modeldex.charts.figure import Dot, Dots, Figure
from modeldex.charts.plots.providers import providers, rows


def _rows(figure: Figure) -> tuple[Dot, ...]:
    (panel,) = figure.panels
    assert isinstance(panel, Dots)
    return panel.rows


def test_a_provider_has_a_row_per_state_the_cheapest_first_and_unknown_ones_last(market: ModelCatalog):
    assert [(row.label, *row.shown) for row in _rows(providers(market, "birds/tern"))] == [
        ("hub", "free", "free"),
        ("cellar", "0.02", "0.02"),
        ("hub", "0.10", "0.10"),
        ("bazaar", "0.30", "0.30"),
        ("acme", "0.40", "0.40"),
        ("hub", "variable", "variable"),
        ("attic", "other units", "other units"),
        ("closet", "unknown", "unknown"),
    ]


def test_only_amounts_above_zero_have_a_place_on_the_axis(market: ModelCatalog):
    rows = {(row.label, row.shown[0]): row for row in _rows(providers(market, "birds/tern"))}

    assert (rows["cellar", "0.02"].low, rows["cellar", "0.02"].high) == (0.02, 0.02)
    for row in (rows["hub", "free"], rows["hub", "variable"], rows["attic", "other units"]):
        assert (row.low, row.high) == (None, None)


def test_the_maker_s_own_is_marked_and_one_that_is_ending_says_so(market: ModelCatalog):
    swan = {row.label: row for row in _rows(providers(market, "acme/swan"))}
    tern = {row.label: row for row in _rows(providers(market, "birds/tern"))}

    assert (swan["acme"].is_marked, swan["acme"].note) == (True, "maker's own")
    assert not swan["hub"].is_marked
    assert tern["acme"].note == "deprecated"


def test_an_offering_that_is_ending_speaks_for_its_provider_only_where_no_other_does(market: ModelCatalog):
    owl = ModelConfig(model_id="owl", provider="hub", status="deprecated", cost_per_1m_input_tokens=1)
    others = [owl.replace(model_id="dear", status="active", cost_per_1m_input_tokens=2), owl]

    assert [row.offering.model_id for row in rows(others, {})] == ["dear"]
    assert [row.offering.model_id for row in rows([owl], {})] == ["owl"]


def test_rows_without_an_amount_are_drawn_on_the_axis_of_all(market: ModelCatalog):
    (row,) = _rows(providers(market, "birds/tern", limit=1))

    assert row.shown == ("free", "free")


def test_retired_offerings_are_left_out_and_counted(market: ModelCatalog):
    figure = providers(market, "birds/tern")

    assert "hub/tern-old" not in [row[1] for row in figure.table.rows]
    assert "Retired and not drawn: 1." in figure.subtitle
    assert "6 providers" in figure.subtitle
    assert market.version in figure.subtitle


@pytest.mark.parametrize("name", ["birds/tern", "hub/tern", "closet/tern"])
def test_a_model_is_found_by_its_own_id_and_by_its_offerings(name: str, market: ModelCatalog):
    assert providers(market, name).title == "What providers charge for tern"


def test_as_many_rows_as_were_asked_for_are_drawn(market: ModelCatalog):
    figure = providers(market, "birds/tern", limit=3)

    assert len(_rows(figure)) == len(figure.table.rows) == 3
    assert "The 3 cheapest of 8 rows." in figure.subtitle


def test_the_table_names_the_offering_of_each_row(market: ModelCatalog):
    table = providers(market, "acme/swan").table

    assert [heading for heading, _ in table.columns][:4] == ["provider", "offering", "input", "output"]
    assert table.rows[0] == ("hub", "hub/swan", "1.80", "9.00", "active", "", "1")
    assert table.rows[1] == ("acme", "acme/swan", "2.00", "10.00", "active", "the maker's own", "1")


def test_the_axis_is_of_factors_only_where_prices_span_decades(market: ModelCatalog):
    (wide,), (narrow,) = (providers(market, name).panels for name in ("birds/tern", "birds/owl"))
    assert isinstance(wide, Dots)
    assert isinstance(narrow, Dots)

    assert wide.x.is_log
    assert not narrow.x.is_log


@pytest.mark.parametrize("name", ["acme/swan-gift", "birds/owl-mist"])
def test_a_model_without_an_amount_is_an_error_that_says_so(name: str, market: ModelCatalog):
    with pytest.raises(
        InvalidValueError, match=f"nobody states a price above zero in USD per token for {name}"
    ):
        providers(market, name)


def test_an_unknown_model_is_an_error_with_near_names(market: ModelCatalog):
    with pytest.raises(ModelNotFoundError, match=r"birds/tern|hub/tern"):
        providers(market, "birds/ternn")


def test_the_name_of_its_file_is_plain(market: ModelCatalog):
    assert providers(market, "birds/tern").name == "providers-birds-tern"
