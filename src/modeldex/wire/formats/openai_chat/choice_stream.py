"""One choice of a stream: deltas as events of its parts, one part after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Refusal, Text, Thinking
from modeldex.wire.events import (
    SEALED,
    SIGNATURE,
    TEXT,
    ChoiceEnded,
    CitationAdded,
    LogprobsAdded,
    PartEnded,
    PartGrew,
    PartStarted,
)
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_chat.call_stream import CallStreams
from modeldex.wire.formats.openai_chat.finish import read_finish
from modeldex.wire.formats.openai_chat.logprobs import read_logprobs
from modeldex.wire.formats.openai_chat.media_reader import read_image
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.parts_reader import read_citations, read_content
from modeldex.wire.formats.openai_chat.sound_stream import SoundStream
from modeldex.wire.formats.openai_chat.thinking import plain_thinking, read_detail
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from modeldex.wire.content import Part
    from modeldex.wire.events import ChatEvent

_WORDS = frozenset(("content", "role"))
_TEXT, _REFUSAL, _PLAIN = "text", "refusal", "plain"


class ChoiceStream:
    """Reads the deltas of one choice; what comes after its end is passed over."""

    __slots__ = (
        "_answer_id", "_calls", "_choice", "_has_refused", "_index", "_open", "_sound", "is_ended",
    )  # fmt: skip

    def __init__(self, choice: int, answer_id: str | None = None) -> None:
        self._choice = choice
        self._answer_id = answer_id
        self._index = -1
        self._open: Any = None
        self._has_refused = False
        self._calls: CallStreams | None = None
        self._sound: SoundStream | None = None
        self.is_ended = False
        """Whether it told why it ended."""

    def take(self, choice: dict[str, Any], events: list[ChatEvent]) -> None:
        """The events of a choice as it stands in a chunk; WireDataError where they cannot be put in order."""
        if self.is_ended:
            return
        delta = choice.get("delta")
        if type(delta) is dict:
            content = delta.get("content")
            if self._open is _TEXT and type(content) is str and content and delta.keys() <= _WORDS:
                events.append(PartGrew(self._choice, self._index, TEXT, content))
            elif delta:
                self._take(delta, events)
        if choice.get("logprobs") is not None:
            logprobs = read_logprobs(choice["logprobs"])
            if logprobs:
                events.append(LogprobsAdded(self._choice, logprobs))
        if choice.get("finish_reason") is not None:
            finish = read_finish(choice, has_refused=self._has_refused, has_called=self._calls is not None)
            if finish is not None:
                self.close(events, finish)

    def close(self, events: list[ChatEvent], finish: Finish | None = None) -> None:
        """End the choice, unless it has ended; where nobody says why, it was done."""
        if not self.is_ended:
            self._end_part(events)
            self.is_ended = True
            events.append(ChoiceEnded(self._choice, finish or Finish(reason="stop")))

    def _take(self, delta: dict[str, Any], events: list[ChatEvent]) -> None:
        if "reasoning_details" in delta or "reasoning_content" in delta or "reasoning" in delta:
            self._think(delta, events)
        content = delta.get("content")
        if content:
            self._say(content, events)
        refusal = delta.get("refusal")
        if refusal and type(refusal) is str:
            self._has_refused = True
            self._grow(_REFUSAL, Refusal(text=""), refusal, events)
        if len(delta) == 1 and content:
            return
        for citation in read_citations(delta.get("annotations")):
            self._open_part(_TEXT, Text(text=""), events)
            events.append(CitationAdded(self._choice, self._index, citation))
        images = delta.get("images")
        for raw in images if type(images) is list else ():
            image = read_image(Fields(raw, "", {}))
            if image is not None:
                self._whole(image, events)
        audio = delta.get("audio")
        if type(audio) is dict:
            self._hear(audio, events)
        self._call(delta, events)

    def _say(self, content: Any, events: list[ChatEvent]) -> None:
        if type(content) is str:
            self._grow(_TEXT, Text(text=""), content, events)
            return
        for part in read_content(content, "content", {}):  # Mistral sends lists of parts
            if type(part) is Text:
                self._grow(_TEXT, Text(text=""), part.text, events)
            elif type(part) is Thinking:
                self._grow(_PLAIN, Thinking(), part.text, events)
            else:
                self._whole(part, events)

    def _think(self, delta: dict[str, Any], events: list[ChatEvent]) -> None:
        raws = delta.get("reasoning_details")
        details = [(raw, read_detail(raw)) for raw in raws if type(raw) is dict] if type(raws) is list else []
        if not any(detail.text for _, detail in details):
            plain = plain_thinking(delta)
            if plain:
                self._grow(_PLAIN, Thinking(), plain, events)
        for raw, detail in details:
            if detail.text or detail.signature is not None or detail.sealed is not None:
                self._detail(raw, detail, events)

    def _detail(self, raw: dict[str, Any], detail: Thinking, events: list[ChatEvent]) -> None:
        """Pieces of one detail have one type and one index."""
        key = (raw.get("type"), raw.get("index", raw.get("id")))
        begun = Thinking(signed_by=NAME, id=detail.id, is_summary=detail.is_summary, variant=detail.variant)
        self._open_part(key, begun, events)
        for what, piece in ((TEXT, detail.text), (SIGNATURE, detail.signature), (SEALED, detail.sealed)):
            if piece:
                events.append(PartGrew(self._choice, self._index, what, piece))

    def _hear(self, audio: dict[str, Any], events: list[ChatEvent]) -> None:
        if self._sound is None:
            self._sound = SoundStream()
            self._end_part(events)
            self._index += 1
            self._open = self._sound
            events.append(PartStarted(self._choice, self._index, self._sound.begun(audio)))
        if self._open is self._sound:
            for what, piece in self._sound.take(audio):
                events.append(PartGrew(self._choice, self._index, what, piece))

    def _call(self, delta: dict[str, Any], events: list[ChatEvent]) -> None:
        raws = delta.get("tool_calls")
        older = delta.get("function_call")
        if type(older) is dict:
            raws = [{"index": 0, "function": older}]
        if not raws or type(raws) is not list:
            return
        if self._calls is None:
            self._calls = CallStreams(self._choice, self._answer_id)
        if self._open is not self._calls:
            self._end_part(events)
            self._open = self._calls
        for raw in raws:
            if type(raw) is dict:
                self._index = self._calls.take(raw, self._index, events)

    def _grow(self, key: str, begun: Part, piece: str, events: list[ChatEvent]) -> None:
        if self._open is not key:
            self._open_part(key, begun, events)
        events.append(PartGrew(self._choice, self._index, TEXT, piece))

    def _open_part(self, key: Any, begun: Part, events: list[ChatEvent]) -> None:
        if self._open != key:
            self._end_part(events)
            self._index += 1
            self._open = key
            events.append(PartStarted(self._choice, self._index, begun))

    def _whole(self, part: Part, events: list[ChatEvent]) -> None:
        self._end_part(events)
        self._index += 1
        events.append(PartStarted(self._choice, self._index, part))
        events.append(PartEnded(self._choice, self._index))

    def _end_part(self, events: list[ChatEvent]) -> None:
        opened, self._open = self._open, None
        if opened is None:
            return
        if opened is self._calls and self._calls is not None:
            self._index = self._calls.close(self._index, events)
        elif opened is self._sound and self._sound is not None:
            events.extend(self._sound.close(self._choice, self._index))
        else:
            events.append(PartEnded(self._choice, self._index))
