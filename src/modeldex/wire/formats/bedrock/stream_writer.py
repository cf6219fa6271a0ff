"""`BedrockStreamWriter`: events -> the bytes of ConverseStream."""

from __future__ import annotations

from dataclasses import replace
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.bedrock.citations import write_citation
from modeldex.wire.formats.bedrock.failure import write_exception
from modeldex.wire.formats.bedrock.finish import write_finish
from modeldex.wire.formats.bedrock.media import write_media
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.usage import write_usage
from modeldex.wire.framing.event_stream import event_headers, exception_headers, message
from modeldex.wire.further import drop_remarks
from modeldex.wire.json_text import write_json
from modeldex.wire.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Part
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.losses import Losses

_START, _BLOCK_START, _DELTA, _BLOCK_STOP, _STOP, _METADATA = map(
    event_headers,
    ("messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"),
)
_TEXT = (b'"text":', b"}}")
_THOUGHT = (b'"reasoningContent":{"text":', b"}}}")
_GROWTH = {
    (told.TEXT, Text): _TEXT,
    (told.TEXT, Refusal): _TEXT,
    (told.TEXT, Thinking): _THOUGHT,
    (told.SIGNATURE, Thinking): (b'"reasoningContent":{"signature":', b"}}}"),
    (told.SEALED, Thinking): (b'"reasoningContent":{"redactedContent":', b"}}}"),
    (told.ARGUMENTS, ToolCall): (b'"toolUse":{"input":', b"}}}"),
}
"""What grows of which part -> what stands around the piece."""


