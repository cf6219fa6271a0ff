"""`Growing`: one candidate of a stream, as its parts come in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Audio, Text, Thinking, ToolCall
from modeldex.wire.formats.gemini.base64_joint import Base64Joint
from modeldex.wire.formats.gemini.calls import Calls
from modeldex.wire.formats.gemini.citations import read_citations
from modeldex.wire.formats.gemini.finish import read_finish
from modeldex.wire.formats.gemini.logprobs import read_logprobs
from modeldex.wire.formats.gemini.partial_args import PartialArgs
from modeldex.wire.formats.gemini.parts_reader import read_part, signature_of
from modeldex.wire.formats.gemini.spelling import NAME, camel, json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.response import Finish

_WORDS = Text(text="", signed_by=NAME)
_THOUGHT = Thinking(text="", signed_by=NAME, is_summary=True)
_TEXT_KEYS = frozenset({"text", "thought", "thoughtSignature"})
_SOURCES = ("groundingMetadata", "citationMetadata")


class Growing:
    """Tells the parts of one candidate.

    Words go on in the same part until another kind comes, or a signature: it stands on the last piece
    of its part, often an empty one.
    """

    __slots__ = (
        "_args", "_calls", "_choice", "_index", "_joint", "_kinds", "_open", "_pieces", "_signature",
        "_sources", "_word",
    )  # fmt: skip

    def __init__(self, choice: int, response_id: str | None) -> None:
        self._choice = choice
        self._calls = Calls(response_id, choice)
        self._index = -1
        self._open: Part | None = None
        self._pieces: list[str] = []
        self._signature: str | None = None
        self._joint = Base64Joint()
        self._args: PartialArgs | None = None
        self._kinds: set[type] = set()
        self._sources: dict[str, Any] = {}
        self._word: Any = None

    @property
    def is_finished(self) -> bool:
        """Whether it said why it ended. Old models say so in each frame: more may come."""
        return self._word is not None

    def words(self, text: str, events: list[told.ChatEvent]) -> None:
        """Take up words of the answer."""
        if not text:
            return
        if self._open is not _WORDS or self._signature is not None:
            self._begin(_WORDS, events)
        self._pieces.append(text)
        events.append(told.PartGrew(self._choice, self._index, told.TEXT, text))

    def part(self, value: Any, events: list[told.ChatEvent]) -> None:
        """Take up any part; one that is wrong is none."""
        if type(value) is not dict or not value:
            return
        part = camel(value)
        call = part.get("functionCall")
        if type(call) is dict:
            self._call(part, camel(call), events)
        elif part.keys() <= _TEXT_KEYS and type(part.get("text", "")) is str:
            self._signed(part, events)
        else:
            read = read_part(part, "", self._calls, {})
            if type(read) is Audio and read.data is not None:
                self._sound(read, events)
            else:
                self._whole(read, events)

    def further(self, candidate: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        """Take up what a candidate says beside its parts."""
        word = candidate.get("finishReason")
        if word is not None:
            self._word = word
        for name in _SOURCES:
            if candidate.get(name):
                self._sources[name] = candidate[name]
        logprobs = read_logprobs(candidate.get("logprobsResult"))
        if logprobs:
            events.append(told.LogprobsAdded(self._choice, logprobs))

    def end(self, events: list[told.ChatEvent], refused: Finish | None = None) -> None:
        """Tell the end."""
        self._close(events, is_last=True)
        finish = read_finish(self._word, self._kinds) or refused
        if finish is not None:
            events.append(told.ChoiceEnded(self._choice, finish))

    def _begin(self, part: Part, events: list[told.ChatEvent]) -> None:
        self._close(events)
        self._index += 1
        self._open = part
        self._pieces = []
        self._signature = None
        self._kinds.add(type(part))
        events.append(told.PartStarted(self._choice, self._index, part))

    def _whole(self, part: Part | None, events: list[told.ChatEvent]) -> None:
        """A part that does not grow."""
        if part is not None:
            self._begin(part, events)
            self._close(events)

    def _signed(self, part: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        text, signature = part.get("text", ""), signature_of(part)
        kind: Text | Thinking = _THOUGHT if part.get("thought") else _WORDS
        if self._open is not kind or self._signature is not None:
            if not text and signature is None:
                return
            self._begin(kind, events)
        if text:
            self._pieces.append(text)
            events.append(told.PartGrew(self._choice, self._index, told.TEXT, text))
        if signature is not None:
            events.append(told.PartGrew(self._choice, self._index, told.SIGNATURE, signature))
            self._signature = signature

    def _sound(self, part: Audio, events: list[told.ChatEvent]) -> None:
        begun = replace(part, data=None)
        if self._open != begun:
            self._begin(begun, events)
            self._joint = Base64Joint()
        piece = self._joint.joined(part.data or "")
        if piece:
            events.append(told.PartGrew(self._choice, self._index, told.AUDIO, piece))

    def _call(self, part: Mapping[str, Any], call: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        """A whole call, or a piece of one; an empty one ends what was pieced together."""
        name = call.get("name")
        is_next = bool(name) and type(self._open) is ToolCall and name != self._open.name
        if self._args is None or is_next:
            if not name:
                return
            begun = read_part({**part, "functionCall": _head(call)}, "", self._calls, {})
            if type(begun) is not ToolCall:
                self._whole(read_part(part, "", self._calls, {}), events)
                return
            self._begin(replace(begun, arguments=""), events)
            self._args = PartialArgs()
        self._args.take(call.get("partialArgs"))
        given = call.get("args")
        if type(given) is dict:
            self._args.args.update(given)
        if not call.get("willContinue"):
            self._close(events)

    def _close(self, events: list[told.ChatEvent], *, is_last: bool = False) -> None:
        part, self._open = self._open, None
        if part is None:
            return
        whole: Part | None = None
        if part is _WORDS or part is _THOUGHT:
            whole = self._said(part, events, is_last=is_last)
        elif self._args is not None:
            args, self._args = self._args.whole(), None
            events.append(told.PartGrew(self._choice, self._index, told.ARGUMENTS, json_text(args)))
        elif type(part) is Audio:
            rest = self._joint.end()
            if rest:
                events.append(told.PartGrew(self._choice, self._index, told.AUDIO, rest))
        events.append(told.PartEnded(self._choice, self._index, whole))

    def _said(self, part: Part, events: list[told.ChatEvent], *, is_last: bool) -> Part:
        """The whole of words or a thought; sources are told at the end, and are those of the last words."""
        text = "".join(self._pieces)
        signed_by = None if self._signature is None else NAME
        if part is _THOUGHT:
            return Thinking(text=text, signature=self._signature, signed_by=signed_by, is_summary=True)
        cited = read_citations(self._sources, {self._index: text}).get(self._index, []) if is_last else []
        events.extend(told.CitationAdded(self._choice, self._index, one) for one in cited)
        return Text(text=text, signature=self._signature, signed_by=signed_by, citations=tuple(cited))


def _head(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call without what comes in pieces."""
    return {
        name: value for name, value in call.items() if name not in {"args", "partialArgs", "willContinue"}
    }
