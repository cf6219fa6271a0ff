"""`OpenAIChat`: the wire format of OpenAI's Chat Completions, and of the many servers that speak like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_chat import failure as failures
from modeldex.wire.formats.openai_chat import request_reader, request_writer, response_reader, response_writer
from modeldex.wire.formats.openai_chat.embeddings import ChatEmbeddings
from modeldex.wire.formats.openai_chat.listing import ChatListing
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.stream_reader import ChatStreamReader
from modeldex.wire.formats.openai_chat.stream_writer import ChatStreamWriter
from modeldex.wire.formats.openai_chat.usage import usage_in
from modeldex.wire.framing.sse import SseUnframer
from modeldex.wire.quirks import NO_QUIRKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.failure import Failure
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.quirks import Quirks
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class OpenAIChat:
    """One format for all dialects: reading takes any of them, writing the one that the quirks state."""

    name = NAME
    stream_type = "text/event-stream"
    fetches = frozenset(("image", "video"))
    usage_marks: tuple[bytes, ...] = (b'"usage"',)
    embeddings: EmbeddingFormat | None = ChatEmbeddings()
    counting: CountFormat | None = None
    listing: ListFormat | None = ChatListing()

    def path(self, model: str, *, is_stream: bool) -> str:  # noqa: ARG002
        return "/chat/completions"

    def unframer(self) -> SseUnframer:
        return SseUnframer()

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        return request_reader.read_request(body, model=model, is_stream=is_stream)

    def write_request(
        self, request: ChatRequest, losses: Losses, quirks: Quirks = NO_QUIRKS
    ) -> dict[str, Any]:
        return request_writer.write_request(request, losses, quirks)

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        return response_reader.read_response(body)

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        return response_writer.write_response(response, losses)

    def stream_reader(self) -> ChatStreamReader:
        return ChatStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> ChatStreamWriter:
        return ChatStreamWriter(losses, includes_usage=includes_usage)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        return failures.read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        return failures.write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:  # noqa: ARG002
        return usage_in(payload)
