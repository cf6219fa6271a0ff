"""Usage: counts in disjoint classes; wrong counts are refused, none is counted twice."""

from __future__ import annotations

import decimal
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import InvalidUsageError, UnknownNameError, Usage
from modeldex.core.usage import UNITS, unit_named

counts = st.integers(min_value=0, max_value=10**9)


def make(**values: Any) -> Usage:
    return Usage(**values)


def test_a_usage_counts_what_was_given_and_one_request() -> None:
    usage = Usage(input_tokens=1000, output_tokens=50, audio_input_seconds=2.5)

    assert usage.counts() == {
        "input_tokens": 1000,
        "output_tokens": 50,
        "requests": 1,
        "audio_input_seconds": Decimal("2.5"),
    }


def test_counts_stand_in_the_order_of_the_units() -> None:
    usage = Usage(pages=1, output_tokens=2, input_tokens=3)

    assert list(usage.counts()) == ["input_tokens", "output_tokens", "requests", "pages"]


@pytest.mark.parametrize(
    ("unit", "value", "complaint"),
    [
        ("input_tokens", -1, "must not be negative, got -1"),
        ("input_tokens", 1.5, "must be a whole number, not 1.5"),
        ("input_tokens", True, "must be a whole number, not True"),
        ("input_tokens", None, "must be a whole number, not None"),
        ("input_tokens", 10**18, "is too large to be a count"),
        ("output_tokens", "12", "must be a whole number, not '12'"),
        ("output_tokens", float("nan"), "must be a whole number, not nan"),
        ("audio_input_seconds", float("nan"), "must be finite, not nan"),
        ("audio_input_seconds", float("inf"), "must be finite, not inf"),
        ("video_output_seconds", "-0.5", "must not be negative, got -0.5"),
        ("compute_seconds", "long", "must be a number, not 'long'"),
    ],
)
def test_a_wrong_count_is_refused_by_name(unit: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidUsageError) as refusal:
        make(**{unit: value})

    assert refusal.value.code == "E4005"
    assert refusal.value.problems == {unit: complaint}


def test_every_wrong_count_is_named_at_once() -> None:
    with pytest.raises(InvalidUsageError) as refusal:
        make(input_tokens=-1, pages=-2, prompt_tokens=3)

    assert set(refusal.value.problems) == {"input_tokens", "pages", "prompt_tokens"}


def test_all_tokens_read_make_the_total_input() -> None:
    usage = Usage(
        input_tokens=1,
        cache_read_tokens=10,
        cache_write_tokens=100,
        cache_write_1h_tokens=1_000,
        audio_input_tokens=10_000,
        image_input_tokens=100_000,
        video_input_tokens=1_000_000,
        output_tokens=7,
        reasoning_tokens=7,
        audio_output_tokens=7,
        training_tokens=7,
        input_images=7,
    )

    assert usage.total_input_tokens == 1_111_111


def test_totals_are_taken_apart_into_disjoint_classes() -> None:
    usage = Usage.of_totals(1000, 300, cache_read_tokens=600, audio_input_tokens=100, reasoning_tokens=250)

    assert usage == Usage(
        input_tokens=300,
        cache_read_tokens=600,
        audio_input_tokens=100,
        output_tokens=50,
        reasoning_tokens=250,
    )


def test_parts_that_exceed_their_total_are_refused() -> None:
    with pytest.raises(InvalidUsageError) as refusal:
        Usage.of_totals(1000, cache_read_tokens=900, cache_write_tokens=200)

    assert refusal.value.problems == {
        "input_tokens": "1000 is less than its parts cache_read_tokens 900 + cache_write_tokens 200"
    }


def test_output_parts_that_exceed_their_total_are_refused() -> None:
    with pytest.raises(InvalidUsageError, match="output_tokens: 10 is less than its parts reasoning_tokens"):
        Usage.of_totals(1000, 10, reasoning_tokens=11)


def test_a_negative_part_of_a_total_is_refused() -> None:
    with pytest.raises(InvalidUsageError, match="cache_read_tokens: must not be negative"):
        Usage.of_totals(1000, cache_read_tokens=-1)


@given(counts, st.lists(counts, min_size=5, max_size=5), counts, st.lists(counts, min_size=3, max_size=3))
@settings(max_examples=100)
def test_the_classes_of_a_total_sum_back_to_it(
    rest_in: int, read: list[int], rest_out: int, written: list[int]
) -> None:
    usage = Usage.of_totals(
        rest_in + sum(read),
        rest_out + sum(written),
        cache_read_tokens=read[0],
        cache_write_tokens=read[1],
        cache_write_1h_tokens=read[2],
        audio_input_tokens=read[3],
        image_input_tokens=read[4],
        reasoning_tokens=written[0],
        audio_output_tokens=written[1],
        image_output_tokens=written[2],
    )

    assert usage.input_tokens == rest_in
    assert usage.output_tokens == rest_out
    assert usage.total_input_tokens == rest_in + sum(read)
    assert sum(usage.counts().values()) - usage.requests == rest_in + sum(read) + rest_out + sum(written)


