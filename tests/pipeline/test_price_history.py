"""Price rows are never overwritten: a rate that changed closes its row and appends the next."""

from __future__ import annotations

import csv
from typing import Any

import pytest

LUMI = "lumen/lumi-2"


def rows(house: Any, full_id: str = LUMI, key: str = "input_tokens") -> list[dict[str, str]]:
    """The plain rows of one unit in the table of prices, in the order of the file."""
    unit, _, service = key.partition("@")
    path = f"prices/{full_id.partition('/')[0]}.csv"
    return [
        row
        for row in csv.DictReader(house.read(path).splitlines())
        if (row["id"], row["unit"], row["service"], row["above_tokens"])
        == (full_id, unit, service or "standard", "")
    ]


def seen(house: Any, before: str, after: str) -> None:
    house.edit("sources/manifest.csv", f",{before},", f",{after},")


@pytest.fixture
def changed(house: Any) -> Any:
    """Tables written, then written again after LiteLLM was seen to say 3 instead of 2."""
    house.tables()
    house.edit("sources/litellm.csv", f"{LUMI},C,2,8", f"{LUMI},C,3,8")
    seen(house, "2026-03-01", "2026-04-01")
    house.tables()
    return house


def test_a_first_rate_has_no_beginning_only_a_day_on_which_it_was_seen(house: Any) -> None:
    house.tables()

    (row,) = rows(house)

    assert (row["amount"], row["valid_from"], row["valid_to"], row["recorded_on"]) == (
        "2",
        "",
        "",
        "2026-02-01",
    )
    assert (row["supersedes"], row["source"], row["kind"], row["currency"]) == (
        "",
        "litellm",
        "market",
        "USD",
    )


def test_a_changed_rate_closes_its_row_and_appends_the_next(changed: Any) -> None:
    old, new = sorted(rows(changed), key=lambda row: row["valid_from"])

    assert (old["amount"], old["valid_from"], old["valid_to"]) == ("2", "", "2026-04-01")
    assert (new["amount"], new["valid_from"], new["valid_to"]) == ("3", "2026-04-01", "")
    assert new["supersedes"] == old["price_id"]
    assert new["price_id"] != old["price_id"]


def test_a_rate_that_did_not_change_keeps_its_row(changed: Any) -> None:
    (row,) = rows(changed, key="output_tokens")

    assert (row["amount"], row["valid_to"], row["recorded_on"]) == ("8", "", "2026-02-01")


def test_the_catalog_knows_both_and_each_in_its_time(changed: Any) -> None:
    catalog = changed.build()

    history = catalog.history(LUMI, "input_per_1m")
    assert [(row.value, row.since, row.until) for row in history] == [
        ("2", "2026-02-01", "2026-04-01"),
        ("3", "2026-04-01", None),
    ]
    assert str(catalog.get_model_or_raise(LUMI).cost_per_1m_input_tokens) == "3"
    assert str(catalog.at("2026-03-31").get_model_or_raise(LUMI).cost_per_1m_input_tokens) == "2"
    assert str(catalog.at("2026-04-01").get_model_or_raise(LUMI).cost_per_1m_input_tokens) == "3"
    assert catalog.at("2026-01-01").get_model_or_raise(LUMI).cost_per_1m_input_tokens is None


def test_the_price_columns_show_the_rate_in_force(changed: Any) -> None:
    shown = {row["id"]: row for row in csv.DictReader(changed.read("models/core/lumen.csv").splitlines())}

    assert (shown[LUMI]["input_per_1m"], shown[LUMI]["updated"]) == ("3", "2026-04-01")
    assert shown["lumen/lumi-1"]["updated"] == "2026-02-20"


def test_a_second_merge_with_nothing_changed_changes_no_byte(changed: Any) -> None:
    before = changed.files()

    changed.tables()
    changed.tables()

    assert changed.files() == before


def test_a_source_seen_again_with_the_same_facts_changes_no_table(house: Any) -> None:
    house.tables()
    before = house.files()

    seen(house, "2026-03-01", "2026-04-01")
    house.tables()

    after = house.files()
    assert [path for path in after if after[path] != before.get(path)] == ["sources/manifest.csv"]


def test_a_new_rate_is_appended_beside_the_others(house: Any) -> None:
    house.tables()
    house.edit("sources/litellm.csv", "output_tokens@batch=4", "output_tokens@batch=4 input_tokens@flex=1.5")
    house.tables()

    (row,) = rows(house, key="input_tokens@flex")
    assert (row["amount"], row["valid_from"], row["supersedes"]) == ("1.5", "", "")


def test_a_rate_that_becomes_free_is_a_change(house: Any) -> None:
    house.tables()
    house.edit("sources/litellm.csv", f"{LUMI},C,2,8", f"{LUMI},C,free,8")
    seen(house, "2026-03-01", "2026-04-01")
    house.tables()

    assert sorted(row["amount"] for row in rows(house)) == ["2", "free"]
    assert house.build().get_model_or_raise(LUMI).cost_per_1m_input_tokens == 0


def test_a_price_may_change_and_change_back_and_change_again_on_one_day(house: Any) -> None:
    house.tables()
    seen(house, "2026-03-01", "2026-04-01")
    for before, after in (("2", "3"), ("3", "2"), ("2", "3")):
        house.edit("sources/litellm.csv", f"{LUMI},C,{before},8", f"{LUMI},C,{after},8")
        house.tables()

    assert str(house.build().get_model_or_raise(LUMI).cost_per_1m_input_tokens) == "3"
    assert [row["amount"] for row in rows(house) if not row["valid_to"]] == ["3"]


