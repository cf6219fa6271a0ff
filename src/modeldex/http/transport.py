"""`Transport`: what carries a request, as everything above sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from modeldex.http.answer import Answer
    from modeldex.http.request import Request
    from modeldex.http.streamed import StreamedAnswer


class Transport(Protocol):
    """Sends one request as it is: no repeating, no keeping, no redirects to another host."""

    async def send(self, request: Request) -> Answer:
        """The answer, whatever its status; NetworkError where there is none that is whole.

        EgressError where the guard does not let the request, or a redirect of it, out.
        """

    async def close(self) -> None:
        """Let go of all connections."""


class StreamingTransport(Transport, Protocol):
    """One that hands over an answer as soon as it begins."""

    async def open(self, request: Request) -> StreamedAnswer:
        """The answer once its head is here, whatever its status; its body has the same errors as `send`."""