@given(st.permutations(["pages", "requests", "input_tokens", "compute_seconds", "output_tokens", "queries"]))
def test_the_order_in_which_counts_are_given_does_not_matter(names: list[str]) -> None:
    given_so, in_order = make(**dict.fromkeys(names, 2)), make(**dict.fromkeys(sorted(names), 2))

    assert given_so == in_order
    assert hash(given_so) == hash(in_order)
    assert list(given_so.counts()) == [
        "input_tokens", "output_tokens", "requests", "queries", "pages", "compute_seconds",
    ]  # fmt: skip


def test_a_zero_is_the_same_as_no_count() -> None:
    zeros = Usage(input_tokens=0, compute_seconds="0.00", output_tokens=3)

    assert zeros == Usage(output_tokens=3)
    assert (zeros.input_tokens, zeros.compute_seconds, zeros.requests) == (0, Decimal(0), 1)
    assert repr(zeros) == "Usage(output_tokens=3)"


@pytest.mark.parametrize(
    "usage", [Usage(), Usage(requests=0), Usage(pages=3, input_tokens=1, compute_seconds="0.1", requests=2)]
)
def test_a_usage_survives_a_copy(usage: Usage) -> None:
    assert pickle.loads(pickle.dumps(usage)) == usage
    assert usage.replace() == usage
    assert usage.replace(input_tokens=9).replace(input_tokens=usage.input_tokens) == usage


def test_usages_of_other_units_differ() -> None:
    assert Usage(input_tokens=1) != Usage(output_tokens=1)
    assert Usage(input_tokens=1, requests=0) != Usage(input_tokens=1)


def test_wrong_counts_are_named_in_the_order_of_the_units() -> None:
    with pytest.raises(InvalidUsageError) as refusal:
        make(pages=-2, input_tokns=3, output_tokens=-1)

    assert list(refusal.value.problems) == ["input_tokns", "output_tokens", "pages"]
    assert refusal.value.problems["input_tokns"] == "no such field; did you mean input_tokens?"


def test_two_usages_add_up_unit_by_unit() -> None:
    first = Usage(input_tokens=10, audio_input_seconds="0.1")
    second = Usage(input_tokens=5, output_tokens=3, audio_input_seconds="0.2")

    assert first + second == Usage(input_tokens=15, output_tokens=3, audio_input_seconds="0.3", requests=2)


def test_usages_without_requests_add_up_to_none() -> None:
    cached = Usage(input_tokens=10, requests=0)

    assert (cached + cached).requests == 0


def test_the_callers_decimal_context_does_not_change_a_sum() -> None:
    first, second = Usage(audio_input_seconds="1.234"), Usage(audio_input_seconds="1.111")

    with decimal.localcontext(decimal.Context(prec=2)):
        both = first + second

    assert both.audio_input_seconds == Decimal("2.345")


def test_a_usage_is_added_only_to_a_usage() -> None:
    other: Any = 5

    with pytest.raises(TypeError):
        Usage() + other


@pytest.mark.parametrize("name", ["input_tokens", "pages", "compute_seconds"])
def test_a_count_is_frozen(name: str) -> None:
    usage = Usage(input_tokens=1)

    with pytest.raises(AttributeError, match="frozen"):
        setattr(usage, name, 5)
    with pytest.raises(AttributeError, match=f"{name} is frozen"):
        object.__setattr__(usage, name, 5)


def test_a_unit_is_found_by_its_name() -> None:
    assert unit_named("pages") is UNITS["pages"]
    assert unit_named("input_tokens").per == 1_000_000
    assert unit_named("pages").per == 1
    assert unit_named("audio_input_seconds").per == 1


def test_an_unknown_unit_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown unit 'page'; did you mean pages.* more are known"):
        unit_named("page")


def test_every_stand_in_is_a_unit_of_the_same_size() -> None:
    stand_ins = {name: unit.stand_in for name, unit in UNITS.items() if unit.stand_in}

    assert stand_ins["cache_read_tokens"] == "input_tokens"
    assert stand_ins["reasoning_tokens"] == "output_tokens"
    assert all(UNITS[stand_in].per == UNITS[name].per for name, stand_in in stand_ins.items())


def test_the_class_itself_describes_its_units() -> None:
    assert Usage.input_tokens.is_input
    assert not Usage.output_tokens.is_input
    assert Usage.audio_input_seconds.meaning == "seconds of audio read"
    assert Usage.pages.name == "pages"
