"""llm-stats.com's offers: whole cents, ids of its own, and measurements that are none."""

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
    return read("llm_stats_offers", recorded("llm_stats_offers"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_cents_become_dollars_and_those_too_few_to_be_exact_are_left_out(reading: Reading) -> None:
    assert rates(reading.offerings["openai/quill-6"]) == {"input_tokens": "1.25", "output_tokens": "10"}
    assert rates(reading.offerings["google-vertex/claude-quill@20250219"]) == {"input_tokens": "3"}


def test_zero_is_not_priced(reading: Reading) -> None:
    assert rates(reading.offerings["xai/quill-mini"]) == {}
    assert reading.not_priced == ["xai/quill-mini"]


def test_a_claude_of_google_s_is_vertex_ai_s_under_its_own_spelling(reading: Reading) -> None:
    assert list(reading.offerings) == [
        "openai/quill-6",
        "google-vertex/claude-quill@20250219",
        "xai/quill-mini",
        "mistral/quill-large",
    ]


def test_hosts_that_take_no_such_ids_are_left_out_with_a_reason(reading: Reading) -> None:
    assert reading.skipped == {"deepinfra/ink-70b-instruct": "its id is the list's own"}


def test_an_output_limit_that_repeats_the_window_is_a_filler(reading: Reading) -> None:
    claude = reading.offerings["google-vertex/claude-quill@20250219"].cells

    assert claude["max_context"] == "200000"
    assert "max_output" not in claude
    assert reading.offerings["openai/quill-6"].cells["max_output"] == "128000"


def test_a_speed_is_stated_where_it_was_measured(reading: Reading) -> None:
    quill = reading.offerings["openai/quill-6"].cells
    repeated = reading.offerings["xai/quill-mini"].cells
    standing_still = reading.offerings["mistral/quill-large"].cells

    assert (quill["tps"], quill["ttft_ms"]) == ("66.5", "16200")
    assert not {"tps", "ttft_ms"} & (repeated.keys() | standing_still.keys())


def test_only_what_it_can_is_stated_and_nothing_that_is_true_of_all(reading: Reading) -> None:
    assert reading.offerings["openai/quill-6"].flags == {"vision": True, "web_search": True}
    assert reading.offerings["google-vertex/claude-quill@20250219"].flags == {}


def test_a_new_field_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("llm_stats_offers")
    sample["provider_offers"][0]["brand_new_field"] = 1

    assert dict(read("llm_stats_offers", sample).unknown_fields) == {"offer.brand_new_field": 1}


def test_the_list_s_own_offers_say_nothing_about_speeds(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("llm_stats_offers")
    first = sample["provider_offers"][0]
    sample["provider_offers"] += [first | {"provider_id": "zeroeval"} for _ in range(3)]

    assert read("llm_stats_offers", sample).offerings["openai/quill-6"].cells["tps"] == "66.5"


def test_an_answer_without_offers_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match="provider_offers"):
        read("llm_stats_offers", {"models": []})
