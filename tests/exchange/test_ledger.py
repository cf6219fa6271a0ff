"""What an export could not carry is counted, and nothing else is."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelConfig, Price, UnknownNameError
from modeldex.exchange.exporting import export
from modeldex.exchange.genai_units import NAMES, coherent
from modeldex.exchange.json_text import number
from modeldex.exchange.table import FORMATS, format_named

DAY = "2026-11-24"


def model(**fields: object) -> ModelConfig:
    return ModelConfig(**{"provider": "google", "model_id": "lyra-2", **fields})  # type: ignore[arg-type]


def not_carried(name: str, *models: ModelConfig) -> dict[str, int]:
    made = export(name, models, day=DAY)
    made.text()
    return dict(made.ledger.not_carried)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_called_as_the_table_calls_it(name: str) -> None:
    assert format_named(name).name == name
    assert format_named(name).title


def test_an_unknown_format_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"litelm.*did you mean litellm.*genai-prices"):
        export("litelm", [])


def test_rates_that_litellm_has_no_name_for_are_counted_by_what_is_special() -> None:
    prices = (
        Price.of("input_tokens", "1", region="eu"),
        Price.of("input_tokens", "7", currency="CNY"),
        Price.of("input_tokens", "2", hours_utc="1-5T00:00-06:00"),
        Price.of("output_images", "0.04", variant="1024x1024"),
        Price.of("input_tokens", "3", above_tokens=262_144),
        Price.of("input_tokens", "4", service="fast"),
        Price.of("output_tokens", "variable"),
        Price.of("training_tokens", "5"),
    )

    assert not_carried("litellm", model(prices=prices), model(model_id="lyra-3", prices=prices[:1])) == {
        "rates by region": 2,
        "rates in other currencies": 1,
        "rates by hour": 1,
        "rates by variant": 1,
        "rates above a boundary": 1,
        "fast rates": 1,
        "output_tokens variable": 1,
        "training_tokens": 1,
    }


def test_zero_is_written_for_free_and_counted_where_readers_may_doubt_it() -> None:
    free = model(prices=(Price.of("input_tokens", "free"), Price.of("output_tokens", "free")))
    made = export("litellm", [free], day=DAY)

    row = json.loads(made.text())["gemini/lyra-2"]
    assert (row["input_cost_per_token"], row["output_cost_per_token"]) == (0, 0)
    assert made.ledger.not_carried == {"input_tokens free": 1, "output_tokens free": 1}
    assert not_carried("openrouter", free) == {}


def test_the_past_of_a_rate_is_carried_by_who_has_a_place_for_it() -> None:
    dated = model(
        prices=(
            Price.of("input_tokens", "3", valid_to="2026-06-01"),
            Price.of("input_tokens", "2", valid_from="2026-06-01"),
        )
    )

    past = {"former rates": 1, "since when rates hold": 1}
    assert not_carried("csv", dated) == past
    assert not_carried("litellm", dated) == past
    assert not_carried("genai-prices", dated) == {}
    assert not_carried("json", dated) == {}


def test_a_price_that_no_float_stands_for_is_not_written_as_one_nearby() -> None:
    exact = Decimal("1.23456789012345678901")
    made = export("models.dev", [model(prices=(Price(unit="input_tokens", amount=exact),))], day=DAY)

    assert "cost" not in made.text()
    assert made.ledger.not_carried == {"input_tokens": 1}
    assert str(exact) in export("json", [model(prices=(Price(unit="input_tokens", amount=exact),))]).text()


@given(st.decimals(0, 10**6, places=9), st.sampled_from([0, -6, 3]))
def test_a_json_number_reads_back_to_the_amount_or_is_none(amount: Decimal, scale: int) -> None:
    moved = amount.scaleb(scale)
    made = number(amount, scale)

    assert made is None or Decimal(json.dumps(made)) == moved
    assert made is not None or len(moved.normalize().as_tuple().digits) > 15


def test_required_fields_that_nobody_states_are_counted_or_their_models_left_out() -> None:
    poor = model(supports_chat=True, context_window=8_000)
    rich = model(model_id="lyra-3", supports_chat=True, max_input_tokens=8_000)
    both = [poor, model(model_id="lyra-0"), rich]

    counted = export("litellm", both, day=DAY)
    counted.text()
    complete = export("litellm", both, day=DAY, complete_only=True)
    assert list(json.loads(complete.text())) == ["gemini/lyra-2", "gemini/lyra-3"]
    assert counted.ledger.unknown == {"mode": 1, "max_input_tokens": 1}
    assert counted.ledger.models == 3
    assert complete.ledger.left_out == {"google/lyra-0": "nobody states mode, max_input_tokens"}


def test_a_list_that_cannot_say_unknown_is_told_and_incomplete() -> None:
    sees = model(supports_vision=True)
    made = export("models.dev", [sees], day=DAY)
    made.text()

    assert made.ledger.read_otherwise == {"input[pdf]": 1, "input[video]": 1, "input[audio]": 1}
    assert not made.ledger.is_whole
    assert export("models.dev", [sees], day=DAY, complete_only=True).text() == "{}\n"


@given(st.sets(st.sampled_from(list(NAMES))))
def test_a_book_holds_only_prices_whose_wholes_and_overlaps_are_priced(units: set[str]) -> None:
    kept = coherent(units)

    assert kept <= units
    assert coherent(kept) == kept
    if "cache_read_tokens" in kept:
        assert "input_tokens" in kept
    if {"audio_input_tokens", "cache_read_tokens"} <= kept:
        assert "audio_cache_read_tokens" in kept
    if "cache_write_1h_tokens" in kept:
        assert "cache_write_tokens" in kept


@pytest.mark.parametrize(
    ("model_id", "provider", "told"),
    [
        ("two words", "google", "LiteLLM's keys cannot name it: its id has blanks"),
        ("a/b", "perplexity", "LiteLLM's keys cannot name it: 'perplexity/a/b' means another model"),
        ("1024-x-1024/paint", "google", "means another model"),
    ],
)
def test_a_model_that_no_key_of_litellm_names_is_left_out(model_id: str, provider: str, told: str) -> None:
    made = export("litellm", [model(model_id=model_id, provider=provider)], day=DAY)

    assert made.text() == "{}\n"
    assert told in made.ledger.left_out[f"{provider}/{model_id}"]
    assert not made.ledger.is_whole


def test_two_models_of_one_key_are_not_one_entry() -> None:
    made = export("litellm", [model(provider="openai"), model(provider="anthropic")], day=DAY)

    assert json.loads(made.text())["lyra-2"]["litellm_provider"] == "anthropic"
    assert made.ledger.left_out == {"openai/lyra-2": "its key 'lyra-2' is that of anthropic/lyra-2"}


def test_an_id_that_would_break_the_short_table_is_left_out() -> None:
    made = export("pipe", [model(model_id="a|b")], day=DAY)

    assert made.text().count("\n") == 1
    assert made.ledger.left_out == {"google/a|b": "its id holds a '|'"}
