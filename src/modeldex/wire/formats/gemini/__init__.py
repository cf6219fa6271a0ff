"""Google's `generateContent`, as the Gemini API and Vertex speak it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.gemini.counting import GeminiCounting
from modeldex.wire.formats.gemini.embeddings import GeminiEmbeddings
from modeldex.wire.formats.gemini.failure import read_failure, write_failure
from modeldex.wire.formats.gemini.listing import GeminiListing
from modeldex.wire.formats.gemini.paths import path_of
from modeldex.wire.formats.gemini.request import read_request, write_request
from modeldex.wire.formats.gemini.response import read_response, write_response
from modeldex.wire.formats.gemini.spelling import NAME
from modeldex.wire.formats.gemini.stream_reader import GeminiStreamReader
from modeldex.wire.formats.gemini.stream_writer import GeminiStreamWriter
from modeldex.wire.formats.gemini.unframer import GeminiUnframer
from modeldex.wire.formats.gemini.usage import read_usage
from modeldex.wire.quirks import NO_QUIRKS, Quirks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.failure import Failure
    from modeldex.wire.format import StreamReader, StreamWriter, Unframer, WireFormat
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class GeminiFormat:
    """The format, put together of its parts."""

    def __init__(self) -> None:
        self.name = NAME
        self.stream_type = "text/event-stream"
        self.fetches = frozenset({"image", "document", "audio", "video"})
        self.usage_marks: tuple[bytes, ...] = (b"usageMetadata", b"usage_metadata")
        self.embeddings: EmbeddingFormat | None = GeminiEmbeddings()
        self.counting: CountFormat | None = GeminiCounting()
        self.listing: ListFormat | None = GeminiListing()

    def path(self, model: str, *, is_stream: bool) -> str:
        """A stream is another path, and asks for events: else it is one JSON array."""
        return path_of(model, "streamGenerateContent?alt=sse" if is_stream else "generateContent")

    def unframer(self) -> Unframer:
        return GeminiUnframer()

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        return read_request(body, model=model, is_stream=is_stream)

    def write_request(
        self,
        request: ChatRequest,
        losses: Losses,
        quirks: Quirks = NO_QUIRKS,  # noqa: ARG002 - they are of another format
    ) -> dict[str, Any]:
        return write_request(request, losses)

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        return read_response(body)

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        return write_response(response, losses)

    def stream_reader(self) -> StreamReader:
        return GeminiStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> StreamWriter:
        return GeminiStreamWriter(losses, includes_usage=includes_usage)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        return read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        return write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        return read_usage(payload, before)


FORMAT: WireFormat = GeminiFormat()
"""The format, as `wire.table` finds it."""
