"""Usage as servers tell it, in disjoint classes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import Usage
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.formats.openai_chat.usage import write_usage
from modeldex.wire.losses import Losses


def told(prompt: Any, completion: Any, total: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "usage": {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total, **more}
    }


@pytest.mark.parametrize(
    ("payload", "usage"),
    [
        (told(10, 5, 15), Usage(input_tokens=10, output_tokens=5)),
        (
            told(
                100, 50, 150,
                prompt_tokens_details={"cached_tokens": 40, "audio_tokens": 10, "image_tokens": 5},
                completion_tokens_details={"reasoning_tokens": 20, "audio_tokens": 4, "image_tokens": 1},
            ),
            Usage(
                input_tokens=45, cache_read_tokens=40, audio_input_tokens=10, image_input_tokens=5,
                output_tokens=25, reasoning_tokens=20, audio_output_tokens=4, image_output_tokens=1,
            ),
        ),
        (
            told(194, 2, 196, prompt_tokens_details={"cached_tokens": 20, "cache_write_tokens": 100}),
            Usage(input_tokens=74, cache_read_tokens=20, cache_write_tokens=100, output_tokens=2),
        ),
        (
            told(30, 2, 32, prompt_cache_hit_tokens=20, prompt_cache_miss_tokens=10),
            Usage(input_tokens=10, cache_read_tokens=20, output_tokens=2),
        ),
        (told(30, 2, 32, cached_tokens=20), Usage(input_tokens=10, cache_read_tokens=20, output_tokens=2)),
        (
            told(32, 9, 135, completion_tokens_details={"reasoning_tokens": 94}),
            Usage(input_tokens=32, output_tokens=9, reasoning_tokens=94),
        ),
        (
            told(10120, 1499, 14428, prompt_tokens_details={"cached_tokens": 128},
                 completion_tokens_details={"reasoning_tokens": 2809}),
            Usage(input_tokens=9992, cache_read_tokens=128, output_tokens=1499, reasoning_tokens=2809),
        ),
        (
            told(10, 90, 120, completion_tokens_details={"reasoning_tokens": 20}),
            Usage(input_tokens=10, output_tokens=90, reasoning_tokens=20),
        ),
        (told(5, 10, 300), Usage(input_tokens=5, output_tokens=10, reasoning_tokens=285)),
        (
            told(7, 38, 45, citation_tokens=9, num_search_queries=3, reasoning_tokens=20),
            Usage(input_tokens=7, output_tokens=38, reasoning_tokens=20, citation_tokens=9, web_searches=3),
        ),
        (
            told(10, 5, 55, prompt_tokens_details={"cached_tokens": 40}),
            Usage(input_tokens=10, cache_read_tokens=40, output_tokens=5),
        ),
        (
            told(4, 635, 3264, prompt_audio_seconds=203),
            Usage(input_tokens=4, output_tokens=635, audio_input_seconds=203),
        ),
        (told(4, 6, 10, prompt_audio_seconds=None), Usage(input_tokens=4, output_tokens=6)),
        (told(10, None, None), Usage(input_tokens=10)),
        (told(10, 0, 10), Usage(input_tokens=10)),
        (told(10.0, 5.0, 15.0), Usage(input_tokens=10, output_tokens=5)),
        (
            {"x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}},
            Usage(input_tokens=3, output_tokens=4),
        ),
        (
            {"choices": [{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}]},
            Usage(input_tokens=3, output_tokens=4),
        ),
    ],
    ids=[
        "plain", "openai-parts", "openrouter-write", "deepseek", "moonshot", "xai", "xai-cached",
        "xai-little-reasoning", "gemini-hidden", "perplexity", "cache-beside", "sound", "no-sound",
        "prompt-only", "none-written", "floats", "groq", "moonshot-stream",
    ],
)  # fmt: skip
def test_usage_is_taken_apart_as_its_server_means_it(payload, usage):
    assert FORMAT.read_usage(payload) == usage


@pytest.mark.parametrize(
    "payload", [{}, {"usage": None}, {"usage": {}}, {"usage": []}, told(None, None), told("5", True, -1)]
)
def test_usage_that_is_not_told_is_none_and_not_zero(payload):
    assert FORMAT.read_usage(payload) is None


def test_parts_that_exceed_their_total_are_cut_to_it():
    payload = told(
        10, 5, 15, prompt_tokens_details={"cached_tokens": 8, "audio_tokens": 7, "image_tokens": 3}
    )
    assert FORMAT.read_usage(payload) == Usage(cache_read_tokens=8, audio_input_tokens=2, output_tokens=5)


COUNTS = st.integers(0, 10**6)
CLASSES = (
    "input_tokens", "cache_read_tokens", "cache_write_tokens", "audio_input_tokens", "image_input_tokens",
    "video_input_tokens", "output_tokens", "reasoning_tokens", "audio_output_tokens", "image_output_tokens",
)  # fmt: skip


@given(st.fixed_dictionaries(dict.fromkeys(CLASSES, COUNTS)))
def test_usage_comes_back_from_its_totals(counts):
    usage = Usage(**counts)
    losses = Losses()
    written = write_usage(usage, losses)
    assert not losses
    assert FORMAT.read_usage({"usage": written}) == usage
    assert written["total_tokens"] == sum(counts.values())


NUMBERS = st.none() | st.integers(-5, 10**12) | st.booleans() | st.floats() | st.text(max_size=3)
DETAILS = NUMBERS | st.dictionaries(
    st.sampled_from(["cached_tokens", "audio_tokens", "reasoning_tokens", "cache_write_tokens"]), NUMBERS
)
NAMES = ["prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "reasoning_tokens",
         "completion_tokens_details", "prompt_cache_hit_tokens", "num_search_queries"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), DETAILS))
def test_no_usage_is_so_odd_that_it_costs_the_answer(told):
    usage = FORMAT.read_usage({"usage": told})
    assert usage is None or min(usage.counts().values(), default=0) >= 0


def test_an_hour_of_cache_is_told_as_what_was_written():
    losses = Losses()
    written = write_usage(Usage(input_tokens=1, cache_write_tokens=2, cache_write_1h_tokens=3), losses)
    assert written["prompt_tokens_details"]["cache_write_tokens"] == 5
    assert [loss.field for loss in losses.approximated] == ["usage.cache_write_1h_tokens"]


def test_what_dialects_tell_beside_the_totals_comes_back():
    usage = Usage(input_tokens=4, output_tokens=6, citation_tokens=2, web_searches=3, audio_input_seconds=203)
    losses = Losses()
    written = write_usage(usage, losses)
    assert not losses
    assert written["total_tokens"] == 10
    assert FORMAT.read_usage({"usage": written}) == usage


def test_what_the_format_has_no_number_for_is_listed():
    losses = Losses()
    written = write_usage(Usage(input_tokens=4, map_searches=3, video_output_tokens=5, requests=2), losses)
    assert [loss.field for loss in losses.dropped] == ["usage.map_searches"]
    assert [loss.field for loss in losses.approximated] == ["usage.video_output_tokens"]
    assert written["completion_tokens"] == 5
