"""Groq: a plain shape, and a fuller one with prices and features beside."""

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
    return read("groq", recorded("groq"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_the_plain_shape_gives_limits_and_nothing_else(reading: Reading) -> None:
    quill = reading.offerings["groq/quill/quill-4-32b"]

    assert quill.cells == {"max_context": "131072", "max_output": "40960"}
    assert (quill.flags, quill.prices) == ({}, [])


def test_the_fuller_shape_is_priced_per_token_in_texts(reading: Reading) -> None:
    assert rates(reading.offerings["groq/quill/quill-5-120b"]) == {
        "input_tokens": "0.15",
        "output_tokens": "0.6",
        "cache_read_tokens": "0.075",
    }


def test_the_fuller_shape_names_its_limits_anew(reading: Reading) -> None:
    cells = reading.offerings["groq/quill/quill-5-120b"].cells

    assert (cells["max_context"], cells["max_output"]) == ("131072", "65536")
    assert (cells["name"], cells["retires_on"]) == ("Quill 5 120B", "2027-03-01")


def test_features_state_what_it_can_and_modalities_also_what_it_cannot(reading: Reading) -> None:
    flags = reading.offerings["groq/quill/quill-5-120b"].flags

    assert (flags["tool_use"], flags["json_mode"], flags["thinking"]) == (True, True, True)
    assert (flags["vision"], flags["audio_input"]) == (True, False)
    assert "web_search" not in flags
    assert reading.offerings["groq/quill/quill-5-20b"].flags == {"tool_use": True}


def test_zeros_alone_are_no_price(reading: Reading) -> None:
    assert rates(reading.offerings["groq/quill/quill-5-20b"]) == {}
    assert reading.not_priced == ["groq/quill/quill-5-20b"]


def test_an_output_above_the_window_is_no_limit(reading: Reading) -> None:
    speech = reading.offerings["groq/reed/speech-1-english"]

    assert speech.cells == {"max_context": "4000"}
    assert speech.originals["max_output"] == "50000"


def test_what_is_not_active_is_retired(reading: Reading) -> None:
    assert reading.offerings["groq/quill-2-old"].cells["status"] == "R"
    assert "status" not in reading.offerings["groq/quill/quill-4-32b"].cells


def test_a_new_feature_is_reported(read: Read) -> None:
    answer = {"data": [{"id": "quill", "supported_features": ["levitation"], "input_modalities": ["smell"]}]}

    unknown = read("groq", answer).unknown_fields

    assert unknown["model.supported_features[levitation]"] == 1
    assert unknown["model.input_modalities[smell]"] == 1


def test_a_list_that_is_missing_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match="data: expected list, got null"):
        read("groq", {"object": "list"})
