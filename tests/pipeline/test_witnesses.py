"""Who else states a value: another source, of another origin, of something that is still served."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.witnesses import Witnesses, is_same

LUMI, QUARTZ = "lumen/lumi-2", "openrouter/quartz-ai/quartz-7"


@pytest.fixture
def witnesses(house: Any) -> Witnesses:
    return Witnesses(house.data, read_directory(house.data))


def test_every_source_that_states_a_value_is_named(witnesses: Witnesses) -> None:
    assert witnesses.confirming(LUMI, "input_tokens", "2") == ("litellm", "models_dev")
    assert witnesses.confirming(LUMI, "input_tokens", "2", but=("litellm",)) == ("models_dev",)
    assert witnesses.confirming(LUMI, "vision", "true") == ("models_dev",)
    assert witnesses.confirming("lumen/lumi-1", "max_output", "8192") == ("official",)
    assert witnesses.confirming(LUMI, "input_tokens", "3") == ()
    assert witnesses.confirming("lumen/never", "input_tokens", "2") == ()


def test_tables_of_one_origin_are_one_source(house: Any) -> None:
    house.append("sources/manifest.csv", "litellm_events,Past,https://a.example,MIT,,2026-03-01,1")
    house.write("sources/litellm_events.csv", f"id,input_per_1m\n{LUMI},2\n")
    asked = Witnesses(house.data, read_directory(house.data))

    assert asked.confirming(LUMI, "input_tokens", "2", but=("litellm",)) == ("models_dev",)
    assert asked.confirming(LUMI, "input_tokens", "2", but=("litellm_events",)) == ("models_dev",)
    assert len(asked.confirming(LUMI, "input_tokens", "2")) == 2


def test_what_is_retired_confirms_nothing(house: Any) -> None:
    house.edit("sources/models_dev.csv", f"{LUMI},Lumi 2,C,", f"{LUMI},Lumi 2,R,")
    asked = Witnesses(house.data, read_directory(house.data))

    assert asked.confirming(LUMI, "input_tokens", "2") == ("litellm",)


def test_another_id_of_the_same_model_is_heard_at_the_same_provider_only(house: Any) -> None:
    house.append("sources/litellm.csv", "openrouter/quartz-7,C,9,,64000,64000,8192,,,,,")
    house.append("sources/litellm.csv", "bazaar/quartz-7,C,7,,64000,64000,8192,,,,,")
    asked = Witnesses(house.data, read_directory(house.data))

    assert asked.confirming(QUARTZ, "input_tokens", "9") == ("litellm",)
    assert asked.confirming(QUARTZ, "input_tokens", "7") == ()


def test_a_source_about_models_is_heard_of_the_makers_own_offering(house: Any) -> None:
    house.edit("sources/manifest.csv", "seen_on,offerings\n", "seen_on,offerings,about\n")
    manifest = house.read("sources/manifest.csv").splitlines()
    lines = [manifest[0], *(f"{line},offerings" for line in manifest[1:])]
    lines.append("bench,Bench,https://b.example,MIT,,2026-03-01,1,models")
    house.write("sources/manifest.csv", "\n".join(lines) + "\n")
    house.write("sources/bench.csv", f"id,max_context\n{LUMI},500000\n")
    asked = Witnesses(house.data, read_directory(house.data))

    assert asked.confirming(LUMI, "max_context", "500000") == ("bench",)
    assert asked.confirming("bazaar/lumi-2", "max_context", "500000") == ()


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("input_tokens", "2", "2.01", True),
        ("input_tokens", "2", "2.02", False),
        ("input_tokens@batch", "200", "199", True),
        ("input_tokens", "free", "free", True),
        ("input_tokens", "free", "0.0001", False),
        ("input_tokens", "variable", "variable", True),
        ("input_tokens", "variable", "2", False),
        ("input_tokens", "?", "2", False),
        ("max_context", "128000", "131072", True),
        ("max_context", "128000", "140000", False),
        ("max_context", "?", "140000", False),
        ("rpm", "100", "101", False),
        ("vision", "true", "false", False),
        ("name", "Lumi", "Lumi", True),
    ],
)
def test_values_are_the_same_within_what_their_field_allows(
    field: str, one: str, other: str, same: bool
) -> None:
    assert is_same(field, one, other) is same
    assert is_same(field, other, one) is same


@settings(deadline=None)
@given(st.decimals("0.001", "900", places=3), st.decimals("0.9", "1.1", places=4))
def test_rates_are_the_same_up_to_half_a_per_cent_of_the_higher(amount: Decimal, factor: Decimal) -> None:
    other = amount * factor
    low, high = sorted((amount, other))

    assert is_same("input_tokens", str(amount), str(other)) is (high - low <= high * Decimal("0.005"))
