"""genai-prices as it is published: a list of providers says the same as the map that the parser reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.genai_prices.published import mapped

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]
CLAUSES = st.recursive(
    st.one_of(
        st.builds(lambda word: {"equals": word}, st.sampled_from(["a", "b", "c"])),
        st.builds(
            lambda kind: {kind: "d"}, st.sampled_from(["starts_with", "ends_with", "contains", "regex"])
        ),
    ),
    lambda inner: st.builds(
        lambda joint, some: {joint: some}, st.sampled_from(["or", "and"]), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def ids(reading: Reading, provider: str) -> list[str]:
    return [item.model_id for item in reading.offerings.values() if item.provider == provider]


@given(CLAUSES)
def test_however_clauses_are_joined_their_exact_ids_are_found(clause: dict[str, Any]) -> None:
    model = {"id": "a", "match": clause, "prices": {}}
    [found] = mapped([{"id": "acme", "models": [model]}])["acme"]["models"]

    assert found["aliases"] == [word for word in "abc" if f"'equals': '{word}'" in str(clause)]


def published(recorded: Callable[[str], Any], **model: Any) -> list[Any]:
    """The published list with one more model of OpenAI's."""
    providers: list[Any] = recorded("genai_prices_published")
    row = {"id": "quill-9", "match": {"equals": "quill-9"}, "prices": {"input_mtok": 1}} | model
    providers[1]["models"].append(row)
    return providers


def test_the_published_list_says_the_same_as_the_map(read: Read, recorded: Callable[[str], Any]) -> None:
    offerings = read("genai_prices", recorded("genai_prices_published")).offerings

    assert rates(offerings["openai/quill-5"]) == {
        "input_tokens": "1.25",
        "input_tokens@>272000": "2.5",
        "cache_read_tokens": "0.125",
        "output_tokens": "10",
        "web_searches": "0.01",
        "input_tokens@batch": "0.625",
        "output_tokens@batch": "5",
    }
    assert rates(offerings["openrouter/quill/quill-6"]) == {"input_tokens": "2", "output_tokens": "10"}
    assert "openai/quill-5-codex" in offerings
    assert "0.135" in rates(offerings["deepseek/quill-chat"]).values()


def test_only_ids_that_are_matched_exactly_are_ids(read: Read, recorded: Callable[[str], Any]) -> None:
    clauses = [
        {"equals": "quill-9"},
        {"starts_with": "quill-9-"},
        {"regex": "^q"},
        {"equals": "quill-9-mini"},
    ]
    answer = published(recorded, match={"or": clauses})

    assert {"quill-9", "quill-9-mini"} <= set(ids(read("genai_prices", answer), "openai"))
    assert not {"quill-9-", "^q"} & set(ids(read("genai_prices", answer), "openai"))


def test_a_published_field_that_is_new_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = published(
        recorded, mood="good", prices=[{"prices": {"input_mtok": 1, "smell_mtok": 2}, "note": "x"}]
    )
    answer[1]["rating"] = 5

    assert dict(read("genai_prices", answer).unknown_fields) == {
        "model.mood": 1,
        "model.prices.smell_mtok": 1,
        "model.prices.note": 1,
        "provider.rating": 1,
    }


def test_a_provider_that_is_published_twice_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("genai_prices_published")

    with pytest.raises(SourceError, match=r"genai_prices: the list of providers: .*openai: stands twice"):
        read("genai_prices", [*answer, answer[1]])


@pytest.mark.parametrize("amount", [-1, True, "a lot", [1], {"base": -2, "tiers": []}])
def test_a_published_price_that_is_none_is_refused(
    amount: Any, read: Read, recorded: Callable[[str], Any]
) -> None:
    with pytest.raises(SourceError, match="genai_prices: "):
        read("genai_prices", published(recorded, prices={"input_mtok": amount}))
