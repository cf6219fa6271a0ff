"""What a source may state, and how zeros, limits and slips are told apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Bounds, Reading, drop, expect, pop_number
from modeldex.sources.offering import Offering, one_word


@pytest.fixture
def offering() -> Offering:
    return Offering(provider="quill", model_id="quill/quill-5")


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_its_id_is_provider_and_model_id(offering: Offering) -> None:
    assert offering.id == "quill/quill/quill-5"


@pytest.mark.parametrize("filler", [None, 0, -1, 9, 99999, 999999999, 0.0, 9999.0])
def test_zero_negative_and_all_nines_are_no_limits(offering: Offering, filler: Any) -> None:
    offering.limit("max_context", filler)

    assert offering.cells == {}


@pytest.mark.parametrize(
    ("stated", "cell"), [(1, "1"), (200_000, "200000"), (8192.0, "8192"), (99_990, "99990")]
)
def test_a_limit_is_a_whole_number(offering: Offering, stated: float, cell: str) -> None:
    offering.limit("max_context", stated)

    assert offering.cells == {"max_context": cell}


def test_what_is_none_or_blank_is_not_stated(offering: Offering) -> None:
    offering.say("name", None)
    offering.say("name", "")
    offering.say("alias", [])
    offering.can("vision", None)
    offering.price("input_tokens", None)
    offering.day("release_date", None)

    assert (offering.cells, offering.flags, offering.prices) == ({}, {}, [])


def test_the_original_is_kept_only_where_it_differs(offering: Offering) -> None:
    offering.say("max_context", 5, original="5 K tokens")
    offering.say("max_output", 7, original="7")

    assert offering.originals == {"max_context": "5_K_tokens"}


@pytest.mark.parametrize("value", ["yes", 1, "true"])
def test_a_flag_that_is_no_boolean_is_a_source_error(offering: Offering, value: Any) -> None:
    with pytest.raises(SourceError, match=r"quill/quill/quill-5.*'vision'"):
        offering.can("vision", value)


def test_an_unknown_capability_is_a_source_error(offering: Offering) -> None:
    with pytest.raises(SourceError, match="telepathy"):
        offering.can("telepathy", True)


def test_the_first_statement_of_a_rate_stands(offering: Offering) -> None:
    offering.price("input_tokens", 1)
    offering.price("input_tokens", 2)
    offering.price("input_tokens", 3, service="batch")

    assert rates(offering) == {"input_tokens": "1", "input_tokens@batch": "3"}


@pytest.mark.parametrize("amount", [-1, "-1", "-1.0", -1.0])
def test_minus_one_is_variable(offering: Offering, amount: Any) -> None:
    offering.price("input_tokens", amount, 6)

    assert offering.prices[0].amount is None
    assert offering.prices[0].state == "variable"


def test_noise_is_cleaned_and_the_original_kept(offering: Offering) -> None:
    offering.price("input_tokens", 0.0024499999999999995)

    assert offering.prices[0].amount == Decimal("0.00245")
    assert offering.originals == {"input_tokens": "0.0024499999999999995"}


def test_zeros_alone_are_dropped_unless_somebody_says_free(offering: Offering) -> None:
    offering.price("input_tokens", 0)
    offering.price("output_tokens", "0.0")

    assert offering.settle_zeros(free=True) is True
    assert rates(offering) == {"input_tokens": "free", "output_tokens": "free"}
    assert offering.settle_zeros(free=False) is False
    assert (offering.prices, offering.originals) == ([], {"input_tokens": "0", "output_tokens": "0"})


def test_a_variable_rate_beside_a_zero_leaves_the_zero_a_price(offering: Offering) -> None:
    offering.price("input_tokens", -1)
    offering.price("requests", 0)

    assert offering.settle_zeros(free=False) is True
    assert rates(offering) == {"input_tokens": "variable", "requests": "free"}


def test_a_zero_beside_a_price_says_that_this_unit_is_not_charged(offering: Offering) -> None:
    offering.price("input_tokens", 1)
    offering.price("output_tokens", 0)

    assert offering.settle_zeros(free=False) is True
    assert rates(offering) == {"input_tokens": "1", "output_tokens": "free"}


@pytest.mark.parametrize("unit", ["cache_read_tokens", "cache_write_1h_tokens", "reasoning_tokens"])
def test_a_surcharge_of_zero_beside_a_price_says_nothing_of_what_its_tokens_cost(
    offering: Offering, unit: str
) -> None:
    offering.price("input_tokens", 1)
    offering.price(unit, 0)

    offering.settle_zeros(free=False)

    assert rates(offering) == {"input_tokens": "1"}
    assert offering.originals == {unit: "0"}


def test_rates_of_another_row_are_taken_where_this_one_is_silent(offering: Offering) -> None:
    other = Offering(provider="quill", model_id="quill/quill-5")
    offering.price("input_tokens", 1)
    other.price("input_tokens", 2)
    other.price("output_tokens", "3.0")

    offering.take_prices(other, only_if_agreeing=True)
    assert rates(offering) == {"input_tokens": "1"}

    offering.take_prices(other)
    assert rates(offering) == {"input_tokens": "1", "output_tokens": "3"}
    assert offering.originals == {"output_tokens": "3.0"}


def test_without_prices_there_is_nothing_to_settle(offering: Offering) -> None:
    assert offering.settle_zeros(free=False) is True


def finished(offering: Offering) -> Reading:
    reading = Reading(source="quill", offerings={offering.id: offering})
    reading.finish()
    return reading


def test_a_rate_for_cached_or_batched_tokens_says_that_there_is_a_cache_or_a_batch(
    offering: Offering,
) -> None:
    offering.price("cache_read_tokens", 1)
    offering.price("input_tokens", 1, service="batch")

    finished(offering)

    assert offering.flags == {"prompt_cache": True, "batch": True}


def test_a_stated_no_outweighs_what_a_rate_suggests(offering: Offering) -> None:
    offering.can("prompt_cache", False)
    offering.price("cache_read_tokens", 1)

    finished(offering)

    assert offering.flags["prompt_cache"] is False


def test_a_price_per_thousand_in_the_field_of_tokens_is_mended_and_reported(offering: Offering) -> None:
    offering.price("input_tokens", 3200)
    offering.price("output_tokens", 9710)
    offering.price("requests", 1)

    reading = finished(offering)

    assert rates(offering) == {"input_tokens": "3.2", "output_tokens": "9.71", "requests": "1"}
    assert "divided by 1,000" in reading.mended[offering.id]


def test_a_rate_too_low_for_tokens_is_unknown_and_reported(offering: Offering) -> None:
    offering.price("input_tokens", "0.0001")
    offering.price("output_images", "0.01")

    reading = finished(offering)

    assert rates(offering) == {"output_images": "0.01"}
    assert "unit is unknown" in reading.mended[offering.id]


def test_an_embedding_may_cost_next_to_nothing(offering: Offering) -> None:
    offering.can("embedding", True)
    offering.price("input_tokens", "0.002")

    assert finished(offering).mended == {}
    assert rates(offering) == {"input_tokens": "0.002"}


def test_half_price_in_a_batch_does_not_take_a_cheap_rate_away(offering: Offering) -> None:
    offering.price("input_tokens", "0.008")
    offering.price("input_tokens", "0.004", service="batch")

    finished(offering)

    assert rates(offering) == {"input_tokens": "0.008", "input_tokens@batch": "0.004"}


def test_an_ordinary_price_is_left_alone(offering: Offering) -> None:
    offering.price("input_tokens", 150)
    offering.price("output_tokens", 600)

    assert finished(offering).mended == {}
    assert rates(offering) == {"input_tokens": "150", "output_tokens": "600"}


def test_bounds_name_everything_that_is_out_of_them(offering: Offering) -> None:
    offering.say("name", "Quill 5")
    bounds = Bounds(
        least=2, most=3, fill={"name": 1.0, "max_context": 0.5, "input_per_1m": 0.9, "vision": 0.1}
    )

    with pytest.raises(SourceError) as caught:
        Reading(source="quill", offerings={offering.id: offering}).check(bounds)

    message = str(caught.value)
    assert "1 offerings, expected 2 to 3" in message
    assert "max_context is stated by 0 of 1, expected 50%" in message
    assert "input_per_1m is stated by 0 of 1, expected 90%" in message
    assert "vision is stated by 0 of 1, expected 10%" in message
    assert "name is" not in message


def test_too_many_offerings_are_out_of_bounds_too(offering: Offering) -> None:
    reading = Reading(source="quill", offerings={offering.id: offering, "quill/b": offering})

    with pytest.raises(SourceError, match="2 offerings, expected 0 to 1"):
        reading.check(Bounds(least=0, most=1, fill={}))


def test_a_whole_answer_is_within_its_bounds(offering: Offering) -> None:
    offering.price("input_tokens", 1)
    offering.can("vision", False)

    reading = Reading(source="quill", offerings={offering.id: offering})

    reading.check(Bounds(least=1, most=1, fill={"input_per_1m": 1.0, "vision": 1.0}))


def test_a_rate_with_a_condition_does_not_fill_the_column_of_the_base_rate(offering: Offering) -> None:
    offering.price("input_tokens", 1, service="batch")

    with pytest.raises(SourceError, match="input_per_1m is stated by 0 of 1"):
        Reading(source="quill", offerings={offering.id: offering}).check(
            Bounds(least=1, most=1, fill={"input_per_1m": 1.0})
        )


@pytest.mark.parametrize("value", [{"a": 1}, [1], True])
def test_a_number_of_another_type_is_a_source_error_with_its_path(value: Any) -> None:
    with pytest.raises(SourceError, match=r"quill-5\.prompt: expected a number.*changed its shape"):
        pop_number({"prompt": value}, "prompt", "quill-5")


def test_an_expected_type_is_named_with_its_place() -> None:
    with pytest.raises(SourceError, match="the list of models: expected list, got object"):
        expect({}, list, "the list of models")

    assert expect([1], list, "the list of models") == [1]


def test_small_helpers_leave_one_word_and_no_known_field() -> None:
    record = {"a": 1, "b": 2}
    drop(record, ("a", "c"))

    assert record == {"b": 2}
    assert one_word(" a \n b ") == "a_b"


def test_tokens_at_zero_beside_a_price_of_another_unit_are_not_what_is_charged_for() -> None:
    offering = Offering(provider="quill", model_id="rerank-1")
    for unit, amount in (("input_tokens", 0), ("output_tokens", 0), ("queries", "0.002")):
        offering.price(unit, amount)

    assert offering.settle_zeros(free=False)
    assert [price.key for price in offering.prices] == ["queries"]
    assert offering.originals == {"input_tokens": "0", "output_tokens": "0"}
