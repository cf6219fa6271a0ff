"""`Cost`: exact, the sum of its parts, and never a silent zero."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import Cost, CostPart, ModelConfig, Price, Usage
from modeldex.core.usage import UNITS

rates = st.builds(
    lambda digits, places: Decimal(f"{digits}e-{places}"),
    st.integers(min_value=0, max_value=10**12 - 1),
    st.integers(min_value=0, max_value=12),
)
counts = st.integers(min_value=0, max_value=10**12)
KINDS_OF_TOKENS = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "audio_input_tokens",
    "image_input_tokens",
    "reasoning_tokens",
    "audio_output_tokens",
    "image_output_tokens",
)


def offering(*prices: Price) -> ModelConfig:
    return ModelConfig(model_id="m", provider="p", prices=prices)


OPUS_LIKE = offering(
    Price.of("input_tokens", 5),
    Price.of("output_tokens", 25),
    Price.of("cache_read_tokens", "0.50"),
    Price.of("cache_write_tokens", "6.25"),
    Price.of("cache_write_1h_tokens", 10),
)


def test_a_bill_worked_out_by_hand() -> None:
    usage = Usage(
        input_tokens=1_200,
        output_tokens=800,
        cache_read_tokens=40_000,
        cache_write_tokens=3_000,
        cache_write_1h_tokens=500,
    )

    cost = OPUS_LIKE.cost(usage)

    assert cost.status == "known"
    assert {part.unit: part.amount for part in cost.parts} == {
        "input_tokens": Decimal("0.006"),
        "output_tokens": Decimal("0.02"),
        "cache_read_tokens": Decimal("0.02"),
        "cache_write_tokens": Decimal("0.01875"),
        "cache_write_1h_tokens": Decimal("0.005"),
    }
    assert cost.amount == Decimal("0.06975")


def test_a_part_names_its_count_its_rate_and_its_price_row() -> None:
    part = OPUS_LIKE.cost(Usage(input_tokens=1_000)).parts[0]

    assert part == CostPart(
        unit="input_tokens",
        count=1_000,
        rate=Decimal(5),
        amount=Decimal("0.005"),
        price_id=OPUS_LIKE.prices[0].price_id,
    )


def test_the_price_rows_are_named_once_each() -> None:
    cost = OPUS_LIKE.cost(Usage(output_tokens=10, reasoning_tokens=10))

    assert len(cost.parts) == 2
    assert cost.price_ids == (OPUS_LIKE.prices[1].price_id,)


def test_units_other_than_tokens_cost_their_price_each() -> None:
    model = offering(
        Price.of("output_images", "0.04"),
        Price.of("audio_input_seconds", "0.0001"),
        Price.of("input_characters", "0.000015"),
        Price.of("pages", "0.001"),
        Price.of("requests", "0.005"),
    )

    cost = model.cost(
        Usage(output_images=2, audio_input_seconds=12.5, input_characters=1000, pages=3, requests=4)
    )

    assert cost.amount == Decimal("0.08") + Decimal("0.00125") + Decimal("0.015") + Decimal(
        "0.003"
    ) + Decimal("0.02")


def test_an_unknown_price_is_not_zero() -> None:
    cost = ModelConfig(model_id="m", provider="p").cost(Usage(input_tokens=5))

    assert (cost.status, cost.amount, cost.parts) == ("unknown", None, ())
    assert cost.missing == ("input_tokens",)
    assert [note for note in cost.notes if "no known price" in note and "input_tokens" in note]


def test_a_cost_of_which_a_part_is_unknown_says_at_least_how_much() -> None:
    cost = OPUS_LIKE.cost(Usage(input_tokens=1_000_000, audio_input_tokens=1, web_searches=2))

    assert (cost.status, cost.amount, cost.at_least) == ("unknown", None, Decimal(5))
    assert cost.missing == ("audio_input_tokens", "web_searches")


def test_an_unused_unit_without_a_price_does_not_matter() -> None:
    assert OPUS_LIKE.cost(Usage(input_tokens=1, web_searches=0)).status == "known"


def test_a_call_that_used_nothing_costs_nothing() -> None:
    cost = ModelConfig(model_id="m", provider="p").cost(Usage())

    assert (cost.status, cost.amount, cost.parts) == ("known", Decimal(0), ())


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(decimal.Context(prec=1), id="one-digit"),
        pytest.param(decimal.Context(prec=2, Emin=-2, Emax=2), id="small-exponents"),
        pytest.param(decimal.Context(prec=1, traps=[decimal.FloatOperation, decimal.Inexact]), id="traps"),
    ],
)
def test_the_callers_decimal_context_does_not_change_a_cost(context: decimal.Context) -> None:
    with decimal.localcontext(context):
        model = ModelConfig(
            model_id="m", provider="p", cost_per_1m_input_tokens=1.2345, cost_per_1m_output_tokens="12.345"
        )
        cost = model.cost(Usage(input_tokens=1_234_567, output_tokens=7))
        total = Cost.total([cost, cost])

    assert model.cost_per_1m_input_tokens == Decimal("1.2345")
    assert cost.amount == Decimal("1.5240729615") + Decimal("0.000086415")
    assert total.at_least == Decimal("3.048318753")


@given(st.dictionaries(st.sampled_from(sorted(UNITS)), st.tuples(rates, counts), max_size=8))
@settings(max_examples=100)
def test_a_cost_is_exact_and_the_sum_of_its_parts(bill: dict[str, tuple[Decimal, int]]) -> None:
    model = offering(*(Price.of(unit, rate) for unit, (rate, _) in bill.items()))
    usage = Usage(**({"requests": 0} | {unit: count for unit, (_, count) in bill.items()}))

    cost = model.cost(usage)

    exact = sum(
        (
            Fraction(rate) * count / (10**6 if unit.endswith("_tokens") else 1)
            for unit, (rate, count) in bill.items()
        ),
        Fraction(0),
    )
    assert cost.status == "known"
    assert cost.amount is not None
    assert Fraction(cost.amount) == exact
    assert sum((Fraction(part.amount) for part in cost.parts), Fraction(0)) == exact


@given(st.lists(counts, min_size=8, max_size=8), st.lists(counts, min_size=2, max_size=2), rates)
@settings(max_examples=100)
def test_no_token_is_billed_twice(parts: list[int], rests: list[int], rate: Decimal) -> None:
    names = KINDS_OF_TOKENS[2:]
    read, written = sum(parts[:5]) + rests[0], sum(parts[5:]) + rests[1]
    model = offering(*(Price.of(unit, rate) for unit in KINDS_OF_TOKENS))

    cost = model.cost(Usage.of_totals(read, written, **dict(zip(names, parts, strict=True))))

    assert cost.amount is not None
    assert Fraction(cost.amount) == Fraction(rate) * (read + written) / 10**6


def test_a_sum_of_costs_carries_its_coverage() -> None:
    known = OPUS_LIKE.cost(Usage(input_tokens=1_000_000))
    estimated = OPUS_LIKE.cost(Usage(input_tokens=1_000_000), service="batch")
    unknown = OPUS_LIKE.cost(Usage(input_tokens=1_000_000, web_searches=1))

    total = Cost.total([known, estimated, unknown, known])

    assert (total.known, total.estimated, total.unknown) == (2, 1, 1)
    assert total.at_least == 20
    assert total.coverage == 0.75
    assert total.status == "unknown"


def test_a_sum_is_as_sure_as_its_weakest_part() -> None:
    known = OPUS_LIKE.cost(Usage(input_tokens=1))
    estimated = OPUS_LIKE.cost(Usage(input_tokens=1), service="batch")

    assert Cost.total([known, known]).status == "known"
    assert Cost.total([known, estimated]).status == "estimated"
    assert Cost.total(iter([known])).coverage == 1


def test_a_sum_of_nothing_has_no_coverage() -> None:
    total = Cost.total([])

    assert (total.at_least, total.coverage) == (Decimal(0), None)
