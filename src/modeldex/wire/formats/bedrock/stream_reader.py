"""`BedrockStreamReader`: the events of ConverseStream -> events.

A block of text has no start of its own, its first delta begins it; one that begins before another has
ended waits for that end, since parts follow one after the other. `metadata` comes after the end of the
message; where it does not, the answer is whole all the same, and its usage unknown.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Image, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.bedrock.citations import read_citation
from modeldex.wire.formats.bedrock.failure import read_exception
from modeldex.wire.formats.bedrock.finish import read_finish
from modeldex.wire.formats.bedrock.media import IMAGES
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.usage import read_usage
from modeldex.wire.framing.event_stream import ERROR

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.format import Frame

_OF_BLOCKS = frozenset({"contentBlockStart", "contentBlockDelta", "contentBlockStop"})
_STARTED = frozenset({"toolUse", "toolResult", "image"})
"""Blocks that need their start; whatever another start says, the first delta of its block says too."""
_decode = json.JSONDecoder().decode


class BedrockStreamReader:
    """Reads one stream."""

    def __init__(self) -> None:
        self._is_over = self._is_started = False
        self._is_stopped = self._has_calls = False
        self._waiting: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        """Index of a block that waits -> its events by now."""
        self._has_metadata = False
        self._index = -1
        self._block: Any = None
        """Index of the block that is open; None: none is."""
        self._kind = ""
        self._name = ""
        self._pieces: list[str] = []
        """What an open block has, where its end needs it."""
        self._start: dict[str, Any] = {}
        self._is_signed = False

    def read(self, frame: Frame) -> list[ChatEvent]:
        """The events of a frame."""
        name = frame.event
        if self._is_over:
            return []
        if name.endswith("Exception") or name == ERROR:
            return self._failed(read_exception(name, frame.data))
        handler = _HANDLERS.get(name)
        if handler is None:
            return []
        try:
            payload = _decode(frame.data.decode())
        except (ValueError, RecursionError):
            payload = None
        if type(payload) is not dict:
            return self._failed(Failure(kind="cut", message=f"the event {name} is no JSON object"))
        return self._of_block(name, payload) if name in _OF_BLOCKS else handler(self, payload)

    def _of_block(self, name: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """The events of a block's frame: none after the end of the message, nor while the block waits."""
        block = payload.get("contentBlockIndex")
        if self._kind and block != self._block and type(block) is int:
            self._waiting.setdefault(block, []).append((name, payload))
            return []
        if self._is_stopped:
            return []
        if self._is_started:
            return _HANDLERS[name](self, payload)
        return self._began(payload) + _HANDLERS[name](self, payload)

    def end(self) -> list[ChatEvent]:
        """`Failed` where the message did not come to its end."""
        if self._is_over:
            return []
        if self._is_stopped:
            self._is_over = True
            return [told.Ended()]
        return self._failed(Failure(kind="cut", message="the stream broke off"))

    def _failed(self, failure: Failure) -> list[ChatEvent]:
        self._is_over = True
        return [told.Failed(failure)]

    def _began(self, payload: dict[str, Any]) -> list[ChatEvent]:  # noqa: ARG002 - handlers are called alike
        if self._is_started:
            return []
        self._is_started = True
        return [told.Started(None, None, format=NAME)]

    def _block_began(self, payload: dict[str, Any]) -> list[ChatEvent]:
        events = self._closed()
        start = payload.get("start")
        ((kind, body),) = start.items() if type(start) is dict and len(start) == 1 else (("", None),)
        if type(body) is not dict or kind not in _STARTED:
            return events
        self._block, self._pieces, self._start = payload.get("contentBlockIndex"), [], body
        id_, name = body.get("toolUseId"), body.get("name")
        if kind == "toolUse" and "type" not in body and type(id_) is str and type(name) is str:
            self._kind = "toolUse"
            events.append(self._opened(ToolCall(id=id_, name=name, arguments="")))
        else:
            self._kind = f"late {kind}"
        return events

    def _grew(self, payload: dict[str, Any]) -> list[ChatEvent]:
        delta = payload.get("delta")
        if type(delta) is not dict:
            return []
        block = payload.get("contentBlockIndex")
        text = delta.get("text")
        if type(text) is str:
            if self._kind == "text" and self._block == block:
                return [told.PartGrew(0, self._index, told.TEXT, text)] if text else []
            return [*self._turned("text", block, Text(text="")), *self._piece(told.TEXT, text)]
        for kind, value in delta.items():
            grower = _GROWERS.get(kind)
            if grower is not None:
                return grower(self, block, value)
        return []

    def _thought(self, block: Any, delta: Any) -> list[ChatEvent]:
        if type(delta) is not dict:
            return []
        events: list[ChatEvent] = []
        if self._kind != "thinking" or self._block != block:
            events = self._turned("thinking", block, Thinking(signed_by=NAME))
        text, signature, sealed = delta.get("text"), delta.get("signature"), delta.get("redactedContent")
        if type(text) is str:
            self._pieces.append(text)
            events += self._piece(told.TEXT, text)
        if type(signature) is str and signature:
            self._is_signed = True
            events += self._piece(told.SIGNATURE, signature)
        if type(sealed) is str and sealed:
            self._is_signed = True
            events += self._piece(told.SEALED, sealed)
        return events

    def _called(self, block: Any, delta: Any) -> list[ChatEvent]:
        piece = delta.get("input") if type(delta) is dict else None
        if type(piece) is not str or not piece or self._block != block:
            return []
        self._pieces.append(piece)
        return [told.PartGrew(0, self._index, told.ARGUMENTS, piece)] if self._kind == "toolUse" else []

    def _cited(self, block: Any, delta: Any) -> list[ChatEvent]:
        citation = read_citation(delta)
        if citation is None:
            return []
        events: list[ChatEvent] = []
        if self._kind != "text" or self._block != block:
            events = self._turned("text", block, Text(text=""))
        return [*events, told.CitationAdded(0, self._index, citation)]

    def _drawn(self, block: Any, delta: Any) -> list[ChatEvent]:
        source = delta.get("source") if type(delta) is dict else None
        data = source.get("bytes") if type(source) is dict else None
        if type(data) is str and self._block == block:
            self._pieces.append(data)
        return []

    def _answered(self, block: Any, delta: Any) -> list[ChatEvent]:
        if type(delta) is list and self._block == block and self._kind == "late toolResult":
            self._start = {**self._start, "content": [*self._start.get("content", ()), *delta]}
        return []

    def _block_ended(self, payload: dict[str, Any]) -> list[ChatEvent]:  # noqa: ARG002
        return self._closed() + self._next()

    def _next(self) -> list[ChatEvent]:
        """What blocks that waited have told, up to the first that is still open."""
        events: list[ChatEvent] = []
        while self._waiting and not self._kind:
            for name, payload in self._waiting.pop(next(iter(self._waiting))):
                if name == "contentBlockStop":
                    events += self._closed()
                    break
                events += _HANDLERS[name](self, payload)
        return events

    def _closed_all(self) -> list[ChatEvent]:
        events = self._closed()
        while self._waiting:
            events += self._next() + self._closed()
        return events

    def _stopped(self, payload: dict[str, Any]) -> list[ChatEvent]:
        if self._is_stopped:
            return []
        self._is_stopped = True
        events = [*self._began(payload), *self._closed_all()]
        finish = read_finish(
            payload.get("stopReason"), payload.get("additionalModelResponseFields"), has_calls=self._has_calls
        )
        events.append(told.ChoiceEnded(0, finish))
        return events + self.end() if self._has_metadata else events

    def _told(self, payload: dict[str, Any]) -> list[ChatEvent]:
        self._has_metadata = True
        usage = read_usage(payload.get("usage"))
        events = [] if usage is None else [*self._began(payload), told.UsageTold(usage)]
        return events + self.end() if self._is_stopped else events

    def _turned(self, kind: str, block: Any, part: Part) -> list[ChatEvent]:
        """The end of what is open, and the start of a part that its first delta begins."""
        events = self._closed()
        self._kind, self._block, self._pieces, self._is_signed = kind, block, [], False
        return [*events, self._opened(part)]

    def _opened(self, part: Part) -> ChatEvent:
        self._index += 1
        self._has_calls = self._has_calls or type(part) is ToolCall
        return told.PartStarted(0, self._index, part)

    def _piece(self, what: str, piece: str) -> list[ChatEvent]:
        return [told.PartGrew(0, self._index, what, piece)] if piece else []

    def _closed(self) -> list[ChatEvent]:
        """The end of the block that is open, if one is."""
        kind, self._kind, self._block = self._kind, "", None
        if not kind:
            return []
        if kind.startswith("late "):
            part = self._late(kind.removeprefix("late "))
            return [self._opened(part), told.PartEnded(0, self._index)]
        events: list[ChatEvent] = []
        whole: Part | None = None
        if kind == "toolUse" and not self._pieces:
            events = self._piece(told.ARGUMENTS, "{}")
        elif kind == "thinking" and not self._is_signed:
            whole = Thinking(text="".join(self._pieces))
        return [*events, told.PartEnded(0, self._index, whole)]

    def _late(self, kind: str) -> Part:
        """The part of a block that is told whole only at its end."""
        joined = "".join(self._pieces)
        media_type = IMAGES.get(str(self._start.get("format")))
        if kind == "image" and media_type is not None:
            return Image(data=joined, media_type=media_type)
        more = {}
        if kind == "toolUse":
            try:
                more = {"input": _decode(joined) if joined else {}}
            except (ValueError, RecursionError):
                more = {"input": joined}
        return Foreign(format=NAME, kind=kind, raw={**self._start, **more})


_HANDLERS: dict[str, Callable[[BedrockStreamReader, dict[str, Any]], list[ChatEvent]]] = {
    "messageStart": BedrockStreamReader._began,
    "contentBlockStart": BedrockStreamReader._block_began,
    "contentBlockDelta": BedrockStreamReader._grew,
    "contentBlockStop": BedrockStreamReader._block_ended,
    "messageStop": BedrockStreamReader._stopped,
    "metadata": BedrockStreamReader._told,
}
_GROWERS: dict[str, Callable[[BedrockStreamReader, Any, Any], list[ChatEvent]]] = {
    "reasoningContent": BedrockStreamReader._thought,
    "toolUse": BedrockStreamReader._called,
    "citation": BedrockStreamReader._cited,
    "image": BedrockStreamReader._drawn,
    "toolResult": BedrockStreamReader._answered,
}
