"""`AsyncClient`: asks models, whoever serves them and in whichever words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from modeldex.providers.client.call import USUAL
from modeldex.providers.client.completing import Question, completed, streamed
from modeldex.providers.client.counting import TokenCount, counted
from modeldex.providers.client.embedding import Embeddings, embedded
from modeldex.providers.client.listing import models_of
from modeldex.providers.client.opening import desk_of, see_headers, see_kinds
from modeldex.providers.client.timeouts import in_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from types import TracebackType

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.secret import Secret
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.transport import StreamingTransport
    from modeldex.providers.client.call import Asked
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.directory import Directory
    from modeldex.providers.client.embedding import Inputs
    from modeldex.providers.client.stream import CompletionStream
    from modeldex.providers.client.timeouts import CallTimeouts
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.shapes.file import ShapeRecorder


class AsyncClient:
    """Calls models by their ids, signs for them, and says what each call took.

    ```python
    async with AsyncClient() as client:
        answer = await client.complete("anthropic/claude-opus-4-5", "Why is the sky blue?")
        print(answer.text, answer.cost)
    ```

    A request is a text, a mapping in the words of a wire format (OpenAI's chat format unless another is
    named), or a `ChatRequest`. What the provider's format cannot say is in the result, or in strict mode
    an error. Defaults of provider and model fill what it leaves open. One client may be used by many
    tasks, and by several event loops in turn; it is to be closed in each.
    """

    def __init__(
        self,
        directory: Directory | None = None,
        *,
        credentials: Credentials | None = None,
        gateway: Gateway | str | None = None,
        timeouts: CallTimeouts | None = None,
        retry: RetryPolicy | None = None,
        allow_origins: Sequence[str] | None = None,
        ca_file: str | PathLike[str] | None = None,
        environ: Mapping[str, str] | None = None,
        shapes: ShapeRecorder | str | PathLike[str] | None = None,
        transport: StreamingTransport | None = None,
        per_host: int | None = None,
        is_offline: bool | None = None,
    ) -> None:
        """All of it may be left out: a registry states the rest as its configuration does.

        `directory`: a registry or a catalog; None: the catalog in use. `environ`: where keys, proxies and
        `MODELDEX_GATEWAY_URL` are looked for; None: the environment. `gateway`: stands in for the addresses
        of all providers; None: what that variable names. `allow_origins`: exact origins that
        may be asked although they lie in a private network. `ca_file`: authorities that are trusted beside
        those of the system.
        `shapes`: a file to which sizes and parameters of each call are added, never its text.
        `transport`: carries requests in the place of sockets; whoever gives it closes it. `per_host`: calls
        that are under way to one host at most. `is_offline`: whether nobody is asked over the network;
        None: as `MODELDEX_OFFLINE` says.
        """
        self._desk = desk_of(
            directory,
            {
                "credentials": credentials, "gateway": gateway, "timeouts": timeouts, "retry": retry,
                "allow_origins": allow_origins, "ca_file": ca_file, "environ": environ, "shapes": shapes,
                "transport": transport, "per_host": per_host, "is_offline": is_offline,
            },
        )  # fmt: skip

    async def complete(
        self,
        model: ModelConfig | str,
        request: Asked,
        *,
        format: str = USUAL,  # noqa: A002 - the word for it
        is_strict: bool = False,
        timeouts: CallTimeouts | None = None,
        headers: Mapping[str, str | Secret] | None = None,
    ) -> Completion:
        """The whole answer of a model.

        `format`: in whose words a mapping is; `headers`: what else is sent, such as `anthropic-beta`, keys
        among them as `Secret`.

        ProviderError where the provider refuses, NetworkError where nobody answers; CredentialError and
        NotReadyError, with the mend, where the call cannot work; InvalidRequestError for what is no
        request, UntranslatableError for what would be lost in strict mode.
        """
        return await completed(
            self._desk, self._question(model, request, format, is_strict, timeouts, headers)
        )

    def stream(
        self,
        model: ModelConfig | str,
        request: Asked,
        *,
        format: str = USUAL,  # noqa: A002 - the word for it
        is_strict: bool = False,
        timeouts: CallTimeouts | None = None,
        headers: Mapping[str, str | Secret] | None = None,
    ) -> CompletionStream:
        """The answer of a model as it comes in; see `complete`, and `CompletionStream` for how it is read.

        Nothing is sent before the stream is entered, or its first event is asked for.
        """
        return streamed(self._desk, self._question(model, request, format, is_strict, timeouts, headers))

    async def embed(
        self,
        model: ModelConfig | str,
        inputs: Inputs,
        *,
        dimensions: int | None = None,
        task: str | None = None,
        is_strict: bool = False,
        timeouts: CallTimeouts | None = None,
    ) -> Embeddings:
        """A vector for each text. `task`: what they are for, as the provider words it.

        NotReadyError where no format that the provider speaks asks for vectors; else as `complete`.
        """
        see_kinds("call", {"timeouts": timeouts})
        times = self._desk.timeouts if timeouts is None else timeouts
        vectors = embedded(
            self._desk, model, inputs,
            dimensions=dimensions, task=task, is_strict=is_strict, timeouts=times,
        )  # fmt: skip
        return await in_time(times.total, _named(model), vectors)

    async def list_models(self, provider: str) -> tuple[str, ...]:
        """The models that a provider offers with these keys, by the ids that it takes.

        NotReadyError where no format that it speaks lists models; else as `complete`.
        """
        return await in_time(self._desk.timeouts.total, provider, models_of(self._desk, provider))

    async def count_tokens(
        self,
        model: ModelConfig | str,
        request: Asked,
        *,
        format: str = USUAL,  # noqa: A002 - the word for it
    ) -> TokenCount:
        """How many tokens a request has: counted by the provider where it offers that, else estimated.

        The estimate asks nobody, and needs no key; errors of a count are those of `complete`.
        """
        counting = counted(self._desk, model, request, format)
        return await in_time(self._desk.timeouts.total, _named(model), counting)

    async def close(self) -> None:
        """Let go of the connections of this event loop."""
        await self._desk.caller.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _question(
        self,
        model: ModelConfig | str,
        request: Asked,
        words: str,
        is_strict: bool,
        timeouts: CallTimeouts | None,
        headers: Mapping[str, str | Secret] | None,
    ) -> Question:
        see_kinds("call", {"timeouts": timeouts})
        see_headers(headers)
        return Question(
            model=model,
            request=request,
            words=words,
            is_strict=is_strict,
            timeouts=self._desk.timeouts if timeouts is None else timeouts,
            headers=headers,
        )


def _named(model: ModelConfig | str) -> str:
    return model if isinstance(model, str) else model.id
