"""A kept rate card: what it has worked out for one call answers the next one of its kind, and no other."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import Cost, InvalidValueError, ModelConfig, Price, Usage
from modeldex.core.rates import MOST_TARIFFS, RateCard

UNITS = (
    "input_tokens", "output_tokens", "cache_read_tokens", "reasoning_tokens", "requests", "output_images",
    "audio_input_seconds",
)  # fmt: skip
DAYS = ("2024-06-01", "2025-01-01", "2025-06-01", "2999-01-01")
THRESHOLDS = (1_000, 32_000)

spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)
prices = st.builds(
    lambda span, begins, ends, **rest: Price.of(
        **rest, valid_from=span[0] if begins else None, valid_to=span[1] if ends else None
    ),
    spans,
    st.booleans(),
    st.booleans(),
    unit=st.sampled_from(UNITS),
    amount=st.one_of(
        st.sampled_from(["free", "variable", "1e3", "0.000001"]), st.decimals(0, 1000, places=4)
    ),
    service=st.sampled_from(["standard", "standard", "batch", "Fast"]),
    above_tokens=st.sampled_from([0, 0, *THRESHOLDS]),
    region=st.sampled_from([None, None, "eu", "US"]),
    variant=st.sampled_from([None, None, "hd"]),
    hours_utc=st.sampled_from([None, None, None, "00:00-06:00", "1-5T12:00-18:00+6-7T00:00-24:00"]),
    currency=st.sampled_from(["USD", "USD", "USD", "EUR"]),
    recorded_on=st.sampled_from([None, *DAYS]),
)
edges = st.sampled_from([0, 1, *(limit + step for limit in THRESHOLDS for step in (0, 1)), 10**12])
usages = st.builds(
    lambda counts, requests, seconds: Usage(**counts, requests=requests, audio_input_seconds=seconds),
    st.dictionaries(st.sampled_from(UNITS[:4]), edges, max_size=4),
    st.integers(min_value=0, max_value=2),
    st.sampled_from([0, 0, "0.0", "2.50", 100]),
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
times = st.one_of(
    st.none(), st.sampled_from(DAYS), st.dates(date(2024, 1, 1), date(2025, 12, 31)), moments,
    moments.map(datetime.isoformat),
)  # fmt: skip
circumstances = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(["standard", "batch", "flex", "FAST", "unheard-of"]),
        "region": st.sampled_from(["eu", "EU", "us", "mars", "", None]),
        "variant": st.sampled_from(["hd", "4k", "", None]),
        "at": times,
    },
)
calls = st.lists(st.tuples(usages, circumstances), min_size=1, max_size=25)


def facts(cost: Cost) -> tuple[object, ...]:
    return (cost, str(cost.amount), repr(cost), cost.notes, cost.price_ids, hash(cost))


@given(st.lists(prices, max_size=20), calls)
@settings(max_examples=200)
def test_a_kept_card_answers_each_call_like_a_new_one(
    rows: list[Price], asked: list[tuple[Usage, dict[str, Any]]]
) -> None:
    kept = RateCard(rows)

    first = [facts(kept.cost(usage, **rest)) for usage, rest in asked]
    again = [facts(kept.cost(usage, **rest)) for usage, rest in reversed(asked)]

    assert first == [facts(RateCard(rows).cost(usage, **rest)) for usage, rest in asked]
    assert again == first[::-1]


@given(st.lists(prices, max_size=20), calls)
@settings(max_examples=200)
def test_a_cost_is_what_its_parts_come_to(
    rows: list[Price], asked: list[tuple[Usage, dict[str, Any]]]
) -> None:
    card = RateCard(rows)
    by_id = {row.price_id: row for row in rows}

    for usage, rest in asked:
        cost = card.cost(usage, **rest)

        assert cost == Cost.of_parts(cost.parts, cost.missing)
        assert str(cost.amount) == str(Cost.of_parts(cost.parts, cost.missing).amount)
        for part in cost.parts:
            row = by_id[part.price_id]
            assert (part.count, part.rate) == (usage.counts()[part.unit], row.amount)
            assert Fraction(part.amount) * row.per == Fraction(part.count) * Fraction(part.rate)
            assert usage.total_input_tokens > row.above_tokens or not row.above_tokens
            assert row.region is None or row.region.lower() == rest["region"].lower()
            assert row.variant is None or row.variant == rest["variant"]


def hourly(unit: str, amount: int, **rest: Any) -> Price:
    return Price.of(unit, amount, hours_utc="00:00-06:00", **rest)


TELLING = [
    Price.of("input_tokens", 1, valid_to="2025-06-01"),
    Price.of("input_tokens", 2, valid_from="2025-06-01"),
    Price.of("input_tokens", 4, above_tokens=1000, valid_from="2025-06-01"),
    Price.of("input_tokens", 8, region="eu", valid_from="2025-06-01"),
    Price.of("input_tokens", 16, service="batch", valid_from="2025-06-01"),
    Price.of("input_tokens", 32, variant="hd", valid_from="2025-06-01"),
    hourly("input_tokens", 64, variant="night", valid_from="2025-06-01"),
    Price.of("input_tokens", 128, recorded_on="2999-01-01", region="later"),
]


@pytest.mark.parametrize("order", [1, -1])
def test_no_call_is_answered_with_what_holds_for_another(order: int) -> None:
    card = RateCard(TELLING)
    small, large = Usage(input_tokens=1000), Usage(input_tokens=1001)
    asked: list[tuple[Usage, dict[str, Any], int | None]] = [
        (small, {}, 2),
        (small, {"at": "2025-05-31"}, 1),
        (small, {"at": "2025-06-01"}, 2),
        (large, {}, 4),
        (large, {"at": "2025-05-31"}, 1),
        (small, {"region": "eu"}, 8),
        (small, {"region": "us"}, 2),
        (small, {"service": "batch"}, 16),
        (small, {"service": "fast"}, None),
        (small, {"variant": "hd"}, 32),
        (small, {"variant": "night"}, 2),
        (small, {"variant": "night", "at": "2025-06-02T05:59:00Z"}, 64),
        (small, {"variant": "night", "at": "2025-06-02T06:00:00Z"}, 2),
        (small, {"region": "later"}, 128),
        (small, {"region": "later", "at": "2025-06-02"}, 2),
    ]

    for _ in range(2):
        for usage, rest, rate in asked[::order]:
            parts = card.cost(usage, **rest).parts
            assert [part.rate for part in parts] == ([] if rate is None else [rate]), rest


def test_several_calls_and_one_are_told_apart() -> None:
    card = RateCard([Price.of("input_tokens", 1), Price.of("input_tokens", 2, above_tokens=1000)])

    asked = [Usage(input_tokens=5, requests=requests) for requests in (1, 2, 1, 0, 3)]

    assert [card.cost(usage).status for usage in asked] == [
        "known", "estimated", "known", "known", "estimated",
    ]  # fmt: skip


def test_the_current_rows_are_those_of_the_day_that_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelConfig(
        model_id="m",
        provider="p",
        prices=[
            Price.of("input_tokens", 1, valid_to="2030-06-01"),
            Price.of("input_tokens", 2, valid_from="2030-06-01"),
        ],
    )
    midnight = datetime(2030, 6, 1, tzinfo=UTC).timestamp()

    def rate_at(seconds: float) -> object:
        monkeypatch.setattr("modeldex.core.days.time", lambda: seconds)
        return model.cost(Usage(input_tokens=1)).parts[0].rate

    seconds = (midnight - 86_400, midnight - 0.001, midnight, midnight + 86_399, midnight - 1)
    assert [rate_at(second) for second in seconds] == [1, 1, 2, 2, 1]


def test_what_a_card_keeps_is_bounded() -> None:
    card = RateCard(TELLING)
    names = ("output_tokens", "cache_read_tokens", "pages", "web_searches", "output_images", "queries",
             "text_messages", "code_sessions", "input_images")  # fmt: skip

    for number in range(2_000):
        used = {name: number >> place & 1 for place, name in enumerate(names)}
        day = date(2020, 1, 1) + timedelta(days=number)
        card.cost(Usage(input_tokens=1, **used), region=f"region-{number}", at=day)
        assert len(card._tariffs) <= MOST_TARIFFS

    assert card.cost(Usage(input_tokens=1), region="eu").parts[0].rate == 8


def test_days_between_the_same_dates_share_what_was_worked_out() -> None:
    card = RateCard(TELLING)

    for number in range(1_000):
        card.cost(Usage(input_tokens=1), at=date(2021, 1, 1) + timedelta(days=number))

    assert len(card._tariffs) == 1


@pytest.mark.parametrize("wrong", [[], {}, 3, b"eu"], ids=repr)
@pytest.mark.parametrize("field", ["service", "region", "variant"])
def test_a_wrong_circumstance_is_refused_by_a_warm_card_too(field: str, wrong: object) -> None:
    model = ModelConfig(model_id="m", provider="p", prices=TELLING)
    usage = Usage(input_tokens=1)
    model.cost(usage)

    asked: dict[str, Any] = {field: wrong}
    with pytest.raises(InvalidValueError) as refusal:
        model.cost(usage, **asked)

    assert refusal.value.problems == {field: f"must be text, not {wrong!r}"}
    assert refusal.value.__context__ is None


def test_only_a_usage_has_a_cost() -> None:
    counts: Any = {"input_tokens": 5}

    with pytest.raises(InvalidValueError, match=r"usage: must be a Usage, not \{'input_tokens': 5\}"):
        ModelConfig(model_id="m", provider="p").cost(counts)


def test_threads_may_share_a_model() -> None:
    model = ModelConfig(model_id="m", provider="p", prices=TELLING)
    usage = Usage(input_tokens=700)
    regions = ["eu", "us", "later", None] * 500

    with ThreadPoolExecutor(8) as pool:
        costs = list(pool.map(lambda region: model.cost(usage, region=region), regions))

    alone = {region: model.cost(usage, region=region) for region in set(regions)}
    assert costs == [alone[region] for region in regions]


def test_a_model_that_has_been_asked_is_still_the_same_value() -> None:
    asked, fresh = (ModelConfig(model_id="m", provider="p", prices=TELLING) for _ in range(2))
    cost = asked.cost(Usage(input_tokens=5))

    assert asked == fresh
    assert pickle.loads(pickle.dumps(asked)) == fresh
    assert asked.replace(name="M").cost(Usage(input_tokens=5)) == cost
