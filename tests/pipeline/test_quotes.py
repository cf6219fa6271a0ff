"""A rate of today becomes a price of whom it is said, seen since the day that it names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from modeldex.core.price import Price
from modeldex.pipeline.quotes import Quote

KEY = "input_tokens@>200000,batch"


def test_a_quote_is_the_price_that_its_source_states(says: Any) -> None:
    said = says("a", "2026-03-01", rates=f"{KEY}=2.50")

    (price,) = said.prices

    assert Quote(said.rates[KEY], said, "2026-03-01").price(KEY) == price
    assert price == Price.of(
        "input_tokens", "2.5", model="lumen/lumi-2", service="batch", above_tokens=200_000,
        recorded_on="2026-03-01", source="a",
    )  # fmt: skip


def test_a_quote_keeps_since_when_it_was_seen_and_since_when_it_holds(says: Any) -> None:
    said = says("a", "2026-03-01", rates="input_tokens=2")

    price = Quote("2", said, "2026-02-01", "2025-06-01", "correction").price("input_tokens")

    assert (price.recorded_on, price.valid_from, price.kind) == ("2026-02-01", "2025-06-01", "correction")
    assert (price.source, price.amount_text) == ("a", "2")


def test_the_prices_of_claims_follow_their_id(says: Any) -> None:
    said = says("a", rates="input_tokens=2")
    assert [price.model for price in said.prices] == ["lumen/lumi-2"]

    assert [price.model for price in replace(said, model_id="lumi-3").prices] == ["lumen/lumi-3"]
