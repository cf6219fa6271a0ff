"""How many tokens a request has: what the provider counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest


class CountFormat(Protocol):
    """How one wire format asks its provider to count a request's tokens without answering it."""

    def path(self, model: str) -> str:
        """The path below the provider's root."""

    def write(self, request: ChatRequest, losses: Losses) -> dict[str, Any]:
        """The body of the question."""

    def read(self, body: Mapping[str, Any]) -> int:
        """The count; WireDataError where the answer has none."""

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> ChatRequest:
        """The request whose tokens a caller wants counted; `model` where the path says it.

        InvalidRequestError names all bad fields.
        """

    def write_count(self, count: int) -> dict[str, Any]:
        """The body of an answer to such a caller."""
