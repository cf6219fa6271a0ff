"""Novita: prices are whole numbers of 1/10,000 USD per million tokens."""

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
    return read("novita", recorded("novita"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_prices_of_a_ten_thousandth_become_usd_per_million(reading: Reading) -> None:
    quill = reading.offerings["novita-ai/quill/quill-4-turbo"]

    assert rates(quill) == {"input_tokens": "0.28", "output_tokens": "1.14"}
    assert quill.originals["input_tokens"] == "2800"


def test_zeros_are_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["novita-ai/quill/quill-4-0.3b"]) == {}
    assert reading.not_priced == ["novita-ai/quill/quill-4-0.3b"]


def test_names_lose_their_tabs(reading: Reading) -> None:
    assert reading.offerings["novita-ai/quill/quill-4-turbo"].cells["name"] == "Quill 4 (Turbo)"


def test_an_output_above_the_window_is_no_limit(reading: Reading) -> None:
    old = reading.offerings["novita-ai/quill/quill-2-13b"]

    assert (old.cells["max_context"], "max_output" in old.cells) == ("4096", False)
    assert old.originals["max_output"] == "32000"
    assert reading.offerings["novita-ai/quill/quill-4-turbo"].cells["max_output"] == "32000"


def test_what_is_not_listed_is_unknown(reading: Reading) -> None:
    assert reading.offerings["novita-ai/quill/quill-4-turbo"].flags == {
        "chat": True,
        "tool_use": True,
        "structured_output": True,
        "vision": True,
        "text_completion": True,
    }
    assert reading.offerings["novita-ai/quill/quill-2-13b"].flags == {"chat": True}


def test_features_types_and_states_that_are_new_are_reported(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("novita")
    sample["data"][0] |= {"features": ["levitation"], "model_type": "sculpture", "status": 2}

    unknown = read("novita", sample).unknown_fields

    assert set(unknown) == {"model.features[levitation]", "model.model_type[sculpture]", "model.status[2]"}


@pytest.mark.parametrize("price", ["a lot", True, -3, [1], {"usd": 1}])
def test_a_price_that_is_no_number_is_refused(price: Any, read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("novita")
    sample["data"][0]["input_token_price_per_m"] = price

    with pytest.raises(SourceError):
        read("novita", sample)
