"""AWS Bedrock's Converse and ConverseStream.

Shapes: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.wire.formats.bedrock.counting import BedrockCounting
from modeldex.wire.formats.bedrock.failure import read_failure, write_failure
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.request_reader import read_request
from modeldex.wire.formats.bedrock.request_writer import write_request
from modeldex.wire.formats.bedrock.response import read_response, write_response
from modeldex.wire.formats.bedrock.stream_reader import BedrockStreamReader
from modeldex.wire.formats.bedrock.stream_writer import BedrockStreamWriter
from modeldex.wire.formats.bedrock.usage import read_usage
from modeldex.wire.framing.event_stream import EventStreamUnframer
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


class BedrockFormat:
    """Converse. Vectors and lists of models are other APIs of AWS's."""

    name = NAME
    stream_type = "application/vnd.amazon.eventstream"
    fetches: frozenset[str] = frozenset()
    usage_marks: tuple[bytes, ...] = (b'"inputTokens"', b'"outputTokens"')
    embeddings: EmbeddingFormat | None = None
    counting: CountFormat | None = BedrockCounting()
    listing: ListFormat | None = None

    def path(self, model: str, *, is_stream: bool) -> str:
        """The path; `:` and `/` of a model's id are escaped, as AWS's own clients do."""
        return f"/model/{quote(model, safe='')}/{'converse-stream' if is_stream else 'converse'}"

    def unframer(self) -> EventStreamUnframer:
        return EventStreamUnframer()

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

    def stream_reader(self) -> BedrockStreamReader:
        return BedrockStreamReader()

    def stream_writer(self, losses: Losses, *, includes_usage: bool = True) -> BedrockStreamWriter:
        return BedrockStreamWriter(losses, includes_usage=includes_usage)

    def read_failure(self, status: int | None, body: bytes, headers: Mapping[str, str]) -> Failure:
        return read_failure(status, body, headers)

    def write_failure(self, failure: Failure) -> tuple[int, dict[str, Any]]:
        return write_failure(failure)

    def read_usage(self, payload: Mapping[str, Any], before: Usage | None = None) -> Usage | None:
        told = read_usage(payload.get("usage"))
        return before if told is None else told


FORMAT: WireFormat = BedrockFormat()
