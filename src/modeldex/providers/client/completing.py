"""How an answer is got, whole or piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from modeldex.core.errors import NetworkError, ProviderError, WireDataError
from modeldex.providers.client.call import prepared, wire_wanted
from modeldex.providers.client.completion import Completion
from modeldex.providers.client.failing import request_id_of
from modeldex.providers.client.stream import CompletionStream
from modeldex.providers.client.timeouts import in_time
from modeldex.providers.client.walk import Begun

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.secret import Secret
    from modeldex.http.answer import Answer
    from modeldex.providers.client.call import Asked, Call
    from modeldex.providers.client.desk import Desk
    from modeldex.providers.client.signed import Signed
    from modeldex.providers.client.timeouts import CallTimeouts
    from modeldex.wire.response import ChatResponse

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks of a model, and how."""

    model: ModelConfig | str
    request: Asked
    words: str
    """The format in whose words a mapping is."""
    is_strict: bool
    timeouts: CallTimeouts
    headers: Mapping[str, str | Secret] | None

    @property
    def name(self) -> str:
        """The model that is asked, as errors name it."""
        return self.model if isinstance(self.model, str) else self.model.id

    async def call(self, desk: Desk, *, is_stream: bool) -> Call:
        """The call that asks it."""
        config, provider = desk.found(self.model)
        endpoint = await desk.endpoint(config, provider, wire_wanted(self.request, self.words))
        return await prepared(
            self.request, self.words, config, endpoint, desk.caller.public,
            is_stream=is_stream, is_strict=self.is_strict,
        )  # fmt: skip


class Asking:
    """One question on its way, whose time runs from when it is made."""

    def __init__(self, desk: Desk, question: Question) -> None:
        self._desk = desk
        self._question = question
        self._begun_at = perf_counter()
        self._call: Call | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return perf_counter() - self._begun_at

    async def within_total(self, doing: Awaitable[T]) -> T:
        """What comes of it in the time that there is for all; where it fails, its shape is written down."""
        try:
            return await in_time(self._question.timeouts.total, self._question.name, doing)
        except (ProviderError, NetworkError, WireDataError) as error:
            if self._call is not None:
                self._desk.record(self._call, None, self.seconds, error)
            raise

    async def signed(self, *, is_stream: bool) -> tuple[Call, Signed]:
        """The call as it goes out."""
        question, caller = self._question, self._desk.caller
        call = self._call = await question.call(self._desk, is_stream=is_stream)
        times = question.timeouts
        return call, await caller.signed(
            call.endpoint,
            call.endpoint.root + call.path,
            times.streamed(self.seconds) if is_stream else times.whole(self.seconds),
            call.body,
            **({"accept": call.wire.stream_type} if is_stream else {}),
            headers=question.headers,
        )


async def completed(desk: Desk, question: Question) -> Completion:
    """The whole answer."""
    asking = Asking(desk, question)

    async def answered() -> tuple[Call, Answer, ChatResponse]:
        call, signed = await asking.signed(is_stream=False)
        answer = await desk.caller.send(signed)
        response = call.wire.read_response(signed.object_in(answer))
        signed.let_in()
        return call, answer, response

    call, answer, response = await asking.within_total(answered())
    completion = Completion(
        response=response,
        model=call.model,
        wire=call.wire.name,
        dropped=call.dropped,
        approximated=call.approximated,
        attempts=answer.attempts,
        seconds=asking.seconds,
        request_id=request_id_of(answer.headers),
        source=call.endpoint.source,
    )
    desk.record(call, completion, completion.seconds)
    return completion


def streamed(desk: Desk, question: Question) -> CompletionStream:
    """The answer as it comes in; nothing is sent before the stream is entered."""

    async def begin() -> Begun:
        asking = Asking(desk, question)

        async def begun() -> Begun:
            call, signed = await asking.signed(is_stream=True)
            answer = await desk.caller.open(signed)
            return Begun(
                call=call, signed=signed, answer=answer, first_token_seconds=question.timeouts.first_token
            )

        return await asking.within_total(begun())

    def done(call: Call, completion: Completion, outcome: str) -> None:
        desk.record(call, completion, completion.seconds, outcome)

    return CompletionStream(begin, done)
