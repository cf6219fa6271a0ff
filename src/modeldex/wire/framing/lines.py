"""`LinesUnframer`: one JSON value a line."""

from __future__ import annotations

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.sse import MOST_BYTES


class LinesUnframer:
    """Cuts a stream at line breaks, LF or CRLF; blank lines are passed over."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: list[bytes] = []
        self._held_size = 0

    def feed(self, piece: bytes) -> list[Frame]:
        """The lines that are whole with this piece."""
        whole, newline, rest = piece.rpartition(b"\n")
        frames: list[Frame] = []
        if newline:
            frames = _frames(b"".join((*self._held, whole)).split(b"\n"))
            self._held, self._held_size = [], 0
        if rest:
            self._held.append(rest)
            self._held_size += len(rest)
            if self._held_size > self._most_bytes:
                raise WireDataError("stream", f"a line of more than {self._most_bytes} bytes")
        return frames

    def end(self) -> list[Frame]:
        """The last line, which needs no line break."""
        rest = b"".join(self._held)
        self._held, self._held_size = [], 0
        return _frames([rest])


def _frames(lines: list[bytes]) -> list[Frame]:
    return [Frame("", line) for one in lines if (line := one.strip())]
