"""Answers in OpenAI's words, whole and in pieces."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.providers.predictable.asked import Scripted

CREATED = 1_700_000_000
"""When every answer is made: a clock would make two of them differ."""
_WORDS = re.compile(r"\S+\s*|\s+")
_PIECE = 8
"""Letters of arguments that come at once."""
_KINDS = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    404: "not_found_error", 429: "rate_limit_error",
}  # fmt: skip


def whole(body: Mapping[str, Any], script: Scripted) -> dict[str, Any]:
    """The body of an answer that comes in one."""
    about = _about(body, "chat.completion")
    message: dict[str, Any] = {"role": "assistant", "content": script.text}
    if script.calls:
        message["tool_calls"] = [_call(about["id"], *placed) for placed in _placed(script)]
    choices = [
        {"index": index, "message": message, "logprobs": None, "finish_reason": script.finish}
        for index in range(_count(body))
    ]
    return {**about, "choices": choices, "usage": _usage(script, len(choices))}


def streamed(body: Mapping[str, Any], script: Scripted) -> Iterator[bytes]:
    """The pieces of a stream, one word in each."""
    about = _about(body, "chat.completion.chunk")
    pieces = 0
    for index in range(_count(body)):
        deltas = [{"role": "assistant", "content": "" if script.text is not None else None}]
        deltas += [{"content": word} for word in _WORDS.findall(script.text or "")]
        for placed in _placed(script):
            deltas += _call_deltas(about["id"], *placed)
        for delta in deltas:
            if script.cut_after is not None and pieces > script.cut_after:
                return
            pieces += 1
            yield _event({**about, "choices": [_choice(index, delta, None)]})
        yield _event({**about, "choices": [_choice(index, {}, script.finish)]})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _event({**about, "choices": [], "usage": _usage(script, _count(body))})
    yield b"data: [DONE]\n\n"


def failed(status: int) -> dict[str, Any]:
    """The body of an error."""
    kind = _KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    message = f"The request asked to fail with {status}."
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def _about(body: Mapping[str, Any], kind: str) -> dict[str, Any]:
    told = json.dumps({**body, "stream": None, "stream_options": None}, sort_keys=True)
    name = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return {"id": f"chatcmpl-{name}", "object": kind, "created": CREATED, "model": body.get("model")}


def _count(body: Mapping[str, Any]) -> int:
    return min(max(int(body.get("n") or 1), 1), 16)


def _usage(script: Scripted, choices: int) -> dict[str, int]:
    read, written = script.prompt_tokens, script.completion_tokens * choices
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _placed(script: Scripted) -> list[tuple[int, str, str]]:
    return [(place, name, arguments) for place, (name, arguments) in enumerate(script.calls)]


def _call(answer: str, place: int, name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{answer[-16:]}_{place}", "type": "function", "function": function}


def _call_deltas(answer: str, place: int, name: str, arguments: str) -> list[dict[str, Any]]:
    deltas = [{"tool_calls": [{"index": place, **_call(answer, place, name, "")}]}]
    for at in range(0, len(arguments), _PIECE):
        piece = {"index": place, "function": {"arguments": arguments[at : at + _PIECE]}}
        deltas.append({"tool_calls": [piece]})
    return deltas


def _choice(index: int, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"
