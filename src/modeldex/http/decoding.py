"""`Decoder` and `Body`: an answer's bytes as they come in, decompressed, and never more than allowed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError
from modeldex.http.failure import PassingError

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTED = "gzip"
"""The one compression that is asked for, since the standard library reads it everywhere."""
_GZIP = zlib.MAX_WBITS + 16
_BESIDE = 1_024
"""Bytes that a compressed answer may take beside its content, and a 64th of that: what cannot be compressed
comes with marks around it."""
_MOST_STREAMS = 1_000
"""An answer is compressed in one stream, a few at the most; each costs time, also where nothing is in it."""


class Decoder:
    """Takes an answer's bytes as they come in, and gives them decompressed."""

    def __init__(self, url: str, encoding: str, most_bytes: int) -> None:
        """`url` is what errors show, `encoding` what the answer states, in lower case.

        NetworkError where that is another than was asked for.
        """
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise NetworkError(url, f"is answered in the encoding {encoding[:40]!r}, which was not asked for")
        self._url = url
        self._most_bytes = most_bytes
        self._inflater = zlib.decompressobj(_GZIP) if "gzip" in encoding else None
        self._is_begun = False
        self._taken = 0
        """Bytes that came in."""
        self._given = 0
        """Bytes that came out."""
        self._streams = 1

    def feed(self, data: bytes) -> bytes:
        """What some more bytes are; NetworkError where it is too much, or no such compression."""
        self._taken += len(data)
        if self._taken > self._most_bytes + self._most_bytes // 64 + _BESIDE:
            raise too_large(self._url, self._most_bytes)
        if self._inflater is None:
            return self._counted(data)
        return b"".join(self._inflated(data, self._inflater))

    def end(self) -> None:
        """See to it that all has come; NetworkError where the compression had more to come."""
        if self._inflater is not None and self._is_begun and not self._inflater.eof:
            raise PassingError(self._url, "is cut short: the compressed answer does not end")

    def _inflated(self, data: bytes, inflater: zlib._Decompress) -> Iterator[bytes]:
        while data:
            if inflater.eof:  # the next of several streams, or zeros that fill up a block
                data = data.lstrip(b"\0")
                if not data:
                    return
                self._inflater = inflater = self._next_stream()
            self._is_begun = True
            try:
                yield self._counted(inflater.decompress(data, self._most_bytes + 1 - self._given))
            except zlib.error:
                raise PassingError(self._url, "is answered with broken compression") from None
            data = inflater.unconsumed_tail or inflater.unused_data

    def _next_stream(self) -> zlib._Decompress:
        self._streams += 1
        if self._streams > _MOST_STREAMS:
            raise NetworkError(self._url, f"is answered in more than {_MOST_STREAMS:,} compressed streams")
        return zlib.decompressobj(_GZIP)

    def _counted(self, data: bytes) -> bytes:
        self._given += len(data)
        if self._given > self._most_bytes:
            raise too_large(self._url, self._most_bytes)
        return data


class Body:
    """What has come in of one answer."""

    def __init__(self, url: str, encoding: str, most_bytes: int) -> None:
        """As `Decoder`."""
        self._decoder = Decoder(url, encoding, most_bytes)
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Take up some more; NetworkError where it is too much, or no such compression."""
        self._bytes += self._decoder.feed(data)

    def whole(self) -> bytes:
        """All of it; NetworkError where the compression had more to come."""
        self._decoder.end()
        return bytes(self._bytes)


def too_large(url: str, most_bytes: int) -> NetworkError:
    """The error for an answer that is not read to its end."""
    return NetworkError(url, f"is answered with more than {most_bytes:,} bytes, and was not read further")
