"""One value per field by a stated rule: rank, then freshness, then name; the losers stay readable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelStatus

QUARTZ = "openrouter/quartz-ai/quartz-7"


@pytest.fixture
def catalog(house: Any) -> ModelCatalog:
    built: ModelCatalog = house.build()
    return built


def said(catalog: ModelCatalog, name: str, field: str) -> list[tuple[str, str, bool]]:
    return [(one.source, one.value, one.wins) for one in catalog.why(name, field)]


def test_a_providers_own_listing_outranks_fresher_catalogs(catalog: ModelCatalog) -> None:
    quartz = catalog.get_model_or_raise(QUARTZ)

    assert quartz.context_window == 65_536
    assert quartz.name == "Quartz: Quartz 7"
    assert quartz.supports_tool_use is True
    assert quartz.cost_per_1m_input_tokens == Decimal("0.55")
    assert (quartz.source, quartz.quality) == ("openrouter", "verified")


def test_the_losers_stay_readable_with_their_source_page_and_day(catalog: ModelCatalog) -> None:
    assert said(catalog, QUARTZ, "context_window") == [
        ("openrouter", "65536", True),
        ("litellm", "64000", False),
        ("models_dev", "65000", False),
    ]
    loser = catalog.why(QUARTZ, "context_window")[2]
    assert (loser.url, loser.seen_on) == ("https://models.example/api", "2026-02-01")


def test_a_listing_speaks_for_its_own_provider_only(house: Any) -> None:
    house.append("sources/openrouter.csv", "lumen/lumi-2,,Lumi Two,C,9,9,1000,")

    lumi = house.build().get_model_or_raise("lumen/lumi-2")

    assert lumi.name == "Lumi 2"
    assert lumi.cost_per_1m_input_tokens == Decimal(2)


def test_what_the_first_leaves_open_the_next_one_fills(catalog: ModelCatalog) -> None:
    quartz = catalog.get_model_or_raise(QUARTZ)

    assert quartz.max_output_tokens == 8192
    assert quartz.supports_vision is True
    assert quartz.supports_json_mode is True
    assert quartz.supports_audio_output is None


def test_among_equals_the_one_seen_last_is_believed(house: Any) -> None:
    house.edit("sources/litellm.csv", "lumen/lumi-2,C,2,8", "lumen/lumi-2,C,3,8")

    assert house.build().get_model_or_raise("lumen/lumi-2").cost_per_1m_input_tokens == Decimal(3)

    house.edit("sources/manifest.csv", "2026-02-01", "2026-04-01")

    assert house.build().get_model_or_raise("lumen/lumi-2").cost_per_1m_input_tokens == Decimal(2)


def test_the_map_whose_limits_may_be_the_input_share_is_believed_last_on_limits(
    catalog: ModelCatalog,
) -> None:
    lumi = catalog.get_model_or_raise("lumen/lumi-2")

    assert lumi.context_window == 400_000
    assert lumi.max_output_tokens == 120_000
    assert lumi.supports_streaming is True
    assert [source for source, _, _ in said(catalog, lumi.id, "max_context")] == ["models_dev", "litellm"]


def test_the_input_share_is_kept_apart_from_the_window(catalog: ModelCatalog) -> None:
    assert catalog.get_model_or_raise("lumen/lumi-2").max_input_tokens == 272_000


def test_an_input_share_that_is_no_smaller_than_the_window_is_no_share(catalog: ModelCatalog) -> None:
    lumi = catalog.get_model_or_raise("lumen/lumi-1")

    assert (lumi.context_window, lumi.max_input_tokens) == (32_000, None)


def test_a_window_that_one_source_repeats_as_input_is_not_another_ones_share(catalog: ModelCatalog) -> None:
    assert catalog.get_model_or_raise(QUARTZ).max_input_tokens is None


def test_what_is_kept_by_hand_has_the_last_word(house: Any) -> None:
    house.write(
        "curated/openrouter.csv",
        "id,name,input_per_1m,output_per_1m,max_context,caps,url,updated\n"
        f"{QUARTZ},Quartz Seven,0.7,1.7,70000,-vision,https://quartz.example,2025-01-01\n",
    )

    catalog = house.build()
    quartz = catalog.get_model_or_raise(QUARTZ)

    assert (quartz.name, quartz.context_window, quartz.supports_vision) == ("Quartz Seven", 70_000, False)
    assert quartz.cost_per_1m_output_tokens == Decimal("1.7")
    assert (quartz.source, quartz.quality) == ("official", "verified")
    assert quartz.supports_tool_use is True
    first = catalog.why(QUARTZ, "vision")[0]
    assert (first.source, first.value, first.url, first.seen_on) == (
        "official", "false", "https://quartz.example", "2025-01-01",
    )  # fmt: skip


def test_a_question_mark_overrides_to_unknown(house: Any) -> None:
    page = "https://lumen.example"
    house.write("curated/lumen.csv", f"id,caps,url,updated\nlumen/lumi-2,?vision,{page},2026-03-01\n")

    assert house.build().get_model_or_raise("lumen/lumi-2").supports_vision is None


def test_a_question_mark_in_a_cell_overrides_to_unknown(house: Any) -> None:
    page = "https://lumen.example"
    house.write("curated/lumen.csv", f"id,max_output,url,updated\nlumen/lumi-2,?,{page},2026-03-01\n")

    catalog = house.build()

    assert catalog.get_model_or_raise("lumen/lumi-2").max_output_tokens is None
    first, *others = catalog.why("lumen/lumi-2", "max_output")
    assert (first.source, first.value, first.url, first.wins) == ("official", "?", page, True)
    assert others
    assert not any(said.wins for said in others)


def test_a_price_list_is_taken_whole_from_the_one_who_leads(catalog: ModelCatalog) -> None:
    quartz = catalog.get_model_or_raise(QUARTZ)

    assert sorted(price.key for price in quartz.prices) == ["input_tokens", "output_tokens"]
    assert {price.source for price in quartz.prices} == {"openrouter"}


def test_rates_are_filled_in_where_the_plain_rates_agree(catalog: ModelCatalog) -> None:
    lumi = catalog.get_model_or_raise("lumen/lumi-2")

    assert {price.key: (price.amount_text, price.source) for price in lumi.prices} == {
        "input_tokens": ("2", "litellm"),
        "output_tokens": ("8", "litellm"),
        "input_tokens@batch": ("1", "litellm"),
        "output_tokens@batch": ("4", "litellm"),
        "cache_read_tokens": ("0.2", "models_dev"),
        "input_tokens@>272000": ("4", "models_dev"),
    }


def test_a_source_that_states_one_plain_rate_does_not_agree_on_both(house: Any) -> None:
    house.edit("sources/models_dev.csv", "lumen/lumi-2,Lumi 2,C,2,8,", "lumen/lumi-2,Lumi 2,C,2,,")

    lumi = house.build().get_model_or_raise("lumen/lumi-2")

    assert {price.source for price in lumi.prices} == {"litellm"}


def test_free_stays_free_and_is_told_from_unknown(catalog: ModelCatalog) -> None:
    quartz = catalog.get_model_or_raise("bazaar/quartz-7")

    assert quartz.pricing == "free"
    assert (quartz.cost_per_1m_input_tokens, quartz.cost_per_1m_cache_read_tokens) == (Decimal(0), None)


def test_two_sources_that_agree_on_the_price_verify_it(house: Any) -> None:
    assert house.build().get_model_or_raise("lumen/lumi-2").quality == "verified"

    house.edit("sources/models_dev.csv", "lumen/lumi-2,Lumi 2,C,2,8,", "lumen/lumi-2,Lumi 2,C,2,8.5,")

    assert house.build().get_model_or_raise("lumen/lumi-2").quality == "partial"


def test_a_name_alone_is_a_row_of_unknown_quality(house: Any) -> None:
    house.append("sources/models_dev.csv", "bazaar/nameless,Nameless,,,,,,,,,,,")

    assert house.build().get_model_or_raise("bazaar/nameless").quality == "unknown"


def test_a_retirement_that_has_come_retires_on_the_newest_day(catalog: ModelCatalog, house: Any) -> None:
    assert catalog.get_model_or_raise("lumen/lumi-1").status is ModelStatus.RETIRED

    house.edit("sources/litellm.csv", "2026-01-31", "2026-03-02")

    assert house.build().get_model_or_raise("lumen/lumi-1").status is ModelStatus.ACTIVE


def test_the_maker_follows_from_the_name_and_can_be_stated_by_hand(house: Any) -> None:
    house.write(
        "curated/bazaar.csv",
        "id,maker,model,url,updated\nbazaar/quartz-7,lumen,lumen/quartz-clone,https://a.example,2026-03-01\n",
    )
    catalog = house.build()

    assert catalog.get_model_or_raise("bazaar/lumi-2").canonical_model == "lumen/lumi-2"
    assert catalog.get_model_or_raise("bazaar/quartz-7").canonical_model == "lumen/quartz-clone"


def test_sources_say_how_many_offerings_they_speak_of(catalog: ModelCatalog) -> None:
    assert catalog.sources == {"estimated": 5, "litellm": 3, "models_dev": 4, "official": 1, "openrouter": 1}


def test_originals_and_pages_of_a_row_reach_the_statements(catalog: ModelCatalog) -> None:
    first = catalog.why("lumen/lumi-2", "input_per_1m")[0]

    assert (first.value, first.original, first.url) == ("2", "2e-06", "https://lumen.example/pricing")
    assert first.wins is True
