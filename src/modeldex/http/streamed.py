"""`StreamedAnswer`: what comes back piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from types import TracebackType


class StreamedAnswer:
    """One answer, of which the head is here; its body is read as it comes in.

    Leave it by `async with`, or close it: a connection whose answer is not read to its end is closed at
    once, so that the server learns that nobody listens any more.
    """

    def __init__(
        self,
        *,
        status: int,
        headers: Mapping[str, str],
        url: str,
        read: Callable[[], Awaitable[bytes]],
        close: Callable[[], None],
        attempts: int = 1,
        queued_seconds: float = 0.0,
    ) -> None:
        """`read` gives the next bytes, decoded, and none at the end; `close` lets go of the connection."""
        self.status = status
        self.headers = headers
        """Names in lower case."""
        self.url = url
        """What answered."""
        self.attempts = attempts
        """How often was asked for it."""
        self.queued_seconds = queued_seconds
        """How long the request waited for its turn, since all connections to the host were taken."""
        self._read = read
        self._close = close

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes as they come in. NetworkError where they stop coming, or come to an early end."""
        while piece := await self._read():
            yield piece

    async def close(self) -> None:
        """Let go of the connection; the server hears that nobody reads on."""
        self.close_now()

    def close_now(self) -> None:
        """The same for whoever cannot wait."""
        self._close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
