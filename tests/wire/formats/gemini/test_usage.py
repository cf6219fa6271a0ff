"""Usage: disjoint classes of totals that include their parts, and of some that stand beside them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.gemini.recorded import recorded

from modeldex import Usage
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice

COUNTS = st.integers(0, 10**6)
CLASSES = (
    "input_tokens", "output_tokens", "cache_read_tokens", "reasoning_tokens", "audio_input_tokens",
    "audio_output_tokens", "audio_cache_read_tokens", "image_input_tokens", "image_output_tokens",
    "image_cache_read_tokens", "video_input_tokens", "video_output_tokens",
)  # fmt: skip
TOTALS = (
    "promptTokenCount", "cachedContentTokenCount", "candidatesTokenCount", "thoughtsTokenCount",
    "toolUsePromptTokenCount", "totalTokenCount",
)  # fmt: skip
DETAILS = st.lists(
    st.fixed_dictionaries(
        {"modality": st.sampled_from(["TEXT", "AUDIO", "IMAGE", "VIDEO"]), "tokenCount": COUNTS}
    ),
    max_size=4,
)


def _usage(**told) -> Usage | None:
    return FORMAT.read_usage({"usageMetadata": told})


def _written(usage: Usage) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    response = ChatResponse(id=None, model=None, choices=(Choice(parts=()),), usage=usage)
    return FORMAT.write_response(response, losses)["usageMetadata"], [loss.field for loss in losses]


def test_an_answer_with_all_media_is_taken_apart_once():
    assert FORMAT.read_usage(recorded("response.json")) == Usage(
        input_tokens=205, cache_read_tokens=300, audio_input_tokens=100, audio_cache_read_tokens=100,
        image_input_tokens=258, video_input_tokens=42, output_tokens=20, image_output_tokens=40,
        reasoning_tokens=30,
    )  # fmt: skip


def test_thoughts_stand_beside_the_candidates():
    usage = _usage(promptTokenCount=10, candidatesTokenCount=5, thoughtsTokenCount=7, totalTokenCount=22)

    assert usage == Usage(input_tokens=10, output_tokens=5, reasoning_tokens=7)


def test_thoughts_are_among_the_candidates_where_the_total_says_so():
    usage = _usage(promptTokenCount=10, candidatesTokenCount=12, thoughtsTokenCount=7, totalTokenCount=22)

    assert usage == Usage(input_tokens=10, output_tokens=5, reasoning_tokens=7)


def test_results_of_the_providers_tools_are_read_too():
    assert _usage(promptTokenCount=10, toolUsePromptTokenCount=90) == Usage(input_tokens=100)


@pytest.mark.parametrize("told", [{}, {"trafficType": "ON_DEMAND"}, {"promptTokenCount": None}])
def test_usage_that_nobody_tells_is_unknown_and_not_zero(told):
    assert _usage(**told) is None
    assert FORMAT.read_usage({"usageMetadata": told}, Usage(input_tokens=3)) == Usage(input_tokens=3)
    assert FORMAT.read_usage({}) is None


def test_the_last_frame_tells_all():
    first = FORMAT.read_usage({"usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9}})

    assert FORMAT.read_usage(
        {"usage_metadata": {"prompt_token_count": 9, "candidates_token_count": 4}}, first
    ) == (Usage(input_tokens=9, output_tokens=4))


@given(
    totals=st.fixed_dictionaries({}, optional=dict.fromkeys(TOTALS, COUNTS)),
    prompt=DETAILS,
    cache=DETAILS,
    answer=DETAILS,
)
def test_parts_that_contradict_their_total_never_count_twice(totals, prompt, cache, answer):
    usage = _usage(
        promptTokensDetails=prompt, cacheTokensDetails=cache, candidatesTokensDetails=answer, **totals
    )

    if usage is not None and totals.get("promptTokenCount"):
        assert usage.total_input_tokens == totals["promptTokenCount"] + totals.get(
            "toolUsePromptTokenCount", 0
        )


@pytest.mark.parametrize("count", ["9", -1, 1.5, True, None, 10**30])
def test_a_count_that_is_none_counts_nothing(count):
    assert _usage(promptTokenCount=5, candidatesTokenCount=count) == Usage(input_tokens=5)


@given(counts=st.fixed_dictionaries(dict.fromkeys(CLASSES, COUNTS)))
def test_every_class_that_the_format_has_comes_back(counts):
    usage = Usage(**counts)
    told, lost = _written(usage)

    assert FORMAT.read_usage({"usageMetadata": told}) == usage
    assert told["totalTokenCount"] == sum(counts.values())
    assert lost == []


def test_classes_that_the_format_lacks_are_listed():
    told, lost = _written(
        Usage(input_tokens=1, cache_write_tokens=2, cache_write_1h_tokens=3, web_searches=4)
    )

    assert told == {"promptTokenCount": 6, "candidatesTokenCount": 0, "totalTokenCount": 6}
    assert set(lost) == {"usage.cache_write_tokens", "usage.cache_write_1h_tokens", "usage.web_searches"}


def test_an_answer_that_nobody_counts_is_what_is_left_of_the_total():
    told = {"promptTokenCount": 100, "totalTokenCount": 130}

    assert FORMAT.read_usage({"usageMetadata": told}) == Usage(input_tokens=100, output_tokens=30)
