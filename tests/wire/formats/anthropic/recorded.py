"""Recorded bodies and streams of the format, and short ways through it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from modeldex.wire.content import Text
from modeldex.wire.events import ChatEvent
from modeldex.wire.format import Frame
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message

_FOLDER = Path(__file__).parents[3] / "recorded" / "wire" / "anthropic"


def body(name: str) -> dict[str, Any]:
    """A recorded body."""
    read: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return read


def stream() -> bytes:
    """The recorded stream; it tells the answer of `answer.json`."""
    return (_FOLDER / "stream.sse").read_bytes()


def events(data: bytes | Iterable[bytes]) -> list[ChatEvent]:
    """All events of a stream, its end included."""
    pieces = [data] if isinstance(data, bytes) else data
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    frames = [frame for piece in pieces for frame in unframer.feed(piece)] + unframer.end()
    return [event for frame in frames for event in reader.read(frame)] + reader.end()


def frame(data: dict[str, Any]) -> Frame:
    """A frame of a stream."""
    return Frame(data["type"], json.dumps(data).encode())


def says(role: str, *parts: Any, **more: Any) -> Message:
    """A message of texts and other parts."""
    return Message(
        role=role, parts=tuple(Text(text=one) if isinstance(one, str) else one for one in parts), **more
    )


def written(*messages: Message, losses: Losses | None = None, **more: Any) -> dict[str, Any]:
    """The body of a request that came from elsewhere."""
    request = ChatRequest(
        **{"model": "claude-opus-4-8", "max_output_tokens": 64_000, **more}, messages=messages
    )
    return FORMAT.write_request(request, Losses() if losses is None else losses)


def listed(losses: Losses) -> list[str]:
    """The fields of all losses."""
    return [loss.field for loss in losses]
