"""Vercel's AI Gateway: prices are texts in USD per token, and output limits are defaults."""

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
    return read("vercel", recorded("vercel"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_prices_per_token_become_prices_per_million(reading: Reading) -> None:
    assert rates(reading.offerings["vercel/quill/quill-4"]) == {"input_tokens": "15", "output_tokens": "75"}
    assert rates(reading.offerings["vercel/quill/quill-4-micro"]) == {
        "input_tokens": "0.035",
        "output_tokens": "0.14",
    }


def test_the_default_of_a_call_is_no_limit(reading: Reading) -> None:
    assert reading.offerings["vercel/quill/quill-4"].cells == {"name": "Quill 4", "max_context": "200000"}


def test_zeros_alone_are_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["vercel/reed/reed-preview"]) == {}
    assert reading.not_priced == ["vercel/reed/reed-preview"]


def test_a_model_without_prices_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("vercel")
    del sample["data"][0]["pricing"]

    with pytest.raises(SourceError, match=r"model 0.*pricing"):
        read("vercel", sample)


def test_a_new_kind_of_price_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("vercel")
    sample["data"][0]["pricing"]["per_statue"] = "1"

    assert read("vercel", sample).unknown_fields["model.pricing.per_statue"] == 1
