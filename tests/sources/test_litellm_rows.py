"""LiteLLM's rows: an absent flag is unknown, a limit may be the input share, regions add to one model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("litellm", recorded("litellm"))


def row(**fields: Any) -> dict[str, Any]:
    return {"litellm_provider": "openai", "mode": "chat"} | fields


def one(read: Read, **fields: Any) -> Offering:
    return read("litellm", {"quill-6": row(**fields)}).offerings["openai/quill-6"]


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_an_absent_flag_is_unknown_and_a_false_one_is_no(reading: Reading) -> None:
    flags = reading.offerings["openai/quill-6"].flags

    assert flags["tool_use"] is True
    assert flags["assistant_prefill"] is False
    assert "structured_output" not in flags
    assert "streaming" not in flags


def test_a_listed_modality_is_a_yes_and_an_unlisted_one_is_unknown(reading: Reading) -> None:
    flags = reading.offerings["openai/quill-6"].flags

    assert flags["vision"] is True
    assert "audio_input" not in flags


def test_a_stated_no_is_not_overruled_by_a_list_of_modalities(read: Read) -> None:
    offering = one(read, supports_vision=False, supported_modalities=["text", "image"])

    assert offering.flags["vision"] is False


def test_a_limit_may_be_the_input_share_and_says_what_it_was(reading: Reading) -> None:
    quill = reading.offerings["openai/quill-6"]

    assert quill.cells["max_input"] == "272000"
    assert quill.cells["max_output"] == "128000"
    assert quill.originals["max_context"] == "max_input_tokens=272000"
    assert (quill.cells["rpm"], quill.cells["tpm"]) == ("500", "2000000")


@pytest.mark.parametrize(
    ("mode", "capability"),
    [
        ("chat", "chat"),
        ("responses", "chat"),
        ("completion", "text_completion"),
        ("embedding", "embedding"),
        ("rerank", "reranking"),
        ("image_generation", "image_output"),
        ("video_generation", "video_output"),
        ("audio_transcription", "transcription"),
        ("audio_speech", "audio_output"),
        ("realtime", "realtime"),
        ("moderation", "moderation"),
        ("ocr", "ocr"),
    ],
)
def test_a_mode_says_what_the_model_does(mode: str, capability: str, read: Read) -> None:
    assert one(read, mode=mode).flags[capability] is True


def test_an_unknown_mode_is_an_error_that_names_the_model(read: Read) -> None:
    with pytest.raises(SourceError, match=r"openai/quill-6: unknown mode 'telepathy'"):
        one(read, mode="telepathy")


def test_a_region_is_a_condition_of_prices_of_the_one_model(reading: Reading) -> None:
    quill = reading.offerings["azure/quill-6"]

    assert rates(quill) == {
        "input_tokens": "2",
        "output_tokens": "10",
        "input_tokens@region:eu": "2.2",
        "output_tokens@region:eu": "11",
    }
    assert "azure/eu/quill-6" not in reading.offerings


def test_the_zeros_of_a_region_are_not_priced_either(read: Read) -> None:
    answer = {
        "azure/quill-6": row(litellm_provider="azure", input_cost_per_token=2e-06),
        "azure/eu/quill-6": row(
            litellm_provider="azure", input_cost_per_token=0.0, output_cost_per_token=0.0
        ),
    }

    offering = read("litellm", answer).offerings["azure/quill-6"]

    assert rates(offering) == {"input_tokens": "2"}


def test_an_image_size_is_a_variant(reading: Reading) -> None:
    assert rates(reading.offerings["azure/easel-1"]) == {
        "output_images@variant:high/1024x1024": "0.04",
        "output_pixels@variant:high/1024x1024": "0.000000159263611",
    }


def test_zeros_alone_are_not_priced(read: Read) -> None:
    reading = read("litellm", {"quill-6": row(input_cost_per_token=0, output_cost_per_token=0.0)})

    assert reading.offerings["openai/quill-6"].prices == []
    assert reading.not_priced == ["openai/quill-6"]


def test_of_two_keys_of_one_model_the_one_that_states_more_leads_and_the_other_is_folded(read: Read) -> None:
    answer = {
        "quill-6": row(input_cost_per_token=2e-06, max_output_tokens=1000),
        "openai/quill-6": row(input_cost_per_token=3e-06, max_output_tokens=2000, supports_vision=True),
    }

    reading = read("litellm", answer)

    assert rates(reading.offerings["openai/quill-6"]) == {"input_tokens": "3"}
    assert reading.offerings["openai/quill-6"].cells["max_output"] == "2000"
    assert reading.skipped == {"quill-6": "folded into openai/quill-6, which another key names too"}


def test_a_folded_row_adds_rates_only_where_both_agree_on_the_plain_ones(read: Read) -> None:
    answer = {
        "quill-6": row(
            input_cost_per_token=2e-06, output_cost_per_token=8e-06, cache_read_input_token_cost=2e-07
        ),
        "openai/quill-6": row(
            input_cost_per_token=2e-06,
            output_cost_per_token=8e-06,
            input_cost_per_token_batches=1e-06,
            supports_vision=True,
        ),
    }

    agreeing = read("litellm", answer).offerings["openai/quill-6"]
    answer["quill-6"]["output_cost_per_token"] = 9e-06
    torn = read("litellm", answer).offerings["openai/quill-6"]

    assert rates(agreeing)["cache_read_tokens"] == "0.2"
    assert "cache_read_tokens" not in rates(torn)


def test_a_route_in_a_key_is_another_name_of_the_model(read: Read) -> None:
    answer = {
        "azure/quill-6": row(litellm_provider="azure", max_input_tokens=1000),
        "azure/global/quill-6": row(litellm_provider="azure"),
    }

    assert read("litellm", answer).offerings["azure/quill-6"].cells["alias"] == "global/quill-6"


def test_a_row_names_its_page_its_key_and_its_end(reading: Reading) -> None:
    quill = reading.offerings["openai/quill-6"]

    assert quill.url == "https://example.com/pricing"
    assert quill.originals["id"] == "quill-6"
    assert quill.cells["retires_on"] == "2027-04-14"


def test_a_retirement_in_another_century_is_a_filler(read: Read) -> None:
    assert "retires_on" not in one(read, deprecation_date="2099-12-31").cells


def test_rows_that_are_no_models_are_left_out_with_their_reasons(read: Read) -> None:
    answer = {"sample_spec": {"mode": "chat"}, "quill-6": row()}

    reading = read("litellm", answer)

    assert list(reading.offerings) == ["openai/quill-6"]
    assert reading.skipped == {"sample_spec": "it names no provider"}
