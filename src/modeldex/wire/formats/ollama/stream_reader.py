"""`OllamaStreamReader`: the lines of a stream -> events. A line brings a piece of text, or whole calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.clock import read_moment
from modeldex.wire.content import Text, Thinking
from modeldex.wire.failure import Failure
from modeldex.wire.formats.ollama.failure import failure_of
from modeldex.wire.formats.ollama.finish import read_finish
from modeldex.wire.formats.ollama.logprobs import read_logprobs
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.formats.ollama.response import read_calls, read_parts
from modeldex.wire.formats.ollama.usage import read_usage

if TYPE_CHECKING:
    from modeldex.wire.content import Part
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.format import Frame

_decode = json.JSONDecoder().decode


class OllamaStreamReader:
    """Reads one stream."""

    def __init__(self) -> None:
        self._is_over = False
        self._has_started = False
        self._index = -1
        self._open: type | None = None
        """Kind of the part that grows: `Text` or `Thinking`; None: none does."""
        self._calls = 0

    def read(self, frame: Frame) -> list[ChatEvent]:
        """The events of a line."""
        if self._is_over:
            return []
        try:
            line = _decode(frame.data.decode())
        except (ValueError, RecursionError):
            line = None
        if type(line) is not dict:
            return self._failed(Failure(kind="cut", message="a line of the stream is no JSON object"))
        if line.get("error") is not None:
            return self._failed(failure_of(line, "an error without a message"))
        message = line.get("message")
        if type(message) is not dict:
            message = {}
        if self._open is Text and len(message) == 2 and len(line) == 4 and line.get("done") is False:
            content = message.get("content")
            if type(content) is str and content:
                return [told.PartGrew(0, self._index, told.TEXT, content)]
        return self._line(line, message)

    def end(self) -> list[ChatEvent]:
        """`Failed` where the last line did not say that it is done."""
        if self._is_over:
            return []
        return self._failed(Failure(kind="cut", message="the stream broke off"))

    def _failed(self, failure: Failure) -> list[ChatEvent]:
        self._is_over = True
        return [told.Failed(failure)]

    def _line(self, line: dict[str, Any], message: dict[str, Any]) -> list[ChatEvent]:
        events: list[ChatEvent] = []
        created_at = line.get("created_at")
        if not self._has_started:
            self._has_started = True
            model = line.get("model")
            name = model if type(model) is str else None
            events.append(told.Started(None, name, read_moment(created_at), format=NAME))
        for part in read_parts(message):
            events += self._grown(part)
        calls = read_calls(message, created_at, self._calls)
        if calls is None:
            failure = Failure(kind="server", message="calls of tools must be a list of functions with names")
            return events + self._failed(failure)
        for call in calls:
            self._calls += 1
            begun = type(call)(id=call.id, name=call.name, arguments="")
            events += [*self._closed(), self._begun(begun)]
            events.append(told.PartGrew(0, self._index, told.ARGUMENTS, call.arguments))
            events.append(told.PartEnded(0, self._index))
        logprobs = read_logprobs(line.get("logprobs"))
        if logprobs:
            events.append(told.LogprobsAdded(0, logprobs))
        return events + self._done(line) if line.get("done") is True else events

    def _grown(self, part: Part) -> list[ChatEvent]:
        if not isinstance(part, Text | Thinking):
            return [*self._closed(), self._begun(part), told.PartEnded(0, self._index)]
        events: list[ChatEvent] = []
        if self._open is not type(part):
            events = [*self._closed(), self._begun(type(part)(text=""))]
            self._open = type(part)
        return [*events, told.PartGrew(0, self._index, told.TEXT, part.text)]

    def _begun(self, part: Part) -> ChatEvent:
        self._index += 1
        return told.PartStarted(0, self._index, part)

    def _closed(self) -> list[ChatEvent]:
        was_open, self._open = self._open, None
        return [] if was_open is None else [told.PartEnded(0, self._index)]

    def _done(self, line: dict[str, Any]) -> list[ChatEvent]:
        self._is_over = True
        finish = read_finish(line.get("done_reason"), has_calls=self._calls > 0)
        usage = read_usage(line)
        events = [*self._closed(), told.ChoiceEnded(0, finish)]
        return [*events, *([] if usage is None else [told.UsageTold(usage)]), told.Ended()]
