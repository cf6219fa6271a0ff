"""LiteLLM's prices: tiers, service classes, cache lifetimes, hours, and premiums as factors."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("litellm", recorded("litellm"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def priced(read: Read, mode: str = "chat", **prices: Any) -> dict[str, str]:
    row = {"litellm_provider": "openai", "mode": mode} | prices
    return rates(read("litellm", {"quill-6": row}).offerings["openai/quill-6"])


def test_tiers_services_and_cache_lifetimes_are_conditions(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-6"])

    assert quill["input_tokens"] == "2"
    assert quill["input_tokens@>272000"] == "4"
    assert quill["input_tokens@batch"] == "1"
    assert quill["input_tokens@flex"] == "1"
    assert quill["input_tokens@priority"] == "4"
    assert quill["output_tokens@>272000"] == "15"
    assert quill["cache_read_tokens@>272000,priority"] == "0.8"
    assert quill["cache_write_tokens"] == "2.5"
    assert quill["cache_write_1h_tokens"] == "4"


def test_a_regional_uplift_multiplies_every_token_rate_and_stays_a_condition(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-6"])

    assert quill["input_tokens@region:eu"] == "2.2"
    assert quill["input_tokens@>272000,region:eu"] == "4.4"
    assert quill["output_tokens@batch,region:eu"] == "5.5"
    assert quill["cache_write_1h_tokens@region:eu"] == "4.4"
    assert "web_searches@region:eu" not in quill


def test_a_faster_service_multiplies_ordinary_rates_only(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-6"])

    assert quill["input_tokens@fast"] == "4"
    assert quill["output_tokens@fast"] == "20"
    assert not [key for key in quill if "fast" in key and "batch" in key]


def test_an_uplift_raises_no_free_rate(read: Read) -> None:
    found = priced(
        read,
        input_cost_per_token=2e-06,
        output_cost_per_token=0.0,
        regional_processing_uplift_multiplier_us=1.1,
    )

    assert found == {"input_tokens": "2", "output_tokens": "free", "input_tokens@region:us": "2.2"}


def test_an_uplift_is_exact(read: Read) -> None:
    row = {
        "litellm_provider": "openai",
        "input_cost_per_token": 7.5e-07,
        "regional_processing_uplift_multiplier_eu": 1.1,
    }

    prices = read("litellm", {"quill-6": row}).offerings["openai/quill-6"].prices

    assert [price.amount for price in prices] == [Decimal("0.75"), Decimal("0.825")]


def test_off_peak_rates_hold_in_their_hours(reading: Reading) -> None:
    night = rates(reading.offerings["deepseek/quill-night"])
    hours = "hours:1-5T00:00-01:00+1-5T10:00-00:00+6-7T00:00-00:00"

    assert night["input_tokens"] == "0.3"
    assert night[f"input_tokens@{hours}"] == "0.15"
    assert night[f"output_tokens@{hours}"] == "0.6"


def test_days_that_do_not_follow_each_other_are_not_joined(read: Read) -> None:
    off_peak = {
        "input_cost_per_token": 1e-06,
        "windows": [{"hours_utc": "00:00-06:00", "weekdays": [1, 3, 5]}],
    }

    found = priced(read, input_cost_per_token=2e-06, off_peak_pricing=off_peak)

    assert not [key for key in found if "1-5T" in key]


def test_a_cache_hit_is_a_cache_read_whatever_its_name(reading: Reading) -> None:
    night = rates(reading.offerings["deepseek/quill-night"])

    assert night["cache_read_tokens"] == "0.006"


def test_no_surcharge_for_caching_is_not_a_free_token(reading: Reading) -> None:
    assert "cache_write_tokens" not in rates(reading.offerings["deepseek/quill-night"])


def test_an_image_price_too_low_for_an_image_is_one_of_its_tokens(read: Read) -> None:
    assert priced(read, output_cost_per_image=0.00003) == {"image_output_tokens": "30"}
    assert priced(read, output_cost_per_image=0.03) == {"output_images": "0.03"}


def test_tiered_pricing_begins_each_tier_at_its_range(read: Read) -> None:
    tiers = [
        {"input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07, "range": [0, 256000.0]},
        {"input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "range": [256000.0, 1000000.0]},
    ]

    assert priced(read, tiered_pricing=tiers) == {
        "input_tokens": "0.05",
        "output_tokens": "0.4",
        "input_tokens@>256000": "0.25",
        "output_tokens@>256000": "2",
    }


def test_what_is_new_inside_a_tier_is_reported(read: Read) -> None:
    tiers = [{"input_cost_per_token": 5e-08, "input_cost_per_smell": 1, "range": [0, 1000]}]
    answer = {"quill-6": {"litellm_provider": "openai", "tiered_pricing": tiers}}

    unknown = read("litellm", answer).unknown_fields

    assert [path for path in unknown if path.endswith("input_cost_per_smell")]


def test_what_is_new_inside_off_peak_prices_is_reported(read: Read) -> None:
    off_peak = {
        "input_cost_per_smell": 1,
        "windows": [{"hours_utc": "00:00-06:00", "weekdays": [1, 2]}],
    }
    answer = {"quill-6": {"litellm_provider": "openai", "off_peak_pricing": off_peak}}

    unknown = read("litellm", answer).unknown_fields

    assert [path for path in unknown if path.endswith("input_cost_per_smell")]


def test_searches_of_several_sizes_are_variants_and_of_one_price_are_not(read: Read) -> None:
    sizes = {"search_context_size_low": 0.01, "search_context_size_high": 0.03}

    assert priced(read, search_context_cost_per_query=sizes) == {
        "web_searches@variant:low": "0.01",
        "web_searches@variant:high": "0.03",
    }
    assert priced(read, search_context_cost_per_query=dict.fromkeys(sizes, 0.01)) == {"web_searches": "0.01"}
    assert priced(read, search_context_cost_per_query={}) == {}


@pytest.mark.parametrize(
    ("mode", "field", "unit"),
    [
        ("audio_transcription", "input_cost_per_second", "audio_input_seconds"),
        ("audio_transcription", "output_cost_per_second", "audio_input_seconds"),
        ("realtime", "input_cost_per_second", "audio_input_seconds"),
        ("audio_speech", "output_cost_per_second", "audio_output_seconds"),
        ("video_generation", "output_cost_per_second", "video_output_seconds"),
        ("chat", "input_cost_per_second", "compute_seconds"),
    ],
)
def test_what_a_second_is_depends_on_what_the_model_does(
    mode: str, field: str, unit: str, read: Read
) -> None:
    assert priced(read, mode=mode, **{field: 0.0001}) == {unit: "0.0001"}


def test_a_transcription_that_states_its_price_twice_is_charged_once(read: Read) -> None:
    found = priced(
        read, mode="audio_transcription", input_cost_per_second=0.0001, output_cost_per_second=0.0002
    )

    assert found == {"audio_input_seconds": "0.0001"}


@pytest.mark.parametrize(
    ("field", "amount", "key", "text"),
    [
        ("output_cost_per_second_1080p", 0.4, "video_output_seconds@variant:1080p", "0.4"),
        ("output_cost_per_image_4K", 0.2, "output_images@variant:4K", "0.2"),
        ("output_cost_per_second_above_15s_interval", 0.4, "video_output_seconds@variant:>15s", "0.4"),
        ("input_cost_per_character", 1.5e-05, "input_characters", "0.000015"),
        ("ocr_cost_per_page", 0.003, "pages", "0.003"),
        ("annotation_cost_per_page", 0.005, "annotated_pages", "0.005"),
        ("input_cost_per_request", 0.01, "requests", "0.01"),
        ("input_cost_per_query", 0.002, "queries", "0.002"),
        ("output_cost_per_reasoning_token", 4e-06, "reasoning_tokens", "4"),
        ("input_cost_per_audio_token", 1e-06, "audio_input_tokens", "1"),
    ],
)  # fmt: skip
def test_a_price_of_any_unit_keeps_its_unit(
    field: str, amount: float, key: str, text: str, read: Read
) -> None:
    assert priced(read, mode="video_generation", **{field: amount}) == {key: text}


def test_noise_is_cleaned_on_the_way_to_millions(read: Read) -> None:
    assert priced(read, input_cost_per_token=2.4499999999999995e-06) == {"input_tokens": "2.45"}


def test_prices_in_other_units_than_money_are_left_out(read: Read) -> None:
    assert priced(read, input_dbu_cost_per_token=7.1e-05, output_dbu_cost_per_token=2e-04) == {}


def test_off_peak_weekdays_of_another_zone_are_withheld_and_reported(read: Read) -> None:
    off_peak = {
        "input_cost_per_token": 1e-06,
        "weekday_timezone": "Asia/Shanghai",
        "windows": [{"hours_utc": "16:00-22:00", "weekdays": [1, 2, 3, 4, 5]}],
    }
    answer = {
        "quill-6": {"litellm_provider": "openai", "input_cost_per_token": 2e-06, "off_peak_pricing": off_peak}
    }

    reading = read("litellm", answer)

    assert rates(reading.offerings["openai/quill-6"]) == {"input_tokens": "2"}
    assert "not those of UTC" in reading.mended["openai/quill-6"]
