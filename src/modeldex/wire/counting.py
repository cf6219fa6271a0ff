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
