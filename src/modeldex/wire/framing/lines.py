"""`LinesUnframer`: one JSON value a line."""

from __future__ import annotations

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.framing.sse import MOST_BYTES


class LinesUnframer:
    """Cuts a stream at line breaks; blank lines are passed over."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._rest = b""

    def feed(self, piece: bytes) -> list[Frame]:
        """The lines that are whole with this piece."""
        whole, newline, rest = (self._rest + piece).rpartition(b"\n")
        self._rest = rest
        if len(rest) > self._most_bytes:
            raise WireDataError("stream", f"a line of more than {self._most_bytes} bytes")
        return _frames(whole.split(b"\n")) if newline else []

    def end(self) -> list[Frame]:
        """The last line, which needs no line break."""
        rest, self._rest = self._rest, b""
        return _frames([rest])


def _frames(lines: list[bytes]) -> list[Frame]:
    return [Frame("", line.strip()) for line in lines if line.strip()]
