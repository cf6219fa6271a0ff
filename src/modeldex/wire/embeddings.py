"""Vectors: what is asked, what comes back, and how a format says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.losses import Losses


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingRequest:
    """Texts, or lists of token ids, that are to be turned into vectors."""

    model: str
    inputs: tuple[str | tuple[int, ...], ...]
    dimensions: int | None = None
    """How long a vector is to be; None: as the model has it."""
    encoding: str | None = None
    """`float` or `base64` (of little-endian 32-bit floats); None: float."""
    task: str | None = None
    """What the vectors are for, as the provider words it: `search_query`, `RETRIEVAL_DOCUMENT` ..."""
    user: str | None = None
    format: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingResponse:
    """A vector for each input, in their order."""

    model: str | None
    vectors: tuple[tuple[float, ...] | str, ...]
    """As numbers; as text where base64 was asked for."""
    usage: Usage | None = None
    id: str | None = None
    format: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


class EmbeddingFormat(Protocol):
    """How one wire format says it."""

    takes_many: bool
    """Whether one request holds several inputs; else each is a request of its own."""

    def path(self, model: str) -> str:
        """The path below the provider's root."""

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> EmbeddingRequest:
        """A request; InvalidRequestError names all bad fields."""

    def write_request(self, request: EmbeddingRequest, losses: Losses) -> dict[str, Any]:
        """The body of a request."""

    def read_response(self, body: Mapping[str, Any]) -> EmbeddingResponse:
        """An answer; WireDataError where it is none."""

    def write_response(self, response: EmbeddingResponse, losses: Losses) -> dict[str, Any]:
        """The body of an answer."""
