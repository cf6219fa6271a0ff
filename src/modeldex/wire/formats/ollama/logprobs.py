"""`logprobs`: how likely each token was."""

from __future__ import annotations

from typing import Any

from modeldex.wire.likelihood import read_logprob, read_octets
from modeldex.wire.response import TokenLogprob


def read_logprobs(told: Any) -> tuple[TokenLogprob, ...] | None:
    """The tokens of a list; None where it is none."""
    if type(told) is not list:
        return None
    return tuple([_read(one) for one in told if type(one) is dict and _is_one(one)])


def write_logprobs(logprobs: tuple[TokenLogprob, ...]) -> list[dict[str, Any]]:
    """The list."""
    return [_write(one) for one in logprobs]


def _is_one(told: dict[str, Any]) -> bool:
    return type(told.get("token")) is str and read_logprob(told.get("logprob")) is not None


def _read(told: dict[str, Any]) -> TokenLogprob:
    return TokenLogprob(
        token=told["token"],
        logprob=read_logprob(told["logprob"]) or 0.0,
        bytes=read_octets(told.get("bytes")),
        top=read_logprobs(told.get("top_logprobs")) or (),
    )


def _write(one: TokenLogprob) -> dict[str, Any]:
    told: dict[str, Any] = {"token": one.token, "logprob": one.logprob}
    if one.bytes is not None:
        told["bytes"] = list(one.bytes)
    if one.top:
        told["top_logprobs"] = write_logprobs(one.top)
    return told
