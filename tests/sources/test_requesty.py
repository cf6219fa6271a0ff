"""Requesty: USD per single token; fillers where nothing is cached."""

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
    return read("requesty", recorded("requesty"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_prices_per_token_become_prices_per_million(reading: Reading) -> None:
    quill = reading.offerings["requesty/quill/quill-4-pro"]

    assert rates(quill) == {
        "input_tokens": "1.25",
        "output_tokens": "10",
        "cache_read_tokens": "0.31",
        "cache_write_tokens": "2.375",
    }
    assert quill.cells == {"max_context": "1048576", "max_output": "65535"}


def test_where_nothing_is_cached_caching_has_no_price(reading: Reading) -> None:
    assert rates(reading.offerings["requesty/reedhost/quill-org/Quill-4-70B"]) == {
        "input_tokens": "0.23",
        "output_tokens": "0.4",
    }


def test_only_a_true_flag_says_anything_and_an_output_of_zero_is_none(reading: Reading) -> None:
    quill, reed = (
        reading.offerings[f"requesty/{name}"]
        for name in ("quill/quill-4-pro", "reedhost/quill-org/Quill-4-70B")
    )

    assert quill.flags == {"prompt_cache": True, "thinking": True, "vision": True}
    assert reed.flags == {}
    assert reed.cells == {"max_context": "131072"}


def test_zeros_are_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["requesty/reedhost/quill-org/Quill-4-8B"]) == {}
    assert reading.not_priced == ["requesty/reedhost/quill-org/Quill-4-8B"]


@pytest.mark.parametrize("field", ["input_price", "output_price", "cached_price", "caching_price"])
@pytest.mark.parametrize("price", ["a lot", True, -3, [1], {"usd": 1}])
def test_a_price_that_is_no_number_is_refused(
    field: str, price: Any, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("requesty")
    sample["data"][0][field] = price

    with pytest.raises(SourceError):
        read("requesty", sample)
