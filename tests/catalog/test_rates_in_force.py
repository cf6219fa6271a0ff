"""One meaning of "in force" wherever rates are read, also of rates that begin or end on a day to come."""

import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from modeldex import ModelCatalog, Usage
from modeldex.catalog.column_source import FileColumns, ModelColumns
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.named_field import PRICING

_RISE = "2999-01-01"
"""Day from which acme/falcon-2 costs 4 instead of 2.5, and hub/aurora-7b costs anything."""
_EVE = "2998-12-31"


@pytest.fixture
def announced(small_path: Path, tmp_path: Path) -> ModelCatalog:
    """A copy in which prices to come are announced."""
    path = Path(shutil.copy(small_path, tmp_path / "announced.sqlite"))
    with closing(sqlite3.connect(path)) as db:
        ended = "UPDATE prices SET valid_to = ? WHERE n = 3 AND amount = '2.5'"
        db.execute(ended, (_RISE,))
        db.execute(
            "INSERT INTO prices SELECT n, 'ffff', unit, '4', currency, service, above_tokens, region,"
            " hours_utc, variant, ?, NULL, recorded_on, kind, price_id, source FROM prices"
            " WHERE n = 3 AND amount = '2.5'",
            (_RISE,),
        )
        db.execute("UPDATE prices SET valid_from = ? WHERE n = 8", (_RISE,))
        db.commit()
    return ModelCatalog.open(path)


def test_a_rate_that_ends_on_a_day_to_come_is_in_force(announced: ModelCatalog):
    falcon = announced.get_model_or_raise("acme/falcon-2")
    current = [price for price in falcon.rates_in_force if price.key == "input_tokens"]

    assert [price.amount for price in current] == [Decimal("2.5")]
    assert [price.is_current for price in falcon.prices if price.amount == 4] == [False]
    assert falcon.cost(Usage(input_tokens=100_000)).amount == Decimal("0.25")
    assert [m.id for m in announced.find_models(where="input_tokens<=2.6", maker="acme")] == [
        "acme/falcon-1",
        "acme/falcon-2",
    ]


def test_a_price_list_to_come_is_not_yet_known(announced: ModelCatalog):
    aurora = announced.get_model_or_raise("hub/aurora-7b")

    assert aurora.rates_in_force == ()
    assert aurora.pricing == "unknown"
    assert aurora.id in [m.id for m in announced.find_models(pricing="unknown")]
    assert aurora.id in [m.id for m in announced.find_models(where="pricing=?")]
    assert aurora.id not in [m.id for m in announced.find_models(pricing="priced")]


def test_the_file_and_its_models_say_the_same_of_what_is_in_force(announced: ModelCatalog):
    names = (PRICING, "input_tokens", "output_tokens", "input_tokens@batch")
    of_file = FileColumns(CatalogFile(announced.path)).columns(names)
    of_models = ModelColumns(announced.all_models()).columns(names)

    for name in names[1:]:
        assert list(of_file[name]) == list(of_models[name]), name
    assert list(of_file[PRICING]) == list(of_models[PRICING])


@pytest.mark.parametrize(("day", "cost"), [(_EVE, Decimal("2.5")), (_RISE, Decimal(4))])
def test_of_a_day_to_come_its_own_rates_are_in_force(day: str, cost: Decimal, announced: ModelCatalog):
    catalog = announced.at(day)
    falcon = catalog.get_model_or_raise("acme/falcon-2")

    assert falcon.cost_per_1m_input_tokens == cost
    assert [price.amount for price in falcon.rates_in_force if price.key == "input_tokens"] == [cost]
    assert falcon.rates_in_force == falcon.prices
    assert falcon.cost(Usage(input_tokens=100_000)).amount == cost / 10
    assert falcon.id in [m.id for m in catalog.find_models(max_input_cost=cost, where="input_tokens<=4")]
    assert falcon.id in [m.id for m in catalog.find_models(where=f"input_tokens={cost}")]


def test_a_price_list_to_come_is_known_as_of_its_first_day(announced: ModelCatalog):
    assert announced.at(_EVE).get_model_or_raise("hub/aurora-7b").pricing == "unknown"
    assert announced.at(_RISE).get_model_or_raise("hub/aurora-7b").pricing == "priced"
    assert "hub/aurora-7b" in [m.id for m in announced.at(_RISE).find_models(pricing="priced")]


def test_two_days_differ_in_the_rates_in_force_on_them(announced: ModelCatalog):
    changes = [c for c in announced.diff(announced.at(_RISE)) if c.model == "acme/falcon-2"]

    assert [(c.field, c.before, c.after) for c in changes] == [("input_tokens", "2.5", "4")]
