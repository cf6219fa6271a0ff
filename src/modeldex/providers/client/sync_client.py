"""`Client`: the client for whoever does not wait in an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar, Unpack
from weakref import finalize

from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.client.background import BackgroundLoop
from modeldex.providers.client.call import USUAL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import TracebackType

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.client.call import Asked
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.counting import TokenCount
    from modeldex.providers.client.directory import Directory
    from modeldex.providers.client.embedding import Embeddings, Inputs
    from modeldex.providers.client.options import CallOptions, ClientOptions, EmbedOptions
    from modeldex.providers.client.stream import CompletionStream
    from modeldex.wire.events import ChatEvent

T = TypeVar("T")


class Client:
    """The same calls as `AsyncClient`, each of which waits until it is done.

    ```python
    with Client() as client:
        print(client.complete("predictable/echo", "Hello").text)
    ```

    It works in a notebook too, and from several threads at once. One that nobody closes is closed when
    nobody has it any more, or the process ends.
    """

    def __init__(self, directory: Directory | None = None, **named: Unpack[ClientOptions]) -> None:
        """As `AsyncClient`."""
        self._client = AsyncClient(directory, **named)
        self._loop = BackgroundLoop("modeldex-client")
        self._closing = finalize(self, self._loop.close, self._client.close)

    def complete(self, model: ModelConfig | str, request: Asked, **more: Unpack[CallOptions]) -> Completion:
        """The whole answer; see `AsyncClient.complete`."""
        return self._loop.run(self._client.complete(model, request, **more))

    def stream(
        self, model: ModelConfig | str, request: Asked, **more: Unpack[CallOptions]
    ) -> SyncCompletionStream:
        """The answer as it comes in; see `AsyncClient.stream`."""
        return SyncCompletionStream(self._client.stream(model, request, **more), self._loop)

    def embed(self, model: ModelConfig | str, inputs: Inputs, **more: Unpack[EmbedOptions]) -> Embeddings:
        """A vector for each text; see `AsyncClient.embed`."""
        return self._loop.run(self._client.embed(model, inputs, **more))

    def list_models(self, provider: str) -> tuple[str, ...]:
        """The models that a provider offers; see `AsyncClient.list_models`."""
        return self._loop.run(self._client.list_models(provider))

    def count_tokens(
        self,
        model: ModelConfig | str,
        request: Asked,
        *,
        format: str = USUAL,  # noqa: A002 - the word for it
    ) -> TokenCount:
        """How many tokens a request has; see `AsyncClient.count_tokens`."""
        return self._loop.run(self._client.count_tokens(model, request, format=format))

    def close(self) -> None:
        """End what is under way, let go of all connections, and end the thread."""
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class SyncCompletionStream:
    """A `CompletionStream` for a `with` and a `for`."""

    def __init__(self, stream: CompletionStream, loop: BackgroundLoop) -> None:
        self._stream = stream
        self._loop = loop

    def __enter__(self) -> Self:
        self._loop.run(self._stream.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ChatEvent:
        event = self._loop.run(_next(self._stream))
        if event is None:
            raise StopIteration
        return event

    def text(self) -> Iterator[str]:
        """The words of the first answer alone, as they come."""
        words = self._stream.text()
        while (piece := self._loop.run(_next(words))) is not None:
            yield piece

    def completion(self) -> Completion:
        """The answer as far as it has come; ValueError before anything was sent."""
        return self._stream.completion()

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return self._stream.is_whole

    def close(self) -> None:
        """Let go of the connection; the provider hears that nobody reads on."""
        if not self._loop.is_closed:  # else the connection went with the client
            self._loop.run(self._stream.close())


async def _next(items: AsyncIterator[T]) -> T | None:
    """The next of some items; None at their end."""
    return await anext(items, None)
