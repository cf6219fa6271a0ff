"""How likely the tokens were: `logprobsResult`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.gemini.spelling import camel
from modeldex.wire.likelihood import read_logprob
from modeldex.wire.response import TokenLogprob

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_logprobs(result: Any) -> tuple[TokenLogprob, ...] | None:
    """The tokens in their order; None where nobody says how likely they were."""
    if type(result) is not dict:
        return None
    result = camel(result)
    chosen, ranked = _list(result.get("chosenCandidates")), _list(result.get("topCandidates"))
    read: list[TokenLogprob] = []
    for place, candidate in enumerate(chosen):
        told = _token(candidate)
        if told is None:
            continue
        rivals = (
            ranked[place].get("candidates") if place < len(ranked) and type(ranked[place]) is dict else None
        )
        top = tuple(one for one in map(_token, _list(rivals)) if one is not None)
        read.append(TokenLogprob(token=told.token, logprob=told.logprob, top=top) if top else told)
    return tuple(read)


def write_logprobs(logprobs: Sequence[TokenLogprob]) -> dict[str, Any]:
    """`logprobsResult`; the bytes of a token are those of its text."""
    result: dict[str, Any] = {"chosenCandidates": [_written(one) for one in logprobs]}
    if any(one.top for one in logprobs):
        result["topCandidates"] = [{"candidates": [_written(rival) for rival in one.top]} for one in logprobs]
    return result


def _token(candidate: Any) -> TokenLogprob | None:
    if type(candidate) is not dict:
        return None
    candidate = camel(candidate)
    token, logprob = candidate.get("token"), read_logprob(candidate.get("logProbability", 0.0))
    if type(token) is not str or logprob is None:
        return None
    return TokenLogprob(token=token, logprob=logprob)


def _written(one: TokenLogprob) -> dict[str, Any]:
    return {"token": one.token, "logProbability": one.logprob}


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []
