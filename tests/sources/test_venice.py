"""Venice: USD per million tokens, with the same in Venice's credits beside."""

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
    return read("venice", recorded("venice"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_only_the_price_in_usd_is_taken(reading: Reading) -> None:
    assert rates(reading.offerings["venice/quill-4-235b"]) == {"input_tokens": "1.5", "output_tokens": "6"}


def test_flags_state_what_it_can_and_cannot(reading: Reading) -> None:
    assert reading.offerings["venice/quill-4-235b"].flags == {
        "tool_use": True,
        "thinking": False,
        "structured_output": True,
        "vision": False,
        "web_search": True,
    }


def test_weights_on_the_hub_are_open_and_of_others_nothing_is_said(reading: Reading) -> None:
    assert reading.offerings["venice/quill-4-235b"].cells["open_weights"] == "Y"
    assert "open_weights" not in reading.offerings["venice/reed-closed"].cells


def test_limits_names_and_defaults(reading: Reading) -> None:
    cells = reading.offerings["venice/quill-4-235b"].cells

    assert (cells["name"], cells["max_context"]) == ("Venice Quill", "131072")
    assert cells["default_parameters"] == "temperature=0.15 top_p=1"


def test_a_type_that_is_new_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("venice")
    sample["data"][0]["type"] = "sculpture"

    assert read("venice", sample).unknown_fields["model.type[sculpture]"] == 1


@pytest.mark.parametrize("usd", ["a lot", True, -3, [1], {"amount": 1}])
def test_a_price_that_is_no_number_is_refused(usd: Any, read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("venice")
    sample["data"][0]["model_spec"]["pricing"]["output"]["usd"] = usd

    with pytest.raises(SourceError):
        read("venice", sample)


def test_the_newer_shape_has_an_output_limit_and_says_what_is_heard(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    quill = read("venice", recorded("venice_newer")).offerings["venice/quill-4-8b"]

    assert (quill.cells["max_context"], quill.cells["max_output"]) == ("131072", "24000")
    assert (quill.flags["audio_input"], quill.flags["video_input"]) == (True, False)
