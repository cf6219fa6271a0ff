"""How the bytes of an answer are put together."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import NetworkError
from modeldex.http.decoding import Body
from modeldex.http.failure import PassingError

URL = "https://models.dev/api.json"


def _fed(encoding: str, data: bytes, step: int, most_bytes: int = 1_000_000) -> bytes:
    body = Body(URL, encoding, most_bytes)
    for at in range(0, len(data), step):
        body.feed(data[at : at + step])
    return body.whole()


@given(st.binary(max_size=2_000), st.integers(1, 300), st.integers(1, 3))
def test_what_was_compressed_comes_out_in_whatever_pieces_it_comes_in(data, step, streams):
    written = b"".join(gzip.compress(data) for _ in range(streams)) + bytes(streams - 1)

    assert _fed("gzip", written, step) == data * streams
    assert _fed("", data, step) == data


@given(st.binary(min_size=1, max_size=500), st.data())
def test_compression_that_does_not_end_is_cut_short(data, chosen):
    written = gzip.compress(data)
    end = chosen.draw(st.integers(1, len(written) - 1))

    with pytest.raises(PassingError, match="cut short"):
        _fed("gzip", written[:end], 7)


@given(st.binary(min_size=20, max_size=200))
def test_what_is_not_compressed_is_no_compression(data):
    with pytest.raises(PassingError, match=r"broken|cut short"):
        _fed("x-gzip", b"{" + data, 50)


def test_a_wrong_checksum_is_seen():
    written = bytearray(gzip.compress(b"models" * 50))
    written[-6] ^= 1

    with pytest.raises(PassingError, match="broken"):
        _fed("gzip", bytes(written), 10_000)


@pytest.mark.parametrize("encoding", ["", "identity", "gzip"])
def test_the_bound_is_a_size_that_is_still_read(encoding: str):
    data = b"x" * 1_000
    written = gzip.compress(data) if encoding == "gzip" else data

    assert _fed(encoding, written, 64, most_bytes=1_000) == data
    with pytest.raises(NetworkError, match="more than 999 bytes") as caught:
        _fed(encoding, written, 64, most_bytes=999)
    assert not isinstance(caught.value, PassingError)


def test_little_that_unpacks_to_much_is_refused_before_it_is_unpacked():
    bomb = zlib.compressobj(9, wbits=31)
    written = bomb.compress(bytes(50_000_000)) + bomb.flush()
    body = Body(URL, "gzip", 100_000)

    with pytest.raises(NetworkError, match="more than 100,000 bytes"):
        body.feed(written)

    inflater = body._decoder._inflater
    assert inflater is not None
    assert inflater.unconsumed_tail, "all of it was unpacked"


@pytest.mark.parametrize(
    "piece",
    [gzip.compress(b"", mtime=0), bytes(5_000), b"\x1f\x8b\x08"],
    ids=["empty streams", "zeros", "a head without an end"],
)
def test_what_takes_much_and_gives_nothing_is_not_read_on(piece: bytes):
    body = Body(URL, "gzip", 100_000)
    body.feed(gzip.compress(b"{}"))

    def go_on() -> None:
        for _ in range(200_000 // len(piece)):
            body.feed(piece)

    with pytest.raises(NetworkError):
        go_on()


def test_a_flood_of_empty_streams_in_one_piece_is_refused():
    with pytest.raises(NetworkError, match="more than 1,000 compressed streams"):
        Body(URL, "gzip", 10_000_000).feed(gzip.compress(b"") * 100_000)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "\x1b[2J"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str):
    with pytest.raises(NetworkError, match="was not asked for") as caught:
        Body(URL, encoding, 1_000)

    assert str(caught.value).isprintable()


def test_an_empty_answer_is_whole_in_any_encoding():
    assert _fed("gzip", b"", 1) == b""
