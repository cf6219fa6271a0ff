"""DeepInfra: prices in USD per million with the noise of floats, in newer answers only."""

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
    return read("deepinfra", recorded("deepinfra")).offerings


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_the_noise_of_a_float_is_cleaned_and_kept_as_its_original(offerings: dict[str, Offering]) -> None:
    quill = offerings["deepinfra/quill-labs/Quill-8B"]

    assert rates(quill) == {"input_tokens": "0.79", "output_tokens": "1.6", "cache_read_tokens": "0.2"}
    assert quill.originals["input_tokens"] == "0.7899999999999999"


def test_limits_and_tags_are_stated(offerings: dict[str, Offering]) -> None:
    quill = offerings["deepinfra/quill-labs/Quill-8B"]

    assert quill.cells == {"max_context": "131072", "max_output": "16384"}
    assert quill.flags == {"vision": True, "prompt_cache": True}


def test_an_image_has_its_own_price_and_zeros_of_tokens_beside_it_say_nothing(
    offerings: dict[str, Offering],
) -> None:
    assert rates(offerings["deepinfra/easel/Brush-1"]) == {"output_images": "0.0005"}
    assert offerings["deepinfra/easel/Brush-1"].flags == {"image_output": True}


def test_zeros_alone_are_not_priced_rather_than_free(read: Read, recorded: Callable[[str], Any]) -> None:
    reading = read("deepinfra", recorded("deepinfra"))

    assert reading.not_priced == ["deepinfra/quill-labs/Quill-Trial"]
    assert reading.offerings["deepinfra/quill-labs/Quill-Trial"].prices == []
    assert reading.offerings["deepinfra/quill-labs/Quill-Trial"].cells == {}


@pytest.mark.parametrize("model_id", ["Quill-Embed", "Quill-Old"])
def test_metadata_that_are_null_or_missing_say_nothing(model_id: str, offerings: dict[str, Offering]) -> None:
    offering = offerings[f"deepinfra/quill-labs/{model_id}"]

    assert (offering.cells, offering.flags, offering.prices) == ({}, {}, [])


@pytest.mark.parametrize("rate", [{"usd": 1}, [1], True, "a lot", -3])
def test_a_retyped_rate_is_a_source_error(rate: Any, read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("deepinfra")
    answer["data"][0]["metadata"]["pricing"]["input_tokens"] = rate

    with pytest.raises(SourceError):
        read("deepinfra", answer)


def test_new_tags_and_rates_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("deepinfra")
    answer["data"][0]["metadata"]["tags"].append("juggling")
    answer["data"][0]["metadata"]["pricing"]["per_ball"] = 2

    assert dict(read("deepinfra", answer).unknown_fields) == {
        "model.metadata.tags[juggling]": 1,
        "model.metadata.pricing.per_ball": 1,
    }
