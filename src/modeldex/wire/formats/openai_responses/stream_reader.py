"""A stream, from the format's words.

Items come one after the other; a frame of another item than the open one waits until that one ends.
What a server leaves out of its deltas is taken from what it says at the end of a part, of an item, or of
the whole: nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.failure import Failure
from modeldex.wire.formats.openai_responses import response_form as form
from modeldex.wire.formats.openai_responses.citations import read_logprobs
from modeldex.wire.formats.openai_responses.failure import failure_of
from modeldex.wire.formats.openai_responses.finish import read_finish
from modeldex.wire.formats.openai_responses.names import NAME, given_id
from modeldex.wire.formats.openai_responses.open_item import OpenItem
from modeldex.wire.formats.openai_responses.response_reader import logprobs_of, untold_items
from modeldex.wire.formats.openai_responses.usage import read_usage
from modeldex.wire.json_text import LENIENT
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.events import ChatEvent
    from modeldex.wire.format import Frame

_NO_FRAMES = (b"", b"[DONE]")
"""What servers send that end their streams as in OpenAI's older format."""
_decode = LENIENT.decode
_ADDED = "response.output_item.added"
_NO_ERROR: dict[str, Any] = {
    "code": "server_error",
    "message": "the provider says no more than that it failed",
}


class ResponsesStreamReader:
    """Reads one stream."""

    def __init__(self) -> None:
        self._is_begun = False
        self._is_over = False
        self._item: OpenItem | None = None
        self._next = 0
        self._kinds: set[type] = set()
        self._has_logprobs = False
        self._waiting: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        self._places: list[int] = []
        self._done: dict[int, tuple[str, str | None]] = {}
        self._is_catching_up = False

    def read(self, frame: Frame) -> list[ChatEvent]:
        """The events of a frame."""
        if self._is_over or frame.data.strip() in _NO_FRAMES:
            return []
        try:
            payload = _decode(frame.data.decode())
        except (ValueError, RecursionError):
            return self._cut(": a frame is no JSON")
        return self._of_frame(payload, frame.event) if type(payload) is dict else []

    def _of_frame(self, payload: dict[str, Any], event: str) -> list[ChatEvent]:
        kind = payload.get("type") or event
        if type(kind) is not str:
            return []
        handler = _OF_ITEM.get(kind)
        if handler is not None:
            return self._of_item(handler, kind, payload)
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(self, kind, payload)
        return self._failed(payload["error"]) if isinstance(payload.get("error"), dict) else []

    def end(self) -> list[ChatEvent]:
        """What the end of the bytes means."""
        return [] if self._is_over else self._cut("")

    def _cut(self, why: str) -> list[ChatEvent]:
        self._is_over = True
        when = "before its end" if self._is_begun else "before it began"
        return [told.Failed(Failure(kind="cut", message=f"the stream broke off {when}{why}", format=NAME))]

    def _of_item(self, handler: _Handler, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        item, place = self._item, payload.get("output_index")
        if type(place) is int:
            if item is not None:
                if place != item.place and not (kind == _ADDED and item.is_told and not self._waiting):
                    self._wait(place, kind, payload)
                    return []
            elif place in self._done and kind != _ADDED:
                return []
        return handler(self, kind, payload)

    def _wait(self, place: int, kind: str, payload: dict[str, Any]) -> None:
        if place not in self._waiting:
            self._waiting[place] = []
            heappush(self._places, place)
        self._waiting[place].append((kind, payload))

    def _begin(self, response: Mapping[str, Any]) -> list[ChatEvent]:
        if self._is_begun:
            return []
        self._is_begun = True
        extras = form.read_extras(response)
        return [
            told.Started(
                given_id(form.read_text_field(response, "id")), form.read_text_field(response, "model"),
                form.read_created(response), form.read_text_field(response, "service_tier"),
                None, NAME, extras,
            )
        ]  # fmt: skip

    def created(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """The answer begins."""
        del kind
        return self._begin(_object(payload, "response"))

    def added(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """An item begins."""
        del kind
        events = self._begin({})
        value = _object(payload, "item")
        place = payload.get("output_index", -1)
        if self._item is not None:  # the same item once more, or servers that do not count
            events += self._close({})
        self._item = OpenItem(value, place if type(place) is int else -1, self._next)
        self._note(events, self._item.begin())
        return events

    def within(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """A part of the open item begins or ends, or is given a source."""
        events = self._begin({})
        if self._item is None:
            self._item = OpenItem.of_frame(kind, payload, self._next)
        self._note(events, self._item.take(kind, payload))
        return events

    def grew(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """The open part of the open item grew."""
        item, delta = self._item, payload.get("delta")
        if item is not None and type(delta) is str:
            event = item.grow(kind, payload, delta)
            if event is not None:
                logprobs = payload.get("logprobs")
                return [event, *self._likely(logprobs)] if logprobs else [event]
        events = self.within(kind, payload)
        events += self._likely(payload.get("logprobs"))
        return events

    def item_done(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """An item ends; those that waited for it follow."""
        events = self._begin({})
        if self._item is None:
            events += self.added(kind, payload)
        events += self._close(_object(payload, "item"))
        return events + self._catch_up()

    def _catch_up(self) -> list[ChatEvent]:
        """Take up the frames that waited, as far as no item is open."""
        if self._is_catching_up:
            return []
        self._is_catching_up = True
        events: list[ChatEvent] = []
        while self._waiting and self._item is None:
            for kind, payload in self._waiting.pop(heappop(self._places)):
                events += self._of_item(_OF_ITEM[kind], kind, payload)
        self._is_catching_up = False
        return events

    def ended(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """The answer ends."""
        response = _object(payload, "response")
        events = self._flush(response)
        if kind == "response.failed" or (
            response.get("status") == "failed" and isinstance(response.get("error"), dict)
        ):
            usage = read_usage(response)
            if usage is not None:
                events.append(told.UsageTold(usage))
            error = response.get("error") or payload.get("error")
            return events + self._failed(error if isinstance(error, dict) else _NO_ERROR)
        output = response.get("output")
        if not self._has_logprobs and isinstance(output, list):
            events += self._likely_of(logprobs_of(output))
        self._is_over = True
        usual = "incomplete" if kind == "response.incomplete" else "completed"
        stated = response if response.get("status") else {**response, "status": usual}
        finish = read_finish(stated, self._kinds) or Finish(reason="stop")
        events.append(told.ChoiceEnded(0, finish))
        usage = read_usage(response)
        if usage is not None:
            events.append(told.UsageTold(usage))
        events.append(told.Ended())
        return events

    def error(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """The stream fails: the error stands in the frame itself, or in an object of its own."""
        del kind
        inner = payload.get("error")
        bare = {name: value for name, value in payload.items() if name not in ("type", "sequence_number")}
        return self._failed(inner if isinstance(inner, dict) else bare)

    def pinged(self, kind: str, payload: dict[str, Any]) -> list[ChatEvent]:
        """Nothing new."""
        del kind, payload
        return [told.Pinged()]

    def _flush(self, response: Mapping[str, Any]) -> list[ChatEvent]:
        """All that is still open or waits; of a server that streams no items, all of them."""
        events = self._begin(response)
        while self._item is not None or self._waiting:
            events += self._close({})
            events += self._catch_up()
        for place, item in untold_items(response.get("output"), self._done):
            events += self.item_done(_ADDED, {"item": item, "output_index": place})
        return events

    def _close(self, value: dict[str, Any]) -> list[ChatEvent]:
        item, self._item = self._item, None
        events: list[ChatEvent] = []
        if item is not None:
            self._note(events, item.end(value))
            self._next = item.next
            self._done[item.place] = item.type, item.id
        return events

    def _note(self, events: list[ChatEvent], more: list[ChatEvent]) -> None:
        """Take up events, and what kinds of parts they begin."""
        for event in more:
            if type(event) is told.PartStarted:
                self._kinds.add(type(event.part))
        events += more

    def _likely(self, value: Any) -> list[ChatEvent]:
        return self._likely_of(read_logprobs(value))

    def _likely_of(self, logprobs: Any) -> list[ChatEvent]:
        if not logprobs:
            return []
        self._has_logprobs = True
        return [told.LogprobsAdded(0, logprobs)]

    def _failed(self, error: Mapping[str, Any]) -> list[ChatEvent]:
        self._is_over = True
        return [told.Failed(failure_of(error))]


def _object(payload: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


_R = ResponsesStreamReader
_Handler = Callable[[ResponsesStreamReader, str, dict[str, Any]], list["ChatEvent"]]
_OF_ITEM: dict[str, _Handler] = {
    _ADDED: _R.added,
    "response.output_item.done": _R.item_done,
    "response.content_part.added": _R.within,
    "response.content_part.done": _R.within,
    "response.output_text.delta": _R.grew,
    "response.output_text.done": _R.within,
    "response.output_text.annotation.added": _R.within,
    "response.refusal.delta": _R.grew,
    "response.refusal.done": _R.within,
    "response.reasoning_summary_part.added": _R.within,
    "response.reasoning_summary_part.done": _R.within,
    "response.reasoning_summary_text.delta": _R.grew,
    "response.reasoning_summary_text.done": _R.within,
    "response.reasoning_text.delta": _R.grew,
    "response.reasoning_text.done": _R.within,
    "response.function_call_arguments.delta": _R.grew,
    "response.function_call_arguments.done": _R.within,
    "response.custom_tool_call_input.delta": _R.grew,
    "response.custom_tool_call_input.done": _R.within,
}
"""What tells of one item."""
_HANDLERS: dict[str, _Handler] = {
    "response.created": _R.created,
    "response.in_progress": _R.created,
    "response.queued": _R.created,
    "response.completed": _R.ended,
    "response.incomplete": _R.ended,
    "response.failed": _R.ended,
    "response.cancelled": _R.ended,
    "error": _R.error,
    "keepalive": _R.pinged,
    "ping": _R.pinged,
}
"""What tells of the whole."""
