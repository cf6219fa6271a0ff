"""`GeminiStreamReader`: every frame is an answer in itself, whose parts are the next pieces.

Nothing marks the end but the end of the bytes: an answer is whole when each candidate has said why it
ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.clock import read_moment
from modeldex.wire.failure import Failure
from modeldex.wire.formats.gemini.failure import failure_of
from modeldex.wire.formats.gemini.finish import blocked
from modeldex.wire.formats.gemini.growing import Growing
from modeldex.wire.formats.gemini.response import MARKS, text_of
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.formats.gemini.usage import read_usage
from modeldex.wire.json_text import LENIENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.format import Frame
    from modeldex.wire.response import Finish

_CUT = Failure(kind="cut", message="the stream broke off before the answer was whole")
_PLAIN = frozenset({"content", "index"})
"""Fields of a candidate that tells nothing but its next pieces."""
_BLANK = frozenset({b"", b"[DONE]"})
"""What a frame may hold that is no answer."""
_NAMES = frozenset({"candidates", "usageMetadata", "modelVersion", "responseId", "createTime"})


class GeminiStreamReader:
    """Reads one stream."""

    def __init__(self) -> None:
        self._choices: dict[int, Growing] = {}
        self._refused: Finish | None = None
        self._counts: Any = None
        """`usageMetadata` as it was told last."""
        self._usage: Usage | None = None
        self._response_id: str | None = None
        self._is_started = False
        self._is_over = False

    def read(self, frame: Frame) -> list[told.ChatEvent]:
        """The events of a frame."""
        if self._is_over:
            return []
        events: list[told.ChatEvent] = []
        try:
            value = LENIENT.decode(frame.data.decode())
        except (ValueError, RecursionError):
            if frame.data.strip() not in _BLANK:
                self._over(
                    Failure(kind="cut", message="the stream holds what is no JSON", format=NAME), events
                )
            return events
        for one in value if type(value) is list else (value,):
            if type(one) is dict and not self._is_over:
                self._take(camel(one), events)
        return events

    def end(self) -> list[told.ChatEvent]:
        """The ends of all candidates; a failure where one has not said why it ended."""
        if self._is_over:
            return []
        self._is_over = True
        events: list[told.ChatEvent] = []
        if self._refused is not None and not self._choices:
            self._choices[0] = Growing(0, self._response_id)
        elif not self._choices or not all(one.is_finished for one in self._choices.values()):
            return [told.Failed(_CUT)]
        for _, choice in sorted(self._choices.items()):
            choice.end(events, self._refused)
        events.append(told.Ended())
        return events

    def _take(self, chunk: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        error = chunk.get("error")
        if error is not None:
            self._fail(error, events)
            return
        if not self._is_started:
            if not MARKS & chunk.keys():
                return
            self._start(chunk, events)
        candidates = chunk.get("candidates")
        if candidates and type(candidates) is list:
            for candidate in candidates:
                if type(candidate) is dict:
                    self._take_candidate(candidate, events)
        elif "promptFeedback" in chunk:
            self._refused = blocked(chunk["promptFeedback"]) or self._refused
        counts = chunk.get("usageMetadata")
        if counts is not None and counts != self._counts:
            self._counts = counts
            self._tell_usage(chunk, events)

    def _take_candidate(self, value: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        candidate = camel(value)
        index = candidate.get("index", 0)
        choice = self._choices.get(index) if type(index) is int else None
        if choice is None:
            index = index if type(index) is int else 0
            choice = self._choices.setdefault(index, Growing(index, self._response_id))
        content = candidate.get("content")
        parts = content.get("parts") if type(content) is dict else None
        for part in parts if type(parts) is list else ():
            if type(part) is dict and len(part) == 1 and type(part.get("text")) is str:
                choice.words(part["text"], events)
            else:
                choice.part(part, events)
        if len(candidate) > 2 or candidate.keys() != _PLAIN:
            choice.further(candidate, events)

    def _start(self, chunk: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        self._is_started = True
        self._response_id = text_of(chunk, "responseId")
        extras = {name: value for name, value in chunk.items() if name not in _NAMES and value is not None}
        events.append(
            told.Started(
                self._response_id, text_of(chunk, "modelVersion"), read_moment(chunk.get("createTime")),
                format=NAME, extras=extras,
            )
        )  # fmt: skip

    def _tell_usage(self, chunk: Mapping[str, Any], events: list[told.ChatEvent]) -> None:
        """Tell usage whenever it is another: nobody knows which frame is the last that a caller takes."""
        usage = read_usage(chunk, self._usage)
        if usage is not None:
            self._usage = usage
            events.append(told.UsageTold(usage))

    def _fail(self, error: Any, events: list[told.ChatEvent]) -> None:
        self._over(failure_of(error if type(error) is dict else {"message": str(error)}), events)

    def _over(self, failure: Failure, events: list[told.ChatEvent]) -> None:
        self._is_over = True
        if not self._is_started:
            events.append(told.Started(None, None, format=NAME))
        events.append(told.Failed(failure))
