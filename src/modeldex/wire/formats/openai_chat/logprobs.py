"""How likely tokens were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.likelihood import read_logprob, read_octets
from modeldex.wire.response import TokenLogprob

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_logprobs(held: Any) -> tuple[TokenLogprob, ...] | None:
    """Those of a choice; None where there are none. They are of the refusal where there is no content."""
    if not isinstance(held, dict):
        return None
    listed = held.get("content")
    if not isinstance(listed, list):
        listed = held.get("refusal")
    if not isinstance(listed, list):
        return None
    return tuple(one for raw in listed if (one := _read(raw)) is not None)


def _read(raw: Any) -> TokenLogprob | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("token"), str):
        return None
    logprob, top = read_logprob(raw.get("logprob")), raw.get("top_logprobs")
    if logprob is None:
        return None
    return TokenLogprob(
        token=raw["token"],
        logprob=logprob,
        bytes=read_octets(raw.get("bytes")),
        top=tuple(one for held in top if (one := _read(held)) is not None) if isinstance(top, list) else (),
    )


def write_logprobs(logprobs: Sequence[TokenLogprob], *, is_refusal: bool = False) -> dict[str, Any]:
    """Those of a choice."""
    listed = [{**_written(one), "top_logprobs": [_written(other) for other in one.top]} for one in logprobs]
    return {"content": None, "refusal": listed} if is_refusal else {"content": listed, "refusal": None}


def _written(one: TokenLogprob) -> dict[str, Any]:
    return {
        "token": one.token,
        "logprob": one.logprob,
        "bytes": None if one.bytes is None else list(one.bytes),
    }
