"""Ollama's own format: chat, vectors and the list of models (https://docs.ollama.com/api)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.ollama.embeddings import OllamaEmbeddings
from modeldex.wire.formats.ollama.failure import read_failure, write_failure
from modeldex.wire.formats.ollama.listing import OllamaListing
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.formats.ollama.request_reader import read_request
from modeldex.wire.formats.ollama.request_writer import write_request
from modeldex.wire.formats.ollama.response import read_response, write_response
from modeldex.wire.formats.ollama.stream_reader import OllamaStreamReader
from modeldex.wire.formats.ollama.stream_writer import OllamaStreamWriter
from modeldex.wire.formats.ollama.usage import READ, read_usage
from modeldex.wire.framing.lines import LinesUnframer
from modeldex.wire.quirks import NO_QUIRKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.failure import Failure
    from modeldex.wire.format import WireFormat
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.quirks import Quirks
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class OllamaFormat:
    """The format of `/api/chat`. Pictures are taken as bytes alone."""

    name = NAME
    stream_type = "application/x-ndjson"
    fetches: frozenset[str] = frozenset()
    usage_marks: tuple[bytes, ...] = (f'"{READ}"'.encode(),)
    embeddings: EmbeddingFormat | None = OllamaEmbeddings()
    counting: CountFormat | None = None
    listing: ListFormat | None = OllamaListing()

    def path(self, model: str, *, is_stream: bool) -> str:  # noqa: ARG002 - both stand in the body
        """The path, the same for all."""
        return "/chat"

    def unframer(self) -> LinesUnframer:
        return LinesUnframer()

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        return read_request(body, model=model, is_stream=is_stream)

    def write_request(
        self,
        request: ChatRequest,
        losses: Losses,
        quirks: Quirks = NO_QUIRKS,  # noqa: ARG002 - they are of OpenAI's format
    ) -> dict[str, Any]:
        return write_request(request, losses)

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        return read_response(body)

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        return write_response(response, losses)

    def stream_reader(self) -> OllamaStreamReader:
        return OllamaStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> OllamaStreamWriter:
        return OllamaStreamWriter(losses, includes_usage=includes_usage)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        return read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        return write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        told = read_usage(payload)
        return before if told is None else told


FORMAT: WireFormat = OllamaFormat()
