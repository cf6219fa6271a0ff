"""`Price`: a dated rate; free, variable and unknown are told apart; wrong prices are refused."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidPriceError, Price


def make(**values: Any) -> Price:
    return Price(**values)


def test_a_price_has_an_amount_a_unit_and_no_condition_unless_stated() -> None:
    price = Price(unit="input_tokens", amount=Decimal("2.5"))

    assert (price.state, price.currency, price.service, price.kind) == ("priced", "USD", "standard", "market")
    assert price.conditions == ()
    assert price.is_base
    assert price.per == 1_000_000
    assert Price.of("pages", 1).per == 1


@pytest.mark.parametrize(
    ("amount", "state", "text"),
    [
        ("2.50", "priced", "2.5"),
        (0.1, "priced", "0.1"),
        (3, "priced", "3"),
        (Decimal("1E+2"), "priced", "100"),
        ("0.0000001", "priced", "0.0000001"),
        ("free", "free", "free"),
        (0, "free", "free"),
        ("0.00", "free", "free"),
        ("variable", "variable", "variable"),
        (None, "variable", "variable"),
    ],
)
def test_free_and_variable_are_states_and_not_amounts(amount: Any, state: str, text: str) -> None:
    price = Price.of("input_tokens", amount)

    assert (price.state, price.amount_text) == (state, text)


def test_a_free_price_is_zero_and_a_variable_one_has_no_amount() -> None:
    assert Price.of("input_tokens", "free").amount == 0
    assert Price.of("input_tokens", "variable").amount is None


@pytest.mark.parametrize("amount", [-1, "-0.5", "NaN", float("inf"), "cheap", True, ""])
def test_what_is_no_amount_is_no_price(amount: Any) -> None:
    with pytest.raises(InvalidPriceError, match="Price of input_tokens: amount: must") as refusal:
        Price.of("input_tokens", amount)

    assert refusal.value.code == "E4004"


@pytest.mark.parametrize("amount", [2.5, 2, "2.5", Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
def test_a_price_made_directly_takes_only_a_decimal(amount: Any) -> None:
    with pytest.raises(InvalidPriceError, match="amount: must be a finite Decimal of at least 0"):
        make(unit="input_tokens", amount=amount)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("unit", "tokens", "must be one of input_tokens, output_tokens"),
        ("currency", "usd", "must be an ISO code such as USD, not 'usd'"),
        ("currency", "US", "must be an ISO code"),
        ("above_tokens", -1, "must not be negative, got -1"),
        ("kind", "guess", "must be one of market, correction; not 'guess'"),
        ("service", "", "must be one word"),
        ("service", "very fast", "must be one word"),
        ("region", "eu,us", "must be one word"),
        ("region", "eu\n", "must be one word"),
        ("variant", "size=big", "must be one word"),
        ("variant", "hd@2x", "must be one word"),
        ("hours_utc", "at night", "must"),
        ("hours_utc", "22:00-06:00", "must look like 1-5T00:00-06:00"),
        ("hours_utc", "6-5T00:00-06:00", "must look like 1-5T00:00-06:00"),
        ("hours_utc", "1-8T00:00-06:00", "must look like 1-5T00:00-06:00"),
        ("hours_utc", "25:00-26:00", "must look like 1-5T00:00-06:00"),
        ("hours_utc", "06-08", "must look like 1-5T00:00-06:00"),
        ("valid_from", "2025-02-30", "must be a date like 2025-06-01, not '2025-02-30'"),
        ("valid_from", "2025-06", "must be a date like 2025-06-01, not '2025-06'"),
        ("valid_to", "soon", "must be a date like 2025-06-01"),
        ("recorded_on", "01.06.2025", "must be a date like 2025-06-01"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        make(**({"unit": "input_tokens", "amount": Decimal(1)} | {field: value}))

    assert list(refusal.value.problems) == [field]
    assert complaint in refusal.value.problems[field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", 5),
        ("unit", ["input_tokens"]),
        ("currency", None),
        ("above_tokens", "200000"),
        ("above_tokens", 1.5),
        ("region", 5),
        ("valid_from", date(2025, 6, 1)),
        ("valid_to", 20250601),
    ],
)
def test_a_field_of_the_wrong_type_is_named_too(field: str, value: Any) -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        make(**({"unit": "input_tokens", "amount": Decimal(1)} | {field: value}))

    assert list(refusal.value.problems) == [field]


def test_a_truth_value_is_no_threshold_even_after_an_equal_number_was_one() -> None:
    Price.of("input_tokens", 1, above_tokens=1)

    with pytest.raises(InvalidPriceError, match="above_tokens"):
        Price.of("input_tokens", 1, above_tokens=True)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        make(unit="tokens", amount=Decimal(-1), currency="usd", valid_from="June")

    assert set(refusal.value.problems) == {"unit", "amount", "currency", "valid_from"}
    assert str(refusal.value).startswith("[E4004] Price of tokens: ")


def test_a_wrong_amount_does_not_hide_a_wrong_unit() -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        Price.of("tokens", -1)

    assert set(refusal.value.problems) == {"unit", "amount"}


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        Price.of("input_tokens", 1, valid_from="2025-06-01", valid_to="2025-05-31")

    assert refusal.value.problems == {"valid_to": "must not be before valid_from 2025-06-01, got 2025-05-31"}


def test_a_price_that_ends_on_its_first_day_is_never_in_force() -> None:
    price = Price.of("input_tokens", 1, valid_from="2025-06-01", valid_to="2025-06-01")

    assert not price.in_force_on("2025-06-01")


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-05-31", False), ("2025-06-01", True), ("2025-08-31", True), ("2025-09-01", False)],
)
def test_a_price_holds_from_its_first_day_to_the_day_before_its_end(day: str, holds: bool) -> None:
    price = Price.of("input_tokens", 1, valid_from="2025-06-01", valid_to="2025-09-01")

    assert price.in_force_on(day) is holds


def test_a_price_without_a_start_is_known_from_the_day_it_was_seen() -> None:
    price = Price.of("input_tokens", 1, recorded_on="2025-06-15")

    assert not price.in_force_on("2025-06-14")
    assert price.in_force_on("2025-06-15")


def test_the_stated_start_counts_more_than_the_day_it_was_seen() -> None:
    price = Price.of("input_tokens", 1, valid_from="2025-06-01", recorded_on="2025-06-15")

    assert price.in_force_on("2025-06-02")


def test_a_price_without_any_date_always_holds() -> None:
    assert Price.of("input_tokens", 1).in_force_on("1999-01-01")


def test_the_price_id_is_frozen() -> None:
    base = Price.of("input_tokens", "2.50", model="openai/gpt-4o")
    special = Price.of(
        "input_tokens", "1.25", model="openai/gpt-4o", above_tokens=200_000, service="batch",
        region="eu", valid_from="2025-06-01",
    )  # fmt: skip

    assert base.price_id == "537ec761f650bcea"
    assert special.price_id == "cd31da421080341e"


@pytest.mark.parametrize(
    "change",
    [
        {"model": "openai/gpt-4o-mini"},
        {"unit": "output_tokens"},
        {"amount": Decimal("2.6")},
        {"amount": Decimal(0)},
        {"amount": None},
        {"currency": "EUR"},
        {"service": "batch"},
        {"above_tokens": 200_000},
        {"region": "eu"},
        {"hours_utc": "00:00-06:00"},
        {"variant": "hd"},
        {"valid_from": "2025-06-01"},
    ],
    ids=str,
)
def test_another_content_is_another_price_id(change: dict[str, Any]) -> None:
    price = Price.of("input_tokens", 2.5, model="openai/gpt-4o")

    assert price.replace(**change).price_id != price.price_id


def test_the_price_id_does_not_depend_on_how_the_amount_was_written_nor_on_who_says_so() -> None:
    price = Price.of("input_tokens", "2.5")

    assert (
        Price.of("input_tokens", 2.50, source="litellm", recorded_on="2025-06-01").price_id == price.price_id
    )
    assert pickle.loads(pickle.dumps(price)).price_id == price.price_id
