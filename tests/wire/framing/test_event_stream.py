"""AWS's binary event stream, held against botocore's own reader."""

import struct
from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from zlib import crc32

import pytest
from botocore.eventstream import ChecksumMismatch, EventStreamBuffer  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.event_stream import (
    MOST_PAYLOAD_BYTES,
    EventStreamUnframer,
    event_headers,
    exception_headers,
    message,
    read_headers,
)

DELTA = b'{"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcde"}'
STREAM = b"".join(
    [
        message(event_headers("messageStart"), b'{"role":"assistant"}'),
        message(event_headers("contentBlockDelta"), DELTA),
        message(event_headers("contentBlockDelta"), b""),
        message(exception_headers("throttlingException"), b'{"message":"slowly"}'),
    ]
)
FRAMES = [
    Frame("messageStart", b'{"role":"assistant"}'),
    Frame("contentBlockDelta", DELTA),
    Frame("contentBlockDelta", b""),
    Frame("throttlingException", b'{"message":"slowly"}'),
]

EVERY_KIND = b"".join(
    [
        b"\x03yes\x00",
        b"\x02no\x01",
        b"\x04byte\x02\xff",
        b"\x05short\x03\xff\xfe",
        b"\x03int\x04\xff\xff\xff\xfd",
        b"\x04long\x05\xff\xff\xff\xff\xff\xff\xff\xfc",
        b"\x05bytes\x06\x00\x03abc",
        b"\x04text\x07\x00\x02" + "é".encode(),
        b"\x04time\x08" + struct.pack("!q", 1_700_000_000_000),
        b"\x04uuid\x09" + bytes(range(16)),
    ]
)


def _fed(stream: bytes, sizes: Sequence[int] = ()) -> list[Frame]:
    unframer, at = EventStreamUnframer(), 0
    frames: list[Frame] = []
    for size in sizes or [len(stream)]:
        frames += unframer.feed(stream[at : at + size])
        at += size
    frames += unframer.feed(stream[at:])
    return frames + unframer.end()


def _botocore(stream: bytes) -> list[Any]:
    buffer = EventStreamBuffer()
    buffer.add_data(stream)
    return list(buffer)


def test_what_is_written_is_read_by_botocore():
    read = _botocore(STREAM)

    assert [event.payload for event in read] == [frame.data for frame in FRAMES]
    assert read[1].headers == {
        ":event-type": "contentBlockDelta",
        ":content-type": "application/json",
        ":message-type": "event",
    }
    assert read[3].headers[":exception-type"] == "throttlingException"
    assert read[3].to_response_dict()["status_code"] == 400


def test_headers_of_every_kind_are_read_as_botocore_reads_them():
    (event,) = _botocore(message(EVERY_KIND, b"x"))

    assert read_headers(EVERY_KIND) == event.headers
    assert read_headers(EVERY_KIND)["text"] == "é"
    assert read_headers(EVERY_KIND)["long"] == -4
    assert _fed(message(EVERY_KIND, b"x")) == [Frame("", b"x")]


@given(st.lists(st.integers(0, 90), max_size=40))
def test_any_cutting_gives_the_same_frames(sizes):
    assert _fed(STREAM, sizes) == FRAMES


def test_single_bytes_give_the_same_frames():
    assert _fed(STREAM, [1] * len(STREAM)) == FRAMES


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-zA-Z-]{1,40}", fullmatch=True), st.binary(max_size=300)), max_size=6
    )
)
def test_frames_go_there_and_back(frames):
    stream = b"".join(message(event_headers(name), data) for name, data in frames)

    assert _fed(stream) == [Frame(name, data) for name, data in frames]
    assert [(event.headers[":event-type"], event.payload) for event in _botocore(stream)] == frames


@given(st.integers(0, len(STREAM) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_found_and_the_frames_before_it_come_out(place, change):
    damaged = bytearray(STREAM)
    damaged[place] ^= change
    unframer = EventStreamUnframer()
    frames: list[Frame] = []

    def read() -> None:
        frames.extend(unframer.feed(bytes(damaged)))
        frames.extend(unframer.feed(b""))
        unframer.end()

    with pytest.raises(WireDataError):
        read()

    ends = list(accumulate(event.prelude.total_length for event in _botocore(STREAM)))
    assert frames == FRAMES[: sum(end <= place for end in ends)]
    with pytest.raises(WireDataError):
        unframer.end()


def test_damaged_sums_are_what_botocore_refuses_too():
    for place in (3, 9, len(STREAM) - 1):
        damaged = bytearray(STREAM)
        damaged[place] ^= 1
        with pytest.raises(ChecksumMismatch):
            _botocore(bytes(damaged))
        with pytest.raises(WireDataError, match="checksum"):
            _fed(bytes(damaged))


@pytest.mark.parametrize("kept", [1, 11, 12, 40])
def test_a_message_that_breaks_off_is_an_error_at_the_end(kept):
    unframer = EventStreamUnframer()
    assert unframer.feed(STREAM[:kept]) == []

    with pytest.raises(WireDataError, match="breaks off"):
        unframer.end()


def _prelude(length: int, headers: int) -> bytes:
    lengths = struct.pack("!II", length, headers)
    return lengths + struct.pack("!I", crc32(lengths))


@pytest.mark.parametrize(
    ("length", "headers"),
    [(0, 0), (15, 0), (20, 5), (2**32 - 1, 0), (MOST_PAYLOAD_BYTES + 17, 0), (200_000, 128 * 1024 + 1)],
)
def test_lengths_out_of_bounds_are_refused_before_anything_is_kept(length, headers):
    with pytest.raises(WireDataError, match="a message of"):
        EventStreamUnframer().feed(_prelude(length, headers))


@pytest.mark.parametrize(
    "head",
    [
        b"\x05short",
        b"\x03abc\x0a",
        b"\x03abc\x07\x00\x09abc",
        b"\x03abc\x05\x00",
        b"\x02\xff\xfe\x00",
        b"\x03abc\x07\x00\x01\xff",
        b"\x01a\x00\x01a\x00",
    ],
)
def test_headers_that_are_none_are_an_error(head):
    with pytest.raises(WireDataError):
        _fed(message(head, b""))


def _text(name: str, value: str) -> bytes:
    return bytes([len(name)]) + name.encode() + b"\x07" + len(value).to_bytes(2, "big") + value.encode()


def test_an_error_without_a_model_carries_its_code_and_message():
    head = (
        _text(":message-type", "error")
        + _text(":error-code", "InternalError")
        + _text(":error-message", "it fell")
    )

    assert _fed(message(head, b"")) == [Frame("error", b'{"code":"InternalError","message":"it fell"}')]


def test_an_exception_of_an_unusual_name_is_an_error():
    head = _text(":message-type", "exception") + _text(":exception-type", "odd")

    assert _fed(message(head, b"why")) == [Frame("error", b'{"code":"odd","message":"why"}')]


def test_nothing_is_a_stream_without_frames():
    assert _fed(b"") == []
