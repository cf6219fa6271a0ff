"""A server in the place of a provider, and clients of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.providers.client.acme import KEY, Shelf

from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


class Asking:
    """Runs something with a client of the server, whose waits are noted and not waited."""

    def __init__(self, server: AnswerServer) -> None:
        self.environ = {"ACME_API_KEY": KEY, "ACME_BASE_URL": server.url("/v1")}
        self.waits: list[float] = []
        self.credentials = Credentials(self.environ, keyring=False)

    async def _note(self, seconds: float) -> None:
        self.waits.append(seconds)

    def __call__(
        self, do: Callable[[AsyncClient], Awaitable[Any]], shelf: Shelf | None = None, **more: Any
    ) -> Any:
        retry = CallRetry(chance=lambda: 0.5, sleep=self._note)
        named: dict[str, Any] = {
            "credentials": self.credentials, "environ": self.environ, "retry": retry, **more,
        }  # fmt: skip

        async def run() -> Any:
            async with AsyncClient(Shelf() if shelf is None else shelf, **named) as client:
                return await do(client)

        return asyncio.run(run())


@pytest.fixture
def asking(server: AnswerServer) -> Asking:
    return Asking(server)
