"""models.dev: prices in USD per million; `tiers` says where a tier begins, `context_over_200k` does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("models_dev", recorded("models_dev"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def one(read: Read, model_id: str = "quill-5", **fields: Any) -> Offering:
    answer = {"openai": {"models": {model_id: {"id": model_id, "name": "Quill 5"} | fields}}}
    return read("models_dev", answer).offerings[f"openai/{model_id}"]


def test_tiers_give_the_boundary_and_the_200k_key_does_not(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-5"])

    assert quill["input_tokens"] == "5"
    assert quill["input_tokens@>272000"] == "10"
    assert quill["cache_read_tokens@>272000"] == "1"
    assert not [key for key in quill if "200000" in key]


def test_the_200k_key_alone_is_a_boundary_of_200000(reading: Reading) -> None:
    old = rates(reading.offerings["openai/quill-4-old"])

    assert old["input_tokens@>200000"] == "3"
    assert old["output_tokens@>200000"] == "9"


def test_a_tier_by_anything_but_context_is_reported_and_not_taken(read: Read) -> None:
    cost = {"input": 1, "tiers": [{"input": 9, "tier": {"type": "volume", "size": 5}}]}
    answer = {"openai": {"models": {"quill-5": {"cost": cost}}}}

    reading = read("models_dev", answer)

    assert rates(reading.offerings["openai/quill-5"]) == {"input_tokens": "1"}
    assert reading.unknown_fields["model.cost.tiers[volume]"] == 1


def test_every_kind_of_rate_is_read(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-5"])

    assert quill["cache_write_tokens"] == "6.25"
    assert quill["reasoning_tokens"] == "30"
    assert quill["audio_input_tokens"] == "7"
    assert quill["audio_output_tokens"] == "14"


def test_the_noise_of_a_binary_fraction_is_cleaned_and_kept_as_original(reading: Reading) -> None:
    old = reading.offerings["openai/quill-4-old"]

    assert rates(old)["cache_read_tokens"] == "0.00245"
    assert old.originals["cache_read_tokens"] == "0.0024499999999999995"


def test_a_mode_is_the_service_class_that_its_body_asks_for(reading: Reading) -> None:
    quill = rates(reading.offerings["openai/quill-5"])

    assert quill["input_tokens@priority"] == "10"
    assert quill["cache_read_tokens@priority"] == "1"
    assert quill["output_tokens@swift"] == "90"
    assert not [key for key in quill if "pro" in key.split("@")[-1].split(",")]


def test_zeros_of_a_free_offering_are_free(reading: Reading) -> None:
    assert rates(reading.offerings["chutes/quill/quill-4:free"]) == {
        "input_tokens": "free",
        "output_tokens": "free",
    }


def test_zeros_alone_are_not_priced_and_that_is_unknown(reading: Reading) -> None:
    assert reading.offerings["chutes/quill/quill-4-tee"].prices == []
    assert reading.not_priced == ["chutes/quill/quill-4-tee"]


def test_a_zero_beside_a_price_says_that_the_unit_is_not_charged(read: Read) -> None:
    offering = one(read, cost={"input": 0.1, "output": 0})

    assert rates(offering) == {"input_tokens": "0.1", "output_tokens": "free"}


def test_no_cost_is_no_price(read: Read) -> None:
    assert one(read).prices == []
    assert one(read, cost=None).prices == []


def test_fillers_among_the_limits_state_nothing(reading: Reading) -> None:
    cells = reading.offerings["chutes/quill/quill-4-tee"].cells

    assert "max_context" not in cells
    assert "max_output" not in cells


def test_the_input_share_stands_apart_from_the_window(reading: Reading) -> None:
    cells = reading.offerings["openai/quill-5"].cells

    assert (cells["max_context"], cells["max_input"], cells["max_output"]) == ("400000", "272000", "128000")


def test_dates_keep_their_precision_and_the_first_day_of_unix_is_none(reading: Reading) -> None:
    assert reading.offerings["openai/quill-5"].cells["knowledge_cutoff"] == "2025-09"
    assert reading.offerings["openai/quill-4-old"].cells["release_date"] == "2025-03"
    assert "release_date" not in reading.offerings["chutes/quill/quill-4-tee"].cells


@pytest.mark.parametrize(("stated", "letter"), [("beta", "P"), ("alpha", "P"), ("deprecated", "D")])
def test_a_status_becomes_its_letter(stated: str, letter: str, read: Read) -> None:
    assert one(read, status=stated).cells["status"] == letter


def test_no_status_is_not_a_statement(read: Read) -> None:
    assert "status" not in one(read).cells


def test_flags_are_yes_no_or_unknown(reading: Reading, read: Read) -> None:
    quill = reading.offerings["openai/quill-5"].flags

    assert (quill["tool_use"], quill["temperature"], quill["vision"]) == (True, False, True)
    assert (quill["audio_input"], quill["image_output"]) == (False, False)
    assert one(read).flags == {}


def test_a_modality_without_a_capability_of_ours_is_reported(read: Read) -> None:
    modalities = {"input": ["text", "smell"], "output": ["text"]}
    answer = {"openai": {"models": {"quill-5": {"modalities": modalities}}}}

    assert read("models_dev", answer).unknown_fields["model.modalities.input[smell]"] == 1


def test_an_id_with_blanks_is_left_out_with_its_reason(reading: Reading) -> None:
    assert reading.skipped == {"chutes/Quill Large 2": "its id has blanks"}
    assert "chutes/Quill Large 2" not in reading.offerings


def test_a_name_stands_on_one_line(reading: Reading) -> None:
    assert reading.offerings["openai/quill-5"].cells["name"] == "Quill 5"
    assert "name" not in reading.offerings["openai/quill-4-old"].originals
