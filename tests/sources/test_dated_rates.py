"""Dated rates that a source states itself: since when, until when, and how a rate came about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidPriceError
from modeldex.sources.offering import Offering


@pytest.fixture
def offering() -> Offering:
    return Offering(provider="quill", model_id="quill-5")


def test_a_dated_rate_holds_from_a_day_until_another(offering: Offering) -> None:
    offering.held("input_tokens", "0.000002", 6, valid_from="2025-01-01", valid_to="2025-06-01")

    (rate,) = offering.dated
    assert (rate.key, rate.amount, rate.valid_from, rate.valid_to, rate.kind) == (
        "input_tokens", Decimal(2), "2025-01-01", "2025-06-01", "market",
    )  # fmt: skip
    assert offering.prices == []


def test_a_rate_without_an_end_still_holds(offering: Offering) -> None:
    offering.held("input_tokens", 2, valid_from="2025-01-01")

    assert offering.dated[0].valid_to is None


def test_a_correction_and_conditions_are_kept(offering: Offering) -> None:
    offering.held(
        "input_tokens", 1, valid_from="2025-01-01", kind="correction", service="batch", currency="CNY"
    )

    assert (offering.dated[0].kind, offering.dated[0].key) == (
        "correction",
        "input_tokens@batch,currency:CNY",
    )


@pytest.mark.parametrize("amount", [0, "0", 0.0, "0.000"])
def test_a_dated_zero_says_nothing(offering: Offering, amount: Any) -> None:
    offering.held("input_tokens", amount, valid_from="2025-01-01")

    assert offering.dated == []


@pytest.mark.parametrize("amount", [-1, "-1", "-1.0"])
def test_a_dated_minus_one_is_variable(offering: Offering, amount: Any) -> None:
    offering.held("input_tokens", amount, valid_from="2025-01-01")

    assert offering.dated[0].state == "variable"


def test_noise_in_a_dated_rate_is_cleaned(offering: Offering) -> None:
    offering.held("input_tokens", 0.0024499999999999995, valid_from="2025-01-01")

    assert offering.dated[0].amount_text == "0.00245"


@pytest.mark.parametrize("days", [("2025-06-01", "2025-01-01"), ("2025-06", None), ("soon", None)])
def test_days_that_cannot_be_are_refused(offering: Offering, days: tuple[str, str | None]) -> None:
    with pytest.raises(InvalidPriceError, match="valid_"):
        offering.held("input_tokens", 2, valid_from=days[0], valid_to=days[1])


def test_only_a_past_makes_no_row_of_today(offering: Offering) -> None:
    offering.held("input_tokens", 2, valid_from="2025-01-01", valid_to="2025-06-01")
    assert offering.says_anything is True

    offering.listed = False
    assert offering.says_anything is False

    offering.can("vision", False)
    assert offering.says_anything is True
