"""The hub's whole answer as a body of this format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Refusal, Text
from modeldex.wire.formats.openai_chat.answer_writer import AnswerWriter
from modeldex.wire.formats.openai_chat.finish import write_finish
from modeldex.wire.formats.openai_chat.logprobs import write_logprobs
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.part_writer import PartsWriter
from modeldex.wire.formats.openai_chat.usage import write_usage
from modeldex.wire.further import drop_remarks

if TYPE_CHECKING:
    from modeldex.wire.further import Furthered
    from modeldex.wire.losses import Losses
    from modeldex.wire.response import ChatResponse, Choice

THINKING_FIELD = "reasoning_content"
"""Where answers of ours hold the thinking: what most clients of this format read."""


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body; what the format requires and nobody says is blank or 0."""
    is_own = response.format == NAME
    answers = AnswerWriter(losses, PartsWriter(losses, None, is_own=is_own), THINKING_FIELD, is_answer=True)
    body: dict[str, Any] = {
        "id": response.id or "",
        "object": "chat.completion",
        "created": response.created or 0,
        "model": response.model or "",
        "choices": [
            _write_choice(choice, f"choices[{place}]", answers, losses)
            for place, choice in enumerate(response.choices)
        ],
    }
    if response.usage is not None:
        body["usage"] = write_usage(response.usage, losses)
    if response.service_tier is not None:
        body["service_tier"] = response.service_tier
    if response.fingerprint is not None:
        body["system_fingerprint"] = response.fingerprint
    write_extras(response, body, losses)
    return body


def _write_choice(choice: Choice, path: str, answers: AnswerWriter, losses: Losses) -> dict[str, Any]:
    message = answers.message(choice.parts, path)
    if not message["content"]:
        message["content"] = None
    message.setdefault("refusal", None)
    has_refused = any(type(part) is Refusal for part in choice.parts)
    logprobs = None
    if choice.logprobs is not None:
        has_text = any(type(part) is Text for part in choice.parts)
        logprobs = write_logprobs(choice.logprobs, is_refusal=has_refused and not has_text)
    finish = write_finish(choice.finish, path, losses, has_refused=has_refused)
    return {"index": choice.index, "message": message, "logprobs": logprobs, **finish}


def write_extras(answer: Furthered, body: dict[str, Any], losses: Losses) -> None:
    """Further fields of an answer, or of the beginning of one, where this format knows them."""
    if answer.format != NAME:
        drop_remarks(answer, losses)
        return
    for name, value in answer.extras.items():
        body.setdefault(name, value)
