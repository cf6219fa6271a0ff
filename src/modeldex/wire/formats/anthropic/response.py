"""Whole answers: https://platform.claude.com/docs/en/api/messages/create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.content import ToolCall
from modeldex.wire.formats.anthropic.block_reader import read_content
from modeldex.wire.formats.anthropic.block_writer import BlockWriter
from modeldex.wire.formats.anthropic.finish import DETAILS, read_details, read_finish, written_finish
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.usage import read_usage, written_usage
from modeldex.wire.further import drop_remarks
from modeldex.wire.response import ChatResponse, Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

NO_ID, NO_MODEL = "msg_unknown", "unknown"
"""What stands where the format wants an id or a model and nobody gave any."""
_READ = frozenset({
    "id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage", *DETAILS,
})  # fmt: skip
_OF_USAGE = ("inference_geo", "speed")
"""What stands among the usage and counts nothing."""
_TIERS = {"standard": "standard", "priority": "priority", "batch": "batch", "default": "standard"}


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """A whole answer; WireDataError where it is none."""
    content = body.get("content") if isinstance(body, dict) else None
    if type(content) is not list:
        raise WireDataError("content", _no_answer(body))
    faults: dict[str, str] = {}
    parts = read_content(content, "content", faults)
    for path, problem in faults.items():
        raise WireDataError(path, problem)
    has_calls = any(type(part) is ToolCall for part in parts)
    finish = read_finish(body, read_details(body), has_calls=has_calls)
    return ChatResponse(
        choices=(Choice(parts=parts, finish=finish),),
        usage=read_usage({"usage": body.get("usage")}),
        **read_head(body),
    )


def read_head(message: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of an answer from its beginning, as arguments of `ChatResponse` and `Started`."""
    usage = message.get("usage")
    if type(usage) is not dict:
        usage = {}
    extras = {name: value for name, value in message.items() if name not in _READ and value is not None}
    beside = {name: usage[name] for name in _OF_USAGE if usage.get(name) is not None}
    if beside:
        extras["usage"] = beside
    return {
        "id": _text(message.get("id")), "model": _text(message.get("model")),
        "service_tier": _text(usage.get("service_tier")), "format": NAME, "extras": extras,
    }  # fmt: skip


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body of a whole answer: that of the first choice."""
    choice = response.choices[0] if response.choices else Choice(parts=())
    for other in response.choices[1:]:
        losses.drop("choices", f"the format has one answer; that with index {other.index} is left out")
    if choice.logprobs is not None:
        losses.drop("choices[0].logprobs", "the format has none")
    writer = BlockWriter(losses, is_own=response.format == NAME, is_answer=True)
    blocks = [
        block
        for place, part in enumerate(choice.parts)
        for block in (writer.before(part), writer.write(part, f"choices[0].parts[{place}]"))
        if block is not None
    ]
    finish = choice.finish
    return {
        **written_head(response, losses),
        "content": blocks,
        **written_finish(finish, losses),
        **(
            {}
            if finish is None
            else {name: finish.details[name] for name in DETAILS if name in finish.details}
        ),
        "usage": written_usage(response.usage, losses) | usage_beside(response, losses),
    }


def written_head(response: Any, losses: Losses) -> dict[str, Any]:
    """How a message begins, of a whole answer or of its `Started`.

    When it was made, and by which version, is nothing that this format tells of any answer.
    """
    head: dict[str, Any] = {
        "id": NO_ID if response.id is None else response.id,
        "type": "message",
        "role": "assistant",
        "model": NO_MODEL if response.model is None else response.model,
    }
    if response.format != NAME:
        drop_remarks(response, losses)
    else:
        head.update({name: value for name, value in response.extras.items() if name != "usage"})
    return head


def usage_beside(response: Any, losses: Losses) -> dict[str, Any]:
    """What stands among the usage and counts nothing, of a whole answer or of its `Started`."""
    beside: dict[str, Any] = {}
    tier = response.service_tier
    if tier is not None:
        known = tier if response.format == NAME else _TIERS.get(tier)
        if known is None:
            losses.drop("service_tier", f"the format has no {tier}")
        else:
            beside["service_tier"] = known
    if response.format == NAME:
        beside.update(response.extras.get("usage", {}))
    return beside


def _no_answer(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    told = error.get("message") if isinstance(error, dict) else None
    return f"the answer is an error: {told}" if isinstance(told, str) else "there is no list of blocks"


def _text(value: Any) -> str | None:
    return value if type(value) is str else None
