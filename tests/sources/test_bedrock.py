"""Amazon Bedrock: complete modalities, extras of the console that may be null, one region."""

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
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("bedrock", recorded("bedrock")).offerings


QUILL_5 = "amazon-bedrock/quill.quill-5-v1:0"
QUILL_2 = "amazon-bedrock/quill.quill-2-v1:0:100k"
EMBED = "amazon-bedrock/easel.embed-v1"


def test_modalities_in_upper_case_are_complete_lists(offerings: dict[str, Offering]) -> None:
    flags = offerings[QUILL_5].flags

    assert (flags["vision"], flags["video_input"], flags["image_output"]) == (True, False, False)
    assert offerings[EMBED].flags["embedding"] is True
    assert offerings[EMBED].flags["audio_input"] is True


def test_a_model_that_takes_part_in_conversations_chats(offerings: dict[str, Offering]) -> None:
    flags = offerings[QUILL_5].flags

    assert all(flags[name] for name in ("chat", "system_messages", "thinking", "pdf_input", "streaming"))
    assert offerings[QUILL_5].cells["max_output"] == "65536"


def test_null_extras_say_nothing(offerings: dict[str, Offering]) -> None:
    assert not {"chat", "thinking", "pdf_input", "system_messages", "batch"} & offerings[QUILL_2].flags.keys()
    assert "streaming" not in offerings[EMBED].flags
    assert "max_output" not in offerings[QUILL_2].cells


def test_what_one_region_does_not_offer_is_unknown_rather_than_absent(
    offerings: dict[str, Offering],
) -> None:
    assert offerings[QUILL_5].flags["batch"] is True
    assert offerings[QUILL_5].flags["prompt_cache"] is True
    assert "fine_tuning" not in offerings[QUILL_5].flags
    assert "prompt_cache" not in offerings[QUILL_2].flags
    assert offerings[QUILL_2].flags["fine_tuning"] is True


def test_a_window_in_words_is_a_number_and_keeps_its_text(offerings: dict[str, Offering]) -> None:
    assert offerings[QUILL_5].cells["max_context"] == "200000"
    assert offerings[QUILL_5].originals == {"max_context": "200K"}
    assert offerings[EMBED].cells["max_context"] == "163840"


@pytest.mark.parametrize(("text", "tokens"), [("1M", "1000000"), ("200k", "200000"), ("128000", "128000")])
def test_every_spelling_of_a_window_is_read(
    text: str, tokens: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["description"]["maxContextWindow"] = text

    assert read("bedrock", answer).offerings[QUILL_5].cells["max_context"] == tokens


@pytest.mark.parametrize(("most", "stated"), [(199_999, "199999"), (200_000, None), (409_600, None)])
def test_an_output_limit_that_is_not_below_the_window_is_none(
    most: int, stated: str | None, read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["converse"]["maxTokensMaximum"] = most

    assert read("bedrock", answer).offerings[QUILL_5].cells.get("max_output") == stated


def test_legacy_is_deprecated_with_its_days_as_text_or_epoch(offerings: dict[str, Offering]) -> None:
    cells = offerings[QUILL_2].cells

    assert (cells["status"], cells["deprecated_on"], cells["retires_on"]) == ("D", "2026-01-10", "2026-08-01")
    assert offerings[QUILL_5].cells["status"] == "C"


def test_the_day_on_bedrock_is_no_release_day(offerings: dict[str, Offering]) -> None:
    assert "release_date" not in offerings[QUILL_5].cells


def test_a_new_modality_and_a_new_status_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["inputModalities"].append("SMELL")
    answer["modelSummaries"][0]["modelLifecycle"]["status"] = "FROZEN"

    assert dict(read("bedrock", answer).unknown_fields) == {
        "model.inputModalities[SMELL]": 1,
        "model.modelLifecycle.status[FROZEN]": 1,
    }


def test_a_window_that_is_no_number_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["description"]["maxContextWindow"] = "plenty"

    with pytest.raises(SourceError, match="bedrock: model 0"):
        read("bedrock", answer)
