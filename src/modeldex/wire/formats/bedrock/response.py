"""The body of a Converse answer <-> `ChatResponse`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.content import ToolCall
from modeldex.wire.formats.bedrock.block_reader import read_blocks
from modeldex.wire.formats.bedrock.block_writer import BlockWriter
from modeldex.wire.formats.bedrock.finish import read_finish, write_finish
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.usage import read_usage, write_usage
from modeldex.wire.further import drop_remarks
from modeldex.wire.response import ChatResponse, Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_MORE = "additionalModelResponseFields"


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """A whole answer; WireDataError where it is none."""
    left = dict(body) if isinstance(body, dict) else {}
    output = left.pop("output", None)
    message = output.get("message") if isinstance(output, dict) else None
    if not isinstance(message, dict):
        raise WireDataError("output.message", "is missing")
    faults: dict[str, str] = {}
    parts = tuple(read_blocks(message.get("content"), "output.message.content", faults))
    for path, problem in faults.items():
        raise WireDataError(path, problem)
    has_calls = any(type(part) is ToolCall for part in parts)
    finish = read_finish(left.pop("stopReason", None), left.get(_MORE), has_calls=has_calls)
    if finish.stop_sequence is not None and len(left[_MORE]) == 1:
        del left[_MORE]
    tier = left.pop("serviceTier", None)
    word = tier.get("type") if isinstance(tier, dict) else None
    return ChatResponse(
        id=None,
        model=None,
        choices=(Choice(parts=parts, finish=finish),),
        usage=read_usage(left.pop("usage", None)),
        service_tier=word if isinstance(word, str) else None,
        format=NAME,
        extras={name: value for name, value in left.items() if value is not None},
    )


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body of a whole answer."""
    choice = response.choices[0] if response.choices else Choice(parts=())
    for other in response.choices[1:]:
        losses.drop(f"choices[{other.index}]", "Bedrock gives one answer")
    if choice.logprobs is not None:
        losses.drop("choices[0].logprobs", "Bedrock has none")
    blocks = BlockWriter(losses, is_answer=True).blocks(choice.parts, "choices[0]")
    body: dict[str, Any] = {
        "output": {"message": {"role": "assistant", "content": blocks}},
        "stopReason": write_finish(choice.finish, 0, losses),
    }
    if response.usage is not None:
        body["usage"] = write_usage(response.usage, losses)
    if response.service_tier is not None:
        body["serviceTier"] = {"type": response.service_tier}
    if choice.finish is not None and choice.finish.stop_sequence is not None:
        body[_MORE] = {"stop_sequence": choice.finish.stop_sequence}
    if response.format == NAME:
        for name, value in response.extras.items():
            body[name] = {**value, **body[name]} if name in body and isinstance(value, dict) else value
    else:
        drop_remarks(response, losses)
    return body
