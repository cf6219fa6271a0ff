"""How the tests of this format read and write streams."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from modeldex.wire.events import ChatEvent
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses

RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "openai_responses"


def recorded(name: str) -> Any:
    """A recorded body."""
    return json.loads((RECORDED / name).read_text("utf-8"))


def read(stream: bytes, pieces: Iterable[bytes] | None = None) -> list[ChatEvent]:
    """The events of a stream, whole or in pieces."""
    return list(_read([stream] if pieces is None else pieces))


def _read(pieces: Iterable[bytes]) -> Iterator[ChatEvent]:
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    for piece in pieces:
        for frame in unframer.feed(piece):
            yield from reader.read(frame)
    for frame in unframer.end():
        yield from reader.read(frame)
    yield from reader.end()


def write(events: Iterable[ChatEvent], losses: Losses | None = None) -> bytes:
    """The bytes of a stream."""
    writer = FORMAT.stream_writer(Losses() if losses is None else losses)
    return b"".join(map(writer.write, events))


def payloads(stream: bytes) -> list[dict[str, Any]]:
    """What the frames of a stream hold; comments are no frames."""
    return [json.loads(frame.data) for frame in FORMAT.unframer().feed(stream)]


def frames(*values: dict[str, Any]) -> bytes:
    """A stream of these frames, numbered."""
    return b"".join(
        b"data: " + json.dumps({**value, "sequence_number": number}).encode() + b"\n\n"
        for number, value in enumerate(values)
    )
