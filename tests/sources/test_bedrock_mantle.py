"""Bedrock's OpenAI-shaped endpoint: ids, and whether each is served."""

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
    return read("bedrock_mantle", recorded("bedrock_mantle")).offerings


def test_an_available_model_is_current_and_its_listing_no_release(offerings: dict[str, Offering]) -> None:
    assert offerings["bedrock-mantle/quill.quill-5"].cells == {"status": "C"}


def test_another_status_is_reported_and_states_nothing(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock_mantle")
    answer["data"][0]["status"] = "resting"

    reading = read("bedrock_mantle", answer)

    assert dict(reading.unknown_fields) == {"model.status[resting]": 1}
    assert reading.offerings["bedrock-mantle/quill.quill-5"].cells == {}


def test_an_id_that_is_no_text_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock_mantle")
    answer["data"][0]["id"] = 5

    with pytest.raises(SourceError, match="id: expected str, got int"):
        read("bedrock_mantle", answer)
