"""`Embeddings`: vectors of texts, and what they took."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from time import perf_counter
from typing import TYPE_CHECKING, Any

from modeldex.core.cost import UNKNOWN, Cost
from modeldex.core.errors import InvalidRequestError, NotReadyError, WireDataError
from modeldex.wire.embeddings import EmbeddingRequest
from modeldex.wire.losses import Losses
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.usage import Usage
    from modeldex.providers.client.desk import Desk
    from modeldex.providers.client.timeouts import CallTimeouts
    from modeldex.wire.embeddings import EmbeddingResponse
    from modeldex.wire.losses import Loss

    Inputs = str | Sequence[str | Sequence[int]]
    """One text, or several; a text may be a list of token ids."""

_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """A vector for each input, in their order."""

    vectors: tuple[tuple[float, ...], ...]
    model: ModelConfig
    """Who was asked."""
    wire: str
    """Wire format that was spoken."""
    usage: Usage | None = None
    """What all of it used; None where the provider does not say of each."""
    dropped: tuple[Loss, ...] = ()
    """What of the request the format could not say."""
    seconds: float = 0.0

    @property
    def cost(self) -> Cost:
        """What it costs in USD; unknown where the usage is."""
        return Cost(status=UNKNOWN, amount=None) if self.usage is None else self.model.cost(self.usage)


def read_inputs(inputs: Inputs) -> tuple[str | tuple[int, ...], ...]:
    """The inputs as a request has them; InvalidRequestError where there is none."""
    given: Any = [inputs] if isinstance(inputs, str) else inputs
    wrong = isinstance(given, bytes) or not isinstance(given, Sequence)
    if wrong or not all(isinstance(one, str | list | tuple) for one in given):
        raise InvalidRequestError({"inputs": "must be a text, or a list of texts or of lists of token ids"})
    read = tuple(one if isinstance(one, str) else tuple(one) for one in given)
    if not read:
        raise InvalidRequestError({"inputs": "are none; give at least one text"})
    return read


async def one_by_one(
    request: EmbeddingRequest, ask: Callable[[EmbeddingRequest], Awaitable[EmbeddingResponse]]
) -> EmbeddingResponse:
    """The answer of a format that takes one input at a time, a few of them under way together."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(text: str | tuple[int, ...]) -> EmbeddingResponse:
        async with turns:
            return await ask(replace(request, inputs=(text,)))

    answers = await asyncio.gather(*(one(text) for text in request.inputs))
    usages = [answer.usage for answer in answers]
    told = [usage for usage in usages if usage is not None]
    return replace(
        answers[0],
        vectors=tuple(vector for answer in answers for vector in answer.vectors),
        usage=reduce(add, told) if len(told) == len(usages) else None,
    )


def numbers_in(response: EmbeddingResponse, wanted: int) -> tuple[tuple[float, ...], ...]:
    """The vectors as numbers; WireDataError where there is not one for each input."""
    vectors = tuple(vector for vector in response.vectors if not isinstance(vector, str))
    if len(vectors) != wanted or len(vectors) != len(response.vectors):
        raise WireDataError("data", f"{len(response.vectors)} vectors came for {wanted} inputs")
    return vectors


async def embedded(
    desk: Desk,
    model: ModelConfig | str,
    inputs: Inputs,
    *,
    dimensions: int | None,
    task: str | None,
    is_strict: bool,
    timeouts: CallTimeouts,
) -> Embeddings:
    """The vectors of some texts, by a model."""
    begun_at = perf_counter()
    if dimensions is not None and (type(dimensions) is not int or dimensions < 1):
        raise InvalidRequestError({"dimensions": f"must be a whole number of 1 or more, not {dimensions!r}"})
    config, provider = desk.found(model)
    endpoint = await desk.endpoint_with("embeddings", config, provider)
    form = None if endpoint is None else format_named(endpoint.wire).embeddings
    if endpoint is None or form is None:
        raise NotReadyError(config.id, "its provider is asked for vectors in no format that is known here")
    asked = EmbeddingRequest(
        model=endpoint.model, inputs=read_inputs(inputs), dimensions=dimensions, task=task
    )
    losses = Losses(is_strict=is_strict)
    form.write_request(asked, losses)
    losses.settle(endpoint.wire)

    async def ask(request: EmbeddingRequest) -> EmbeddingResponse:
        url, body = endpoint.root + form.path(endpoint.model), form.write_request(request, Losses())
        signed = await desk.caller.signed(endpoint, url, timeouts.whole(), body)
        answer = signed.object_in(await desk.caller.send(signed))
        signed.let_in()
        return form.read_response(answer)

    response = await (ask(asked) if form.takes_many else one_by_one(asked, ask))
    return Embeddings(
        vectors=numbers_in(response, len(asked.inputs)),
        model=config,
        wire=endpoint.wire,
        usage=response.usage,
        dropped=tuple(losses),
        seconds=perf_counter() - begun_at,
    )
