"""SambaNova: prices are texts in USD per token, or per hour of audio."""

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
    return read("sambanova", recorded("sambanova"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_prices_per_token_become_prices_per_million(reading: Reading) -> None:
    quill = reading.offerings["sambanova/Quill-4-70B-Instruct"]

    assert rates(quill) == {"input_tokens": "0.6", "output_tokens": "1.2"}
    assert quill.originals["output_tokens"] == "0.00000120"
    assert quill.cells == {"max_context": "131072", "max_output": "3072"}


def test_a_zero_beside_a_rate_says_that_it_is_not_charged(reading: Reading) -> None:
    assert rates(reading.offerings["sambanova/Quill-Embed-7B"]) == {
        "input_tokens": "0.13",
        "output_tokens": "free",
    }


def test_an_hour_of_audio_becomes_a_price_per_second_and_its_zeros_go(reading: Reading) -> None:
    listen = reading.offerings["sambanova/Listen-Large"]

    assert rates(listen) == {"audio_input_seconds": "0.0000277777777778"}
    assert listen.originals["audio_input_seconds"] == "0.100_per_hour"


def test_zeros_alone_are_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["sambanova/Quill-4-Preview"]) == {}
    assert reading.not_priced == ["sambanova/Quill-4-Preview"]


@pytest.mark.parametrize("hour", ["a lot", True, "-3", [1]])
def test_an_hour_that_is_no_amount_is_refused(hour: Any, read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("sambanova")
    sample["data"][2]["pricing"]["duration_per_hour"] = hour

    with pytest.raises(SourceError):
        read("sambanova", sample)


def test_metadata_that_is_filled_one_day_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("sambanova")
    sample["data"][0]["sn_metadata"] = {"region": "eu"}

    assert read("sambanova", sample).unknown_fields["model.sn_metadata.region"] == 1
