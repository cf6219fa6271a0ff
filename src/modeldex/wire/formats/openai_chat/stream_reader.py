"""A stream of chunks as events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.events import Ended, Failed, Started, UsageTold
from modeldex.wire.failure import Failure
from modeldex.wire.formats.openai_chat.choice_stream import ChoiceStream
from modeldex.wire.formats.openai_chat.failure import failure_of
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.response_reader import created_of, extras_of, text_of
from modeldex.wire.formats.openai_chat.usage import usage_in
from modeldex.wire.json_text import LENIENT

if TYPE_CHECKING:
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.format import Frame

DONE = b"[DONE]"
_decode = LENIENT.decode


class ChatStreamReader:
    """Reads one stream.

    `[DONE]` ends it. Where that is missing, an answer all of whose choices told why they ended is whole,
    and any other is cut; so is one of which a chunk cannot be read. What comes after an error, or after the
    end, is nothing.
    """

    __slots__ = ("_choices", "_id", "_is_over", "_is_started")

    def __init__(self) -> None:
        self._choices: dict[int, ChoiceStream] = {}
        self._id: str | None = None
        self._is_started = False
        self._is_over = False

    def read(self, frame: Frame) -> list[ChatEvent]:
        """The events of a chunk."""
        if self._is_over:
            return []
        if frame.data == DONE:
            return self._done()
        try:
            chunk = _decode(frame.data.decode())
        except (ValueError, RecursionError):
            return self._unreadable(frame.data)
        return self._chunk(chunk, frame.event) if type(chunk) is dict else []

    def _chunk(self, chunk: dict[str, Any], event: str) -> list[ChatEvent]:
        events: list[ChatEvent] = []
        if not self._is_started:
            self._start(chunk, events)
        error = _error_in(chunk, event)
        if error is not None:
            return self._fail(failure_of(error, None), events)
        tells = chunk.get("usage") is not None or "x_groq" in chunk
        try:
            choices = chunk.get("choices")
            for choice in choices if type(choices) is list else ():
                if type(choice) is dict:
                    self._choice(choice, events)
                    tells = tells or "usage" in choice
        except WireDataError as fault:
            return self._fail(Failure(kind="server", message=str(fault), format=NAME), events)
        if tells:
            usage = usage_in(chunk)
            if usage is not None:
                events.append(UsageTold(usage))
        return events

    def _choice(self, choice: dict[str, Any], events: list[ChatEvent]) -> None:
        index: Any = choice.get("index")
        if type(index) is not int:
            index = 0
        stream = self._choices.get(index)
        if stream is None:
            stream = self._choices[index] = ChoiceStream(index, self._id)
        stream.take(choice, events)

    def end(self) -> list[ChatEvent]:
        """What the end of the bytes means."""
        if self._is_over:
            return []
        if self._is_whole():
            self._is_over = True
            return [Ended()]
        return self._fail(_cut(is_begun=bool(self._choices)), [])

    def _is_whole(self) -> bool:
        return bool(self._choices) and all(stream.is_ended for stream in self._choices.values())

    def _unreadable(self, data: bytes) -> list[ChatEvent]:
        """A chunk that is no JSON: nobody knows what of the answer stood in it, unless all of it is there."""
        if not data.strip() or self._is_whole():
            return []
        cut = _cut(is_begun=bool(self._choices))
        return self._fail(replace(cut, message=f"{cut.message}: a chunk is no JSON"), [])

    def _start(self, chunk: dict[str, Any], events: list[ChatEvent]) -> None:
        """Azure begins with a chunk of filter results that names neither answer nor model: it is no start."""
        if not chunk.get("choices") and not chunk.get("usage") and not chunk.get("x_groq"):
            return
        self._is_started = True
        self._id = text_of(chunk.get("id"))
        events.append(Started(
            self._id, text_of(chunk.get("model")), created_of(chunk),
            text_of(chunk.get("service_tier")), text_of(chunk.get("system_fingerprint")), NAME,
            extras_of(chunk),
        ))  # fmt: skip

    def _done(self) -> list[ChatEvent]:
        if not self._is_started:
            return self._fail(_cut(is_begun=False), [])
        self._is_over = True
        events: list[ChatEvent] = []
        for stream in self._choices.values():
            stream.close(events)
        events.append(Ended())
        return events

    def _fail(self, failure: Failure, events: list[ChatEvent]) -> list[ChatEvent]:
        self._is_over = True
        events.append(Failed(failure))
        return events


def _error_in(chunk: dict[str, Any], event: str) -> Any:
    """The error that a chunk tells: in its own field, in a choice (OpenRouter), or by the event's name."""
    error = chunk.get("error")
    if error:
        return error
    if event == "error":
        return chunk
    choices = chunk.get("choices")
    if type(choices) is list:
        for choice in choices:
            if type(choice) is dict and (error := choice.get("error")):
                return error
    return None


def _cut(*, is_begun: bool) -> Failure:
    when = "before it was whole" if is_begun else "before its first token"
    return Failure(kind="cut", message=f"the answer broke off {when}", format=NAME)