class BedrockStreamWriter:
    """Writes one stream: the first answer of several."""

    def __init__(self, losses: Losses, *, includes_usage: bool = True) -> None:
        self._losses = losses
        self._includes_usage = includes_usage
        self._usage: Usage | None = None
        self._tier: str | None = None
        self._kind: type = Text
        self._sources = 0
        self._has_grown = self._has_ended = False
        self._is_sayable = True
        """Whether the open part can be said."""
        self._thought = Thinking()
        self._proofs: dict[str, list[str]] = {}
        """What proves the open part to another maker: its field, and the pieces."""
        self._mine = True
        """Whether the open part's signature is Bedrock's."""

    def write(self, event: ChatEvent) -> bytes:
        """The bytes that an event makes ready."""
        if type(event) is told.PartGrew:
            return self._grew(event)
        writer = _WRITERS.get(type(event))
        return b"" if writer is None else writer(self, event)

    def _grew(self, event: told.PartGrew) -> bytes:
        what = event.what
        if event.choice or not self._is_sayable:
            return b""
        around = _GROWTH.get((what, self._kind))
        if not self._mine and what != told.TEXT:
            self._proofs.setdefault(what, []).append(event.piece)
            return b""
        if around is None:
            self._losses.drop(f"choices[0].parts[{event.index}].{what}", "Bedrock does not know it")
            return b""
        self._has_grown = True
        return message(
            _DELTA,
            b'{"contentBlockIndex":%d,"delta":{%s%s%s'
            % (event.index, around[0], encode_basestring_ascii(event.piece).encode(), around[1]),
        )

    def _began(self, event: told.Started) -> bytes:
        self._tier = event.service_tier
        if event.format != NAME:
            drop_remarks(event, self._losses)
        return message(_START, b'{"role":"assistant"}')

    def _part_began(self, event: told.PartStarted) -> bytes:
        if event.choice:
            self._losses.drop(f"choices[{event.choice}]", "Bedrock gives one answer")
            return b""
        part = event.part
        self._kind, self._has_grown, self._is_sayable, self._mine = type(part), False, True, True
        self._sources = 0
        path = f"choices[0].parts[{event.index}]"
        if isinstance(part, ToolCall):
            if part.signature is not None:
                self._losses.drop(f"{path}.signature", "only its own format reads it")
            return self._start(event.index, {"toolUse": {"toolUseId": part.id, "name": part.name}})
        if isinstance(part, Thinking):
            self._mine = part.signed_by in {None, NAME}
            self._thought, self._proofs = part, {}
            return b""
        if isinstance(part, Text):
            return b""
        if isinstance(part, Refusal):
            self._losses.approximate(path, "Bedrock has no refusals; it is a text")
            return b""
        return self._whole(part, event.index, path)

    def _whole(self, part: Part, index: int, path: str) -> bytes:
        """A part that does not grow: a picture, or a tool that the provider runs."""
        self._has_grown = True
        if isinstance(part, Foreign) and part.format == NAME and part.kind in {"toolUse", "toolResult"}:
            raw = dict(part.raw)
            value = raw.pop("input" if part.kind == "toolUse" else "content", None)
            delta: Any = {"input": write_json(value).decode()} if part.kind == "toolUse" else value or []
            return self._start(index, {part.kind: raw}) + self._delta(index, {part.kind: delta})
        block = write_media(part, path, set(), self._losses) if isinstance(part, Image) else None
        if block is None:
            self._is_sayable = False
            if not isinstance(part, Image):
                what = part.kind if isinstance(part, Foreign) else "sound, film and documents"
                self._losses.drop(path, f"a stream of Bedrock's has no {what}")
            return b""
        image = block["image"]
        start = self._start(index, {"image": {"format": image["format"]}})
        return start + self._delta(index, {"image": {"source": image["source"]}})

    def _cited(self, event: told.CitationAdded) -> bytes:
        if event.choice:
            return b""
        self._has_grown = True
        path = f"choices[0].parts[{event.index}].citations[{self._sources}]"
        self._sources += 1
        return self._delta(event.index, {"citation": write_citation(event.citation, path, self._losses)})

    def _part_ended(self, event: told.PartEnded) -> bytes:
        if event.choice or not self._is_sayable:
            return b""
        stop = message(_BLOCK_STOP, b'{"contentBlockIndex":%d}' % event.index)
        if self._proofs:
            return self._proved(event) + stop
        if self._has_grown or self._kind is ToolCall:
            return stop
        return (
            self._delta(
                event.index, {"reasoningContent": {"text": ""}} if self._kind is Thinking else {"text": ""}
            )
            + stop
        )

    def _proved(self, event: told.PartEnded) -> bytes:
        """What proves thinking to another maker, wrapped in the place of a signature."""
        proofs: dict[str, Any] = {name: "".join(pieces) for name, pieces in self._proofs.items()}
        self._proofs = {}
        proof = seal(replace(self._thought, **proofs))
        return b"" if proof is None else self._delta(event.index, {"reasoningContent": {"signature": proof}})

    def _choice_ended(self, event: told.ChoiceEnded) -> bytes:
        if event.choice:
            return b""
        self._has_ended = True
        told_: dict[str, Any] = {"stopReason": write_finish(event.finish, 0, self._losses)}
        if event.finish.stop_sequence is not None:
            told_["additionalModelResponseFields"] = {"stop_sequence": event.finish.stop_sequence}
        return message(_STOP, write_json(told_))

    def _usage_told(self, event: told.UsageTold) -> bytes:
        self._usage = event.usage
        return b""

    def _ended(self, event: Any) -> bytes:  # noqa: ARG002 - writers are called alike
        """The last events; readers take an answer that does not say why it ended for one that broke off."""
        stop = b"" if self._has_ended else message(_STOP, b'{"stopReason":"end_turn"}')
        metadata: dict[str, Any] = {}
        if self._usage is not None and self._includes_usage:
            metadata["usage"] = write_usage(self._usage, self._losses)
        if self._tier is not None:
            metadata["serviceTier"] = {"type": self._tier}
        return stop + (message(_METADATA, write_json(metadata)) if metadata else b"")

    def _failed(self, event: told.Failed) -> bytes:
        name, body = write_exception(event.failure)
        return message(exception_headers(name), write_json(body))

    def _likely(self, event: told.LogprobsAdded) -> bytes:
        self._losses.drop(f"choices[{event.choice}].logprobs", "Bedrock has none")
        return b""

    def _start(self, index: int, start: dict[str, Any]) -> bytes:
        return message(_BLOCK_START, write_json({"start": start, "contentBlockIndex": index}))

    def _delta(self, index: int, delta: dict[str, Any]) -> bytes:
        return message(_DELTA, write_json({"contentBlockIndex": index, "delta": delta}))


_WRITERS: dict[type, Callable[[BedrockStreamWriter, Any], bytes]] = {
    told.Started: BedrockStreamWriter._began,
    told.PartStarted: BedrockStreamWriter._part_began,
    told.CitationAdded: BedrockStreamWriter._cited,
    told.PartEnded: BedrockStreamWriter._part_ended,
    told.ChoiceEnded: BedrockStreamWriter._choice_ended,
    told.UsageTold: BedrockStreamWriter._usage_told,
    told.LogprobsAdded: BedrockStreamWriter._likely,
    told.Ended: BedrockStreamWriter._ended,
    told.Failed: BedrockStreamWriter._failed,
}
