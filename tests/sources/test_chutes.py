"""Chutes: one price in USD per million tokens, whichever way they go."""

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
    return read("chutes", recorded("chutes"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_one_price_holds_for_what_is_read_and_written(reading: Reading) -> None:
    assert rates(reading.offerings["chutes/quill-org/Quill-4-671B"]) == {
        "input_tokens": "0.27216",
        "output_tokens": "0.27216",
    }


def test_the_noise_of_floats_is_cleaned(reading: Reading) -> None:
    quill = reading.offerings["chutes/quill-org/Quill-4-24B"]

    assert rates(quill)["input_tokens"] == "0.03024"
    assert quill.originals["input_tokens"] == "0.03024000000000001"
    assert quill.cells == {"max_context": "96000"}


def test_a_zero_is_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["chutes/quill-org/Quill-4-8B"]) == {}
    assert reading.not_priced == ["chutes/quill-org/Quill-4-8B"]


def test_another_shape_of_price_is_reported_and_not_guessed(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("chutes")
    sample["data"][0]["price"] = {"input": {"usd": 1}, "output": {"usd": 2}}

    reading = read("chutes", sample)

    assert rates(reading.offerings["chutes/quill-org/Quill-4-671B"]) == {}
    assert set(reading.unknown_fields) == {"model.price.input", "model.price.output"}


@pytest.mark.parametrize("usd", ["a lot", True, -3, [1], {"amount": 1}])
def test_a_price_that_is_no_number_is_refused(usd: Any, read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("chutes")
    sample["data"][0]["price"]["usd"] = usd

    with pytest.raises(SourceError):
        read("chutes", sample)
