"""How an answer is got, whole or piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError, ProviderError, WireDataError
from modeldex.providers.client.call import prepared, wire_wanted
from modeldex.providers.client.completion import Completion
from modeldex.providers.client.failing import request_id_of
from modeldex.providers.client.stream import Begun, CompletionStream
from modeldex.providers.client.whole import response_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.client.call import Asked, Call
    from modeldex.providers.client.desk import Desk
    from modeldex.providers.client.timeouts import CallTimeouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks of a model, and how."""

    model: ModelConfig | str
    request: Asked
    words: str
    """The format in whose words a mapping is."""
    is_strict: bool
    timeouts: CallTimeouts
    headers: Mapping[str, str] | None

    async def call(self, desk: Desk, *, is_stream: bool) -> Call:
        """The call that asks it."""
        config, provider = desk.found(self.model)
        endpoint = desk.endpoint(config, provider, wire_wanted(self.request, self.words))
        return await prepared(
            self.request, self.words, config, endpoint, desk.caller.public,
            is_stream=is_stream, is_strict=self.is_strict,
        )  # fmt: skip


async def completed(desk: Desk, question: Question) -> Completion:
    """The whole answer."""
    begun_at = perf_counter()
    call = await question.call(desk, is_stream=False)
    url, times = call.endpoint.root + call.path, question.timeouts.whole()
    try:
        answer = await desk.caller.send(call.endpoint, url, times, call.body, headers=question.headers)
        response = response_in(call, answer.body, answer.headers)
    except (ProviderError, NetworkError, WireDataError) as error:
        desk.record(call, None, perf_counter() - begun_at, error)
        raise
    completion = Completion(
        response=response,
        model=call.model,
        wire=call.wire.name,
        dropped=call.dropped,
        approximated=call.approximated,
        attempts=answer.attempts,
        seconds=perf_counter() - begun_at,
        request_id=request_id_of(answer.headers),
        source=call.endpoint.source,
    )
    desk.record(call, completion, completion.seconds)
    return completion


def streamed(desk: Desk, question: Question) -> CompletionStream:
    """The answer as it comes in; nothing is sent before the stream is entered."""

    async def begin() -> Begun:
        begun_at = perf_counter()
        call = await question.call(desk, is_stream=True)
        url, times = call.endpoint.root + call.path, question.timeouts.streamed()
        try:
            answer = await desk.caller.open(
                call.endpoint, url, times, call.body, call.wire.stream_type, headers=question.headers
            )
        except (ProviderError, NetworkError) as error:
            desk.record(call, None, perf_counter() - begun_at, error)
            raise
        return Begun(call=call, answer=answer, first_token_seconds=question.timeouts.first_token)

    def done(call: Call, completion: Completion, outcome: str) -> None:
        desk.record(call, completion, completion.seconds, outcome)

    return CompletionStream(begin, done)
