"""Anthropic's Messages: https://platform.claude.com/docs/en/api/messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.wire.formats.anthropic.counting import AnthropicCounting
from modeldex.wire.formats.anthropic.failure import read_failure, write_failure
from modeldex.wire.formats.anthropic.listing import AnthropicListing
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.request_reader import read_request
from modeldex.wire.formats.anthropic.request_writer import write_request
from modeldex.wire.formats.anthropic.response import read_response, write_response
from modeldex.wire.formats.anthropic.stream_reader import AnthropicStreamReader
from modeldex.wire.formats.anthropic.stream_writer import AnthropicStreamWriter
from modeldex.wire.formats.anthropic.usage import read_usage
from modeldex.wire.framing.sse import SseUnframer
from modeldex.wire.quirks import NO_QUIRKS, Quirks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from modeldex.core.usage import Usage
    from modeldex.wire.counting import CountFormat
    from modeldex.wire.embeddings import EmbeddingFormat
    from modeldex.wire.failure import Failure
    from modeldex.wire.format import WireFormat
    from modeldex.wire.listing import ListFormat
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest
    from modeldex.wire.response import ChatResponse


class AnthropicFormat:
    """Messages, as `wire.format.WireFormat` describes a format; the quirks of others do not touch it."""

    name = NAME
    stream_type = "text/event-stream"
    fetches = frozenset({"image", "document"})
    usage_marks: tuple[bytes, ...] = (b'"usage"',)
    embeddings: EmbeddingFormat | None = None
    counting: CountFormat | None = AnthropicCounting()
    listing: ListFormat | None = AnthropicListing()

    def path(self, model: str, *, is_stream: bool) -> str:  # noqa: ARG002 - other formats say both in the path
        """The path of a chat below the provider's root."""
        return "/messages"

    def unframer(self) -> SseUnframer:
        """What cuts a stream of this format."""
        return SseUnframer()

    def read_request(
        self, body: Mapping[str, Any], *, model: str | None = None, is_stream: bool | None = None
    ) -> ChatRequest:
        """A request; InvalidRequestError names all bad fields by their path in the body."""
        return read_request(body, model=model, is_stream=is_stream)

    def write_request(
        self,
        request: ChatRequest,
        losses: Losses,
        quirks: Quirks = NO_QUIRKS,  # noqa: ARG002
    ) -> dict[str, Any]:
        """The body of a request; what it cannot say goes into `losses`."""
        return write_request(request, losses)

    def read_response(self, body: Mapping[str, Any]) -> ChatResponse:
        """A whole answer; WireDataError where it is none."""
        return read_response(body)

    def write_response(self, response: ChatResponse, losses: Losses) -> dict[str, Any]:
        """The body of a whole answer."""
        return write_response(response, losses)

    def stream_reader(self) -> AnthropicStreamReader:
        """What reads one stream."""
        return AnthropicStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> AnthropicStreamWriter:  # noqa: ARG002
        """What writes one stream; this format always ends it with usage."""
        return AnthropicStreamWriter(losses)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        """Why a provider did not answer, whatever it sent; never an error."""
        return read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer that is none."""
        return write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        """The usage that a body or frame tells, joined with what earlier frames told."""
        return read_usage(payload, before)


FORMAT: WireFormat = AnthropicFormat()
