"""Which price row holds for a call: conditions, regions, variants, currencies, dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidValueError, ModelConfig, Price, Usage

MILLION = Usage(input_tokens=1_000_000)


def offering(*prices: Price, **fields: Any) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", prices=prices, **fields)


def test_a_regions_row_holds_in_that_region_alone() -> None:
    model = offering(Price.of("input_tokens", 10), Price.of("input_tokens", 11, region="eu"))

    assert model.cost(MILLION, region="eu").amount == 11
    assert model.cost(MILLION, region="EU").amount == 11
    assert model.cost(MILLION, region="us").amount == 10
    assert model.cost(MILLION).amount == 10


def test_a_price_known_for_one_region_says_nothing_of_the_others() -> None:
    model = offering(Price.of("input_tokens", 11, region="eu"))

    assert model.cost(MILLION, region="eu").status == "known"
    assert model.cost(MILLION, region="us").status == "unknown"
    assert model.cost(MILLION).status == "unknown"


def test_a_variants_row_holds_for_that_variant_alone() -> None:
    model = offering(
        Price.of("output_images", "0.04"), Price.of("output_images", "0.08", variant="1024x1792")
    )
    picture = Usage(output_images=1)

    assert model.cost(picture, variant="1024x1792").amount == Decimal("0.08")
    assert model.cost(picture, variant="512x512").amount == Decimal("0.04")
    assert model.cost(picture).amount == Decimal("0.04")


def test_the_row_of_region_and_variant_wins_over_the_row_of_the_region() -> None:
    model = offering(
        Price.of("output_images", 1, region="eu"),
        Price.of("output_images", 2, region="eu", variant="hd"),
        Price.of("output_images", 3, variant="hd"),
    )

    assert model.cost(Usage(output_images=1), region="eu", variant="hd").amount == 2


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rows_does_not_matter(order: int) -> None:
    rows = [
        Price.of("input_tokens", 10),
        Price.of("input_tokens", 20, above_tokens=1000),
        Price.of("input_tokens", 11, region="eu"),
    ]

    model = offering(*rows[::order])

    assert model.cost(MILLION, region="us").amount == 20
    assert model.cost(Usage(input_tokens=1000), region="eu").amount == Decimal("0.011")


def test_a_price_in_another_currency_is_unknown_in_dollars() -> None:
    model = offering(Price.of("input_tokens", 10, currency="EUR"))

    cost = model.cost(MILLION)

    assert (cost.status, cost.amount, cost.missing) == ("unknown", None, ("input_tokens",))
    assert model.prices[0].amount == 10
    assert model.cost_per_1m_input_tokens is None


@pytest.mark.parametrize("order", [1, -1])
def test_a_price_in_dollars_answers_even_beside_one_in_another_currency(order: int) -> None:
    rows = [Price.of("input_tokens", 9, currency="EUR"), Price.of("input_tokens", 10)]

    assert offering(*rows[::order]).cost(MILLION).amount == 10


@pytest.mark.parametrize(
    "rest", [{"region": "eu"}, {"variant": "hd"}, {"above_tokens": 1000}], ids=lambda rest: str(*rest)
)
def test_a_special_price_in_another_currency_is_not_replaced_by_the_ordinary_one(
    rest: dict[str, Any],
) -> None:
    model = offering(Price.of("input_tokens", 10), Price.of("input_tokens", 9, currency="EUR", **rest))

    assert model.cost(MILLION, region="eu", variant="hd").status == "unknown"


class TestDates:
    """A price that changed on the first of June."""

    model = offering(
        Price.of("input_tokens", 10, valid_from="2025-01-01", valid_to="2025-06-01"),
        Price.of("input_tokens", 8, valid_from="2025-06-01"),
    )

    @pytest.mark.parametrize(
        ("at", "amount"),
        [
            ("2025-01-01", 10),
            ("2025-05-31", 10),
            ("2025-06-01", 8),
            (date(2025, 5, 31), 10),
            (date(2025, 6, 1), 8),
            (datetime(2025, 5, 31, 23, 59, tzinfo=UTC), 10),
            (datetime(2025, 6, 1, tzinfo=UTC), 8),
            ("2025-05-31T23:59:59Z", 10),
            ("2025-05-31T23:00:00-04:00", 8),
            (None, 8),
        ],
    )
    def test_the_row_in_force_on_the_day_holds(self, at: Any, amount: int) -> None:
        assert self.model.cost(MILLION, at=at).amount == amount

    def test_before_the_first_known_day_the_price_is_unknown(self) -> None:
        assert self.model.cost(MILLION, at="2024-12-31").status == "unknown"

    def test_a_moment_counts_as_its_day_in_utc(self) -> None:
        evening_in_new_york = datetime(2025, 5, 31, 21, tzinfo=timezone(timedelta(hours=-4)))

        assert self.model.cost(MILLION, at=evening_in_new_york).amount == 8

    @pytest.mark.parametrize(
        "at", ["June", "2025-06", "2025-06-31", "", "yesterday", "2025-06-01Tea", 20250601]
    )
    def test_what_is_no_day_is_refused(self, at: Any) -> None:
        with pytest.raises(InvalidValueError, match="must be a day like 2025-06-01") as refusal:
            self.model.cost(MILLION, at=at)

        assert repr(at) in str(refusal.value)


def test_a_price_announced_for_a_later_day_is_not_the_price_of_today() -> None:
    model = offering(
        Price.of("input_tokens", 10, valid_to="2999-01-01"),
        Price.of("input_tokens", 8, valid_from="2999-01-01"),
    )

    assert model.cost(MILLION).amount == 10
    assert model.cost_per_1m_input_tokens == 10
    assert model.cost(MILLION, at="2999-01-01").amount == 8


def test_of_two_rows_that_hold_the_newer_wins() -> None:
    model = offering(
        Price.of("input_tokens", 10, region="eu", valid_from="2025-01-01"),
        Price.of("input_tokens", 8, region="eu", valid_from="2025-06-01"),
    )

    assert model.cost(MILLION, region="eu", at="2025-07-01").amount == 8


def test_a_row_seen_later_is_newer_where_no_start_is_stated() -> None:
    model = offering(
        Price.of("input_tokens", 8, region="eu", recorded_on="2025-06-01"),
        Price.of("input_tokens", 10, region="eu", recorded_on="2025-01-01"),
    )

    assert model.cost(MILLION, region="eu", at="2025-07-01").amount == 8


class TestHours:
    """Half price on the nights of working days, and all weekend. 2025-06-02 is a Monday."""

    model = offering(
        Price.of("input_tokens", 10),
        Price.of("input_tokens", 5, hours_utc="1-5T00:00-06:00+6-7T00:00-24:00"),
    )

    @pytest.mark.parametrize(
        ("at", "amount"),
        [
            (datetime(2025, 6, 2, 0, 0, tzinfo=UTC), 5),
            (datetime(2025, 6, 2, 5, 59, tzinfo=UTC), 5),
            (datetime(2025, 6, 2, 6, 0, tzinfo=UTC), 10),
            (datetime(2025, 6, 6, 23, 59, tzinfo=UTC), 10),
            (datetime(2025, 6, 7, 0, 0, tzinfo=UTC), 5),
            (datetime(2025, 6, 8, 23, 59, tzinfo=UTC), 5),
            ("2025-06-02T03:00:00Z", 5),
            ("2025-06-02T12:00:00Z", 10),
            (datetime(2025, 6, 2, 3, 0), 5),  # noqa: DTZ001 - a moment without a zone is UTC
            (datetime(2025, 6, 2, 7, 0, tzinfo=timezone(timedelta(hours=2))), 5),
            (datetime(2025, 6, 2, 5, 0, tzinfo=timezone(timedelta(hours=-2))), 10),
        ],
    )
    def test_the_hour_of_the_call_decides(self, at: Any, amount: int) -> None:
        cost = self.model.cost(MILLION, at=at)

        assert (cost.status, cost.amount) == ("known", Decimal(amount))

    @pytest.mark.parametrize("at", [None, "2025-06-02", date(2025, 6, 2)])
    def test_without_a_time_the_ordinary_rate_is_an_estimate(self, at: Any) -> None:
        cost = self.model.cost(MILLION, at=at)

        assert (cost.status, cost.amount) == ("estimated", Decimal(10))
        assert "the time of the call is not given" in cost.notes[0]

    def test_a_price_known_for_some_hours_alone_is_unknown_without_a_time(self) -> None:
        model = offering(Price.of("input_tokens", 5, hours_utc="00:00-06:00"))

        assert model.cost(MILLION).status == "unknown"

    def test_hours_that_a_tier_overrides_leave_the_cost_known(self) -> None:
        model = offering(
            Price.of("input_tokens", 10),
            Price.of("input_tokens", 5, hours_utc="00:00-06:00"),
            Price.of("input_tokens", 20, above_tokens=1000),
        )

        assert model.cost(MILLION).status == "known"
        assert model.cost(Usage(input_tokens=1000)).status == "estimated"

    def test_hours_of_another_service_class_leave_the_cost_known(self) -> None:
        model = offering(
            Price.of("input_tokens", 10),
            Price.of("input_tokens", 5, service="batch", hours_utc="00:00-06:00"),
        )

        assert model.cost(MILLION).status == "known"
