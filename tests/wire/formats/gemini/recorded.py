"""What was recorded of this format, and short ways through it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from modeldex.wire.events import ChatEvent
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message

FOLDER = Path(__file__).parents[3] / "recorded" / "wire" / "gemini"


def recorded(name: str) -> Any:
    """A recorded body."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def stream(name: str) -> bytes:
    """A recorded stream."""
    return (FOLDER / name).read_bytes()


def events(pieces: Iterable[bytes]) -> list[ChatEvent]:
    """What a stream tells."""
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    told: list[ChatEvent] = []
    for piece in pieces:
        for frame in unframer.feed(piece):
            told += reader.read(frame)
    for frame in unframer.end():
        told += reader.read(frame)
    return told + reader.end()


def asks(*parts: Any, **fields: Any) -> dict[str, Any]:
    """The smallest request, of the parts of one turn."""
    return {"contents": [{"role": "user", "parts": list(parts) or [{"text": "Hello"}]}], **fields}


def request(*messages: Message, model: str = "gemini-2.5-flash", **fields: Any) -> ChatRequest:
    """A request of another format."""
    return ChatRequest(model=model, messages=messages, format="openai_chat", **fields)


def written(asked: ChatRequest) -> tuple[dict[str, Any], list[str]]:
    """The body of a request, and the fields that are lost."""
    losses = Losses()
    return FORMAT.write_request(asked, losses), [loss.field for loss in losses]
