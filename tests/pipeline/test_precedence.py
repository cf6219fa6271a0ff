"""Whose word counts more: every rank, how long an own listing leads, and who is first among equals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from modeldex.pipeline.precedence import (
    ABILITIES,
    ABOUT_MODEL,
    BY_HAND,
    FACTS,
    FRESH_DAYS,
    LIFECYCLE,
    LIMITS,
    OWN,
    PRICES,
    STALE,
    STALE_DAYS,
    THIRD,
    kind_of,
    ordered,
    rank,
)

KINDS = (PRICES, LIMITS, LIFECYCLE, ABILITIES, FACTS)
TODAY = date(2026, 3, 1)


def days_ago(days: int) -> str:
    return date.fromordinal(TODAY.toordinal() - days).isoformat()


def ranked(one: Any, kind: str) -> int:
    return rank(one, kind, TODAY.toordinal())


@pytest.mark.parametrize("kind", KINDS)
def test_a_fact_kept_by_hand_leads_on_every_field_however_old_it_is(kind: str, says: Any) -> None:
    assert ranked(says("official", "2019-01-01"), kind) == BY_HAND


@pytest.mark.parametrize("kind", KINDS)
def test_an_own_listing_leads_until_it_is_no_longer_fresh(kind: str, says: Any) -> None:
    limit = FRESH_DAYS[kind]

    assert ranked(says("lumen_api", days_ago(limit), own="lumen"), kind) == OWN
    assert ranked(says("lumen_api", days_ago(limit + 1), own="lumen"), kind) > OWN


def test_prices_and_ends_age_faster_than_limits_and_abilities() -> None:
    assert FRESH_DAYS[PRICES] == FRESH_DAYS[LIFECYCLE] < FRESH_DAYS[LIMITS] == FRESH_DAYS[ABILITIES]


def test_what_is_said_of_a_moving_name_ages_as_fast_as_a_price(says: Any) -> None:
    old = days_ago(FRESH_DAYS[PRICES] + 1)

    for kind in (LIMITS, ABILITIES):
        assert ranked(says("lumen_api", old, own="lumen", full_id="lumen/lumi-latest"), kind) == STALE
        assert ranked(says("lumen_api", old, own="lumen", full_id="lumen/lumi-2"), kind) == OWN
    assert ranked(says("lumen_api", old, own="lumen", full_id="lumen/lumi-latest"), FACTS) == OWN


def test_on_a_moving_name_the_map_that_is_kept_up_daily_does_not_stand_behind(says: Any) -> None:
    assert ranked(says("litellm", full_id="lumen/lumi-latest"), LIMITS) == THIRD
    assert ranked(says("litellm", full_id="lumen/lumi-2"), LIMITS) == THIRD + 1
    assert ranked(says("genai_prices", full_id="lumen/lumi-latest"), LIMITS) == THIRD + 1


def test_a_listing_of_another_provider_is_a_third_party(says: Any) -> None:
    assert ranked(says("hub_api", own="hub"), PRICES) == THIRD


def test_the_makers_notices_lead_on_a_models_end_alone(says: Any) -> None:
    notice = says("deprecations", days_ago(200))

    assert ranked(notice, LIFECYCLE) == OWN
    assert {ranked(notice, kind) for kind in KINDS if kind != LIFECYCLE} == {THIRD}


@pytest.mark.parametrize(
    ("kind", "weak"),
    [
        (LIMITS, ["litellm", "genai_prices", "llm_stats_offers"]),
        (FACTS, ["litellm", "genai_prices", "llm_stats_offers"]),
        (ABILITIES, ["llm_stats_offers"]),
        (PRICES, ["llm_stats_offers"]),
    ],
)
def test_third_parties_stand_behind_on_what_is_not_their_strength(
    kind: str, weak: list[str], says: Any
) -> None:
    assert ranked(says("models_dev"), kind) == THIRD
    assert [ranked(says(name), kind) for name in weak] == [THIRD + 1 + place for place in range(len(weak))]


def test_numbers_that_nobody_has_touched_for_long_count_from_the_last_touch(says: Any) -> None:
    left_alone = says("lumen_api", own="lumen", touched=days_ago(FRESH_DAYS[PRICES] + 1))

    assert ranked(left_alone, PRICES) == THIRD
    assert {ranked(left_alone, kind) for kind in KINDS if kind != PRICES} == {OWN}
    pair = [says("a", touched="2025-01-01"), says("b", "2026-02-01")]
    assert [one.info.name for _, one in ordered(pair, PRICES)] == ["b", "a"]
    assert [one.info.name for _, one in ordered(pair, FACTS)] == ["a", "b"]


def test_a_catalog_that_copies_a_sisters_prices_stands_behind_there_alone(says: Any) -> None:
    there = says("litellm", full_id="alibaba-cn/quartz-7")

    assert (ranked(there, PRICES), ranked(says("litellm"), PRICES)) == (THIRD + 1, THIRD)
    assert ranked(says("models_dev", full_id="alibaba-cn/quartz-7"), PRICES) == THIRD


@pytest.mark.parametrize("source", ["models_dev", "litellm"])
def test_what_was_seen_more_than_a_year_before_is_stale(source: str, says: Any) -> None:
    assert ranked(says(source, days_ago(STALE_DAYS)), LIMITS) < STALE
    assert ranked(says(source, days_ago(STALE_DAYS + 1)), LIMITS) == STALE


def test_facts_about_the_model_come_last_even_where_they_are_new(says: Any) -> None:
    assert ranked(says("llm_stats", about="models"), FACTS) == ABOUT_MODEL > STALE


def test_a_listing_is_as_fresh_as_the_newest_statement_about_the_same_field(says: Any) -> None:
    own, other = says("lumen_api", days_ago(100), own="lumen"), says("models_dev", days_ago(50))

    assert [one.info.name for _, one in ordered([other, own], PRICES)] == ["lumen_api", "models_dev"]
    newer = says("models_dev", days_ago(0))
    assert [one.info.name for _, one in ordered([own, newer], PRICES)] == ["models_dev", "lumen_api"]


def test_among_equals_the_one_seen_last_is_first_then_the_first_by_name(says: Any) -> None:
    stating = [says("c", "2026-01-01"), says("b", "2026-02-01"), says("a", "2026-01-01")]

    assert [one.info.name for _, one in ordered(stating, PRICES)] == ["b", "a", "c"]
    assert ordered([], PRICES) == []


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("max_context", LIMITS),
        ("max_input", LIMITS),
        ("max_output", LIMITS),
        ("status", LIFECYCLE),
        ("retires_on", LIFECYCLE),
        ("successor", LIFECYCLE),
        ("name", FACTS),
        ("release_date", FACTS),
    ],
)
def test_every_field_is_of_a_kind(column: str, kind: str) -> None:
    assert kind_of(column) == kind
