"""LobeHub's rows of Chinese platforms: CNY, ranges in millions of tokens, rows that stand twice."""

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
    return read("china_first_party", recorded("china_first_party"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def one(read: Read, **fields: Any) -> Reading:
    row = {"provider": "zhipu", "id": "quill", "type": "chat", "abilities": None, "pricing": None} | fields
    return read("china_first_party", {"models": [row]})


def priced(**entry: Any) -> dict[str, Any]:
    unit = {"name": "textInput", "unit": "millionTokens", "strategy": "fixed"}
    return {"currency": "CNY", "units": [unit | entry]}


def test_prices_stay_in_their_currency(reading: Reading) -> None:
    assert rates(reading.offerings["baidu/quill-x1-32k"]) == {
        "input_tokens@currency:CNY": "1.2",
        "output_tokens@currency:CNY": "4",
    }
    assert rates(reading.offerings["stepfun/easel-2x"]) == {"output_images@currency:CNY": "0.2"}


def test_tiers_and_tables_by_input_are_boundaries_and_other_tables_are_left_out(reading: Reading) -> None:
    assert rates(reading.offerings["alibaba-cn/quill-plus"]) == {
        "input_tokens@currency:CNY": "0.8",
        "input_tokens@>128000,currency:CNY": "2.4",
        "cache_read_tokens@currency:CNY": "0.16",
        "cache_read_tokens@>128000,currency:CNY": "0.48",
    }
    assert reading.skipped["alibaba-cn/quill-plus output_tokens"] == (
        "its price goes by textInputRange and thinkingMode"
    )


def test_a_row_that_stands_twice_is_read_once_and_a_second_word_is_left_out(
    reading: Reading, read: Read
) -> None:
    row = {"provider": "zhipu", "id": "quill", "type": "chat", "abilities": None, "pricing": None}
    other = read("china_first_party", {"models": [row, row | {"contextWindowTokens": 4096}]})

    assert not any("baidu" in name or "wenxin" in name for name in reading.skipped)
    assert other.skipped == {"zhipu/quill": "another row of it says something else"}


def test_a_name_of_the_list_s_own_at_volcengine_is_left_out(reading: Reading, read: Read) -> None:
    dated = one(read, provider="volcengine", id="quill-seed-4-0-250828")

    assert reading.skipped["volcengine/quill-seed-1.6"] == "it is a name of LobeHub's, not Volcengine's id"
    assert list(dated.offerings) == ["volcengine/quill-seed-4-0-250828"]


def test_a_zero_is_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["internlm/quill-lite"]) == {}
    assert reading.not_priced == ["internlm/quill-lite"]


def test_what_it_can_is_stated_and_silence_is_unknown(reading: Reading, read: Read) -> None:
    assert reading.offerings["baidu/quill-x1-32k"].flags == {
        "chat": True,
        "thinking": True,
        "web_search": True,
    }
    assert reading.offerings["stepfun/easel-2x"].flags == {"image_output": True}
    assert one(read, abilities={"vision": False}).offerings["zhipuai/quill"].flags == {"chat": True}


def test_limits_and_the_day_of_release(reading: Reading) -> None:
    cells = reading.offerings["alibaba-cn/quill-plus"].cells

    assert (cells["max_context"], cells["max_output"]) == ("1000000", "32768")
    assert reading.offerings["baidu/quill-x1-32k"].cells["release_date"] == "2025-04-24"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("qwen", "alibaba-cn"), ("zhipu", "zhipuai"), ("moonshot", "moonshotai-cn"),
        ("minimax", "minimax-cn"), ("hunyuan", "tencent-hunyuan"), ("wenxin", "baidu"),
        ("spark", "iflytek"), ("zeroone", "zeroone"),
        ("sensenova", "sensenova"), ("taichu", "taichu"), ("baichuan", "baichuan"), ("internlm", "internlm"),
    ],
)  # fmt: skip
def test_every_platform_has_a_provider_of_the_mainland(name: str, slug: str, read: Read) -> None:
    assert list(one(read, provider=name).offerings) == [f"{slug}/quill"]


def test_a_platform_of_nobody_is_an_error_that_says_where_it_belongs(read: Read) -> None:
    with pytest.raises(SourceError, match=r"'nobody'.*data/providers"):
        one(read, provider="nobody")


@pytest.mark.parametrize("rate", ["a lot", -3, True, ["1"], {"amount": 1}])
def test_a_price_of_another_type_is_a_source_error(rate: Any, read: Read) -> None:
    with pytest.raises(SourceError):
        one(read, pricing=priced(rate=rate))


@pytest.mark.parametrize(
    "entry",
    [
        {"strategy": "auction", "rate": 1},
        {"strategy": "lookup", "lookup": {"prices": {"cheap": 1}, "pricingParams": ["textInput"]}},
        {"strategy": "tiered", "tiers": [{"rate": 1}]},
    ],
)
def test_a_layout_of_another_shape_is_a_source_error(entry: dict[str, Any], read: Read) -> None:
    with pytest.raises(SourceError):
        one(read, pricing=priced(**entry))


def test_what_is_new_is_reported(read: Read) -> None:
    found = one(
        read,
        type="smell",
        brand_new_field=1,
        abilities={"flying": True},
        pricing=priced(name="smellInput", rate=1),
    )

    assert set(found.unknown_fields) == {
        "model.type[smell]",
        "model.brand_new_field",
        "model.abilities.flying",
        "model.pricing.units[another unit]",
    }
