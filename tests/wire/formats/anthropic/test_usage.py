from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.anthropic.recorded import body, listed

from modeldex import Usage
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.formats.anthropic.usage import written_usage
from modeldex.wire.losses import Losses

COUNTS = st.integers(0, 10**9)


def told(**counts: Any) -> Usage | None:
    return FORMAT.read_usage({"usage": counts})


@given(st.builds(
    Usage, input_tokens=COUNTS, output_tokens=COUNTS, cache_read_tokens=COUNTS, cache_write_tokens=COUNTS,
    cache_write_1h_tokens=COUNTS, reasoning_tokens=COUNTS, web_searches=COUNTS,
))  # fmt: skip
@settings(deadline=None)
def test_usage_comes_back_class_by_class(usage: Usage):
    assert FORMAT.read_usage({"usage": written_usage(usage, Losses(is_strict=True))}) == usage


def test_the_usage_of_a_stream_is_joined_from_its_two_ends():
    start = {"message": body("answer")}
    end = {"usage": {"output_tokens": 200, "cache_creation_input_tokens": 300}}

    assert FORMAT.read_usage(end, FORMAT.read_usage(start)) == Usage(
        input_tokens=12, cache_write_tokens=200, cache_write_1h_tokens=100, cache_read_tokens=40,
        output_tokens=150, reasoning_tokens=50, web_searches=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    "first", [{"input_tokens": 9, "output_tokens": 1}, {"input_tokens": 0, "output_tokens": 0}]
)
def test_zeros_at_one_end_of_a_stream_hide_nothing(first: dict[str, int]):
    last = {"input_tokens": 9 - first["input_tokens"], "output_tokens": 5}

    assert FORMAT.read_usage({"usage": last}, told(**first)) == Usage(input_tokens=9, output_tokens=5)


def test_parts_that_exceed_their_whole_are_cut_to_fit():
    assert told(output_tokens=5, output_tokens_details={"thinking_tokens": 9}) == Usage(reasoning_tokens=5)
    assert told(
        cache_creation_input_tokens=5,
        cache_creation={"ephemeral_5m_input_tokens": 4, "ephemeral_1h_input_tokens": 4},
    ) == Usage(cache_write_tokens=4, cache_write_1h_tokens=4)


def test_cache_writes_that_nobody_assigns_are_of_five_minutes():
    assert told(cache_creation_input_tokens=5) == Usage(cache_write_tokens=5)
    assert told(cache_creation_input_tokens=5, cache_creation={"ephemeral_1h_input_tokens": 2}) == Usage(
        cache_write_tokens=3, cache_write_1h_tokens=2
    )


def test_summing_up_on_the_way_is_billed_beside_the_sums():
    turns = [
        {"type": "message", "input_tokens": 10, "output_tokens": 5},
        {"type": "compaction", "input_tokens": 100, "output_tokens": 20, "cache_read_input_tokens": 7},
        {"type": "advisor_message", "model": "other", "input_tokens": 1, "output_tokens": 1},
        "?",
    ]

    assert told(input_tokens=10, output_tokens=5, iterations=turns) == Usage(
        input_tokens=110, output_tokens=25, cache_read_tokens=7
    )


@pytest.mark.parametrize(
    "payload",
    [{}, {"usage": None}, {"usage": []}, {"usage": {}}, {"usage": {"input_tokens": "9", "output_tokens": -1}},
     {"message": {"id": "x"}}, {"usage": {"input_tokens": True, "output_tokens": 10**30}}],
)  # fmt: skip
def test_usage_that_is_none_leaves_what_was_told_before(payload: dict[str, Any]):
    assert FORMAT.read_usage(payload) is None
    assert FORMAT.read_usage(payload, Usage(input_tokens=3)) == Usage(input_tokens=3)


def test_classes_that_the_format_does_not_tell_apart_are_added_up_and_listed():
    losses = Losses()
    usage = Usage(
        input_tokens=1, audio_input_tokens=2, image_output_tokens=3, output_tokens=4, citation_tokens=5
    )

    written = written_usage(usage, losses)

    assert (written["input_tokens"], written["output_tokens"]) == (3, 7)
    assert listed(losses) == [
        "usage.citation_tokens",
        "usage.audio_input_tokens",
        "usage.image_output_tokens",
    ]


@pytest.mark.parametrize(
    ("first", "last", "joined"),
    [
        # a server guesses the whole prompt, and tells at the end how much of it was cached
        ({"input_tokens": 8834, "output_tokens": 0},
         {"input_tokens": 18, "cache_read_input_tokens": 8831, "output_tokens": 426},
         Usage(input_tokens=18, cache_read_tokens=8831, output_tokens=426)),
        ({"input_tokens": 8834}, {"input_tokens": 18, "cache_creation_input_tokens": 8831},
         Usage(input_tokens=18, cache_write_tokens=8831)),
        ({"input_tokens": 3602}, {"cache_read_input_tokens": 3604, "output_tokens": 1},
         Usage(cache_read_tokens=3604, output_tokens=1)),
        # the same input, told again without its caches
        ({"input_tokens": 18, "cache_read_input_tokens": 8831},
         {"input_tokens": 18, "cache_read_input_tokens": 0, "output_tokens": 4},
         Usage(input_tokens=18, cache_read_tokens=8831, output_tokens=4)),
        ({"input_tokens": 18, "cache_creation_input_tokens": 7}, {"input_tokens": 20, "output_tokens": 4},
         Usage(input_tokens=20, cache_write_tokens=7, output_tokens=4)),
        # what summing up spent comes on top of what the beginning told
        ({"input_tokens": 100},
         {"output_tokens": 5, "iterations": [{"type": "compaction", "input_tokens": 500}]},
         Usage(input_tokens=600, output_tokens=5)),
    ],
)  # fmt: skip
def test_the_end_of_a_stream_knows_better_than_its_beginning(
    first: dict[str, Any], last: dict[str, Any], joined: Usage
):
    assert FORMAT.read_usage({"usage": last}, told(**first)) == joined
