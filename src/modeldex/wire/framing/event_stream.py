"""`EventStreamUnframer`: AWS's binary event stream.

A message is its length, the length of its headers, a CRC32 of the two, the headers, what it carries,
and a CRC32 of all before: https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html.
"""

from __future__ import annotations

from struct import Struct, error
from typing import TYPE_CHECKING, Any
from zlib import crc32

from modeldex.core.errors import WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_HEADER_BYTES = 128 * 1024
MOST_PAYLOAD_BYTES = 24 * 1024 * 1024
"""The largest that AWS's own readers take."""
ERROR = "error"
"""Name of the frame of an error that the service's model does not know; it carries `code` and `message`."""

_PRELUDE, _CRC = Struct("!III"), Struct("!I")
_TEXT = 7
_KINDS_KEPT = 64
"""How many headers are kept as they were read: those of all deltas are the same."""
_JSON_TYPE = "application/json"


class EventStreamUnframer:
    """Cuts a stream into messages, and checks both sums of each.

    The name of a frame is the type of its event, or of its exception. Where the bytes are damaged,
    the frames before come out first, and the next call raises.
    """

    def __init__(self, most_bytes: int = MOST_PAYLOAD_BYTES) -> None:
        self._most_bytes = most_bytes
        self._waiting = bytearray()
        self._wanted = 0
        self._fault: WireDataError | None = None
        self._named: dict[bytes, tuple[str, dict[str, Any]]] = {}

    def feed(self, piece: bytes) -> list[Frame]:
        """The messages that are whole with this piece."""
        if self._fault is not None:
            raise self._fault
        waiting, frames, at = self._waiting, [], 0
        waiting += piece
        try:
            while len(waiting) - at >= (self._wanted or _PRELUDE.size):
                if self._wanted:
                    frames.append(self._frame(bytes(waiting[at : at + self._wanted])))
                    at += self._wanted
                    self._wanted = 0
                else:
                    self._wanted = self._length(waiting, at)
        except WireDataError as fault:
            self._fault = fault
            if not frames:
                raise
        del waiting[:at]
        return frames

    def end(self) -> list[Frame]:
        """Nothing; WireDataError where the last message is not whole."""
        if self._fault is not None:
            raise self._fault
        if self._waiting:
            raise WireDataError("stream", "it breaks off within a message")
        return []

    def _length(self, waiting: bytearray, at: int) -> int:
        length, header_length, told = _PRELUDE.unpack_from(waiting, at)
        if crc32(waiting[at : at + 8]) != told:
            raise WireDataError("stream", "the checksum of a message's lengths is wrong")
        payload_length = length - header_length - _PRELUDE.size - _CRC.size
        if header_length > MOST_HEADER_BYTES or not 0 <= payload_length <= self._most_bytes:
            raise WireDataError("stream", f"a message of {length} bytes, with {header_length} of headers")
        return int(length)

    def _frame(self, message: bytes) -> Frame:
        (told,) = _CRC.unpack_from(message, len(message) - _CRC.size)
        if crc32(message[: -_CRC.size]) != told:
            raise WireDataError("stream", "the checksum of a message is wrong")
        start = _PRELUDE.size + _PRELUDE.unpack_from(message)[1]
        head = message[_PRELUDE.size : start]
        named = self._named.get(head)
        if named is None:
            headers = read_headers(head)
            named = _name(headers), headers
            if len(self._named) < _KINDS_KEPT:
                self._named[head] = named
        name, headers = named
        payload = message[start : -_CRC.size]
        return Frame(name, payload if name != ERROR else _error(headers, payload))


def event_headers(event: str) -> bytes:
    """The headers of an event that carries JSON."""
    return _texts({":event-type": event, ":content-type": _JSON_TYPE, ":message-type": "event"})


def exception_headers(exception: str) -> bytes:
    """The headers of an exception that carries JSON."""
    return _texts({":exception-type": exception, ":content-type": _JSON_TYPE, ":message-type": "exception"})


def message(headers: bytes, payload: bytes) -> bytes:
    """One message as bytes."""
    length = len(headers) + len(payload) + _PRELUDE.size + _CRC.size
    lengths = length.to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    whole = lengths + crc32(lengths).to_bytes(4, "big") + headers + payload
    return whole + crc32(whole).to_bytes(4, "big")


def read_headers(head: bytes) -> dict[str, Any]:
    """Name -> value of a message's headers; WireDataError where they are none.

    A time is in milliseconds since 1970; bytes and UUIDs stay bytes.
    """
    headers: dict[str, Any] = {}
    at = 0
    try:
        while at < len(head):
            name, at = _counted(head, at, 1)
            kind = head[at]
            value, at = _READERS[kind](head, at + 1)
            text = name.decode()
            if text in headers:
                raise WireDataError("stream", f"the header {text!r} stands twice in a message")
            headers[text] = value.decode() if kind == _TEXT else value
    except (IndexError, UnicodeDecodeError, error):
        raise WireDataError("stream", "the headers of a message are none") from None
    return headers


def _name(headers: dict[str, Any]) -> str:
    kind = headers.get(":message-type", "event")
    if kind == "event":
        return str(headers.get(":event-type", ""))
    name = str(headers.get(":exception-type", ""))
    return name if kind == "exception" and name.endswith("Exception") else ERROR


def _error(headers: dict[str, Any], payload: bytes) -> bytes:
    told = headers.get(":error-message") or payload.decode("utf-8", "replace")
    code = headers.get(":error-code") or headers.get(":exception-type") or ""
    return write_json({"code": str(code), "message": str(told)})


def _texts(headers: dict[str, str]) -> bytes:
    return b"".join([
        bytes([len(name)]) + name.encode() + bytes([_TEXT]) + len(value).to_bytes(2, "big") + value.encode()
        for name, value in headers.items()
    ])  # fmt: skip


def _counted(head: bytes, at: int, width: int) -> tuple[bytes, int]:
    """Bytes with their number before them."""
    start = at + width
    end = start + int.from_bytes(head[at:start], "big")
    if end > len(head):
        raise IndexError
    return head[start:end], end


def _number(code: str) -> Callable[[bytes, int], tuple[Any, int]]:
    shape = Struct(code)
    return lambda head, at: (shape.unpack_from(head, at)[0], at + shape.size)


_READERS: tuple[Callable[[bytes, int], tuple[Any, int]], ...] = (
    lambda _, at: (True, at),
    lambda _, at: (False, at),
    _number("!b"), _number("!h"), _number("!i"), _number("!q"),
    lambda head, at: _counted(head, at, 2),
    lambda head, at: _counted(head, at, 2),
    _number("!q"), _number("!16s"),
)  # fmt: skip
"""By kind of header: true, false, four whole numbers, bytes, text, a time, a UUID."""
