"""Streams of chunks, made and read."""

import json
from typing import Any

from modeldex.wire import events as told
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.gathering import gathered


def events_of(stream: bytes, size: int | None = None) -> list[told.ChatEvent]:
    """The events of a stream that comes in pieces of one size."""
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    pieces = [stream] if size is None else [stream[at : at + size] for at in range(0, len(stream), size)]
    frames = [frame for piece in pieces for frame in unframer.feed(piece)] + unframer.end()
    return [event for frame in frames for event in reader.read(frame)] + reader.end()


def streamed(*chunks: dict[str, Any] | str, done: bool = True) -> bytes:
    lines = [chunk if isinstance(chunk, str) else json.dumps(chunk) for chunk in chunks]
    return "".join(f"data: {line}\n\n" for line in [*lines, *(["[DONE]"] if done else [])]).encode()


def delta(index: int = 0, finish: str | None = None, /, **fields: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": fields, "finish_reason": finish}
    return {"id": "c", "created": 1, "model": "m", "object": "chat.completion.chunk", "choices": [choice]}


def call(
    index: int | None, arguments: str, id_: str | None = None, name: str | None = None
) -> dict[str, Any]:
    """A piece of a call; None is left out."""
    function = {"arguments": arguments} if name is None else {"arguments": arguments, "name": name}
    held = {"index": index, "id": id_, "type": "function", "function": function}
    return {key: value for key, value in held.items() if value is not None}


def answer(*chunks: dict[str, Any] | str) -> tuple[Any, ...]:
    """The parts of a whole answer."""
    return gathered(events_of(streamed(*chunks, delta(0, "stop")))).parts


def failure_in(events: list[told.ChatEvent]) -> tuple[str, str]:
    assert isinstance(events[-1], told.Failed)
    assert not any(isinstance(event, told.Ended | told.ChoiceEnded) for event in events)
    return events[-1].failure.kind, events[-1].failure.message
