"""Mistral: aliases are rows of their own, and one id can stand for two models."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, gathered

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.mistral import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("mistral", recorded("mistral")).offerings


def test_every_id_is_an_offering_and_the_model_itself_names_its_aliases(
    offerings: dict[str, Offering],
) -> None:
    assert offerings["mistral/quill-medium-2601"].cells["alias"] == "quill-medium-latest"
    assert "alias" not in offerings["mistral/quill-medium-latest"].cells
    assert offerings["mistral/quill-medium-latest"].cells["max_context"] == "131072"


def test_flags_are_true_or_false_where_they_stand_and_unknown_elsewhere(
    offerings: dict[str, Offering],
) -> None:
    medium = offerings["mistral/quill-medium-2601"].flags
    small = offerings["mistral/quill-small-2501"].flags

    assert (medium["chat"], medium["vision"], medium["ocr"], medium["audio_input"]) == (
        True,
        True,
        False,
        False,
    )
    assert small == {"chat": True, "tool_use": True, "fine_tuning": True, "vision": False}


def test_a_deprecation_is_the_day_of_the_end_with_its_replacement(offerings: dict[str, Offering]) -> None:
    assert offerings["mistral/quill-small-2501"].cells == {
        "max_context": "32768",
        "status": "D",
        "retires_on": "2026-04-30",
        "successor": "quill-small-latest",
        "default_parameters": "temperature=0.7",
    }
    assert "status" not in offerings["mistral/quill-medium-2601"].cells


def test_an_id_of_two_models_can_what_either_can_and_has_the_limits_of_the_first(
    offerings: dict[str, Offering],
) -> None:
    nib = offerings["mistral/nib-mini-latest"]

    assert (nib.flags["chat"], nib.flags["audio_input"], nib.flags["transcription"]) == (True, True, True)
    assert nib.flags["tool_use"] is False
    assert nib.cells == {"max_context": "32768", "default_parameters": "temperature=0.2"}


def test_the_moment_of_the_answer_is_no_release_day(offerings: dict[str, Offering]) -> None:
    assert not any("release_date" in offering.cells for offering in offerings.values())


def test_a_fine_tuned_model_is_left_out_with_a_reason(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("mistral")
    answer["data"][0] |= {"id": "ft:quill:mine", "type": "fine-tuned"}

    assert read("mistral", answer).skipped == {"ft:quill:mine": "no base model: fine-tuned, of one account"}


def test_a_new_capability_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("mistral")
    answer["data"][0]["capabilities"]["cooking"] = True

    assert dict(read("mistral", answer).unknown_fields) == {"model.capabilities.cooking": 1}


def test_a_flag_that_is_no_flag_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("mistral")
    answer["data"][0]["capabilities"]["vision"] = "sharp"

    with pytest.raises(SourceError, match=r"quill-medium-2601\.capabilities\.vision: expected true or false"):
        read("mistral", answer)


def test_its_list_is_asked_for_with_a_key(read: Read, recorded: Callable[[str], Any]) -> None:
    with AnswerServer() as server:
        server.answer("/v1/models", Reply(json=recorded("mistral")))
        answer = gathered(SOURCE, server, {"MISTRAL_API_KEY": KEY})

    assert read("mistral", answer) == read("mistral", recorded("mistral"))
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
