"""Price keys: unit and conditions in one word, read back without loss; hours of the day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import InvalidPriceError, Price
from modeldex.core.hours import windows
from modeldex.core.price_key import canonical_key, currency_of, price_of_key, same_rate
from modeldex.core.usage import UNITS

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-_.:", min_size=1, max_size=12)
services = st.sampled_from(["standard", "batch", "flex", "priority", "fast-2.0"])
hours = st.sampled_from(["00:00-06:00", "1-5T08:30-18:00", "1-5T00:00-06:00+6-7T00:00-24:00"])


@pytest.mark.parametrize(
    ("rest", "key"),
    [
        ({}, "input_tokens"),
        ({"service": "batch"}, "input_tokens@batch"),
        ({"above_tokens": 200_000}, "input_tokens@>200000"),
        ({"above_tokens": 200_000, "service": "batch"}, "input_tokens@>200000,batch"),
        ({"region": "eu"}, "input_tokens@region:eu"),
        ({"variant": "1024x1024"}, "input_tokens@variant:1024x1024"),
        ({"hours_utc": "1-5T00:00-06:00"}, "input_tokens@hours:1-5T00:00-06:00"),
        ({"currency": "CNY"}, "input_tokens@currency:CNY"),
        (
            {
                "above_tokens": 1,
                "service": "flex",
                "region": "eu",
                "hours_utc": "00:00-06:00",
                "variant": "hd",
                "currency": "CNY",
            },
            "input_tokens@>1,flex,region:eu,hours:00:00-06:00,variant:hd,currency:CNY",
        ),
    ],
)
def test_a_key_names_the_unit_and_its_conditions(rest: dict[str, Any], key: str) -> None:
    price = Price.of("input_tokens", 1, **rest)

    assert price.key == key
    assert price_of_key(key, 1) == price
    assert price.is_base is (not rest)


def test_the_rest_of_a_price_stands_beside_its_key() -> None:
    price = price_of_key("pages@batch", "0.001", model="p/m", source="official", recorded_on="2025-06-01")

    assert price == Price.of(
        "pages", "0.001", service="batch", model="p/m", source="official", recorded_on="2025-06-01"
    )


@given(
    st.sampled_from(list(UNITS)),
    st.sampled_from(["free", "variable", "2.5", "0.0000001"]),
    st.integers(min_value=0, max_value=10**7),
    services,
    st.none() | words,
    st.none() | hours,
    st.none() | words,
    st.sampled_from(["USD", "CNY", "EUR"]),
)
@settings(max_examples=100)
def test_every_price_is_read_back_from_its_key_and_its_amount(
    unit: str,
    amount: str,
    tier: int,
    service: str,
    region: str | None,
    hour: str | None,
    variant: str | None,
    currency: str,
) -> None:
    price = Price.of(
        unit, amount, above_tokens=tier, service=service, region=region, hours_utc=hour, variant=variant,
        currency=currency,
    )  # fmt: skip

    assert price_of_key(price.key, price.amount_text) == price


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("tokens", "unit"),
        ("input_tokens@region:", "region"),
        ("input_tokens@hours:night", "hours_utc"),
        ("input_tokens@two words", "service"),
        ("input_tokens@currency:yuan", "currency"),
        ("input_tokens@currency:", "currency"),
    ],
)
def test_a_key_that_names_no_price_is_refused(key: str, field: str) -> None:
    with pytest.raises(InvalidPriceError) as refusal:
        price_of_key(key, 1)

    assert list(refusal.value.problems) == [field]


@pytest.mark.parametrize("key", ["input_tokens@>many", "input_tokens@>²", "input_tokens@>"])
def test_a_threshold_that_is_no_number_is_refused(key: str) -> None:
    with pytest.raises(InvalidPriceError, match=">"):
        price_of_key(key, 1)


@pytest.mark.parametrize(
    "key",
    [
        "input_tokens@batch,flex",
        "input_tokens@>1,>2",
        "input_tokens@region:eu,region:us",
        "input_tokens@currency:CNY,currency:USD",
    ],
)
def test_a_condition_that_stands_twice_is_refused(key: str) -> None:
    with pytest.raises(InvalidPriceError):
        price_of_key(key, 1)


def test_a_rate_in_another_currency_stands_beside_the_one_in_dollars() -> None:
    dollars, yuan = Price.of("input_tokens", 2), Price.of("input_tokens", 14, currency="CNY")

    assert dollars.is_base
    assert not yuan.is_base
    assert len({dollars.key, yuan.key}) == 2
    assert len({dollars.price_id, yuan.price_id}) == 2


def test_a_condition_may_not_be_given_beside_the_key_too() -> None:
    with pytest.raises(InvalidPriceError, match="stands twice"):
        price_of_key("input_tokens@region:eu", 1, region="us")


@pytest.mark.parametrize("service", ["region:eu", ">200000", "hours:00:00-06:00"])
def test_a_service_class_cannot_look_like_another_condition(service: str) -> None:
    with pytest.raises(InvalidPriceError, match="service"):
        Price.of("input_tokens", 1, service=service)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("1-5T00:00-06:00", ((1, 5, 0, 360),)),
        ("3T08:30-18:00", ((3, 3, 510, 1080),)),
        ("22:00-00:00", ((1, 7, 1320, 1440),)),
        ("22:00-24:00", ((1, 7, 1320, 1440),)),
        ("1-5T00:00-06:00+6-7T00:00-24:00", ((1, 5, 0, 360), (6, 7, 0, 1440))),
    ],
)
def test_hours_are_windows_of_weekdays_and_minutes(text: str, parsed: tuple[object, ...]) -> None:
    assert windows(text) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "night",
        "0-5T00:00-06:00",
        "5-1T00:00-06:00",
        "06:00-06:00",
        "22:00-06:00",
        "00:60-01:00",
        "a:b-c:d",
    ],
)
def test_what_is_no_window_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no (window of time|time of day)|invalid literal"):
        windows(text)


@given(
    key=st.sampled_from(["input_tokens", "output_tokens@>200000,batch", "pages@region:eu,currency:CNY"]),
    amount=st.one_of(st.decimals(0, 1000, places=4).map(str), st.sampled_from(["free", "variable", "0"])),
)
def test_the_same_rate_of_another_model_is_what_its_key_and_amount_give(key: str, amount: str) -> None:
    rest = {"source": "litellm", "recorded_on": "2026-10-25"}

    made = same_rate(price_of_key(key, 1, **rest), amount, "lumen/lumi-2")

    assert made == price_of_key(key, amount, model="lumen/lumi-2", **rest)


@pytest.mark.parametrize("amount", ["cheap", "-1", "NaN", ""])
def test_the_same_rate_at_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="must"):
        same_rate(price_of_key("input_tokens", 1), amount, "lumen/lumi-2")


@pytest.mark.parametrize(
    ("key", "canonical", "currency"),
    [
        ("input_tokens", "input_tokens", "USD"),
        ("input_tokens@batch,>200000", "input_tokens@>200000,batch", "USD"),
        ("pages@currency:CNY,region:eu", "pages@region:eu,currency:CNY", "CNY"),
    ],
)
def test_a_canonical_key_has_its_conditions_in_one_order(key: str, canonical: str, currency: str) -> None:
    assert canonical_key(key) == canonical == canonical_key(canonical)
    assert currency_of(key) == currency
