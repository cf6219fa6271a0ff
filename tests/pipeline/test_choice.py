"""One value out of several: agreement of three, rough limits, capabilities, dates."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex.pipeline.choice import agree, status_on


def test_where_three_speak_the_value_that_most_agree_on_wins(says: Any, chosen: Any) -> None:
    newest = says("a", "2026-03-03", release_date="2025-09")
    others = [says(name, release_date="2025-08") for name in ("b", "c")]

    assert chosen(newest, *others)["release_date"] == "2025-08"


def test_where_two_speak_the_one_seen_last_wins(says: Any, chosen: Any) -> None:
    two = [says("a", "2026-03-03", release_date="2025-09"), says("b", release_date="2025-08")]

    assert chosen(*two)["release_date"] == "2025-09"


def test_where_three_say_three_things_the_first_in_rank_wins(says: Any, chosen: Any) -> None:
    three = [says(name, day, release_date=day) for name, day in
             (("a", "2026-01-01"), ("b", "2026-03-01"), ("c", "2026-02-01"))]  # fmt: skip

    assert chosen(*three)["release_date"] == "2026-03-01"


def test_no_majority_stands_against_an_own_listing_or_a_hand(says: Any, chosen: Any) -> None:
    many = [says(name, max_output=8192) for name in ("a", "b", "c")]

    assert chosen(*many, says("lumen_api", own="lumen", max_output=64_000))["max_output"] == 64_000
    assert chosen(*many, says("official", "2020-01-01", max_output=32_000))["max_output"] == 32_000


def test_stale_words_and_facts_about_the_model_have_no_vote(says: Any, chosen: Any) -> None:
    now = says("a", release_date="2025-09")
    stale = [says(name, "2024-01-01", release_date="2025-08") for name in ("b", "c")]
    about = [says(name, about="models", release_date="2025-08") for name in ("d", "e")]

    assert chosen(now, *stale, *about)["release_date"] == "2025-09"
    assert chosen(*about)["release_date"] == "2025-08"


def test_limits_stated_roughly_vote_together_and_the_best_spelling_is_taken(says: Any, chosen: Any) -> None:
    said = [says("a", "2026-03-05", max_context=1_000_000), says("b", "2026-03-04", max_context=131_072),
            says("c", "2026-03-03", max_context=128_000)]  # fmt: skip

    assert chosen(*said)["max_context"] == 131_072


@pytest.mark.parametrize(
    ("column", "one", "other", "same"),
    [
        ("max_context", 131_072, 128_000, True),
        ("max_context", 100_000, 95_000, True),
        ("max_context", 100_000, 94_999, False),
        ("max_output", 8192, 8000, True),
        ("release_date", "2025-08", "2025-08", True),
        ("release_date", "2025-08", "2025-09", False),
        ("max_context", None, None, True),
        ("max_context", 8192, None, False),
    ],
)
def test_limits_agree_roughly_and_all_else_exactly(column: str, one: Any, other: Any, same: bool) -> None:
    assert agree(column, one, other) is same
    assert agree(column, other, one) is same


def test_a_question_mark_sets_a_value_back_to_unknown(says: Any, chosen: Any) -> None:
    said = [says("official", max_output=None), says("models_dev", max_output=8192)]

    assert "max_output" not in chosen(*said)


@pytest.mark.parametrize(
    "name", ["lumi-embed-2", "text-embedding-3", "org/lumi-embeddings", "lumi-rerank-v3"]
)
def test_what_is_named_an_embedder_writes_none_either(name: str, says: Any, chosen: Any) -> None:
    stated = {"full_id": f"lumen/{name}", "max_output": 3072}

    assert "max_output" not in chosen(says("models_dev", **stated))
    assert chosen(says("models_dev", caps="chat", **stated))["max_output"] == 3072
    assert chosen(says("models_dev", full_id="lumen/embedded-lumi", max_output=3072))["max_output"] == 3072


def test_an_end_that_its_provider_says_has_come_stays(says: Any, chosen: Any) -> None:
    own = says("lumen_api", "2026-01-15", own="lumen", retires_on="2025-12-01")
    later = says("litellm", "2026-03-01", retires_on="2027-01-01")

    assert chosen(own, later)["retires_on"] == "2025-12-01"


def test_a_planned_end_is_put_off_by_whoever_was_seen_later(says: Any, chosen: Any) -> None:
    own = says("lumen_api", "2025-06-15", own="lumen", retires_on="2026-02-01")
    later = says("litellm", "2026-03-01", retires_on="2027-01-01")

    assert chosen(own, later)["retires_on"] == "2027-01-01"


def test_a_year_after_the_release_to_the_day_is_no_end(says: Any, chosen: Any) -> None:
    litellm = says("litellm", retires_on="2026-09-29")
    released = says("models_dev", release_date="2025-09-29")

    assert "retires_on" not in chosen(litellm, released)
    assert chosen(litellm, says("models_dev", release_date="2025-09-30"))["retires_on"] == "2026-09-29"
    assert chosen(says("notices", retires_on="2026-09-29"), released)["retires_on"] == "2026-09-29"


def test_what_embeds_or_ranks_writes_no_tokens(says: Any, chosen: Any) -> None:
    stated = {"max_context": 8192, "max_output": 3072}

    assert "max_output" not in chosen(says("litellm", caps="embedding", **stated))
    assert chosen(says("litellm", caps="embedding chat", **stated))["max_output"] == 3072
    own = says("lumen_api", own="lumen", caps="reranking", **stated)
    assert chosen(own)["max_output"] == 3072


def test_each_capability_is_as_the_first_says_that_speaks_of_it(says: Any, chosen: Any, can: Any) -> None:
    stored = chosen(
        says("a", "2026-03-02", caps="vision"),
        says("b", "2026-03-01", caps="-vision tool_use"),
        says("c", "2026-02-01", caps="-tool_use streaming"),
    )

    assert [can(stored, name) for name in ("vision", "tool_use", "streaming", "pdf_input")] == [
        True, True, True, None,
    ]  # fmt: skip


def test_a_capability_set_back_to_unknown_is_not_filled_by_others(says: Any, chosen: Any, can: Any) -> None:
    stored = chosen(says("official", caps="?vision"), says("a", caps="vision tool_use"))

    assert (can(stored, "vision"), can(stored, "tool_use")) == (None, True)


def test_each_benchmark_is_as_the_first_says_that_has_it(says: Any, chosen: Any, can: Any) -> None:
    stored = chosen(says("a", "2026-03-02", benchmarks="mmlu=88"), says("b", benchmarks="mmlu=70 gpqa=60"))

    assert sorted(str(stored["benchmarks"]).split()) == ["gpqa=60", "mmlu=88"]
    assert can(stored, "code") is None


def test_a_coding_benchmark_says_that_a_model_codes_unless_somebody_says_no(
    says: Any, chosen: Any, can: Any
) -> None:
    assert can(chosen(says("a", benchmarks="swe_bench=70")), "code") is True
    assert can(chosen(says("a", benchmarks="swe_bench=70", caps="-code")), "code") is False


@pytest.mark.parametrize(
    ("stored", "letter"),
    [
        ({}, "C"),
        ({"status": "P"}, "P"),
        ({"deprecated_on": "2026-03-01"}, "D"),
        ({"deprecated_on": "2026-03-02"}, "C"),
        ({"retires_on": "2026-03-01", "status": "C"}, "R"),
        ({"deprecated_on": "2026-01-01", "retires_on": "2026-04-01"}, "D"),
        ({"status": "R"}, "R"),
    ],
)
def test_the_dates_give_the_status_of_a_day(stored: dict[str, object], letter: str) -> None:
    assert status_on(stored, "2026-03-01") == letter
