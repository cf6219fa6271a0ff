"""Jumps that nobody confirms are held back, wait in `held.csv`, and pass once somebody accepts them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.conftest import House
from tests.pipeline.runs import Runs

QUARTZ, PEN = "openrouter/quartz-ai/quartz-7", "openrouter/quill/pen"


@pytest.fixture
def runs(house: House) -> Runs:
    """A folder in which OpenRouter has stated a rate and a window of the pen, and then another source."""
    made = Runs(house.data)
    made.see("2026-04-01", openrouter={PEN: {"input_tokens": 2, "max_context": 8_000}})
    return made


def jump(runs: Runs, day: str = "2026-05-01", amount: object = 30, **others: Any) -> Any:
    return runs.see(day, openrouter={PEN: {"input_tokens": amount, "max_context": 8_000}}, **others)


def test_a_jump_that_nobody_confirms_is_kept_out_of_the_tables(runs: Runs) -> None:
    outcome = jump(runs)

    assert [str(line) for line in outcome.held] == [f"openrouter: {PEN}: input_tokens 2 -> 30"]
    cells = runs.cells(PEN)
    assert (cells["input_per_1m"], cells["original"]) == ("2", "input_tokens=as_2")
    assert runs.history() == []
    assert runs.rows("held.csv") == [
        {"source": "openrouter", "id": PEN, "field": "input_tokens", "before": "2", "after": "30",
         "stated_on": "2026-04-01", "seen_on": "2026-05-01", "accepted_on": ""},
    ]  # fmt: skip


def test_a_limit_that_jumps_is_held_back_too(runs: Runs) -> None:
    runs.see("2026-05-01", openrouter={PEN: {"input_tokens": 2, "max_context": 100_000}})

    assert runs.cells(PEN)["max_context"] == "8000"
    assert runs.limits() == []
    assert runs.held() == [("max_context", "8000", "100000", "")]


def test_what_moved_less_passes_beside_what_is_held_back(runs: Runs) -> None:
    runs.see("2026-05-01", openrouter={PEN: {"input_tokens": 30, "output_tokens": 3, "max_context": 16_000}})

    cells = runs.cells(PEN)
    assert (cells["input_per_1m"], cells["output_per_1m"], cells["max_context"]) == ("2", "3", "16000")
    assert [row[0] for row in runs.limits()] == ["8000", "16000"]


def test_a_rate_with_conditions_keeps_its_old_amount_and_the_others_their_new_ones(runs: Runs) -> None:
    runs.see("2026-05-01", openrouter={PEN: {"input_tokens@batch": 1, "output_tokens@batch": 4}})
    runs.see("2026-06-01", openrouter={PEN: {"input_tokens@batch": 0.01, "output_tokens@batch": 5}})

    cells = runs.cells(PEN)
    assert cells["rates"] == "input_tokens@batch=1 output_tokens@batch=5"
    assert cells["original"] == "input_tokens@batch=as_1 output_tokens@batch=as_5"
    assert runs.history() == [("4", "2026-05-01", "2026-06-01"), ("5", "2026-06-01", "")]


def test_a_chain_that_was_there_is_as_it_was(runs: Runs) -> None:
    jump(runs, "2026-05-01", 3)
    before = runs.history()
    jump(runs, "2026-06-01", 300)

    assert before == [("2", "2026-04-01", "2026-05-01"), ("3", "2026-05-01", "")]
    assert runs.history() == before


@pytest.mark.parametrize(
    ("confirming", "full_id"), [("30", PEN), ("30.15", PEN), ("30", "openrouter/pen")]
)  # fmt: skip
def test_a_second_source_confirms_a_jump(confirming: str, full_id: str, runs: Runs, house: House) -> None:
    house.edit("makers.toml", "[quartz]", '[quill]\nname = "Quill"\nprefixes = ["pen"]\n\n[quartz]')
    outcome = jump(runs, models_dev={full_id: {"input_tokens": confirming}})

    (move,) = outcome.confirmed
    assert move.confirmed_by == ("models_dev",)
    assert runs.cells(PEN)["input_per_1m"] == "30"
    assert runs.history() == [("2", "2026-04-01", "2026-05-01"), ("30", "2026-05-01", "")]
    assert runs.held() == []


@pytest.mark.parametrize(
    "said",
    [
        {PEN: {"input_tokens": "30.2"}},
        {PEN: {"output_tokens": 30}},
        {"openrouter/quill/ink": {"input_tokens": 30}},
        {"bazaar/quill/pen": {"input_tokens": 30}},
    ],
)
def test_another_value_rate_model_or_provider_confirms_nothing(said: Any, runs: Runs) -> None:
    jump(runs, models_dev=said)

    assert runs.held() == [("input_tokens", "2", "30", "")]


def test_a_limit_is_confirmed_by_one_that_is_five_per_cent_off(runs: Runs) -> None:
    said = {PEN: {"max_context": 100_000}}
    assert runs.see("2026-05-01", openrouter=said, models_dev={PEN: {"max_context": 95_000}}).held == []


def test_a_fact_kept_by_hand_confirms(runs: Runs, house: House) -> None:
    house.write(
        "curated/openrouter.csv", f"id,input_per_1m,url,updated\n{PEN},30,https://a.example,2026-05-01\n"
    )

    assert jump(runs).held == []


@pytest.mark.parametrize(
    ("before", "after"), [(3, 30), (30, 3), ("free", 30), (None, 30), (3, "variable"), ("variable", 30)]
)
def test_tenfold_first_values_and_what_was_free_or_varies_are_no_jumps(
    before: object, after: object, runs: Runs
) -> None:
    rates = {} if before is None else {"output_tokens": before}
    runs.see("2026-05-01", openrouter={PEN: rates})
    outcome = runs.see("2026-06-01", openrouter={PEN: {"output_tokens": after}, "openrouter/new": {}})

    assert outcome.held == []
    assert runs.held() == []
    assert [move.after for move in outcome.moves.first] == (["30"] if before is None else [])
    assert [move.after for move in outcome.moves.charged] == (["30"] if before == "free" else [])
    assert outcome.moves.new == [("openrouter", "openrouter/new")]


def test_a_price_that_becomes_free_is_a_jump(runs: Runs) -> None:
    jump(runs, amount="free")

    assert runs.cells(PEN)["input_per_1m"] == "2"
    assert runs.held() == [("input_tokens", "2", "free", "")]


AMOUNTS = st.sampled_from(["0.001", "0.5", "0.51", "4.9", "5.1", "700", "free", "variable"])
RATES = st.dictionaries(
    st.sampled_from(["input_tokens", "output_tokens@batch", "cache_read_tokens"]), AMOUNTS, max_size=3
)
WINDOWS = st.fixed_dictionaries(
    {}, optional={"max_context": st.sampled_from([1_000, 10_000, 10_001, 90_000])}
)
FACTS = st.builds(lambda rates, limits: {**rates, **limits}, RATES, WINDOWS)


def values(said: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in said.items()}


@settings(max_examples=40, deadline=None)
@given(FACTS, FACTS, FACTS)
def test_jumps_alone_are_held_back_and_everything_else_passes(
    old: dict[str, Any], new: dict[str, Any], others: dict[str, Any]
) -> None:
    with TemporaryDirectory() as folder:
        runs = Runs(House(Path(folder)).data)
        runs.see("2026-04-01", openrouter={PEN: old})
        outcome = runs.see("2026-05-01", openrouter={PEN: new}, models_dev={PEN: others})
        cells = runs.cells(PEN)
        kept = dict(pair.split("=") for pair in cells["rates"].split())
        kept |= {"input_tokens": cells["input_per_1m"], "cache_read_tokens": cells["cache_per_1m"]}
        kept |= {"max_context": cells["max_context"]}
        held = {line.field: line for line in outcome.held}

    for name, value in values(new).items():
        assert kept[name] == (held[name].before if name in held else value)
    assert {name for name, value in kept.items() if value} == set(new)
    for name, line in held.items():
        before, after = (Decimal(0 if text == "free" else text) for text in (line.before, line.after))
        assert (line.before, line.after) == (values(old)[name], values(new)[name])
        assert max(before, after) > 10 * min(before, after)
        assert values(others).get(name) != line.after
