"""One value out of several: agreement of three, rough limits, input shares, fillers, capabilities."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex.core.capability import CAPABILITIES
from modeldex.pipeline.choice import InputShares, agree, choose, status_on
from modeldex.pipeline.consensus import Consensus


def chosen(
    *said: Any,
    model: str | None = "lumen/lumi-2",
    shares: InputShares | None = None,
    consensus: Consensus | None = None,
    at_home: bool = False,
) -> dict[str, object]:
    shares, consensus = shares or InputShares(), consensus or Consensus()
    return choose(list(said), model, shares, consensus, at_home=at_home)


def shares_of(says: Any, model: str = "lumen/lumi-2", window: int = 400_000, share: int = 272_000) -> Any:
    shares = InputShares()
    shares.learn(model, says("models_dev", max_context=window, max_input=share))
    return shares


def test_where_three_speak_the_value_that_most_agree_on_wins(says: Any) -> None:
    newest = says("a", "2026-03-03", release_date="2025-09")
    others = [says(name, release_date="2025-08") for name in ("b", "c")]

    assert chosen(newest, *others)["release_date"] == "2025-08"


def test_where_two_speak_the_one_seen_last_wins(says: Any) -> None:
    two = [says("a", "2026-03-03", release_date="2025-09"), says("b", release_date="2025-08")]

    assert chosen(*two)["release_date"] == "2025-09"


def test_where_three_say_three_things_the_first_in_rank_wins(says: Any) -> None:
    three = [says(name, day, release_date=day) for name, day in
             (("a", "2026-01-01"), ("b", "2026-03-01"), ("c", "2026-02-01"))]  # fmt: skip

    assert chosen(*three)["release_date"] == "2026-03-01"


def test_no_majority_stands_against_an_own_listing_or_a_hand(says: Any) -> None:
    many = [says(name, max_output=8192) for name in ("a", "b", "c")]

    assert chosen(*many, says("lumen_api", own="lumen", max_output=64_000))["max_output"] == 64_000
    assert chosen(*many, says("official", "2020-01-01", max_output=32_000))["max_output"] == 32_000


def test_stale_words_and_facts_about_the_model_have_no_vote(says: Any) -> None:
    now = says("a", release_date="2025-09")
    stale = [says(name, "2024-01-01", release_date="2025-08") for name in ("b", "c")]
    about = [says(name, about="models", release_date="2025-08") for name in ("d", "e")]

    assert chosen(now, *stale, *about)["release_date"] == "2025-09"
    assert chosen(*about)["release_date"] == "2025-08"


def test_limits_stated_roughly_vote_together_and_the_best_spelling_is_taken(says: Any) -> None:
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


def test_a_question_mark_sets_a_value_back_to_unknown(says: Any) -> None:
    said = [says("official", max_output=None), says("models_dev", max_output=8192)]

    assert "max_output" not in chosen(*said)


def limits(stored: dict[str, object]) -> tuple[object, object]:
    return stored.get("max_context"), stored.get("max_input")


def test_the_window_of_the_map_is_a_share_where_it_adds_up_to_anothers_window(says: Any) -> None:
    litellm, other = says("litellm", max_context=272_000, max_output=128_000), says("z", max_context=400_000)

    assert limits(chosen(litellm, other)) == (400_000, 272_000)
    assert limits(chosen(litellm, says("z", max_context=300_000))) == (300_000, None)


def test_the_window_of_the_map_is_a_share_where_others_say_so_of_the_model(says: Any) -> None:
    litellm = says("litellm", max_context=272_000)

    assert limits(chosen(litellm, shares=shares_of(says))) == (400_000, 272_000)
    assert limits(chosen(litellm, model="lumen/lumi-2-2026-01-01", shares=shares_of(says))) == (
        400_000,
        272_000,
    )
    assert limits(chosen(litellm)) == (272_000, None)
    assert limits(chosen(litellm, model=None, shares=shares_of(says))) == (272_000, None)


def test_it_is_none_where_another_states_it_as_the_window_or_two_windows_are_known(says: Any) -> None:
    litellm, shares = says("litellm", max_context=272_000), shares_of(says)

    assert limits(chosen(litellm, says("z", max_context=272_000), shares=shares)) == (272_000, None)
    shares.learn("lumen/lumi-2", says("b", max_context=500_000, max_input=272_000))
    assert limits(chosen(litellm, shares=shares)) == (272_000, None)


def test_it_is_a_share_where_it_adds_up_to_the_window_of_another_model_of_the_maker(says: Any) -> None:
    shares = shares_of(says, "lumen/lumi-1")
    litellm = says("litellm", max_context=272_000, max_output=128_000)

    assert limits(chosen(litellm, shares=shares)) == (400_000, 272_000)
    elsewhere = says("litellm", full_id="bazaar/quartz-7", max_context=272_000, max_output=128_000)
    assert limits(chosen(elsewhere, model="quartz/quartz-7", shares=shares)) == (272_000, None)
    assert limits(chosen(litellm, model=None, shares=shares)) == (272_000, None)
    assert limits(chosen(says("litellm", max_context=272_000), shares=shares)) == (272_000, None)


def test_it_is_a_share_where_the_provider_divides_other_models_so(says: Any) -> None:
    shares = shares_of(says, "lumen/lumi-1")
    litellm = says("litellm", full_id="lumen/quartz-7", max_context=272_000, max_output=128_000)

    assert limits(chosen(litellm, model="quartz/quartz-7", shares=shares)) == (400_000, 272_000)


def test_the_window_of_another_catalog_is_never_a_share(says: Any) -> None:
    assert limits(chosen(says("models_dev", max_context=272_000), shares=shares_of(says))) == (272_000, None)


def together(says: Any, times: int, **stored: Any) -> Consensus:
    """What so many offerings of the model say."""
    consensus = Consensus()
    for _ in range(times):
        consensus.learn("lumen/lumi-2", [says("a", **stored)])
    return consensus


@pytest.mark.parametrize(("times", "window"), [(3, 32_000), (2, 64_000)])
def test_where_windows_are_torn_the_one_that_many_other_offerings_have_wins(
    times: int, window: int, says: Any
) -> None:
    torn = says("a", "2026-03-02", max_context=64_000), says("b", max_context=32_000)

    consensus = together(says, times, max_context=32_000)
    assert chosen(*torn, consensus=consensus)["max_context"] == window
    assert chosen(*torn, model=None, consensus=consensus)["max_context"] == 64_000


@pytest.mark.parametrize(("times", "sees"), [(3, False), (2, True)])
def test_where_third_parties_are_divided_on_vision_the_other_offerings_tell(
    times: int, sees: bool, says: Any
) -> None:
    torn = says("a", "2026-03-02", caps="vision"), says("b", caps="-vision")

    assert can(chosen(*torn, consensus=together(says, times, caps="-vision")), "vision") is sees
    assert can(chosen(*torn, consensus=together(says, times, caps="vision")), "vision") is True


def test_at_home_other_offerings_do_not_tell_the_window(says: Any) -> None:
    torn = says("a", "2026-03-02", max_context=64_000), says("b", max_context=32_000)

    told = chosen(*torn, consensus=together(says, 9, max_context=32_000), at_home=True)
    assert told["max_context"] == 64_000


def test_a_window_that_is_repeated_as_output_is_no_share(says: Any) -> None:
    litellm = says("litellm", max_context=128_000, max_output=128_000)

    assert limits(chosen(litellm, says("a", max_context=256_000))) == (256_000, None)


def test_where_the_window_is_the_inputs_alone_an_output_may_be_larger(says: Any) -> None:
    speech = {"max_context": 8192, "max_output": 16_384}

    assert chosen(says("litellm", full_id="google/lumi-tts", **speech))["max_output"] == 16_384
    assert "max_output" not in chosen(says("litellm", full_id="lumen/lumi-tts", **speech))


def test_at_home_other_offerings_do_not_tell(says: Any) -> None:
    torn = says("a", "2026-03-02", caps="vision"), says("b", caps="-vision")

    assert can(chosen(*torn, consensus=together(says, 9, caps="-vision"), at_home=True), "vision") is True


def test_whoever_is_nearer_decides_on_vision_alone(says: Any) -> None:
    torn = says("a", caps="vision"), says("b", caps="-vision")
    consensus = together(says, 9, caps="-vision")

    for nearer in (says("lumen_api", own="lumen", caps="vision"), says("official", caps="vision")):
        assert can(chosen(*torn, nearer, consensus=consensus), "vision") is True
    assert can(chosen(*torn, says("official", caps="?vision"), consensus=consensus), "vision") is None


def test_offerings_that_are_divided_in_themselves_or_without_a_model_tell_nothing(says: Any) -> None:
    consensus = Consensus()
    for _ in range(3):
        consensus.learn("lumen/lumi-2", [says("a", caps="vision"), says("b", caps="-vision")])
        consensus.learn(None, [says("a", caps="vision")])

    assert (consensus.sees("lumen/lumi-2"), consensus.sees(None)) == (None, None)


def test_an_input_limit_that_repeats_the_window_is_no_share(says: Any) -> None:
    assert "max_input" not in chosen(says("litellm", max_context=32_000, max_input=32_000))
    apart = [says("a", max_context=32_000), says("b", max_input=64_000)]
    assert "max_input" not in chosen(*apart)


def test_an_output_limit_above_every_window_is_a_filler(says: Any) -> None:
    filler = says("litellm", max_context=8192, max_output=16_384)

    assert "max_output" not in chosen(filler)
    assert chosen(filler, says("z", max_context=16_384))["max_output"] == 16_384
    assert chosen(says("litellm", max_output=16_384))["max_output"] == 16_384


def test_it_is_none_where_the_provider_says_so_or_two_say_it_alike(says: Any) -> None:
    own = says("lumen_api", own="lumen", max_context=8192, max_output=16_384)
    alike = says("a", max_context=8192, max_output=16_384), says("b", max_output=16_384)

    assert chosen(own)["max_output"] == 16_384
    assert chosen(*alike)["max_output"] == 16_384
    without_window = says("lumen_api", own="lumen", max_output=16_384)
    assert "max_output" not in chosen(without_window, says("a", max_context=8192))


@pytest.mark.parametrize(
    "name", ["lumi-embed-2", "text-embedding-3", "org/lumi-embeddings", "lumi-rerank-v3"]
)
def test_what_is_named_an_embedder_writes_none_either(name: str, says: Any) -> None:
    stated = {"full_id": f"lumen/{name}", "max_output": 3072}

    assert "max_output" not in chosen(says("models_dev", **stated))
    assert chosen(says("models_dev", caps="chat", **stated))["max_output"] == 3072
    assert chosen(says("models_dev", full_id="lumen/embedded-lumi", max_output=3072))["max_output"] == 3072


def test_an_end_that_its_provider_says_has_come_stays(says: Any) -> None:
    own = says("lumen_api", "2026-01-15", own="lumen", retires_on="2025-12-01")
    later = says("litellm", "2026-03-01", retires_on="2027-01-01")

    assert chosen(own, later)["retires_on"] == "2025-12-01"


def test_a_planned_end_is_put_off_by_whoever_was_seen_later(says: Any) -> None:
    own = says("lumen_api", "2025-06-15", own="lumen", retires_on="2026-02-01")
    later = says("litellm", "2026-03-01", retires_on="2027-01-01")

    assert chosen(own, later)["retires_on"] == "2027-01-01"


def test_a_year_after_the_release_to_the_day_is_no_end(says: Any) -> None:
    litellm = says("litellm", retires_on="2026-09-29")
    released = says("models_dev", release_date="2025-09-29")

    assert "retires_on" not in chosen(litellm, released)
    assert chosen(litellm, says("models_dev", release_date="2025-09-30"))["retires_on"] == "2026-09-29"
    assert chosen(says("notices", retires_on="2026-09-29"), released)["retires_on"] == "2026-09-29"


def test_what_embeds_or_ranks_writes_no_tokens(says: Any) -> None:
    stated = {"max_context": 8192, "max_output": 3072}

    assert "max_output" not in chosen(says("litellm", caps="embedding", **stated))
    assert chosen(says("litellm", caps="embedding chat", **stated))["max_output"] == 3072
    own = says("lumen_api", own="lumen", caps="reranking", **stated)
    assert chosen(own)["max_output"] == 3072


def can(stored: dict[str, object], name: str) -> bool | None:
    mask = CAPABILITIES[name].mask
    yes, no = stored["caps_yes"], stored["caps_no"]
    assert isinstance(yes, int)
    assert isinstance(no, int)
    return True if yes & mask else False if no & mask else None


def test_each_capability_is_as_the_first_says_that_speaks_of_it(says: Any) -> None:
    stored = chosen(
        says("a", "2026-03-02", caps="vision"),
        says("b", "2026-03-01", caps="-vision tool_use"),
        says("c", "2026-02-01", caps="-tool_use streaming"),
    )

    assert [can(stored, name) for name in ("vision", "tool_use", "streaming", "pdf_input")] == [
        True, True, True, None,
    ]  # fmt: skip


def test_a_capability_set_back_to_unknown_is_not_filled_by_others(says: Any) -> None:
    stored = chosen(says("official", caps="?vision"), says("a", caps="vision tool_use"))

    assert (can(stored, "vision"), can(stored, "tool_use")) == (None, True)


def test_each_benchmark_is_as_the_first_says_that_has_it(says: Any) -> None:
    stored = chosen(says("a", "2026-03-02", benchmarks="mmlu=88"), says("b", benchmarks="mmlu=70 gpqa=60"))

    assert sorted(str(stored["benchmarks"]).split()) == ["gpqa=60", "mmlu=88"]
    assert can(stored, "code") is None


def test_a_coding_benchmark_says_that_a_model_codes_unless_somebody_says_no(says: Any) -> None:
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
