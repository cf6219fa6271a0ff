"""Dated rates of the past: taken where they lead to the rate of today, and told from slips of units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from modeldex.core.price import Price
from modeldex.pipeline.claims import Claims
from modeldex.pipeline.manifest import SourceInfo
from modeldex.pipeline.price_history import before_today, changed, read_chains, since, write_chains
from modeldex.pipeline.quotes import Quote
from modeldex.pipeline.tables import Row

FULL_ID = "lumen/lumi-2"


def rate(amount: Any, begun: str, ended: str | None = None, source: str = "a", **conditions: Any) -> Price:
    dated = {"valid_from": begun, "valid_to": ended, "source": source}
    return Price.of("input_tokens", amount, model=FULL_ID, **dated, **conditions)


def quoted(prices: list[Price]) -> dict[str, Quote]:
    info = SourceInfo("b", "b", "https://b.example", "facts", None, "2026-03-01", 1)
    provider, _, model_id = FULL_ID.partition("/")
    said = Claims(info, Row(Path("b.csv"), 2, {"id": FULL_ID}), provider, model_id, {})
    return {price.key: Quote(price.amount_text, said, "2026-03-01") for price in prices}


def today(amount: Any, **more: Any) -> Price:
    return Price.of("input_tokens", amount, model=FULL_ID, recorded_on="2026-03-01", source="b", **more)


def spans(prices: list[Price]) -> list[tuple[str, str | None, str | None]]:
    return [(price.amount_text, price.valid_from, price.valid_to) for price in prices]


def joined(prices: list[Price], past: list[Price]) -> tuple[Any, Any]:
    current = since(quoted(prices), past)
    begun = [quote.price(key) for key, quote in current.items()]
    return spans(begun), spans(before_today(current, past))


def test_a_chain_that_leads_to_the_current_rate_dates_it_and_goes_before_it() -> None:
    past = [rate(4, "2025-01-01", "2025-06-01"), rate(3, "2025-06-01", "2026-01-01"), rate(2, "2026-01-01")]

    assert joined([today(2)], past) == (
        [("2", "2026-01-01", None)],
        [("4", "2025-01-01", "2025-06-01"), ("3", "2025-06-01", "2026-01-01")],
    )


def test_a_chain_that_leads_elsewhere_is_left_out() -> None:
    past = [rate(4, "2025-01-01", "2026-01-01"), rate("2.5", "2026-01-01")]

    assert joined([today(2)], past) == ([("2", None, None)], [])


def test_a_chain_that_ended_under_a_rate_of_today_is_left_out() -> None:
    assert joined([today(2)], [rate(2, "2025-01-01", "2026-01-01")]) == ([("2", None, None)], [])


def test_a_chain_that_ended_with_its_model_stands_alone() -> None:
    past = [rate(4, "2025-01-01", "2025-06-01"), rate(3, "2025-06-01", "2026-01-01")]

    assert joined([], past) == ([], [("4", "2025-01-01", "2025-06-01"), ("3", "2025-06-01", "2026-01-01")])
    assert joined([], [rate(4, "2025-01-01")]) == ([], [])
    assert joined([today(2)], []) == ([("2", None, None)], [])


def test_of_two_sources_chains_the_longer_is_taken_whole() -> None:
    short = [rate(4, "2025-01-01", "2026-01-01"), rate(2, "2026-01-01")]
    long = [
        rate(5, "2024-01-01", "2025-02-01", "b"),
        rate(3, "2025-02-01", "2026-01-01", "b"),
        rate(2, "2026-01-01", None, "b"),
    ]

    assert joined([today(2)], [*short, *long])[1] == [
        ("5", "2024-01-01", "2025-02-01"),
        ("3", "2025-02-01", "2026-01-01"),
    ]


def test_a_condition_has_a_chain_of_its_own() -> None:
    past = [rate(1, "2025-01-01", "2026-01-01", service="batch"), rate("0.5", "2026-01-01", service="batch")]

    assert joined([today(2), today("0.5", service="batch")], past) == (
        [("2", None, None), ("0.5", "2026-01-01", None)],
        [("1", "2025-01-01", "2026-01-01")],
    )


@pytest.mark.parametrize("amount", ["20", "200", "2000", "0.2", "2000000"])
def test_a_change_by_an_exact_power_of_ten_puts_a_slip_of_units_right(amount: str) -> None:
    before, after = changed(rate(2, "2025-01-01"), today(amount), "2026-01-01")

    assert (before.valid_to, before.kind) == ("2026-01-01", "market")
    assert (after.valid_from, after.valid_to, after.kind) == ("2026-01-01", None, "correction")


@pytest.mark.parametrize("amount", ["3", "2.2", "20000", "free", "variable"])
def test_any_other_change_is_the_markets(amount: str) -> None:
    _, after = changed(rate(2, "2025-01-01"), today(amount), "2026-01-01")

    assert after.kind == "market"


def test_a_rate_does_not_end_before_it_began() -> None:
    before, _ = changed(rate(2, "2026-02-01"), today(3), "2026-01-01")

    assert (before.valid_from, before.valid_to) == ("2026-02-01", "2026-02-01")


def test_chains_are_read_as_they_were_written_the_oldest_first(tmp_path: Any) -> None:
    chain = [rate(3, "2025-01-01", "2026-01-01"), rate(2, "2026-01-01")]
    path = tmp_path / "history" / "a.csv"

    write_chains(path, [list(reversed(chain))])

    assert read_chains(path) == {(FULL_ID, "input_tokens"): chain}
    assert read_chains(path.with_name("b.csv")) == {}


def test_the_past_of_a_source_reaches_the_catalog(house: Any) -> None:
    house.write(
        "history/litellm.csv",
        "id,unit,amount,valid_from,valid_to,source\n"
        f"{FULL_ID},input_tokens,5,2025-01-01,2025-09-01,litellm\n{FULL_ID},input_tokens,2,2025-09-01,,litellm\n",
    )

    catalog = house.build()

    history = catalog.history(FULL_ID, "input_tokens")
    assert [(one.value, one.since, one.until) for one in history] == [
        ("5", "2025-01-01", "2025-09-01"),
        ("2", "2025-09-01", None),
    ]
    assert str(catalog.at("2025-08-31").get_model_or_raise(FULL_ID).cost_per_1m_input_tokens) == "5"


def test_a_faulty_past_is_named_with_its_place(house: Any) -> None:
    house.write(
        "history/litellm.csv", f"id,unit,amount,valid_from\n{FULL_ID},input_tokens,cheap,2025-01-01\n"
    )

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "history/litellm.csv"), 2, "amount")
