"""`Frames`: the frames of a stream as bytes, numbered; and the part of an item that grows in them."""

from __future__ import annotations

from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, NamedTuple

from modeldex.wire.framing.sse import sse
from modeldex.wire.json_text import write_json


class Frames:
    """Writes frames. Each has its type as the event's name, and a number that rises by one."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number = 0
        """Number of the next frame."""

    def frame(self, kind: str, **fields: Any) -> bytes:
        """One frame."""
        number, self.number = self.number, self.number + 1
        return sse(write_json({"type": kind, **fields, "sequence_number": number}), kind)

    def delta(self, growth: Growth, piece: str) -> bytes:
        """The frame of a piece: the hot path."""
        number, self.number = self.number, self.number + 1
        try:
            written = encode_basestring(piece).encode()
        except UnicodeEncodeError:  # half of a pair, that the next piece completes
            written = encode_basestring_ascii(piece).encode()
        return b"%b%b%b%d}\n\n" % (growth.before, written, growth.after, number)


class Growth(NamedTuple):
    """The bytes around each piece of one part."""

    before: bytes
    after: bytes


def growth(kind: str, **fields: Any) -> Growth:
    """The bytes around the pieces of a part with these fields; `kind` is such as `response.refusal`."""
    head = write_json({"type": f"{kind}.delta", **fields})[:-1]
    after = b',"logprobs":[]' if kind == "response.output_text" else b""
    return Growth(
        b"event: " + kind.encode() + b".delta\ndata: " + head + b',"delta":',
        after + b',"sequence_number":',
    )
