"""`AnthropicStreamReader`: https://platform.claude.com/docs/en/build-with-claude/streaming."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.anthropic.block_reader import read_block
from modeldex.wire.formats.anthropic.citations import read_citation
from modeldex.wire.formats.anthropic.failure import failure_of
from modeldex.wire.formats.anthropic.finish import read_details, read_finish
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.response import read_head
from modeldex.wire.formats.anthropic.usage import read_usage
from modeldex.wire.json_text import DECODER

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Part
    from modeldex.wire.format import Frame

_GROWTHS = MappingProxyType({
    "text_delta": (Text, told.TEXT, "text"), "input_json_delta": (ToolCall, told.ARGUMENTS, "partial_json"),
    "thinking_delta": (Thinking, told.TEXT, "thinking"),
    "signature_delta": (Thinking, told.SIGNATURE, "signature"),
})  # fmt: skip
"""Type of a delta -> the part that it fits, what of it grows, and the field that holds the piece."""
_UNANNOUNCED: MappingProxyType[str, Part] = MappingProxyType(
    {"text_delta": Text(text=""), "thinking_delta": Thinking(signed_by=NAME)}
)
"""Type of a delta -> the part that it can begin by itself, where a server has left out the beginning."""


class AnthropicStreamReader:
    """Reads the frames of one answer. A second beginning, as some middlemen send it, tells usage only.

    Middlemen also tell blocks that are open at the same time: one that begins before another has ended
    waits for that end, since parts follow one after the other.
    """

    def __init__(self) -> None:
        self._is_started = self._is_over = self._has_finish = self._has_calls = False
        self._count = 0
        self._block: Any = None
        self._waiting: dict[int, list[dict[str, Any]]] = {}
        """Index of a block that waits -> its events by now."""
        self._part: Part | None = None
        self._has_grown = False
        self._pieces: list[str] = []
        self._details: dict[str, Any] = {}
        self._usage: Usage | None = None

    def read(self, frame: Frame) -> list[told.ChatEvent]:
        """The events of a frame; what is not understood is none. A frame that is no JSON is a failure."""
        if self._is_over:
            return []
        try:
            event = DECODER.decode(frame.data.decode())
        except (ValueError, RecursionError):
            return self._unreadable(frame.data)
        kind = event.get("type") if type(event) is dict else ""
        if kind == "content_block_delta":
            return self._delta(event)
        if kind is None and "error" in event:
            return self._error(event)
        handler = _HANDLERS.get(kind) if type(kind) is str else None
        return [] if handler is None else handler(self, event)

    def end(self) -> list[told.ChatEvent]:
        """An answer that has said why it ended is whole without its last mark."""
        if self._is_over:
            return []
        self._is_over = True
        if self._has_finish:
            return [*self._close_all(), told.Ended()]
        return [told.Failed(Failure(kind="cut", message="the stream broke off before the answer ended"))]

    def _delta(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        block, delta = event.get("index"), event.get("delta")
        if type(delta) is not dict or (self._waiting and self._waits(event)):
            return []
        kind = delta.get("type")
        growth = _GROWTHS.get(kind) if type(kind) is str else None
        opened: list[told.ChatEvent] = []
        if self._part is None or block != self._block:
            begun = _UNANNOUNCED.get(kind) if type(kind) is str else None
            if begun is None or (type(block) is int and type(self._block) is int and block <= self._block):
                return []
            opened = self._open(block, begun)
        if growth is None:
            return opened + self._other(kind, delta)
        fits, what, name = growth
        piece = delta.get(name)
        if type(piece) is not str or not piece:
            return opened
        if type(self._part) is not fits:
            if type(self._part) is Foreign and what == told.ARGUMENTS:
                self._pieces.append(piece)
            return []
        self._has_grown = True
        return [*opened, told.PartGrew(0, self._count, what, piece)]

    def _other(self, kind: Any, delta: dict[str, Any]) -> list[told.ChatEvent]:
        citation = delta.get("citation")
        if kind == "citations_delta" and type(citation) is dict and type(self._part) is Text:
            return [told.CitationAdded(0, self._count, read_citation(citation))]
        if kind == "compaction_delta" and type(self._part) is Foreign:
            more = {name: value for name, value in delta.items() if name != "type" and value is not None}
            self._part = replace(self._part, raw={**self._part.raw, **more})
            self._has_grown = True
        return []

    def _start(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        message = event.get("message")
        if type(message) is not dict:
            return []
        usage = self._told_usage(event)
        if self._is_started:
            return usage
        self._is_started = True
        self._details = read_details(message)
        return [told.Started(**read_head(message)), *usage]

    def _block_start(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        block = event.get("content_block")
        if type(block) is not dict:
            return []
        index = event.get("index")
        if self._part is not None and index != self._block and type(index) is type(self._block) is int:
            self._waiting.setdefault(index, []).append(event)
            return []
        return self._open(index, read_block(block, "content_block", {}))

    def _open(self, block: Any, part: Part) -> list[told.ChatEvent]:
        """Begin a part; one that is still open is over."""
        events = self._close() + self._begin()
        self._block, self._has_grown, self._pieces = block, False, []
        self._part, grown = _bare(part)
        self._has_calls = self._has_calls or type(part) is ToolCall
        events.append(told.PartStarted(0, self._count, self._part))
        for what, piece in grown:
            if piece:
                self._has_grown = True
                events.append(told.PartGrew(0, self._count, what, piece))
        if type(part) is Text:
            events += [told.CitationAdded(0, self._count, citation) for citation in part.citations]
        return events

    def _close(self) -> list[told.ChatEvent]:
        part, self._part = self._part, None
        if part is None:
            return []
        place = self._count
        self._count += 1
        if type(part) is ToolCall and not self._has_grown:
            return [told.PartGrew(0, place, told.ARGUMENTS, "{}"), told.PartEnded(0, place)]
        if type(part) is Foreign and (self._pieces or self._has_grown):
            return [told.PartEnded(0, place, self._whole(part))]
        return [told.PartEnded(0, place)]

    def _whole(self, part: Foreign) -> Foreign:
        """A foreign part with its arguments; those that are broken off are left as a text."""
        if not self._pieces:
            return part
        text = "".join(self._pieces)
        try:
            value = DECODER.decode(text)
        except (ValueError, RecursionError):
            value = text
        return replace(part, raw={**part.raw, "input": value})

    def _block_stop(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        if event.get("index") == self._block:
            return self._close() + self._next()
        self._waits(event)
        return []

    def _waits(self, event: dict[str, Any]) -> bool:
        """Whether an event belongs to a block that waits, and waits with it."""
        block = event.get("index")
        held = self._waiting.get(block) if type(block) is int else None
        if held is not None:
            held.append(event)
        return held is not None

    def _next(self) -> list[told.ChatEvent]:
        """What blocks that waited have told, up to the first that is still open."""
        events: list[told.ChatEvent] = []
        while self._waiting and self._part is None:
            for event in self._waiting.pop(next(iter(self._waiting))):
                if event["type"] == "content_block_stop":
                    events += self._close()
                    break
                begins = event["type"] == "content_block_start"
                events += self._block_start(event) if begins else self._delta(event)
        return events

    def _close_all(self) -> list[told.ChatEvent]:
        events = self._close()
        while self._waiting:
            events += self._next() + self._close()
        return events

    def _begin(self) -> list[told.ChatEvent]:
        """The beginning of the answer, where a server has left it out."""
        if self._is_started:
            return []
        self._is_started = True
        return [told.Started(None, None, format=NAME)]

    def _message_delta(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        delta = event.get("delta")
        events = self._close_all() + self._begin()
        if type(delta) is dict:
            self._details |= read_details(delta) | read_details(event)
            finish = read_finish(delta, self._details, has_calls=self._has_calls)
            if finish is not None and not self._has_finish:
                self._has_finish = True
                events.append(told.ChoiceEnded(0, finish))
        return events + self._told_usage(event)

    def _stop(self, _: dict[str, Any]) -> list[told.ChatEvent]:
        self._is_over = True
        return [*self._close_all(), *self._begin(), told.Ended()]

    def _ping(self, _: dict[str, Any]) -> list[told.ChatEvent]:
        return [told.Pinged()]

    def _error(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        self._is_over = True
        return [told.Failed(failure_of(event))]

    def _unreadable(self, data: bytes) -> list[told.ChatEvent]:
        if data.strip() in {b"", b"[DONE]"}:
            return []
        self._is_over = True
        return [told.Failed(Failure(kind="cut", message="the stream holds what is no JSON"))]

    def _told_usage(self, event: dict[str, Any]) -> list[told.ChatEvent]:
        usage = read_usage(event, self._usage)
        if usage is None or usage == self._usage:
            return []
        self._usage = usage
        return [told.UsageTold(usage)]


def _bare(part: Part) -> tuple[Part, list[tuple[str, str | None]]]:
    """A part without what grows, and that."""
    match part:
        case Text():
            return replace(part, text="", citations=()), [(told.TEXT, part.text)]
        case Thinking():
            grown = [(told.TEXT, part.text), (told.SIGNATURE, part.signature), (told.SEALED, part.sealed)]
            return replace(part, text="", signature=None, sealed=None), grown
        case ToolCall():
            arguments = part.arguments if part.arguments != "{}" else ""
            return replace(part, arguments=""), [(told.ARGUMENTS, arguments)]
    return part, []


_HANDLERS: MappingProxyType[
    str, Callable[[AnthropicStreamReader, dict[str, Any]], list[told.ChatEvent]]
] = MappingProxyType({
    "message_start": AnthropicStreamReader._start, "content_block_start": AnthropicStreamReader._block_start,
    "content_block_stop": AnthropicStreamReader._block_stop,
    "message_delta": AnthropicStreamReader._message_delta, "message_stop": AnthropicStreamReader._stop,
    "ping": AnthropicStreamReader._ping, "error": AnthropicStreamReader._error,
})  # fmt: skip
