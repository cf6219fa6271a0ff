"""`SseUnframer`: server-sent events, after https://html.spec.whatwg.org/multipage/server-sent-events.html."""

from __future__ import annotations

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame

MOST_BYTES = 32 * 1024 * 1024
"""The largest event that is kept until it is whole: an image in base64 may stand in one."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SseUnframer:
    """Cuts a stream at blank lines. Lines end with LF, CRLF or CR; comments and ids are passed over."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._rest = b""
        self._is_first = True
        self._event = ""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> list[Frame]:
        """The events that are whole with this piece."""
        waiting = self._rest + piece if self._rest else piece
        if self._is_first:
            if len(waiting) < 3 and _BYTE_ORDER_MARK.startswith(waiting):
                self._rest = waiting
                return []
            self._is_first = False
            waiting = waiting.removeprefix(_BYTE_ORDER_MARK)
        if b"\r" in waiting:
            if waiting.endswith(b"\r"):  # half of a CRLF, perhaps
                held, waiting = b"\r", waiting[:-1]
            else:
                held = b""
            waiting = waiting.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        else:
            held = b""
        whole, newline, rest = waiting.rpartition(b"\n")
        self._rest = rest + held
        if len(self._rest) + self._size > self._most_bytes:
            raise WireDataError("stream", f"an event of more than {self._most_bytes} bytes")
        return self._lines(whole.split(b"\n")) if newline else []

    def end(self) -> list[Frame]:
        """An event that the end cuts off is none, unless all its lines are whole but for the blank one."""
        rest, self._rest = self._rest, b""
        frames = self._lines([rest.removesuffix(b"\r")]) if rest else []
        return frames + self._lines([b""])

    def _lines(self, lines: list[bytes]) -> list[Frame]:
        frames: list[Frame] = []
        for line in lines:
            if not line:
                if self._data:
                    frames.append(Frame(self._event, b"\n".join(self._data)))
                    self._data = []
                    self._size = 0
                self._event = ""
            elif line.startswith(b"data:"):
                value = line[6:] if line.startswith(b"data: ") else line[5:]
                self._data.append(value)
                self._size += len(value)
            elif line.startswith(b"event:"):
                self._event = line[6:].removeprefix(b" ").decode("utf-8", "replace")
            elif line == b"data":
                self._data.append(b"")
        return frames


def sse(data: bytes, event: str = "") -> bytes:
    """One event as bytes; `data` holds no line break."""
    if event:
        return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"
    return b"data: " + data + b"\n\n"
