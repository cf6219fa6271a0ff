"""Server-sent events: whatever the cuts, the frames are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.sse import SseUnframer, sse

LINES = st.lists(
    st.sampled_from([
        b"", b"", b"data: {}", b"data:x", b"data", b"data:  two", b": comment", b":", b"event: ping",
        b"event:error", b"id: 7", b"retry: 10", b"unknown: x", "data: \u00e4\u2028".encode(), b"data: a:b",
    ]),
    max_size=12,
)  # fmt: skip
ENDS = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=12, max_size=12)


def framed(pieces: list[bytes]) -> list[Frame]:
    unframer = SseUnframer()
    frames = [frame for piece in pieces for frame in unframer.feed(piece)]
    return frames + unframer.end()


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    at = sorted({place % (len(stream) + 1) for place in places})
    return [stream[a:b] for a, b in zip([0, *at], [*at, len(stream)], strict=True)]


@given(LINES, ENDS, st.lists(st.integers(0, 400), max_size=20), st.booleans())
def test_any_chunking_gives_the_same_frames(lines, ends, places, has_mark):
    stream = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    stream = b"\xef\xbb\xbf" + stream if has_mark else stream
    whole = framed([stream])
    assert framed(cut(stream, places)) == whole
    assert framed([bytes([byte]) for byte in stream]) == whole


@given(LINES, st.sampled_from([b"\r\n", b"\r"]))
def test_every_kind_of_line_end_means_the_same(lines, end):
    assert framed([end.join(lines) + end]) == framed([b"\n".join(lines) + b"\n"])


@given(st.lists(st.tuples(st.binary(max_size=20), st.sampled_from(["", "delta"])), max_size=5))
def test_what_is_written_is_read(events):
    events = [(data.replace(b"\n", b"").replace(b"\r", b""), name) for data, name in events]
    stream = b"".join(sse(data, name) for data, name in events)
    assert framed([stream]) == [Frame(name, data) for data, name in events]


def test_lines_of_data_are_joined_by_line_breaks():
    assert framed([b'data: {"a":\ndata: 1}\n\n']) == [Frame("", b'{"a":\n1}')]


def test_one_blank_after_the_colon_is_no_part_of_the_data():
    assert framed([b"data:x\n\ndata:  x\n\n"]) == [Frame("", b"x"), Frame("", b" x")]


def test_comments_and_ids_are_passed_over():
    assert framed([b": OPENROUTER PROCESSING\n\nid: 1\nretry: 5\ndata: x\n\n"]) == [Frame("", b"x")]


def test_an_event_without_data_is_none_and_names_no_other():
    assert framed([b"event: ping\n\ndata: x\n\n"]) == [Frame("", b"x")]


def test_a_name_is_of_its_own_event_alone():
    assert framed([b"event: a\ndata: 1\n\ndata: 2\n\n"]) == [Frame("a", b"1"), Frame("", b"2")]


def test_the_last_event_needs_no_blank_line():
    assert framed([b"data: [DONE]"]) == [Frame("", b"[DONE]")]
    assert framed([b"data: [DONE]\r"]) == [Frame("", b"[DONE]")]


def test_an_event_comes_with_its_last_byte_and_not_later():
    unframer = SseUnframer()
    assert unframer.feed(b"data: x\n") == []
    assert unframer.feed(b"\n") == [Frame("", b"x")]
    assert unframer.end() == []


def test_an_event_that_has_no_end_is_refused_before_it_fills_the_memory():
    unframer = SseUnframer(most_bytes=100)
    for _ in range(10):
        unframer.feed(b"data: x".ljust(10))
    with pytest.raises(WireDataError, match="more than 100 bytes"):
        unframer.feed(b"x")


@pytest.mark.parametrize("line", [b"data: 123456\n", b"data\n", b"data:\n"])
def test_many_lines_of_one_event_count_together(line):
    unframer = SseUnframer(most_bytes=100)
    with pytest.raises(WireDataError, match="more than 100 bytes"):
        unframer.feed(line * 30)


def test_the_size_is_that_of_one_event_and_not_of_the_stream():
    unframer = SseUnframer(most_bytes=100)
    assert len(unframer.feed(b"data: 123456\n\n" * 50)) == 50
