"""`OllamaStreamWriter`: events -> the lines of a stream."""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.arguments import arguments_object
from modeldex.wire.clock import write_moment
from modeldex.wire.content import Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.ollama.failure import write_failure
from modeldex.wire.formats.ollama.finish import write_finish
from modeldex.wire.formats.ollama.logprobs import write_logprobs
from modeldex.wire.formats.ollama.response import see_beside
from modeldex.wire.formats.ollama.usage import write_usage
from modeldex.wire.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.losses import Losses
    from modeldex.wire.response import Finish

_MESSAGE = b'"message":{"role":"assistant","content":'
_END = b'},"done":false}\n'


class OllamaStreamWriter:
    """Writes one stream: the first answer of several."""

    def __init__(self, losses: Losses, *, includes_usage: bool = True) -> None:
        self._losses = losses
        self._includes_usage = includes_usage
        self._head: dict[str, Any] = {}
        self._before_text = b"{" + _MESSAGE
        self._before_thought = b"{" + _MESSAGE + b'"","thinking":'
        self._kind: type | None = None
        self._call: ToolCall | None = None
        self._arguments: list[str] = []
        self._finish: Finish | None = None
        self._usage: Usage | None = None

    def write(self, event: ChatEvent) -> bytes:
        """The lines that an event makes ready; a call is ready when it is whole."""
        if type(event) is told.PartGrew:
            return self._grew(event)
        writer = _WRITERS.get(type(event))
        return b"" if writer is None else writer(self, event)

    def _grew(self, event: told.PartGrew) -> bytes:
        kind = self._kind
        if event.choice or kind is None:
            return b""
        if event.what == told.TEXT and kind is not ToolCall:
            before = self._before_thought if kind is Thinking else self._before_text
            return before + encode_basestring_ascii(event.piece).encode() + _END
        if event.what == told.ARGUMENTS:
            self._arguments.append(event.piece)
            return b""
        if kind is not Thinking:
            self._losses.drop(f"choices[0].parts[{event.index}].{event.what}", "Ollama does not know it")
        return b""

    def _began(self, event: told.Started) -> bytes:
        see_beside(event, self._losses)
        if event.model is not None:
            self._head["model"] = event.model
        moment = None if event.created is None else write_moment(event.created)
        if moment is not None:
            self._head["created_at"] = moment
        head = write_json(self._head)[:-1] + (b"," if self._head else b"")
        self._before_text = head + _MESSAGE
        self._before_thought = head + _MESSAGE + b'"","thinking":'
        return b""

    def _part_began(self, event: told.PartStarted) -> bytes:
        if event.choice:
            self._losses.drop(f"choices[{event.choice}]", "Ollama gives one answer")
            return b""
        part = event.part
        path = f"choices[0].parts[{event.index}]"
        before, self._kind, self._call = self._kind, type(part), None
        if isinstance(part, ToolCall):
            self._call, self._arguments = part, []
            if part.signature is not None:
                self._losses.drop(f"{path}.signature", "only its own format reads it")
        elif isinstance(part, Text | Thinking):
            if before is Text and type(part) is Text:
                self._losses.approximate("choices[0].parts", "Ollama has one text; they are joined")
        elif isinstance(part, Refusal):
            self._losses.approximate(path, "Ollama has no refusals; it is a text")
        elif isinstance(part, Image) and part.data is not None:
            return self._line({"content": "", "images": [part.data]})
        else:
            self._kind = None
            self._losses.drop(path, f"Ollama has no {type(part).__name__.lower()}")
        return b""

    def _part_ended(self, event: told.PartEnded) -> bytes:
        call = self._call
        if event.choice or call is None:
            return b""
        self._call = None
        whole = ToolCall(
            id=call.id, name=call.name, arguments="".join(self._arguments), is_custom=call.is_custom
        )
        arguments = arguments_object(whole, f"choices[0].parts[{event.index}]", self._losses)
        function = {"name": call.name, "arguments": arguments}
        return self._line({"content": "", "tool_calls": [{"id": call.id, "function": function}]})

    def _cited(self, event: told.CitationAdded) -> bytes:
        self._losses.drop(f"choices[{event.choice}].parts[{event.index}].citations", "Ollama has none")
        return b""

    def _likely(self, event: told.LogprobsAdded) -> bytes:
        return b"" if event.choice else self._line({"content": ""}, logprobs=write_logprobs(event.logprobs))

    def _choice_ended(self, event: told.ChoiceEnded) -> bytes:
        if not event.choice:
            self._finish = event.finish
        return b""

    def _usage_told(self, event: told.UsageTold) -> bytes:
        self._usage = event.usage
        return b""

    def _ended(self, event: Any) -> bytes:  # noqa: ARG002 - writers are called alike
        more: dict[str, Any] = {"done": True, "done_reason": write_finish(self._finish, 0, self._losses)}
        if self._usage is not None and self._includes_usage:
            more |= write_usage(self._usage, self._losses)
        return self._line({"content": ""}, **more)

    def _failed(self, event: told.Failed) -> bytes:
        return write_json(write_failure(event.failure)[1]) + b"\n"

    def _line(self, message: dict[str, Any], **more: Any) -> bytes:
        line = {**self._head, "message": {"role": "assistant", **message}, "done": False, **more}
        return write_json(line) + b"\n"


_WRITERS: dict[type, Callable[[OllamaStreamWriter, Any], bytes]] = {
    told.Started: OllamaStreamWriter._began,
    told.PartStarted: OllamaStreamWriter._part_began,
    told.PartEnded: OllamaStreamWriter._part_ended,
    told.CitationAdded: OllamaStreamWriter._cited,
    told.LogprobsAdded: OllamaStreamWriter._likely,
    told.ChoiceEnded: OllamaStreamWriter._choice_ended,
    told.UsageTold: OllamaStreamWriter._usage_told,
    told.Ended: OllamaStreamWriter._ended,
    told.Failed: OllamaStreamWriter._failed,
}
