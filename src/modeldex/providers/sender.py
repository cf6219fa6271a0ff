"""`Sender`: whom a signer asks for what it has to get first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from modeldex.http.answer import Answer
    from modeldex.http.request import Request


class Sender(Protocol):
    """Sends a request, as `http.client.HttpClient` does: an answer with a bad status is a NetworkError."""

    async def send(self, request: Request) -> Answer:
        """The answer, whose status is below 400."""
