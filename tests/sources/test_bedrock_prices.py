"""The price list of AWS: names without ids, what is counted in words, one rate for each region."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import gathered

from modeldex import SourceError
from modeldex.pipeline.normalise import read_answer
from modeldex.sources.base import Bounds, Reading
from modeldex.sources.upstreams.bedrock_prices import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.directory import Directory

ReadList = Callable[[Any], Reading]


@pytest.fixture
def read_list(tmp_path: Path, directory: Directory) -> ReadList:
    def read_it(answer: Any) -> Reading:
        path = tmp_path / "bedrock_prices.json"
        path.write_text(json.dumps(answer), encoding="utf-8")
        return read_answer(replace(SOURCE, bounds=Bounds(least=0, most=10, fill={})), path, directory)

    return read_it


def price_list(*products: tuple[str, str, dict[str, str]], unit: str = "1K tokens") -> dict[str, Any]:
    """A list of products: region, amount in USD, attributes beside the usual ones."""
    listed: dict[str, Any] = {"products": {}, "terms": {"OnDemand": {}}}
    for number, (region, amount, attributes) in enumerate(products):
        usual = {"usagetype": "USE1-NovaPro-input-tokens", "regionCode": region, "model": "Nova Pro"}
        rate = {"unit": unit, "pricePerUnit": {"USD": amount}}
        listed["products"][f"SKU{number}"] = {"attributes": usual | attributes}
        listed["terms"]["OnDemand"][f"SKU{number}"] = {"T": {"priceDimensions": {"R": rate}}}
    return listed


def one(usage: str, amount: str = "0.0020000000", unit: str = "1K tokens", **more: str) -> dict[str, Any]:
    return price_list(("us-east-1", amount, {"usagetype": usage, **more}), unit=unit)


def rates(reading: Reading) -> dict[str, dict[str, str]]:
    return {
        offering.model_id: {price.key: price.amount_text for price in offering.prices}
        for offering in reading.offerings.values()
    }


NOVA = "amazon.nova-pro-v1:0"
HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0"
EDITION = {"model": "", "servicename": "Claude Haiku 4.5 (Amazon Bedrock Edition)"}


def test_amounts_per_thousand_and_per_million_become_amounts_per_million(
    read_list: ReadList, recorded: Callable[[str], Any]
) -> None:
    assert rates(read_list(recorded("bedrock_prices"))) == {
        NOVA: {"input_tokens": "0.96", "input_tokens@region:us-east-1": "0.8", "input_tokens@batch": "0.48"},
        f"global.{HAIKU}": {"output_tokens": "5"},
    }


def test_the_rate_of_most_regions_is_the_plain_one_and_others_name_their_region(read_list: ReadList) -> None:
    regions: list[tuple[str, str, dict[str, Any]]] = [
        ("us-east-1", "0.1", {}),
        ("us-west-2", "0.1", {}),
        ("eu-west-1", "0.3", {}),
        ("ap-1", "0.2", {}),
    ]

    assert rates(read_list(price_list(*regions)))[NOVA] == {
        "input_tokens": "100",
        "input_tokens@region:ap-1": "200",
        "input_tokens@region:eu-west-1": "300",
    }


@pytest.mark.parametrize(
    ("usage", "key"),
    [
        ("USE1-NovaPro-output-tokens", "output_tokens"),
        ("USE1-NovaSonic-text-input-tokens", "input_tokens"),
        ("APN1-NovaPro-cache-read-input-token-count", "cache_read_tokens"),
        ("APN1-NovaPro-cache-write-input-token-count", "cache_write_tokens"),
        ("USE1-Llama4-Maverick-17B-input-tokens-batch", "input_tokens@batch"),
        ("USE1-Gemma-3-4B-IT-input-tokens-flex", "input_tokens@flex"),
        ("USE1-GPT-OSS-20B-output-tokens-priority", "output_tokens@priority"),
        ("USE1-Qwen3-input-tokens-standard", "input_tokens"),
    ],
)
def test_the_end_of_a_usage_type_says_what_is_counted(usage: str, key: str, read_list: ReadList) -> None:
    assert rates(read_list(one(usage))) == {NOVA: {key: "2"}}


@pytest.mark.parametrize(
    ("usage", "key", "prefix"),
    [
        ("USE1-MP:USE1_InputTokenCount-Units", "input_tokens", ""),
        ("USE1-MP:USE1_OutputTokenCount_Global-Units", "output_tokens", "global."),
        ("EUC1-MP:EUC1_CacheReadInputTokenCount-Units", "cache_read_tokens", ""),
        ("USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units", "cache_write_1h_tokens", "global."),
        ("USE1-MP:USE1_InputTokenCount_Global_Batch-Units", "input_tokens@batch", "global."),
        ("USE1-MP:USE1_output_tokens_standard-Units", "output_tokens", ""),
        ("USE1_input_tokens_global_standard-Units", "input_tokens", "global."),
        ("USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units", "cache_write_1h_tokens", "global."),
        ("USE1-MP:USE1_cache_write_tokens_global_standard-Units", "cache_write_tokens", "global."),
    ],
)
def test_a_resold_model_is_named_by_its_service_and_counted_in_other_words(
    usage: str, key: str, prefix: str, read_list: ReadList
) -> None:
    assert rates(read_list(one(usage, "2.2", "1M tokens", **EDITION))) == {prefix + HAIKU: {key: "2.2"}}


@pytest.mark.parametrize(
    "attributes",
    [
        {"usagetype": "USE1-NovaSonic-speech-input-tokens"},
        {"usagetype": "USE1-Nova2.0Pro-input-image-token-count-cross-region-global"},
        {"usagetype": "USE1-NovaPro-cache-write-input-token-count-custom-model"},
        {"usagetype": "USE1-NovaMicro-Model-Customization-input-tokens"},
        {"usagetype": "USE1-NovaPro-input-tokens-latency-optimized"},
        {"usagetype": "USE1-NovaPro-input-tokens-long-context"},
        {"usagetype": "USE1-NovaPro-input-tokens-cross-region"},
        {"usagetype": "USE1-NovaPro-input-tokens-batch-flex"},
        {"usagetype": "APN1-zai.glm5-mantle-input-tokens-standard", "service_tier": "standard"},
        {"usagetype": "USE1-Guardrail-AutomatedReasoningPolicyUnitsConsumed"},
        {"feature": "Model Customization"},
        {"feature": "Provisioned Throughput"},
        {"feature": "Batch Inference"},
        {"service_tier": "priority"},
        {"usagetype": "USE1-MP:USE1_Reserved_1Month_InputTPM_Geo-Units", **EDITION},
        {"usagetype": "APN1-MP:APN1_MillionBatchInputTokens-Units", **EDITION},
        {"usagetype": "USE1-MP:USE1_InputTokenCount_LongCtx-Units", **EDITION},
        {"usagetype": "USE1-MP:USE1_cache_write_tokens_30m_standard-Units", **EDITION},
    ],
)
def test_one_word_more_is_another_rate_and_none_is_taken(
    attributes: dict[str, str], read_list: ReadList
) -> None:
    reading = read_list(price_list(("us-east-1", "0.1", attributes)))

    assert (reading.offerings, reading.skipped) == ({}, {})


def test_a_name_without_a_known_id_is_left_out_with_the_reason(read_list: ReadList) -> None:
    reading = read_list(one("USE1-NovaMystery-input-tokens", model="Nova Mystery"))

    assert reading.skipped == {"Nova Mystery": "the list has no id, and no model is known by this name alone"}
    assert reading.offerings == {}


def test_two_products_for_one_rate_count_where_they_agree(read_list: ReadList) -> None:
    agreeing = price_list(("us-east-1", "0.1", {}), ("us-east-1", "0.10", {"service_tier": "standard"}))
    divided = price_list(("us-east-1", "0.1", {}), ("us-east-1", "0.2", {}), ("eu-west-1", "0.3", {}))

    assert rates(read_list(agreeing)) == {NOVA: {"input_tokens": "100"}}
    assert rates(read_list(divided)) == {NOVA: {"input_tokens": "300"}}
    assert read_list(divided).skipped == {
        f"{NOVA} input_tokens standard us-east-1": "the list has two rates for it"
    }


def test_a_rate_in_another_unit_is_reported_and_never_scaled(read_list: ReadList) -> None:
    reading = read_list(one("USE1-NovaPro-input-tokens", unit="Units"))

    assert reading.offerings == {}
    assert dict(reading.unknown_fields) == {"terms.OnDemand.priceDimensions.unit[Units]": 1}


def test_steps_by_volume_and_other_currencies_are_no_plain_rate(read_list: ReadList) -> None:
    steps, yuan = one("USE1-NovaPro-input-tokens"), one("USE1-NovaPro-input-tokens")
    rate = {"unit": "1K tokens", "pricePerUnit": {"USD": "0.001"}}
    steps["terms"]["OnDemand"]["SKU0"]["T"]["priceDimensions"]["above"] = rate
    yuan["terms"]["OnDemand"]["SKU0"]["T"]["priceDimensions"]["R"]["pricePerUnit"] = {"CNY": "0.01"}

    assert read_list(steps).offerings == read_list(yuan).offerings == {}


def test_nothing_extra_for_a_cache_is_no_rate_of_zero(read_list: ReadList) -> None:
    write = {"usagetype": "USE1-NovaPro-cache-write-input-token-count"}
    listed = price_list(("us-east-1", "0.0008", {}), ("us-east-1", "0.0000000000", write))

    assert rates(read_list(listed)) == {NOVA: {"input_tokens": "0.8"}}


@pytest.mark.parametrize("amount", ["a lot", "-1.5", ""])
def test_an_amount_that_is_none_is_a_source_error(amount: str, read_list: ReadList) -> None:
    with pytest.raises(SourceError, match="bedrock_prices: product SKU0"):
        read_list(one("USE1-NovaPro-input-tokens", amount))


def test_the_lists_of_all_regions_and_of_both_offers_are_asked_for_without_a_key(
    read_list: ReadList, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("bedrock_prices")
    paths: dict[str, dict[str, Any]] = {}
    for sku, product in sample["products"].items():
        attributes = product["attributes"]
        path = f"/offers/v1.0/aws/{attributes['servicecode']}/current/{attributes['regionCode']}/index.json"
        part = paths.setdefault(path, {"offerCode": "x", "products": {}, "terms": {"OnDemand": {}}})
        part["products"][sku] = product
        part["terms"]["OnDemand"][sku] = sample["terms"]["OnDemand"][sku]
    with AnswerServer() as server:
        for path, part in paths.items():
            offer, region = path.split("/")[4], path.split("/")[6]
            index = f"/offers/v1.0/aws/{offer}/current/region_index.json"
            regions: dict[str, Any] = (
                {"us-east-1": {}, "ap-northeast-1": {}} if offer == "AmazonBedrock" else {region: {}}
            )
            server.answer(index, Reply(json={"formatVersion": "v1.0", "regions": regions}))
            server.answer(path, Reply(json=part))
        answer = gathered(SOURCE, server)

    assert read_list(answer) == read_list(recorded("bedrock_prices"))
    assert len(server.requests) == 5
    assert all("authorization" not in seen.headers for seen in server.requests)
