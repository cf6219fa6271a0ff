"""Usage over every wire: what a format tells apart arrives exactly, of the rest the totals."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.contract.corpus import RESPONSES

from modeldex import Usage
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.losses import Losses
from modeldex.wire.table import format_named

INPUT = (
    "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "audio_input_tokens",
    "image_input_tokens", "video_input_tokens", "audio_cache_read_tokens", "image_cache_read_tokens",
)  # fmt: skip
OUTPUT = ("output_tokens", "reasoning_tokens", "audio_output_tokens", "image_output_tokens")
KEPT: dict[str, set[str]] = {
    "openai_chat": {
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "audio_input_tokens", "output_tokens",
        "reasoning_tokens", "audio_output_tokens", "image_input_tokens", "video_input_tokens",
        "image_output_tokens",
    },
    "openai_responses": {
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens",
        "reasoning_tokens",
    },
    "anthropic": {
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens",
        "reasoning_tokens",
    },
    "gemini": {
        "input_tokens", "cache_read_tokens", "audio_input_tokens", "image_input_tokens",
        "video_input_tokens", "audio_cache_read_tokens", "image_cache_read_tokens", "output_tokens",
        "reasoning_tokens", "audio_output_tokens", "image_output_tokens",
    },
    "bedrock": {
        "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens",
    },
    "ollama": {"input_tokens", "output_tokens"},
}  # fmt: skip
"""Classes of tokens that a format tells apart."""


def _through(usage: Usage, wire: str, losses: Losses) -> Usage:
    body = format_named(wire).write_response(replace(RESPONSES["text"], usage=usage), losses)
    read = format_named(wire).read_response(body).usage
    assert read is not None
    return read


def _total(usage: Usage, names: tuple[str, ...]) -> int:
    return sum(getattr(usage, name) for name in names)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_what_a_format_tells_apart_arrives_exactly(wire: str):
    counts = {name: 3 + place for place, name in enumerate((*INPUT, *OUTPUT)) if name in KEPT[wire]}
    losses = Losses()

    assert _through(Usage(**counts), wire, losses) == Usage(**counts)
    assert list(losses) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("name", [*INPUT, *OUTPUT])
def test_what_a_format_does_not_tell_apart_is_in_its_total_and_listed(name: str, wire: str):
    usage = Usage(**({"input_tokens": 10, "output_tokens": 20} | {name: 7}))
    losses = Losses()

    read = _through(usage, wire, losses)

    assert _total(read, INPUT) == _total(usage, INPUT)
    assert _total(read, OUTPUT) == _total(usage, OUTPUT)
    assert (list(losses) == []) == (name in KEPT[wire])
    assert all(loss.field.startswith("usage") for loss in losses)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(counts=st.dictionaries(st.sampled_from((*INPUT, *OUTPUT)), st.integers(0, 10**6)))
@settings(max_examples=60, deadline=None)
def test_totals_are_right_whatever_is_counted(wire: str, counts: dict[str, int]):
    usage = Usage(**counts)
    losses = Losses()

    read = _through(usage, wire, losses)

    assert _total(read, INPUT) == _total(usage, INPUT)
    assert _total(read, OUTPUT) == _total(usage, OUTPUT)
    assert read == usage or list(losses) != []
