"""Perplexity's Agent API: its own models and others', in USD per million tokens."""

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
    return read("perplexity", recorded("perplexity"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_prices_are_taken_as_they_stand(reading: Reading) -> None:
    assert rates(reading.offerings["perplexity-agent/quill/quill-4-6"]) == {
        "input_tokens": "5",
        "output_tokens": "25",
        "cache_read_tokens": "0.5",
        "cache_write_tokens": "6.25",
    }


def test_a_price_for_cached_tokens_says_that_they_are_cached(reading: Reading) -> None:
    pen = reading.offerings["perplexity-agent/perplexity/pen"]

    assert pen.flags == {"prompt_cache": True}
    assert "cache_write_tokens" not in rates(pen)


@pytest.mark.parametrize("unit", [None, "usd_per_1k_tokens"])
def test_another_unit_is_refused(unit: str | None, read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("perplexity")
    sample["data"][0]["pricing"]["unit"] = unit

    with pytest.raises(SourceError, match="unit: expected 'usd_per_1m_tokens'"):
        read("perplexity", sample)


def test_zeros_are_not_priced(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("perplexity")
    sample["data"][1]["pricing"] |= {"input": 0, "output": 0, "cache_read": 0}

    reading = read("perplexity", sample)

    assert rates(reading.offerings["perplexity-agent/perplexity/pen"]) == {}
    assert reading.not_priced == ["perplexity-agent/perplexity/pen"]
