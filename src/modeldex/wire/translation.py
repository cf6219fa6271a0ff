"""From one format's words into another's: requests, answers, streams, errors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire import events as told
from modeldex.wire.failure import Failure
from modeldex.wire.losses import Loss, Losses
from modeldex.wire.quirks import NO_QUIRKS, Quirks
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.format import Frame, StreamReader, StreamWriter, Unframer, WireFormat

_ASKS = "openai_chat"
"""The format whose streams tell usage where the request asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A body in another format, and what of it did not arrive as it was meant."""

    body: dict[str, Any]
    dropped: tuple[Loss, ...] = ()
    approximated: tuple[Loss, ...] = ()


def translate_request(
    body: Mapping[str, Any],
    source: WireFormat | str,
    target: WireFormat | str,
    *,
    model: str,
    is_stream: bool | None = None,
    is_strict: bool = False,
    quirks: Quirks = NO_QUIRKS,
) -> Translated:
    """A request in the target's words, for the model that the target's provider knows by `model`.

    `source` and `target` are wire formats, such as `openai_chat`, `openai_responses`, `anthropic`,
    `gemini`, `bedrock` and `ollama`; UnknownNameError lists them. `quirks`: where the provider departs
    from its format; `is_stream`: whether a stream is wanted, where the body does not say. A stream of
    OpenAI's chat tells usage only if it is asked to; those of others always do, so their requests ask.
    InvalidRequestError where it is none; UntranslatableError in strict mode where something is lost.
    """
    reads, writes = _format(source), _format(target)
    request = replace(reads.read_request(body, model=model, is_stream=is_stream), model=model)
    if request.is_stream and request.includes_usage is None and reads.name != writes.name == _ASKS:
        request = replace(request, includes_usage=quirks.stream_usage == "asked" or None)
    losses = Losses(is_strict=is_strict)
    written = writes.write_request(request, losses, quirks)
    losses.settle(writes.name)
    return _translated(written, losses)


def translate_response(
    body: Mapping[str, Any], source: WireFormat | str, target: WireFormat | str, *, is_strict: bool = False
) -> Translated:
    """An answer in the target's words; WireDataError where it is none. See `translate_request`."""
    losses = Losses(is_strict=is_strict)
    writes = _format(target)
    written = writes.write_response(_format(source).read_response(body), losses)
    losses.settle(writes.name)
    return _translated(written, losses)


class StreamTranslation:
    """The bytes of one stream in another format's words, as they come in.

    The first fault ends it: with an error event of the target's, and nothing that looks like an end. Bytes
    that cannot be a stream of the source are such a fault. Strict losses refuse nothing here: what is lost
    is known when the bytes before it are gone; look at `losses`.
    """

    def __init__(
        self,
        source: WireFormat | str,
        target: WireFormat | str,
        losses: Losses | None = None,
        *,
        includes_usage: bool = True,
    ) -> None:
        """`losses` collects what the target cannot say; `includes_usage`: whether usage ends the stream."""
        reads = _format(source)
        self.losses = Losses() if losses is None else losses
        """What was lost by now."""
        self._unframer: Unframer = reads.unframer()
        self._reader: StreamReader = reads.stream_reader()
        self._writer: StreamWriter = _format(target).stream_writer(self.losses, includes_usage=includes_usage)
        self._is_over = False
        self.usage: Usage | None = None
        """What the stream told of usage by now; None: nothing."""
        self.failure: Failure | None = None
        """Why it failed; None while it has not."""

    def feed(self, piece: bytes) -> bytes:
        """The bytes that a piece makes ready."""
        if self._is_over:
            return b""
        try:
            return self._written(self._unframer.feed(piece))
        except WireDataError as fault:
            return self._fail(fault)

    def end(self) -> bytes:
        """The bytes that the end makes ready: the target's own end, or its error where the source is cut."""
        if self._is_over:
            return b""
        try:
            written = self._written(self._unframer.end())
        except WireDataError as fault:  # what is left is the beginning of a frame
            return self._fail(fault, "cut")
        return written + b"".join(map(self._one, self._reader.end()))

    def _fail(self, fault: WireDataError, kind: str = "server") -> bytes:
        return self._one(told.Failed(Failure(kind=kind, message=str(fault))))

    def _written(self, frames: list[Frame]) -> bytes:
        return b"".join([self._one(event) for frame in frames for event in self._reader.read(frame)])

    def _one(self, event: told.ChatEvent) -> bytes:
        if self._is_over:
            return b""
        kind = type(event)
        if kind is told.UsageTold:
            self.usage = event.usage  # type: ignore[union-attr]
        elif kind is told.Failed:
            self.failure = event.failure  # type: ignore[union-attr]
            self._is_over = True
        elif kind is told.Ended:
            self._is_over = True
        return self._writer.write(event)


def _format(wire: WireFormat | str) -> WireFormat:
    return format_named(wire) if isinstance(wire, str) else wire


def _translated(body: dict[str, Any], losses: Losses) -> Translated:
    return Translated(body=body, dropped=tuple(losses.dropped), approximated=tuple(losses.approximated))
