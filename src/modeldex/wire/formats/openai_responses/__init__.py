"""OpenAI's Responses API: https://platform.openai.com/docs/api-reference/responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_responses import usage
from modeldex.wire.formats.openai_responses.counting import Counting
from modeldex.wire.formats.openai_responses.failure import read_failure, write_failure
from modeldex.wire.formats.openai_responses.listing import Listing
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.formats.openai_responses.request_reader import read_request
from modeldex.wire.formats.openai_responses.request_writer import write_request
from modeldex.wire.formats.openai_responses.response_reader import read_response
from modeldex.wire.formats.openai_responses.response_writer import write_response
from modeldex.wire.formats.openai_responses.stream_reader import ResponsesStreamReader
from modeldex.wire.formats.openai_responses.stream_writer import ResponsesStreamWriter
from modeldex.wire.framing.sse import SseUnframer
from modeldex.wire.quirks import NO_QUIRKS, Quirks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.failure import Failure
    from modeldex.wire.format import WireFormat
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class OpenAIResponses:
    """The format, as `WireFormat` has it."""

    name: str = NAME
    stream_type: str = "text/event-stream"
    fetches: frozenset[str] = frozenset({"image", "document"})
    usage_marks: tuple[bytes, ...] = usage.MARKS
    embeddings: EmbeddingFormat | None = None
    counting: CountFormat | None = Counting()
    listing: ListFormat | None = Listing()

    def path(self, model: str, *, is_stream: bool) -> str:
        """The path of a chat: one for all."""
        del model, is_stream
        return "/responses"

    def unframer(self) -> SseUnframer:
        """What cuts a stream."""
        return SseUnframer()

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        """A request; InvalidRequestError names all bad fields."""
        return read_request(body, model=model, is_stream=is_stream)

    def write_request(
        self, request: ChatRequest, losses: Losses, quirks: Quirks = NO_QUIRKS
    ) -> dict[str, Any]:
        """The body of a request."""
        return write_request(request, losses, quirks)

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        """A whole answer; WireDataError where it is none."""
        return read_response(body)

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        """The body of a whole answer."""
        return write_response(response, losses)

    def stream_reader(self) -> ResponsesStreamReader:
        """What reads one stream."""
        return ResponsesStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> ResponsesStreamWriter:
        """What writes one stream. Its last frame is the whole answer, of which usage is a part."""
        del includes_usage
        return ResponsesStreamWriter(losses)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        """Why a provider did not answer; never an error."""
        return read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer that is none."""
        return write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        """The usage that a body or frame tells: all of it, or none."""
        return usage.usage_within(payload) or before


FORMAT: WireFormat = OpenAIResponses()
