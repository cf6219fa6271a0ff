"""A stream, into the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.formats.openai_responses.failure import response_error, written_error
from modeldex.wire.formats.openai_responses.finish import COMPLETED, FAILED, write_finish
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.formats.openai_responses.response_form import response_object
from modeldex.wire.formats.openai_responses.stream_frames import Frames
from modeldex.wire.formats.openai_responses.stream_output import StreamOutput
from modeldex.wire.formats.openai_responses.usage import put_usage
from modeldex.wire.further import drop_remarks

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.usage import Usage
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.losses import Losses
    from modeldex.wire.response import TokenLogprob

_ENDS = {"completed": "response.completed", "incomplete": "response.incomplete"}


class ResponsesStreamWriter:
    """Writes one stream: all that comes of one answer, and one frame that ends it."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._frames = Frames()
        self._response: dict[str, Any] | None = None
        self._output: StreamOutput | None = None
        self._usage: Usage | None = None
        self._status: tuple[str, dict[str, Any] | None] = (COMPLETED, None)
        self._late_logprobs: list[TokenLogprob] = []
        self._is_over = False
        self._has_others = False

    def write(self, event: ChatEvent) -> bytes:
        """The bytes that an event makes ready."""
        if type(event) is told.PartGrew:
            if self._output is not None and not event.choice and not self._is_over:
                return self._output.grow(event)
            return b""
        return b"" if self._is_over else _HANDLERS[type(event)](self, event)

    def started(self, event: told.Started) -> bytes:
        """The answer begins: once."""
        if self._response is not None:
            return b""
        if event.extras and event.format != NAME:
            drop_remarks(event, self._losses)
        self._response = response_object(
            id_=event.id, model=event.model, created=event.created, service_tier=event.service_tier,
            format_=event.format, extras=event.extras,
        )  # fmt: skip
        self._response["status"] = "in_progress"
        self._output = StreamOutput(self._frames, self._losses, event.id)
        created = self._frames.frame("response.created", response=self._response)
        return created + self._frames.frame("response.in_progress", response=self._response)

    def part_started(self, event: told.PartStarted) -> bytes:
        """A part begins."""
        if event.choice:
            return self._other(event.choice)
        begun, output = self._begun()
        return begun + output.start(event)

    def cited(self, event: told.CitationAdded) -> bytes:
        """The open text is given a source."""
        return b"" if event.choice or self._output is None else self._output.cite(event)

    def likely(self, event: told.LogprobsAdded) -> bytes:
        """How likely the last tokens were: with the open text, or with the whole answer."""
        if event.choice or self._output is None:
            return b""
        if self._output.is_text_open:
            return self._output.add_logprobs(event.logprobs)
        self._late_logprobs += event.logprobs
        return b""

    def part_ended(self, event: told.PartEnded) -> bytes:
        """The part is whole."""
        return b"" if event.choice or self._output is None else self._output.finish(event)

    def choice_ended(self, event: told.ChoiceEnded) -> bytes:
        """The answer is whole."""
        if event.choice:
            return self._other(event.choice)
        begun, output = self._begun()
        self._status = write_finish(event.finish, output.kinds, self._losses, "choices[0].finish")
        return begun + output.close(self._status[0])

    def usage_told(self, event: told.UsageTold) -> bytes:
        """What the call used; the frame that ends the stream tells it."""
        self._usage = event.usage
        return b""

    def pinged(self, event: told.Pinged) -> bytes:
        """The connection is alive: a comment."""
        del event
        return b": ping\n\n"

    def failed(self, event: told.Failed) -> bytes:
        """The answer failed: one frame, and nothing after it."""
        self._is_over = True
        if self._response is None:
            error = written_error(event.failure)
            flat = {name: error[name] for name in ("code", "message", "param")}
            return self._frames.frame("error", **flat, error=error)
        self._response["error"] = response_error(event.failure)
        return self._end(FAILED, None)

    def ended(self, event: told.Ended) -> bytes:
        """The stream is whole."""
        del event
        begun, output = self._begun()
        status, details = self._status
        begun += output.close(status)
        self._is_over = True
        return begun + self._end(status, details)

    def _end(self, status: str, details: dict[str, Any] | None) -> bytes:
        response = self._response or {}
        if self._output is not None:
            if self._late_logprobs and not self._output.put_logprobs(self._late_logprobs):
                self._losses.drop("choices[0].logprobs", "the answer has no text that they could stand at")
            response["output"] = self._output.items
        response["status"] = status
        response["incomplete_details"] = details
        if status not in _ENDS and response.get("error") is None:
            response["error"] = response_error(None)
        if self._usage is not None:
            put_usage(response, self._usage, self._losses)
        return self._frames.frame(_ENDS.get(status, "response.failed"), response=response)

    def _begun(self) -> tuple[bytes, StreamOutput]:
        begun = b"" if self._output is not None else self.started(told.Started(None, None))
        assert self._output is not None
        return begun, self._output

    def _other(self, choice: int) -> bytes:
        if not self._has_others:
            self._has_others = True
            self._losses.drop(f"choices[{choice}]", "the format has one answer")
        return b""


_W = ResponsesStreamWriter
_HANDLERS: dict[type, Callable[[ResponsesStreamWriter, Any], bytes]] = {
    told.Started: _W.started,
    told.PartStarted: _W.part_started,
    told.CitationAdded: _W.cited,
    told.LogprobsAdded: _W.likely,
    told.PartEnded: _W.part_ended,
    told.ChoiceEnded: _W.choice_ended,
    told.UsageTold: _W.usage_told,
    told.Pinged: _W.pinged,
    told.Failed: _W.failed,
    told.Ended: _W.ended,
}
