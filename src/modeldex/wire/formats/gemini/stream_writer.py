"""`GeminiStreamWriter`: pieces of an answer, each an answer in itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Audio, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.gemini.citations import write_grounding
from modeldex.wire.formats.gemini.failure import write_failure
from modeldex.wire.formats.gemini.finish import blocked, write_finish
from modeldex.wire.formats.gemini.logprobs import write_logprobs
from modeldex.wire.formats.gemini.parts_writer import Scribe
from modeldex.wire.formats.gemini.response import names_of, note_lost
from modeldex.wire.formats.gemini.spelling import NAME
from modeldex.wire.formats.gemini.usage import note_unsaid, write_usage
from modeldex.wire.framing.sse import sse
from modeldex.wire.json_text import quoted, write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Citation, Part
    from modeldex.wire.losses import Losses
    from modeldex.wire.response import Finish, TokenLogprob


_HEAD = b'data: {"candidates":[{"content":{"role":"model","parts":['


class _Choice:
    """What is known of one answer while it is written."""

    __slots__ = (
        "citations", "finish", "head", "logprobs", "number", "open", "path", "pieces", "proofs", "runs",
        "tail", "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.open: Part | None = None
        self.path = ""
        self.pieces: list[str] = []
        """Of the arguments of the open call."""
        self.proofs: dict[str, list[str]] = {}
        """What proves the open thought to another maker: its field, and the pieces."""
        self.head, self.tail = b"", b""
        """What stands before and behind the words of the open part."""
        self.number = -1
        self.words: list[str] | None = None
        """Pieces of the open text; None where another part is open, or none."""
        self.runs: dict[int, list[list[str]]] = {}
        """Number of a part -> the texts that follow each other in it: readers take them for one."""
        self.citations: list[tuple[int, int, Citation]] = []
        """Number of the part, place of the text in it, and its source."""
        self.logprobs: list[TokenLogprob] = []
        self.finish: Finish | None = None


class GeminiStreamWriter:
    """Writes one stream. Why answers ended is told with the usage, in the last frame, once all is well."""

    def __init__(self, losses: Losses, *, includes_usage: bool = True) -> None:
        self._losses = losses
        self._scribe = Scribe(losses=losses, is_answer=True)
        self._includes_usage = includes_usage
        self._choices: dict[int, _Choice] = {}
        self._usage: Usage | None = None
        self._names: dict[str, Any] = {}
        self._own: dict[str, Any] = {}

    def write(self, event: told.ChatEvent) -> bytes:
        """The bytes that an event makes ready."""
        return _WRITERS[type(event)](self, event)

    def start(self, event: told.Started) -> bytes:
        """Keep what every frame says."""
        is_own = event.format == NAME
        note_lost(event, self._losses, is_own=is_own)
        self._names = names_of(event.id, event.model, event.created)
        self._own = dict(event.extras) if is_own else {}
        self._scribe.is_own = is_own
        return b""

    def begin(self, event: told.PartStarted) -> bytes:
        """A part that does not grow is written at once."""
        choice = self._choices.setdefault(event.choice, _Choice())
        part = choice.open = event.part
        choice.path = f"choices[{event.choice}].parts[{event.index}]"
        choice.pieces = []
        if isinstance(part, Text | Refusal):
            choice.number += choice.words is None
            choice.words = []
            choice.runs.setdefault(choice.number, []).append(choice.words)
        else:
            choice.number += 1
            choice.words = None
        if isinstance(part, Text | Refusal | Thinking):
            return self._begin_words(event.choice, choice, part)
        if type(part) is ToolCall or (type(part) is Audio and part.data is None):
            return b""
        return self._part(event.choice, choice, part)

    def _begin_words(self, index: int, choice: _Choice, part: Text | Refusal | Thinking) -> bytes:
        head, tail = self._frame(index)
        choice.head = head + b'{"text":'
        choice.tail = (b',"thought":true}' if type(part) is Thinking else b"}") + tail
        if type(part) is Refusal:
            self._losses.approximate(choice.path, "a refusal is plain text here")
        return self._words(choice, part.text) if part.text else b""

    def grow(self, event: told.PartGrew) -> bytes:
        """Words go on; what grows otherwise is written whole, or piece by piece where it is sound."""
        choice = self._choices[event.choice]
        if event.what == told.TEXT:
            return self._words(choice, event.piece)
        part = choice.open
        if type(part) is Thinking and part.signed_by != NAME:
            choice.proofs.setdefault(event.what, []).append(event.piece)
            return b""
        if event.what == told.ARGUMENTS:
            choice.pieces.append(event.piece)
        elif event.what == told.SIGNATURE:
            return self._signature(event, choice)
        elif event.what == told.AUDIO and type(part) is Audio:
            return self._part(event.choice, choice, replace(part, data=event.piece, transcript=None))
        elif type(part) is not Thinking:
            self._losses.drop(f"{choice.path}.{event.what}", "has no place in this format")
        return b""

    def cite(self, event: told.CitationAdded) -> bytes:
        """Sources come in the last frame."""
        choice = self._choices[event.choice]
        place = len(choice.runs.get(choice.number, ())) - 1
        if place >= 0:
            choice.citations.append((choice.number, place, event.citation))
        return b""

    def weigh(self, event: told.LogprobsAdded) -> bytes:
        """So do the likelihoods of the tokens."""
        self._choices.setdefault(event.choice, _Choice()).logprobs.extend(event.logprobs)
        return b""

    def close(self, event: told.PartEnded) -> bytes:
        """A call is written when its arguments are whole."""
        choice = self._choices[event.choice]
        part = choice.open
        if type(part) is Thinking and choice.proofs:
            proofs: dict[str, Any] = {name: "".join(pieces) for name, pieces in choice.proofs.items()}
            choice.proofs = {}
            proved = replace(part, text="", **proofs)
            return self._part(event.choice, choice, proved)
        if type(part) is not ToolCall:
            return b""
        whole = (
            event.part if type(event.part) is ToolCall else replace(part, arguments="".join(choice.pieces))
        )
        return self._part(event.choice, choice, whole)

    def finish(self, event: told.ChoiceEnded) -> bytes:
        """Kept until all is well."""
        self._choices.setdefault(event.choice, _Choice()).finish = event.finish
        return b""

    def count(self, event: told.UsageTold) -> bytes:
        """Kept for the last frame."""
        self._usage = event.usage
        return b""

    def end(self, _event: told.Ended) -> bytes:
        """The last frame."""
        body: dict[str, Any] = {}
        refused = blocked(self._own.get("promptFeedback"))
        if refused is None and not self._choices:
            self._choices[0] = _Choice()
        candidates = [
            self._last(index, choice)
            for index, choice in sorted(self._choices.items())
            if refused is None or choice.number >= 0
        ]
        if candidates:
            body["candidates"] = candidates
        body |= {name: value for name, value in self._own.items() if name != "candidates"}
        if self._usage is not None and self._includes_usage:
            body["usageMetadata"] = write_usage(self._usage)
            note_unsaid(self._usage, self._losses)
        return sse(write_json(body | self._names))

    def fail(self, event: told.Failed) -> bytes:
        """The error, in the shape that the SDKs look for."""
        return sse(write_json(write_failure(event.failure)[1]))

    def ping(self, _event: told.Pinged) -> bytes:
        """Nothing: the SDKs take a comment for JSON."""
        return b""

    def _words(self, choice: _Choice, words: str) -> bytes:
        if choice.words is not None:
            choice.words.append(words)
        return choice.head + quoted(words) + choice.tail

    def _part(self, index: int, choice: _Choice, part: Part) -> bytes:
        written = self._scribe.part(part, choice.path)
        return b"" if written is None else self._chunk(index, written)

    def _signature(self, event: told.PartGrew, choice: _Choice) -> bytes:
        part = choice.open
        if not isinstance(part, Text | Thinking):
            return b""
        if part.signed_by != NAME:
            self._losses.drop(f"{choice.path}.signature", "is a signature of another format")
            return b""
        choice.words = None  # readers take no more words into a part that is signed
        thought = {"thought": True} if type(part) is Thinking else {}
        return self._chunk(event.choice, {"text": "", **thought, "thoughtSignature": event.piece})

    def _chunk(self, index: int, part: dict[str, Any]) -> bytes:
        head, tail = self._frame(index)
        return head + write_json(part) + tail

    def _frame(self, index: int) -> tuple[bytes, bytes]:
        """What stands before and behind a part."""
        names = b"," + write_json(self._names)[1:-1] if self._names else b""
        return _HEAD, b']},"index":%d}]%b}\n\n' % (index, names)

    def _last(self, index: int, choice: _Choice) -> dict[str, Any]:
        """The end of one answer; a text without words is what the API itself sends there."""
        last: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": ""}]}}
        word = write_finish(choice.finish, f"choices[{index}]", self._losses)
        last["finishReason"] = word or "STOP"  # readers take an answer without a word for one that broke off
        last["index"] = index
        if choice.logprobs:
            last["logprobsResult"] = write_logprobs(choice.logprobs)
        if choice.citations:
            last["groundingMetadata"] = write_grounding(_placed(choice))
        return last


def _placed(choice: _Choice) -> list[tuple[int, str, list[Citation]]]:
    """The citations of each part, counted from the beginning of its run of texts."""
    placed: list[tuple[int, str, list[Citation]]] = []
    for number, run in choice.runs.items():
        texts = ["".join(pieces) for pieces in run]
        cited: list[Citation] = []
        for _, place, citation in (one for one in choice.citations if one[0] == number):
            before = len("".join(texts[:place]))
            start, end = citation.start, citation.end
            if (start is None or end is None) and len(texts) > 1:
                start, end = 0, len(texts[place])
            if start is not None and end is not None:
                start, end = start + before, end + before
            cited.append(replace(citation, start=start, end=end))
        if cited:
            placed.append((number, "".join(texts), cited))
    return placed


_WRITERS: dict[type, Callable[[GeminiStreamWriter, Any], bytes]] = {
    told.Started: GeminiStreamWriter.start, told.PartStarted: GeminiStreamWriter.begin,
    told.PartGrew: GeminiStreamWriter.grow, told.CitationAdded: GeminiStreamWriter.cite,
    told.LogprobsAdded: GeminiStreamWriter.weigh, told.PartEnded: GeminiStreamWriter.close,
    told.ChoiceEnded: GeminiStreamWriter.finish, told.UsageTold: GeminiStreamWriter.count,
    told.Ended: GeminiStreamWriter.end, told.Failed: GeminiStreamWriter.fail,
    told.Pinged: GeminiStreamWriter.ping,
}  # fmt: skip
