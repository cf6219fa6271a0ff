"""Changes in words: one sentence for each kind, with units, the way it went, and who says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelConfig, ModelStatus, Price
from modeldex.catalog.change_words import CHANGE_KINDS, change_kind, change_words, sentence
from modeldex.catalog.diff import changes
from modeldex.catalog.rate_words import move_in_words, rate_name, share_moved
from modeldex.core.capability import CAPABILITIES
from modeldex.core.evidence import Change

RATE = {"source": "openrouter", "valid_from": "2026-11-24"}


def _change(field: str, before: str | None, after: str | None) -> Change:
    return Change(model="lumen/lumi-2", field=field, before=before, after=after)


def _model(*prices: Price, **fields) -> ModelConfig:
    return ModelConfig(model_id="lumi-2", provider="lumen", prices=prices, **fields)


def test_a_price_that_moved_names_both_amounts_the_share_the_source_and_the_day():
    after = _model(Price.of("input_tokens", "2.5", **RATE))

    assert sentence(_change("input_tokens", "3", "2.5"), None, after) == (
        "lumen/lumi-2: input 3 -> 2.5 USD/M (-16.7 %), openrouter, 2026-11-24"
    )


def test_a_correction_is_called_one():
    after = _model(Price.of("input_tokens", "2.5", kind="correction", **RATE))
    change = _change("input_tokens", "3", "2.5")

    assert change_kind(change, after) == "price corrected"
    assert change_words(change, None, after) == (
        "input 3 -> 2.5 USD/M (-16.7 %), a correction, openrouter, 2026-11-24"
    )
    assert change_words(_change("max_output", "8192", "81920"), is_correction=True, source="groq") == (
        "output limit 8,192 -> 81,920 tokens, wider, a correction, groq"
    )


def test_a_rate_without_a_first_day_names_the_day_on_which_it_was_seen():
    after = _model(Price.of("output_tokens", "10", source="litellm", recorded_on="2026-10-25"))

    assert change_words(_change("output_tokens", "8", "10"), None, after).endswith("litellm, 2026-10-25")


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("output_tokens@batch", "4", "3", "output (batch) 4 -> 3 USD/M (-25.0 %)"),
        (
            "input_tokens@>200000,priority,region:eu", "4", "6",
            "input (above 200,000 tokens, priority, in eu) 4 -> 6 USD/M (+50.0 %)",
        ),
        ("output_images@variant:hd", "0.04", "0.02", "output images (hd) 0.04 -> 0.02 USD each (-50.0 %)"),
        ("audio_input_seconds", "0.001", "0.0015", "audio input 0.001 -> 0.0015 USD/s (+50.0 %)"),
        ("input_tokens", "free", "2", "input free -> 2 USD/M"),
        ("input_tokens", "2", "variable", "input 2 USD/M -> variable"),
        ("cache_read_tokens", None, "0.3", "cache read first stated: 0.3 USD/M"),
        ("cache_read_tokens", "0.3", None, "cache read no longer stated, was 0.3 USD/M"),
        ("input_tokens@currency:CNY", "4 CNY", "2 CNY", "input 4 -> 2 CNY/M (-50.0 %)"),
        ("input_tokens", "1", "1.0001", "input 1 -> 1.0001 USD/M (under 0.1 %)"),
        ("input_tokens", "0.1", "30", "input 0.1 -> 30 USD/M (+29,900 %)"),
        ("max_context", "400000", "200000", "window 400,000 -> 200,000 tokens, narrower"),
        ("max_output", "8192", "16384", "output limit 8,192 -> 16,384 tokens, wider"),
        ("max_input", None, "272000", "input limit first stated: 272,000 tokens"),
        ("max_images", "20", None, "images of a call no longer stated, was 20"),
        ("tool_use", "true", "false", "tool use yes -> no"),
        ("vision", None, "true", "vision unknown -> yes"),
        ("vision", "false", None, "vision no -> unknown"),
        ("status", "C", "D", "active -> deprecated"),
        ("successor", None, "lumi-3", "successor first stated: lumi-3"),
        ("successor", "lumi-3", "lumi-4", "successor lumi-3 -> lumi-4"),
        ("retires_on", "2026-12-01", "2027-02-01", "retirement 2026-12-01 -> 2027-02-01, put off"),
        ("deprecated_on", "2026-12", "2026-11", "deprecation 2026-12 -> 2026-11, brought forward"),
        ("retires_on", "2026-12", "2026-12-15", "retirement 2026-12 -> 2026-12-15"),
        ("knowledge_cutoff", "2025-01", "2025-06", "knowledge cutoff 2025-01 -> 2025-06"),
        (
            "benchmarks", "gpqa=50 mmlu=88", "mmlu=90 ifeval=71",
            "mmlu 88 -> 90; first stated: ifeval 71; no longer stated: gpqa",
        ),
        ("benchmarks", None, "a=1 b=2 c=3 d=4 e=5", "first stated: a 1, b 2, c 3, d 4 and 1 more"),
        ("open_weights", "N", "Y", "open weights N -> Y"),
        ("name", "Lumi", "L" * 80, f"name Lumi -> {'L' * 59}…"),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_words(field: str, before: str | None, after: str | None, words: str):
    assert change_words(_change(field, before, after)) == words


def test_a_new_offering_tells_what_it_costs_and_holds():
    new = _model(Price.of("input_tokens", 3), Price.of("output_tokens", 15), context_window=200_000)

    added = _change("id", None, "lumen/lumi-2")

    assert change_words(added, None, new, source="groq", seen_on="2026-11-24") == (
        "added: input 3 USD/M, output 15 USD/M, window 200,000 tokens, groq, 2026-11-24"
    )
    assert change_words(added, None, _model()) == "added"


def test_what_went_and_what_ended_are_told_apart():
    gone, end = _change("id", "lumen/lumi-2", None), _change("status", "D", "R")
    after = _model(status=ModelStatus.RETIRED, retires_on="2026-11-20", successor="lumi-3")

    assert change_words(gone, _model()) == "no longer in the catalog, was active"
    assert change_words(end, None, after, source="notices") == (
        "deprecated -> retired on 2026-11-20, successor lumi-3, notices"
    )
    assert (change_kind(gone), change_kind(end)) == ("removed", "retired")


def test_the_day_on_which_an_end_was_seen_is_told_from_the_end() -> None:
    after = _model(status=ModelStatus.RETIRED, retires_on="2026-11-15")
    end = _change("status", "C", "R")

    assert change_words(end, None, after, source="estimated", seen_on="2026-11-24") == (
        "active -> retired on 2026-11-15, estimated, seen 2026-11-24"
    )
    moved = _change("retires_on", "2026-11-15", "2026-12-01")
    assert change_words(moved, source="groq", seen_on="2026-11-24").endswith("put off, groq, seen 2026-11-24")


def test_a_source_is_named_for_what_it_states_and_for_rates_the_row_alone():
    change = _change("max_context", "1", "2")

    assert change_words(change, source="litellm", seen_on="2026-10-25").endswith("litellm, 2026-10-25")
    assert change_words(_change("input_tokens", "3", None), source="litellm").endswith("was 3 USD/M")


def test_every_change_between_two_models_has_a_kind_and_words():
    old = _model(Price.of("input_tokens", 3), context_window=1000, supports_vision=True, release_date="2025")
    new = _model(
        Price.of("output_tokens", 4), max_output_tokens=10, supports_tool_use=False, benchmarks={"mmlu": 3},
        default_parameters={"top_p": 1}, can_classify=True, rate_limit_rpm=7, api_name="x",
    )  # fmt: skip
    found = list(changes([old], [new], days=("2026-11-24", "2026-11-24")))

    assert len(found) >= 10
    for change in found:
        assert change_kind(change, new) in CHANGE_KINDS
        assert change_words(change, old, new)


amounts = st.decimals(min_value="0.000001", max_value=10_000, places=6).map(
    lambda number: format(number, "f")
)


@given(before=amounts, after=amounts)
def test_the_sign_of_a_move_is_the_way_the_amount_went(before: str, after: str):
    moved = share_moved(before, after)

    assert moved is not None
    assert (moved > 0, moved < 0) == (float(after) > float(before), float(after) < float(before))
    assert f"{before} -> {after} USD/M" in move_in_words("input_tokens", before, after)


@given(st.sampled_from(sorted(CAPABILITIES)), st.sampled_from(["true", "false", None]))
def test_a_capability_that_was_unknown_is_never_called_lost(name: str, after: str | None):
    assert change_words(_change(name, None, after)).startswith(f"{name.replace('_', ' ')} unknown -> ")


def test_names_of_rates_read_as_words():
    assert rate_name("cache_write_1h_tokens") == "cache write 1h"
    assert rate_name("requests@hours:1-5T00:00-06:00") == "requests (at 1-5T00:00-06:00 UTC)"
