"""Cloudflare's AI Gateway: USD per token, among them prices of other units."""

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
    return read("cloudflare_ai_gateway", recorded("cloudflare_ai_gateway"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_costs_per_token_become_prices_per_million(reading: Reading) -> None:
    quill = reading.offerings["cloudflare-ai-gateway/quill/quill-4"]

    assert rates(quill) == {"input_tokens": "0.8", "output_tokens": "4"}
    assert quill.originals["input_tokens"] == "8.000000000000001e-07"


def test_zeros_are_free_only_where_the_id_says_so(reading: Reading, read: Read) -> None:
    answer = {"data": [{"id": "quill/quill-4", "cost_in": 0, "cost_out": 0}]}

    assert rates(reading.offerings["cloudflare-ai-gateway/quill/quill-4:free"]) == {
        "input_tokens": "free",
        "output_tokens": "free",
    }
    assert read("cloudflare_ai_gateway", answer).not_priced == ["cloudflare-ai-gateway/quill/quill-4"]


@pytest.mark.parametrize(("read_cost", "written_cost"), [(0, 0.09), (0.28, 0.83), (0.012, 0), (0.001, 0)])
def test_prices_per_image_and_per_million_are_withheld(
    read_cost: float, written_cost: float, read: Read
) -> None:
    answer = {"data": [{"id": "easel/brush", "cost_in": read_cost, "cost_out": written_cost}]}

    reading = read("cloudflare_ai_gateway", answer)

    assert rates(reading.offerings["cloudflare-ai-gateway/easel/brush"]) == {}
    assert "too high for tokens" in reading.mended["cloudflare-ai-gateway/easel/brush"]


def test_what_is_withheld_is_said_in_the_reading(reading: Reading) -> None:
    assert list(reading.mended) == [
        "cloudflare-ai-gateway/easel/brush-3-quality",
        "cloudflare-ai-gateway/workers-ai/quill-embed",
    ]


def test_the_dearest_model_on_offer_is_no_slip(read: Read) -> None:
    answer = {"data": [{"id": "quill/quill-pro", "cost_in": 0.00015, "cost_out": 0.0006}]}

    (quill,) = read("cloudflare_ai_gateway", answer).offerings.values()

    assert rates(quill) == {"input_tokens": "150", "output_tokens": "600"}


def test_minus_one_is_variable(read: Read) -> None:
    answer = {"data": [{"id": "openrouter/any-pen", "cost_in": -1, "cost_out": -1}]}

    (pen,) = read("cloudflare_ai_gateway", answer).offerings.values()

    assert rates(pen) == {"input_tokens": "variable", "output_tokens": "variable"}


def test_an_input_for_nothing_beside_an_output_for_money_is_a_missing_price(reading: Reading) -> None:
    preview = reading.offerings["cloudflare-ai-gateway/quill/quill-4-preview"]

    assert rates(preview) == {"output_tokens": "150"}
    assert preview.originals["input_tokens"] == "0"


def test_a_cost_that_is_no_number_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match="cost_in: expected a number"):
        read("cloudflare_ai_gateway", {"data": [{"id": "quill/quill-4", "cost_in": [1]}]})
