"""Thinking of an answer.

`reasoning_content` (DeepSeek, and most servers), `reasoning` (OpenRouter, vLLM, Groq), and
`reasoning_details` with signatures: https://openrouter.ai/docs/guides/best-practices/reasoning-tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Thinking
from modeldex.wire.formats.openai_chat.name import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TEXT, SUMMARY, ENCRYPTED = "reasoning.text", "reasoning.summary", "reasoning.encrypted"


def plain_thinking(held: Mapping[str, Any]) -> str:
    """The thinking as plain text, in either spelling; servers that have both say it twice."""
    text = held.get("reasoning_content")
    if not (isinstance(text, str) and text):
        text = held.get("reasoning")
    return text if isinstance(text, str) else ""


def read_thinking(held: Mapping[str, Any]) -> list[Thinking]:
    """The thinking of a message. Where the details have words, the plain text only repeats them."""
    details = held.get("reasoning_details")
    detailed = (
        [read_detail(raw) for raw in details if isinstance(raw, dict)] if isinstance(details, list) else []
    )
    plain = plain_thinking(held)
    if plain and not any(one.text for one in detailed):
        return [Thinking(text=plain), *detailed]
    return detailed


def read_detail(raw: Mapping[str, Any]) -> Thinking:
    """One of `reasoning_details`."""
    is_summary = raw.get("type") == SUMMARY
    return Thinking(
        text=_text(raw.get("summary" if is_summary else "text")) or "",
        signature=_text(raw.get("signature")),
        sealed=_text(raw.get("data")),
        signed_by=NAME,
        id=_text(raw.get("id")),
        is_summary=is_summary,
        variant=_text(raw.get("format")),
    )


def write_details(parts: Sequence[Thinking]) -> list[dict[str, Any]]:
    """`reasoning_details`, where this format made some of the thinking; else none."""
    ours = [part for part in parts if part.signed_by == NAME]
    if any(part.text for part in ours):
        ours = [part for part in parts if part.text or part.signed_by == NAME]
    return [write_detail(part, place) for place, part in enumerate(ours)]


def write_detail(part: Thinking, place: int) -> dict[str, Any]:
    """One of `reasoning_details`."""
    is_ours = part.signed_by == NAME
    if part.is_summary:
        written: dict[str, Any] = {"type": SUMMARY, "summary": part.text}
    elif is_ours and part.sealed is not None and not part.text:
        written = {"type": ENCRYPTED}
    else:
        written = {"type": TEXT, "text": part.text}
    if is_ours:
        held = (
            ("data", part.sealed),
            ("signature", part.signature),
            ("id", part.id),
            ("format", part.variant),
        )
        written.update((name, value) for name, value in held if value is not None)
    written["index"] = place
    return written


def joined(parts: Iterable[Thinking]) -> str:
    """The words of all the thinking, for those who read nothing else."""
    words = ""
    for part in parts:
        words += space_before(part) + part.text if words else part.text
    return words


def space_before(part: Thinking) -> str:
    """What stands between thinking and more of it: summaries of another format's are paragraphs."""
    return "\n\n" if part.is_summary and part.signed_by != NAME else ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
