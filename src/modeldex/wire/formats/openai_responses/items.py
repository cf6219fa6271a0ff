"""Items as JSON, in the one shape that input, output and streams share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.openai_responses.seal import Seal, written_seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Thinking, ToolCall


def message_item(
    id_: str | None, content: list[dict[str, Any]] | str, phase: str | None, status: str = "completed"
) -> dict[str, Any]:
    """What the model says; an item with an id is one that it gave out, and has a status."""
    item: dict[str, Any] = {"type": "message", "role": "assistant", "content": content}
    if id_ is not None:
        item = {"id": id_, "type": "message", "status": status, "role": "assistant", "content": content}
    if phase is not None:
        item["phase"] = phase
    return item


def reasoning_item(id_: str | None, parts: Sequence[Thinking], seal: Seal | None) -> dict[str, Any]:
    """What it thinks, of parts that belong together; `seal` proves it to its maker."""
    item: dict[str, Any] = {} if id_ is None else {"id": id_}
    item["type"] = "reasoning"
    item["summary"] = [{"type": "summary_text", "text": one.text} for one in parts if one.is_summary]
    content = [
        {"type": "reasoning_text", "text": one.text} for one in parts if one.text and not one.is_summary
    ]
    if content:
        item["content"] = content
    encrypted = written_seal(seal) if seal is not None else None
    if encrypted is not None:
        item["encrypted_content"] = encrypted
    return item


def seal_of(part: Thinking) -> Seal | None:
    """What proves the thinking to its maker; None where it has nothing of the kind."""
    if part.signed_by is None or (part.signature is None and part.sealed is None):
        return None
    return Seal(part.signed_by, part.signature, part.sealed)


def call_item(call: ToolCall, id_: str | None, arguments: str, status: str | None = None) -> dict[str, Any]:
    """A call of a tool. Plain functions have a status, custom tools have none."""
    item: dict[str, Any] = {} if id_ is None else {"id": id_}
    if call.is_custom:
        return item | {
            "type": "custom_tool_call", "call_id": call.id, "name": call.name, "input": arguments,
        }  # fmt: skip
    item |= {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments}
    if status is not None:
        item["status"] = status
    return item


def text_part(text: str, annotations: list[Any], logprobs: list[Any]) -> dict[str, Any]:
    """Words of an answer, as a part of a message."""
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": logprobs}


def thought_part(part: Thinking, text: str) -> tuple[str, dict[str, Any]]:
    """A part of thinking with this text, and what the frames are called that begin and end it."""
    if part.is_summary:
        return "response.reasoning_summary_part", {"type": "summary_text", "text": text}
    return "response.content_part", {"type": "reasoning_text", "text": text}