def test_a_source_of_an_older_day_that_takes_over_ends_no_rate_before_it_began(changed: Any) -> None:
    changed.edit("sources/litellm.csv", f"{LUMI},C,3,8", f"{LUMI},C,,")
    changed.edit("sources/litellm.csv", "input_tokens@batch=1 output_tokens@batch=4", "")
    changed.tables()

    catalog = changed.build()
    assert str(catalog.get_model_or_raise(LUMI).cost_per_1m_input_tokens) == "2"
    assert all(row["valid_to"] >= row["valid_from"] for row in rows(changed) if row["valid_to"])


def in_force(house: Any) -> dict[str, str]:
    prices = house.build().get_model_or_raise(LUMI).prices
    return {price.key: price.amount_text for price in prices if price.valid_to is None}


def test_one_price_kept_by_hand_leaves_all_others_as_they_are(house: Any) -> None:
    house.tables()
    before = in_force(house)
    house.write(
        "curated/lumen.csv",
        f"id,rates,url,updated\n{LUMI},web_searches=0.02,https://lumen.example,2026-03-05\n",
    )
    house.tables()

    assert in_force(house) == before | {"web_searches": "0.02"}


def test_a_price_kept_by_hand_that_agrees_changes_nothing(house: Any) -> None:
    house.tables()
    before = in_force(house)
    house.write(
        "curated/lumen.csv", f"id,input_per_1m,url,updated\n{LUMI},2,https://lumen.example,2026-03-05\n"
    )
    house.tables()

    assert in_force(house) == before
    assert "input_tokens@batch" in before


def test_a_row_kept_by_hand_that_is_taken_back_takes_its_model_along(house: Any) -> None:
    house.write(
        "curated/lumen.csv", "id,name,url,updated\nlumen/lumi-7,Lumi 7,https://lumen.example,2026-03-05\n"
    )
    house.tables()
    assert house.build().get_model("lumen/lumi-7") is not None

    house.write("curated/lumen.csv", "id,name,url,updated\n")
    house.tables()

    assert house.build().get_model("lumen/lumi-7") is None


def test_a_plain_rate_corrected_by_hand_ends_the_conditions_on_it(house: Any) -> None:
    house.tables()
    house.write(
        "curated/lumen.csv",
        f"id,input_per_1m,output_per_1m,url,updated\n{LUMI},5,20,https://lumen.example,2026-03-05\n",
    )
    house.tables()

    assert in_force(house) == {"input_tokens": "5", "output_tokens": "20", "cache_read_tokens": "0.2"}


def test_a_rate_that_its_source_no_longer_states_is_no_longer_in_force(house: Any) -> None:
    house.tables()
    house.edit("sources/litellm.csv", "input_tokens@batch=1 output_tokens@batch=4", "input_tokens@batch=1")
    seen(house, "2026-03-01", "2026-04-01")
    house.tables()

    (row,) = rows(house, key="output_tokens@batch")
    assert row["valid_to"] == "2026-04-01"
    assert house.build().get_model_or_raise(LUMI).cost_per_1m_batch_output_tokens is None


def test_a_rate_kept_by_hand_in_the_prices_stays_and_may_be_in_another_currency(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,name\nlumen/lumi-8,Lumi 8\n")
    house.write("prices/lumen.csv", "id,unit,amount,currency\nlumen/lumi-8,input_tokens,12,CNY\n")
    house.tables()

    model = house.build().get_model_or_raise("lumen/lumi-8")

    assert [(price.amount_text, price.currency) for price in model.prices] == [("12", "CNY")]
    assert model.cost_per_1m_input_tokens is None


def test_a_price_row_of_a_model_of_the_tables_fills_its_price_column(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,name\nlumen/lumi-8,Lumi 8\n")
    house.write("prices/lumen.csv", "id,unit,amount\nlumen/lumi-8,input_tokens,12\n")

    assert str(house.build().get_model_or_raise("lumen/lumi-8").cost_per_1m_input_tokens) == "12"


def test_a_price_column_that_contradicts_the_price_rows_stops_the_build(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,input_per_1m,updated\nlumen/lumi-8,3,2026-03-02\n")
    house.tables()
    house.edit("models/core/lumen.csv", "lumen/lumi-8,,lumi-8,C,3,", "lumen/lumi-8,,lumi-8,C,5,")

    fault = house.fault()

    assert (fault.path, fault.column) == (str(house.data / "models/core/lumen.csv"), "input_per_1m")
    assert "5" in fault.problem
    assert "3" in fault.problem


def test_tables_of_providers_without_rows_go(house: Any) -> None:
    house.write("models/regional/ghost.csv", "id,name\n")
    house.tables()

    assert "models/regional/ghost.csv" not in house.files()
    assert "models/core/lumen.csv" in house.files()


def test_a_provider_that_changes_its_category_takes_its_table_along(house: Any) -> None:
    house.tables()
    house.edit("providers/bazaar.toml", '"aggregators"', '"regional"')
    house.tables()

    assert "models/regional/bazaar.csv" in house.files()
    assert "models/aggregators/bazaar.csv" not in house.files()
    assert house.build().get_model_or_raise("bazaar/lumi-2").category == "regional"
