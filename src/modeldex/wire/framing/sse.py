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
        self._held: list[bytes] = []
        self._held_size = 0
        self._is_first = True
        self._event = ""
        self._data: list[bytes] = []
        self._data_size = 0

    def feed(self, piece: bytes) -> list[Frame]:
        """The events that are whole with this piece."""
        is_inside = b"\n" not in piece and b"\r" not in piece and not self._is_first
        if is_inside and not (self._held and self._held[-1].endswith(b"\r")):
            self._hold(piece)
            return []
        waiting = b"".join((*self._held, piece)) if self._held else piece
        self._held = []
        self._held_size = 0
        if self._is_first:
            if len(waiting) < 3 and _BYTE_ORDER_MARK.startswith(waiting):
                self._hold(waiting)
                return []
            self._is_first = False
            waiting = waiting.removeprefix(_BYTE_ORDER_MARK)
        held = b""
        if b"\r" in waiting:
            if waiting.endswith(b"\r"):  # half of a CRLF, perhaps
                held, waiting = b"\r", waiting[:-1]
            waiting = waiting.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        whole, newline, rest = waiting.rpartition(b"\n")
        frames = self._lines(whole.split(b"\n")) if newline else []
        self._hold(rest + held)
        return frames

    def end(self) -> list[Frame]:
        """The last event, whose line break and blank line are not insisted on.

        Of an event that the end cuts in its midst the data are cut too: its reader sees that.
        """
        rest = b"".join(self._held).removesuffix(b"\r")
        self._held = []
        self._held_size = 0
        return self._lines([rest, b""] if rest else [b""])

    def _hold(self, piece: bytes) -> None:
        """Keep a line that is not whole yet."""
        if piece:
            self._held.append(piece)
            self._held_size += len(piece)
            self._see_size()

    def _see_size(self) -> None:
        if self._held_size + self._data_size > self._most_bytes:
            raise WireDataError("stream", f"an event of more than {self._most_bytes} bytes")

    def _lines(self, lines: list[bytes]) -> list[Frame]:
        frames: list[Frame] = []
        for line in lines:
            if not line:
                if self._data:
                    frames.append(Frame(self._event, b"\n".join(self._data)))
                    self._data = []
                    self._data_size = 0
                self._event = ""
            elif line.startswith(b"data:"):
                self._data.append(line[6:] if line.startswith(b"data: ") else line[5:])
                self._data_size += len(line)
                self._see_size()
            elif line.startswith(b"event:"):
                self._event = line[6:].removeprefix(b" ").decode("utf-8", "replace")
            elif line == b"data":
                self._data.append(b"")
                self._data_size += len(line)
                self._see_size()
        return frames


def sse(data: bytes, event: str = "") -> bytes:
    """One event as bytes; `data` holds no line break."""
    if event:
        return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"
    return b"data: " + data + b"\n\n"
