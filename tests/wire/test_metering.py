"""A meter reads of a passing stream the usage that its reader reads."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.contract.corpus import RESPONSES

from modeldex import Usage
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.events import UsageTold
from modeldex.wire.framing.event_stream import event_headers, message
from modeldex.wire.gathering import unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.metering import UsageMeter
from modeldex.wire.response import ChatResponse
from modeldex.wire.table import format_named

USAGES = (
    Usage(input_tokens=9, output_tokens=5),
    Usage(input_tokens=10, cache_read_tokens=90, output_tokens=3),
    Usage(input_tokens=10, cache_write_tokens=50, cache_write_1h_tokens=40, output_tokens=3),
    Usage(input_tokens=10, output_tokens=3, reasoning_tokens=64),
    None,
)


def _stream(response: ChatResponse, wire: str) -> bytes:
    writer = format_named(wire).stream_writer(Losses())
    return b"".join(map(writer.write, unfolded(response)))


def _read(stream: bytes, wire: str) -> Usage | None:
    """The usage that the reader tells last."""
    unframer, reader = format_named(wire).unframer(), format_named(wire).stream_reader()
    told = [event for frame in unframer.feed(stream) for event in reader.read(frame)]
    told += [event for frame in unframer.end() for event in reader.read(frame)]
    usages = [event.usage for event in told if isinstance(event, UsageTold)]
    return usages[-1] if usages else None


def _metered(pieces: list[bytes], wire: str) -> Usage | None:
    meter = UsageMeter(format_named(wire))
    for piece in pieces:
        meter.feed(piece)
    meter.end()
    return meter.usage


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("usage", USAGES)
def test_byte_by_byte_a_meter_counts_what_the_reader_counts(usage: Usage | None, wire: str):
    stream = _stream(replace(RESPONSES["calls"], usage=usage), wire)

    metered = _metered([stream[place : place + 1] for place in range(len(stream))], wire)

    assert metered == _read(stream, wire)
    assert metered is not None or usage is None


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_meter_counts_alike_however_the_stream_is_cut(wire: str, data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(RESPONSES)))
    stream = _stream(RESPONSES[name], wire)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[start:end] for start, end in pairwise([0, *cuts, len(stream)])]

    assert _metered(pieces, wire) == _read(stream, wire)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_whole_answer_tells_its_usage_too(wire: str):
    response = RESPONSES["cached"]
    body = format_named(wire).write_response(response, Losses())

    assert format_named(wire).read_usage(body) == format_named(wire).read_response(body).usage


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_cut_stream_keeps_what_was_told_by_then(wire: str):
    stream = _stream(RESPONSES["text"], wire)
    half = UsageMeter(format_named(wire))

    half.feed(stream[: len(stream) // 2])

    whole = _metered([stream], wire)
    assert half.usage is None or whole is None or half.usage.input_tokens <= whole.input_tokens


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize(
    "payload",
    [
        "not JSON",
        "[]",
        "null",
        '"usage"',
        "{{{mark}",
        '{{"{mark}":null}}',
        '{{"{mark}":"many"}}',
        '{{"{mark}":[1]}}',
        '{{"{mark}":{{"prompt_tokens":"x","input_tokens":-1,"inputTokens":true}}}}',
        '{{"{mark}":{{"{mark}":{{"{mark}":1e400}}}}}}',
    ],
)
def test_frames_that_tell_nonsense_count_nothing(payload: str, wire: str):
    for mark in format_named(wire).usage_marks:
        word = mark.decode().strip('"')
        data = (payload.format(mark=word) if "{mark}" in payload else payload + word).encode()

        assert _metered([_framed(data, wire)], wire) is None


def _framed(data: bytes, wire: str) -> bytes:
    if wire == "bedrock":
        return message(event_headers("metadata"), data)
    return data + b"\n" if wire == "ollama" else b"data: " + data + b"\n\n"


def test_a_meter_reads_past_numbers_that_are_none():
    meter = UsageMeter(format_named("openai_chat"))
    meter.feed(
        b'data: {"choices": [], "score": NaN, "usage": {"prompt_tokens": 3, "completion_tokens": 1}}\n\n'
    )
    assert meter.usage == Usage(input_tokens=3, output_tokens=1)
