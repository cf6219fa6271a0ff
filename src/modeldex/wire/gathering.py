"""From events to a whole answer, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Refusal, Text, Thinking, ToolCall
from modeldex.wire.response import ChatResponse, Choice, Finish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Citation, Part
    from modeldex.wire.failure import Failure
    from modeldex.wire.response import TokenLogprob

_FIELDS = {
    told.TEXT: "text", told.ARGUMENTS: "arguments", told.SIGNATURE: "signature", told.SEALED: "sealed",
    told.AUDIO: "data", told.TRANSCRIPT: "transcript",
}  # fmt: skip


class Gatherer:
    """Takes the events of one stream, and has the answer as it is by now."""

    def __init__(self) -> None:
        self._started: told.Started | None = None
        self._open: dict[tuple[int, int], tuple[Part, dict[str, list[str]], list[Citation]]] = {}
        self._parts: dict[int, dict[int, Part]] = {}
        self._finishes: dict[int, Finish] = {}
        self._logprobs: dict[int, list[TokenLogprob]] = {}
        self._usage: Usage | None = None
        self.failure: Failure | None = None
        """Why the stream failed; None while it has not."""
        self.is_ended = False
        """Whether the stream is whole."""

    def add(self, event: told.ChatEvent) -> None:
        """Take up one event."""
        match event:
            case told.PartGrew():
                _, grown, _ = self._open[event.choice, event.index]
                grown.setdefault(_FIELDS[event.what], []).append(event.piece)
            case told.PartStarted():
                self._open[event.choice, event.index] = event.part, {}, []
                self._parts.setdefault(event.choice, {})[event.index] = event.part
            case told.CitationAdded():
                self._open[event.choice, event.index][2].append(event.citation)
            case told.PartEnded():
                open_part = self._open.pop((event.choice, event.index))
                self._parts[event.choice][event.index] = event.part or _grown(*open_part)
            case told.LogprobsAdded():
                self._logprobs.setdefault(event.choice, []).extend(event.logprobs)
            case told.ChoiceEnded():
                self._parts.setdefault(event.choice, {})
                self._finishes[event.choice] = event.finish
            case told.UsageTold():
                self._usage = event.usage
            case told.Started():
                self._started = event
            case told.Failed():
                self.failure = event.failure
            case told.Ended():
                self.is_ended = True
            case told.Pinged():
                pass

    def response(self) -> ChatResponse:
        """The answer, with the parts that are still growing as they are by now."""
        began = self._started or told.Started(None, None)
        for (choice, index), open_part in self._open.items():
            self._parts[choice][index] = _grown(*open_part)
        return ChatResponse(
            id=began.id, model=began.model, created=began.created, service_tier=began.service_tier,
            fingerprint=began.fingerprint, format=began.format, extras=began.extras, usage=self._usage,
            choices=tuple(self._choice(index) for index in sorted(self._parts)),
        )  # fmt: skip

    def _choice(self, index: int) -> Choice:
        parts = self._parts[index]
        logprobs = self._logprobs.get(index)
        return Choice(
            index=index,
            parts=tuple(parts[place] for place in sorted(parts)),
            finish=self._finishes.get(index),
            logprobs=None if logprobs is None else tuple(logprobs),
        )


def gathered(events: Iterable[told.ChatEvent]) -> ChatResponse:
    """The whole answer of a stream; WireDataError where it failed or broke off."""
    gatherer = Gatherer()
    for event in events:
        gatherer.add(event)
    if gatherer.failure is not None:
        raise WireDataError("stream", gatherer.failure.message)
    if not gatherer.is_ended:
        raise WireDataError("stream", "it broke off")
    return gatherer.response()


def unfolded(response: ChatResponse) -> Iterator[told.ChatEvent]:
    """The events of a stream that tells a whole answer."""
    yield told.Started(
        response.id, response.model, response.created, response.service_tier, response.fingerprint,
        response.format, response.extras,
    )  # fmt: skip
    for choice in response.choices:
        for index, part in enumerate(choice.parts):
            yield from _of_part(choice.index, index, part)
        if choice.logprobs is not None:
            yield told.LogprobsAdded(choice.index, choice.logprobs)
        yield told.ChoiceEnded(choice.index, choice.finish or Finish(reason="stop"))
    if response.usage is not None:
        yield told.UsageTold(response.usage)
    yield told.Ended()


def _grown(part: Part, grown: dict[str, list[str]], citations: list[Citation]) -> Part:
    changes: dict[str, Any] = {
        name: (getattr(part, name) or "") + "".join(pieces) for name, pieces in grown.items()
    }
    if citations and isinstance(part, Text):
        changes["citations"] = (*part.citations, *citations)
    return replace(part, **changes) if changes else part


def _of_part(choice: int, index: int, part: Part) -> Iterator[told.ChatEvent]:
    """Start, growth and end of a part that is whole."""
    begun: Part = part
    grown: list[tuple[str, str | None]] = []
    match part:
        case Text():
            begun = replace(part, text="", signature=None, citations=())
            grown = [(told.TEXT, part.text), (told.SIGNATURE, part.signature)]
        case Refusal():
            begun, grown = replace(part, text=""), [(told.TEXT, part.text)]
        case Thinking():
            begun = replace(part, text="", signature=None, sealed=None)
            grown = [(told.TEXT, part.text), (told.SIGNATURE, part.signature), (told.SEALED, part.sealed)]
        case ToolCall():
            begun, grown = replace(part, arguments=""), [(told.ARGUMENTS, part.arguments)]
        case Audio():
            begun = replace(part, data=None, transcript=None)
            grown = [(told.AUDIO, part.data), (told.TRANSCRIPT, part.transcript)]
        case _:
            pass
    yield told.PartStarted(choice, index, begun)
    for what, piece in grown:
        if piece:
            yield told.PartGrew(choice, index, what, piece)
    if isinstance(part, Text):
        for citation in part.citations:
            yield told.CitationAdded(choice, index, citation)
    yield told.PartEnded(choice, index)
