"""`AnthropicStreamWriter`: https://platform.claude.com/docs/en/build-with-claude/streaming."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Audio, Foreign, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.anthropic.arguments import written_arguments
from modeldex.wire.formats.anthropic.block_writer import BlockWriter, fit_id
from modeldex.wire.formats.anthropic.citations import written_citation
from modeldex.wire.formats.anthropic.failure import envelope_of
from modeldex.wire.formats.anthropic.finish import written_finish
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.response import usage_beside, written_head
from modeldex.wire.formats.anthropic.usage import written_usage
from modeldex.wire.framing.sse import sse
from modeldex.wire.json_text import quoted, write_json
from modeldex.wire.losses import Losses
from modeldex.wire.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Part
    from modeldex.wire.response import Finish

_DELTAS = MappingProxyType({
    (Text, told.TEXT): ("text_delta", "text"), (Refusal, told.TEXT): ("text_delta", "text"),
    (Audio, told.TRANSCRIPT): ("text_delta", "text"), (Thinking, told.TEXT): ("thinking_delta", "thinking"),
    (ToolCall, told.ARGUMENTS): ("input_json_delta", "partial_json"),
})  # fmt: skip
"""Part and what of it grows -> type of the delta, and the field that holds the piece."""
_END = b"}}\n\n"
_PING = sse(b'{"type":"ping"}', "ping")
_IN_DELTA = ("stop_details", "container")
"""Details of a finish that stand in `delta`; the others stand beside it."""


class AnthropicStreamWriter:
    """Writes one answer. Its end waits for the last event, since usage belongs to it.

    The beginning waits for the usage or the first part, so that what is known of usage stands in it. A
    block waits for what it holds: a blank one would be refused when it comes back in the next question.
    """

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._blocks = BlockWriter(losses, is_answer=True)
        self._began: told.Started | None = None
        self._is_begun = self._is_open = self._is_over = False
        self._is_own = False
        self._index = 0
        self._part: Part | None = None
        self._path = ""
        self._what = ""
        self._sources = 0
        self._prefix = b""
        self._held: list[str] = []
        self._proofs: dict[str, list[str]] = {}
        """What proves the open thinking to another maker: its field, and the pieces."""
        self._finish: Finish | None = None
        self._usage: Usage | None = None
        self._left_out: set[str] = set()

    def write(self, event: told.ChatEvent) -> bytes:
        """The bytes that an event makes ready."""
        if type(event) is told.PartGrew and event.what == self._what and self._is_open and event.choice == 0:
            return self._prefix + quoted(event.piece) + _END
        if self._is_over:
            return b""
        choice = getattr(event, "choice", 0)
        if choice:
            self._leave_out("choices", f"the format has one answer; that with index {choice} is left out")
            return b""
        return _HANDLERS[type(event)](self, event)

    def _started(self, event: told.Started) -> bytes:
        self._began = event
        self._is_own = event.format == NAME
        return b""

    def _begin(self) -> bytes:
        """The beginning of the message, once."""
        if self._is_begun:
            return b""
        self._is_begun = True
        began = self._began or told.Started(None, None)
        usage = written_usage(self._usage, Losses()) | usage_beside(began, self._losses)
        message = {
            **written_head(began, self._losses), "content": [], "stop_reason": None, "stop_sequence": None,
            "usage": usage,
        }  # fmt: skip
        return _event("message_start", {"message": message})

    def _part_started(self, event: told.PartStarted) -> bytes:
        part = event.part
        begun = self._begin()
        self._path = f"choices[0].parts[{event.index}]"
        self._part, self._is_open, self._what, self._held, self._sources = part, False, "", [], 0
        self._proofs = {}
        kind = type(part)
        if kind is ToolCall:
            begun += self._before(part)
        if kind is ToolCall or (kind is Foreign and part.format == NAME):  # type: ignore[union-attr]
            return begun + self._open()
        if kind is Refusal or kind is Audio:
            self._losses.approximate(self._path, "the format tells it as text")
        elif kind is Text and self._is_own:
            return begun + self._open()
        elif kind is not Text and kind is not Thinking:
            self._blocks.write(part, self._path)
            self._part = None
        return begun

    def _open(self) -> bytes:
        """The beginning of the block."""
        part = self._part
        self._is_open = True
        index = self._index
        for (kind, what), (delta, name) in _DELTAS.items():
            if type(part) is kind and not (kind is ToolCall and part.is_custom):  # type: ignore[union-attr]
                self._what = what
                self._prefix = (
                    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,"delta":'
                    b'{"type":"%s","%s":' % (index, delta.encode(), name.encode())
                )
        return _event("content_block_start", {"index": index, "content_block": self._bare(part)})

    def _bare(self, part: Part | None) -> dict[str, Any]:
        match part:
            case ToolCall():
                if part.is_custom:
                    self._losses.approximate(f"{self._path}.arguments", "tools take no plain text here")
                beside = self._blocks.beside(part, self._path)
                return {"type": "tool_use", "id": fit_id(part.id), "name": part.name, "input": {}, **beside}
            case Thinking():
                return {"type": "thinking", "thinking": "", "signature": ""}
            case Foreign():
                return {**part.raw, "input": {}} if _is_call(part) else dict(part.raw)
        return {"type": "text", "text": ""}

    def _grew(self, event: told.PartGrew) -> bytes:
        """What the quick way does not cover: the first piece, and what is not told as it comes."""
        part, what = self._part, event.what
        if part is None:
            return b""
        if (type(part), what) in _DELTAS and not (type(part) is ToolCall and part.is_custom):
            opened = b"" if self._is_open else self._open()
            return opened + self._prefix + quoted(event.piece) + _END
        if what == told.ARGUMENTS or (what == told.SEALED and self._is_signed(part)):
            self._held.append(event.piece)
        elif what == told.SIGNATURE and type(part) is Thinking and self._is_signed(part):
            opened = b"" if self._is_open else self._open()
            return opened + self._delta({"type": "signature_delta", "signature": event.piece})
        elif type(part) is Thinking:
            self._proofs.setdefault(what, []).append(event.piece)
        else:
            self._leave_out(f"{self._path}.{what}", "the format cannot say it")
        return b""

    def _cited(self, event: told.CitationAdded) -> bytes:
        path = f"{self._path}.citations[{self._sources}]"
        self._sources += 1
        if type(self._part) is not Text:
            return b""
        citation = written_citation(event.citation, path, self._losses, is_answer=True)
        if citation is None:
            return b""
        opened = b"" if self._is_open else self._open()
        return opened + self._delta({"type": "citations_delta", "citation": citation})

    def _part_ended(self, event: told.PartEnded) -> bytes:
        part, held = self._part, "".join(self._held)
        self._part, self._what = None, ""
        if part is None:
            return b""
        last = b""
        proof = self._proof(part)
        if type(part) is Thinking and not self._is_open:
            if not held and proof is None:
                return b""
            sealed = {"type": "redacted_thinking", "data": proof or held}
            last = _event("content_block_start", {"index": self._index, "content_block": sealed})
        elif not self._is_open:
            return b""
        elif proof is not None:
            last = self._delta({"type": "signature_delta", "signature": proof})
        elif type(part) is ToolCall and part.is_custom:
            last = self._delta(
                {"type": "input_json_delta", "partial_json": written_arguments({"input": held})}
            )
        elif type(part) is Foreign:
            last = self._foreign_end(part, event.part)
        self._is_open = False
        self._index += 1
        return last + _event("content_block_stop", {"index": self._index - 1})

    def _before(self, part: Part) -> bytes:
        """The block that keeps another format's signature of a call."""
        block = self._blocks.before(part)
        if block is None:
            return b""
        self._index += 1
        return _event("content_block_start", {"index": self._index - 1, "content_block": block}) + _event(
            "content_block_stop", {"index": self._index - 1}
        )

    def _proof(self, part: Part) -> str | None:
        """What proves thinking to another maker, wrapped; None where nothing does."""
        proofs: dict[str, Any] = {name: "".join(pieces) for name, pieces in self._proofs.items()}
        return seal(replace(part, **proofs)) if isinstance(part, Thinking) and proofs else None

    def _foreign_end(self, begun: Foreign, whole: Part | None) -> bytes:
        """What a foreign part grew by: the arguments of a call that the provider runs, or a summing-up."""
        part = whole if isinstance(whole, Foreign) else begun
        if _is_call(part) and part.raw["input"]:
            text = part.raw["input"]
            text = text if isinstance(text, str) else written_arguments(text)
            return self._delta({"type": "input_json_delta", "partial_json": text})
        if part.kind == "compaction" and part is not begun:
            more = {name: value for name, value in part.raw.items() if begun.raw.get(name) != value}
            return self._delta({"type": "compaction_delta", **more})
        return b""

    def _choice_ended(self, event: told.ChoiceEnded) -> bytes:
        self._finish = event.finish
        return b""

    def _used(self, event: told.UsageTold) -> bytes:
        self._usage = event.usage
        return self._begin() if self._began is not None else b""

    def _logprobs(self, _: told.LogprobsAdded) -> bytes:
        self._leave_out("choices[0].logprobs", "the format has none")
        return b""

    def _pinged(self, _: told.Pinged) -> bytes:
        return (b"" if self._began is None else self._begin()) + _PING

    def _failed(self, event: told.Failed) -> bytes:
        self._is_over, self._is_open = True, False
        return sse(write_json(envelope_of(event.failure)), "error")

    def _ended(self, _: told.Ended) -> bytes:
        """The end; of an answer that failed on the way, the error that it ended with."""
        finish = self._finish
        begun = self._begin()
        self._is_over = True
        if finish is not None and finish.reason == "error":
            failure = Failure(kind="server", message=f"the answer ended with {finish.native or 'an error'}")
            return begun + sse(write_json(envelope_of(failure)), "error")
        details = {} if finish is None else dict(finish.details)
        delta = written_finish(finish, self._losses)
        delta.update({name: details.pop(name) for name in _IN_DELTA if name in details})
        usage = written_usage(self._usage, self._losses)
        body = {"delta": delta, "usage": usage, **(details if self._is_own else {})}
        return begun + _event("message_delta", body) + sse(b'{"type":"message_stop"}', "message_stop")

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return _event("content_block_delta", {"index": self._index, "delta": delta})

    def _is_signed(self, part: Part) -> bool:
        return type(part) is Thinking and part.signed_by == NAME

    def _leave_out(self, field: str, reason: str) -> None:
        """Note once what is left out."""
        if field not in self._left_out:
            self._left_out.add(field)
            self._losses.drop(field, reason)


def _event(kind: str, data: dict[str, Any]) -> bytes:
    return sse(write_json({"type": kind, **data}), kind)


def _is_call(part: Foreign) -> bool:
    return part.kind.endswith("tool_use") and "input" in part.raw


_HANDLERS: MappingProxyType[type, Callable[[AnthropicStreamWriter, Any], bytes]] = MappingProxyType({
    told.Started: AnthropicStreamWriter._started, told.PartStarted: AnthropicStreamWriter._part_started,
    told.PartGrew: AnthropicStreamWriter._grew, told.CitationAdded: AnthropicStreamWriter._cited,
    told.PartEnded: AnthropicStreamWriter._part_ended, told.ChoiceEnded: AnthropicStreamWriter._choice_ended,
    told.UsageTold: AnthropicStreamWriter._used, told.LogprobsAdded: AnthropicStreamWriter._logprobs,
    told.Pinged: AnthropicStreamWriter._pinged, told.Failed: AnthropicStreamWriter._failed,
    told.Ended: AnthropicStreamWriter._ended,
})  # fmt: skip
