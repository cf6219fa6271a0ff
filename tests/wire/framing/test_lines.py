"""One JSON value a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.lines import LinesUnframer

STREAM = b'{"a":1}\n\r\n  \n{"b":"\xc3\xa9"}\r\n{"c":3}'
FRAMES = [Frame("", b'{"a":1}'), Frame("", b'{"b":"\xc3\xa9"}'), Frame("", b'{"c":3}')]


@given(st.lists(st.integers(0, 12), max_size=40))
def test_any_cutting_gives_the_same_lines(sizes):
    unframer, at = LinesUnframer(), 0
    frames: list[Frame] = []
    for size in [*sizes, len(STREAM)]:
        frames += unframer.feed(STREAM[at : at + size])
        at += size

    assert frames == FRAMES[:2]
    assert unframer.end() == FRAMES[2:]
    assert unframer.end() == []


def test_a_line_without_end_is_given_up():
    unframer = LinesUnframer(most_bytes=8)
    assert unframer.feed(b"1234\n5678") == [Frame("", b"1234")]

    with pytest.raises(WireDataError, match="more than 8 bytes"):
        unframer.feed(b"90123")
