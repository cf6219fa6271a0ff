"""Events as a stream of chunks.

Nearly all of a chunk is the same for a whole stream, so that a piece of text costs its own encoding alone.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Audio, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_chat.answer_writer import APART, space_between
from modeldex.wire.formats.openai_chat.calls import call_head
from modeldex.wire.formats.openai_chat.failure import write_failure
from modeldex.wire.formats.openai_chat.finish import write_finish
from modeldex.wire.formats.openai_chat.logprobs import write_logprobs
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.part_writer import PartsWriter, write_citation
from modeldex.wire.formats.openai_chat.response_writer import THINKING_FIELD, write_extras
from modeldex.wire.formats.openai_chat.thinking import space_before, write_detail
from modeldex.wire.formats.openai_chat.usage import write_usage
from modeldex.wire.framing.sse import sse
from modeldex.wire.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

_NO_FINISH = b'},"logprobs":null,"finish_reason":null}]}\n\n'
_PLAIN = frozenset((told.TEXT, told.ARGUMENTS))
_NO_EXTRAS = MappingProxyType[str, Any]({})
_DONE = b"data: [DONE]\n\n"


class ChatStreamWriter:
    """Writes one stream.

    For each choice a first chunk with the role, its deltas, a chunk with the reason; then usage, if it is
    wanted, and `[DONE]`. After an error there is nothing more.
    """

    def __init__(self, losses: Losses, *, includes_usage: bool = True) -> None:
        self._losses = losses
        self._includes_usage = includes_usage
        self._parts = PartsWriter(losses, None, is_own=True)
        self._head: dict[str, Any] = {
            "id": "", "object": "chat.completion.chunk", "created": 0, "model": "",
        }  # fmt: skip
        self._first: dict[str, Any] = {}
        self._prefix = b""
        self._begun: set[int] = set()
        self._open: dict[int, tuple[Part, bytes, bytes]] = {}
        self._counts: dict[tuple[int, type], int] = {}
        self._sources: dict[tuple[int, int], int] = {}
        self._lengths: dict[int, int] = {}
        self._shifts: dict[int, int] = {}
        self._texts: dict[int, Text] = {}
        self._thoughtful: set[int] = set()
        self._refusing: set[int] = set()
        self._usage: Usage | None = None

    def write(self, event: told.ChatEvent) -> bytes:
        """The bytes that an event makes ready."""
        if type(event) is told.PartGrew:
            if event.what in _PLAIN:
                _, before, behind = self._open[event.choice]
                if before:
                    self._lengths[event.choice] += len(event.piece)
                    return before + encode_basestring_ascii(event.piece).encode() + behind
            return self._grew(event)
        written: bytes = _WRITERS[type(event)](self, event)
        return written

    def _started(self, event: told.Started) -> bytes:
        self._head["id"] = event.id or ""
        self._head["created"] = event.created or 0
        self._head["model"] = event.model or ""
        if event.service_tier is not None:
            self._head["service_tier"] = event.service_tier
        if event.fingerprint is not None:
            self._head["system_fingerprint"] = event.fingerprint
        write_extras(event, self._first, self._losses)
        return b""

    def _part_started(self, event: told.PartStarted) -> bytes:
        choice, part = event.choice, event.part
        begun = self._begin(choice)
        self._open[choice] = (part, b"", b"")
        self._lengths[choice] = 0
        kind = type(part)
        if isinstance(part, Text):
            begun += self._space(event, part)
            self._grows(choice, part, b'"content":', _NO_FINISH)
        elif kind is Thinking:
            if part.signed_by != NAME:  # type: ignore[union-attr]
                if choice in self._thoughtful and (space := space_before(part)):  # type: ignore[arg-type]
                    begun += self._delta(choice, {THINKING_FIELD: space})
                self._grows(choice, part, b'"' + THINKING_FIELD.encode() + b'":', _NO_FINISH)
            else:
                self._count(choice, Thinking)
        elif kind is Refusal:
            self._refusing.add(choice)
            self._grows(choice, part, b'"refusal":', _NO_FINISH)
        elif kind is ToolCall:
            return begun + self._call(event, part)  # type: ignore[arg-type]
        elif kind is Image:
            image = self._parts.part(part, f"choices[{choice}].parts[{event.index}]")
            return begun + (b"" if image is None else self._delta(choice, {"images": [image]}))
        elif kind is Audio:
            return begun + self._delta(choice, {"audio": _sound(part)})  # type: ignore[arg-type]
        else:
            self._losses.drop(f"choices[{choice}].parts[{event.index}]", "a stream has no place for it")
        return begun

    def _space(self, event: told.PartStarted, part: Text) -> bytes:
        """What stands between a text and the one before."""
        space = space_between(self._texts.get(event.choice), part)
        if not space:
            return b""
        self._losses.approximate(f"choices[{event.choice}].parts[{event.index}]", APART)
        self._shifts[event.choice] += len(space)
        return self._delta(event.choice, {"content": space})

    def _call(self, event: told.PartStarted, call: ToolCall) -> bytes:
        choice = event.choice
        place = self._count(choice, ToolCall)
        field = "input" if call.is_custom else "arguments"
        kind = "custom" if call.is_custom else "function"
        if call.signature is not None and call.signed_by != NAME:
            self._drop(event, "signature", "only the format that made it reads it")
        head = call_head(call, {"name": call.name, field: call.arguments})
        before = f'"tool_calls":[{{"index":{place},"{kind}":{{"{field}":'
        self._grows(choice, call, before.encode(), b"}}]" + _NO_FINISH)
        return self._delta(choice, {"tool_calls": [{"index": place, **head}]})

    def _grew(self, event: told.PartGrew) -> bytes:
        part = self._open[event.choice][0]
        if isinstance(part, Audio):
            return self._delta(event.choice, {"audio": {_SOUND.get(event.what, event.what): event.piece}})
        if isinstance(part, Thinking) and part.signed_by == NAME:
            grown = {told.TEXT: "text", told.SIGNATURE: "signature", told.SEALED: "sealed"}[event.what]
            return self._thought(event.choice, part, grown, event.piece)
        if not isinstance(part, Thinking):
            self._drop(event, event.what, "only the format that made it reads it")
        return b""

    def _thought(self, choice: int, part: Thinking, grown: str, piece: str) -> bytes:
        held: dict[str, Any] = {
            "signed_by": NAME, "id": part.id, "is_summary": part.is_summary, "variant": part.variant,
            grown: piece,
        }  # fmt: skip
        detail = write_detail(Thinking(**held), self._counts[choice, Thinking] - 1)
        if grown == "signature":
            detail.pop("text", None)
        delta: dict[str, Any] = {"reasoning_details": [detail]}
        if grown == "text":
            delta = {THINKING_FIELD: piece, **delta}
        return self._delta(choice, delta)

    def _cited(self, event: told.CitationAdded) -> bytes:
        number = self._sources.get((event.choice, event.index), 0)
        self._sources[event.choice, event.index] = number + 1
        path = f"choices[{event.choice}].parts[{event.index}].citations[{number}]"
        annotation = write_citation(event.citation, path, self._losses, self._shifts.get(event.choice, 0))
        return b"" if annotation is None else self._delta(event.choice, {"annotations": [annotation]})

    def _likely(self, event: told.LogprobsAdded) -> bytes:
        begun = self._begin(event.choice)
        logprobs = write_logprobs(event.logprobs, is_refusal=event.choice in self._refusing)
        choice = {"index": event.choice, "delta": {}, "logprobs": logprobs, "finish_reason": None}
        return begun + self._chunk([choice])

    def _part_ended(self, event: told.PartEnded) -> bytes:
        part = event.part
        opened, length = self._open[event.choice][0], self._lengths[event.choice]
        if isinstance(opened, Text) and length:
            self._shifts[event.choice] = self._shifts.get(event.choice, 0) + length
            self._texts[event.choice] = opened
        elif isinstance(opened, Thinking) and length:
            self._thoughtful.add(event.choice)
        if isinstance(part, Audio):
            if part.expires_at is None:
                return b""
            return self._delta(event.choice, {"audio": {"expires_at": part.expires_at}})
        if getattr(part, "signature", None) is not None and part.signed_by != NAME:  # type: ignore[union-attr]
            self._drop(event, "signature", "only the format that made it reads it")
        elif isinstance(part, ToolCall) and part.signature is not None:  # it came later than the call
            late = call_head(part, {})["extra_content"]
            place = self._counts[event.choice, ToolCall] - 1
            return self._delta(event.choice, {"tool_calls": [{"index": place, "extra_content": late}]})
        return b""

    def _choice_ended(self, event: told.ChoiceEnded) -> bytes:
        begun = self._begin(event.choice)
        path, has_refused = f"choices[{event.choice}]", event.choice in self._refusing
        finish = write_finish(event.finish, path, self._losses, has_refused=has_refused)
        return begun + self._chunk([{"index": event.choice, "delta": {}, "logprobs": None, **finish}])

    def _usage_told(self, event: told.UsageTold) -> bytes:
        if self._includes_usage:
            self._usage = event.usage
        return b""

    def _ended(self, event: told.Ended) -> bytes:  # noqa: ARG002
        if self._usage is None:
            return _DONE
        usage = write_usage(self._usage, self._losses)
        return sse(write_json({**self._head, "choices": [], "usage": usage})) + _DONE

    def _failed(self, event: told.Failed) -> bytes:
        return sse(write_json(write_failure(event.failure)[1]))

    def _pinged(self, event: told.Pinged) -> bytes:  # noqa: ARG002
        return b": ping\n\n"

    def _begin(self, choice: int) -> bytes:
        """The first chunk of a choice, if it has not been."""
        if choice in self._begun:
            return b""
        self._begun.add(choice)
        extras, self._first = self._first, {}
        return self._delta(choice, {"role": "assistant", "content": ""}, extras)

    def _grows(self, choice: int, part: Part, before: bytes, behind: bytes) -> None:
        """Keep what stands before and behind the pieces of a part."""
        if not self._prefix:
            self._prefix = b"data: " + write_json({**self._head, "choices": []}).removesuffix(b"]}")
        head = self._prefix + b'{"index":' + str(choice).encode() + b',"delta":{'
        self._open[choice] = (part, head + before, behind)

    def _delta(self, choice: int, delta: dict[str, Any], extras: Mapping[str, Any] = _NO_EXTRAS) -> bytes:
        held = {"index": choice, "delta": delta, "logprobs": None, "finish_reason": None}
        return self._chunk([held], extras)

    def _chunk(self, choices: list[dict[str, Any]], extras: Mapping[str, Any] = _NO_EXTRAS) -> bytes:
        return sse(write_json({**extras, **self._head, "choices": choices}))

    def _count(self, choice: int, kind: type) -> int:
        """The place of a part among those of its kind."""
        place = self._counts.get((choice, kind), 0)
        self._counts[choice, kind] = place + 1
        return place

    def _drop(self, event: told.PartStarted | told.PartGrew | told.PartEnded, what: str, reason: str) -> None:
        self._losses.drop(f"choices[{event.choice}].parts[{event.index}].{what}", reason)


_SOUND = {told.AUDIO: "data"}


def _sound(part: Audio) -> dict[str, Any]:
    held = (
        ("id", part.id),
        ("data", part.data),
        ("transcript", part.transcript),
        ("expires_at", part.expires_at),
    )
    return {name: value for name, value in held if value is not None}


_WRITERS: dict[type, Any] = {
    told.Started: ChatStreamWriter._started, told.PartStarted: ChatStreamWriter._part_started,
    told.CitationAdded: ChatStreamWriter._cited, told.LogprobsAdded: ChatStreamWriter._likely,
    told.PartEnded: ChatStreamWriter._part_ended, told.ChoiceEnded: ChatStreamWriter._choice_ended,
    told.UsageTold: ChatStreamWriter._usage_told, told.Ended: ChatStreamWriter._ended,
    told.Failed: ChatStreamWriter._failed, told.Pinged: ChatStreamWriter._pinged,
}  # fmt: skip
