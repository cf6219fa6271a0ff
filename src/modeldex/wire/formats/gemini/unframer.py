"""`GeminiUnframer`: server-sent events, and the JSON without any framing that comes in their place.

An error after the first byte comes as a bare object behind the last event, and a stream that was not
asked for as events (`alt=sse`) is one JSON array.
"""

from __future__ import annotations

from codecs import getincrementaldecoder

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.sse import MOST_BYTES, SseUnframer
from modeldex.wire.json_text import DECODER

_BLANK = b" \t\r\n\xef\xbb\xbf"
_BETWEEN = " \t\r\n,[]\ufeff"


class GeminiUnframer:
    """Looks at the first letter to see which of the two comes, and behind each event for a bare object."""

    def __init__(self) -> None:
        self._events = SseUnframer()
        self._bare: _BareJson | None = None
        self._tail = b""
        self._is_first = True

    def feed(self, piece: bytes) -> list[Frame]:
        """The frames that are whole with this piece."""
        if self._bare is not None:
            return self._bare.feed(piece)
        tail = self._tail + piece
        if self._is_first:
            begun = tail.lstrip(_BLANK)
            if begun[:1] in {b"[", b"{"}:
                self._bare = _BareJson()
                return self._bare.feed(tail)
            self._is_first = not begun
        tail = tail.rpartition(b"\n\n")[2].rpartition(b"\r\n\r\n")[2]
        if tail.startswith(b"data"):
            tail = b"data" + tail[-3:] if len(tail) > 7 else tail  # its end is all that is looked for
        elif len(tail) > MOST_BYTES:
            raise WireDataError("stream", f"more than {MOST_BYTES} bytes that are no event")
        self._tail = tail
        return self._events.feed(piece)

    def end(self) -> list[Frame]:
        """The frames that the end makes whole."""
        if self._bare is not None:
            return self._bare.end()
        frames = self._events.end()
        tail = self._tail.lstrip(_BLANK)
        if tail[:1] in {b"[", b"{"}:
            bare = _BareJson()
            frames += bare.feed(tail)
        return frames


class _BareJson:
    """Cuts a JSON array, or one object, into its values."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""

    def feed(self, piece: bytes) -> list[Frame]:
        self._rest += self._decode(piece)
        if len(self._rest) > MOST_BYTES:
            raise WireDataError("stream", f"a value of more than {MOST_BYTES} letters")
        return self._values() if b"}" in piece else []

    def end(self) -> list[Frame]:
        if self._rest.strip(_BETWEEN):
            raise WireDataError("stream", "the JSON is cut")
        return []

    def _values(self) -> list[Frame]:
        frames: list[Frame] = []
        while True:
            rest = self._rest.lstrip(_BETWEEN)
            try:
                _, end = DECODER.raw_decode(rest)
            except (ValueError, RecursionError):
                return frames
            frames.append(Frame("", rest[:end].encode()))
            self._rest = rest[end:]
