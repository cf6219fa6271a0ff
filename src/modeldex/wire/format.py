"""What every wire format offers, and how a stream is cut into frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from modeldex.wire.quirks import NO_QUIRKS, Quirks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.events import ChatEvent
    from modeldex.wire.failure import Failure
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class Frame(NamedTuple):
    """One message of a stream."""

    event: str
    """Name of the event; blank where the stream names none."""
    data: bytes
    """What it carries: JSON, or a mark such as `[DONE]`."""


class Unframer(Protocol):
    """Takes the bytes of a stream as they come, however they are cut, and gives whole frames."""

    def feed(self, piece: bytes) -> list[Frame]:
        """The frames that are whole with this piece; WireDataError where the bytes cannot be a stream."""

    def end(self) -> list[Frame]:
        """The frames that the end of the bytes makes whole; WireDataError where one is cut."""


class StreamReader(Protocol):
    """Turns the frames of one answer into events; it keeps their order as `events` states it."""

    def read(self, frame: Frame) -> list[ChatEvent]:
        """The events of a frame; what is not understood is no event, and no error."""

    def end(self) -> list[ChatEvent]:
        """What the end of the bytes means: nothing after a whole answer, else `Failed` with kind `cut`."""


class StreamWriter(Protocol):
    """Turns events into the bytes of one answer. An error after the first byte is one of the format."""

    def write(self, event: ChatEvent) -> bytes:
        """The bytes that an event makes ready; often none."""


class WireFormat(Protocol):
    """One way of talking. Everything is pure: same input, same output; nothing is kept between calls."""

    name: str
    """One of `core.provider.WIRE_FORMATS`."""
    stream_type: str
    """Content type of a stream, such as `text/event-stream`."""
    fetches: frozenset[str]
    """Media that it takes as a URL: of `image`, `document`, `audio`, `video`."""
    usage_marks: tuple[bytes, ...]
    """Words one of which stands in every frame or body that tells usage."""
    embeddings: EmbeddingFormat | None
    """How vectors are asked for; None: they are not."""
    counting: CountFormat | None
    """How a request's tokens are counted by the provider; None: they are not."""
    listing: ListFormat | None
    """How the provider's models are listed; None: they are not."""

    def path(self, model: str, *, is_stream: bool) -> str:
        """The path of a chat below the provider's root, such as `/chat/completions`."""

    def unframer(self) -> Unframer:
        """What cuts a stream of this format."""

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        """A request; `model` and `is_stream` where the path says them.

        InvalidRequestError names all bad fields by their path in the body (`messages[0].content`).
        """

    def write_request(
        self, request: ChatRequest, losses: Losses, quirks: Quirks = NO_QUIRKS
    ) -> dict[str, Any]:
        """The body of a request; what it cannot say goes into `losses`."""

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        """A whole answer; WireDataError where it is none of this format."""

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        """The body of a whole answer."""

    def stream_reader(self) -> StreamReader:
        """What reads one stream."""

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> StreamWriter:
        """What writes one stream; `includes_usage`: whether the caller wants usage at its end."""

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        """Why a provider did not answer, whatever it sent; never an error."""

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer that is none."""

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        """The usage that a body or frame tells, joined with what earlier frames told; None where none is.

        `payload` is what a frame, or a whole answer, holds.
        """
