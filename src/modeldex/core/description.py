"""The one function that puts a model's facts into a sentence."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS = (
    ("embedding", "embedding model"),
    ("reranking", "reranking model"),
    ("video_output", "video model"),
    ("transcription", "transcription model"),
    ("ocr", "document-reading model"),
    ("moderation", "moderation model"),
)
_WORTH_SAYING = {
    "vision": "vision",
    "tool_use": "tools",
    "thinking": "thinking",
    "structured_output": "structured output",
    "audio_input": "audio",
    "video_input": "video",
    "pdf_input": "PDF",
    "image_output": "image output",
}


def describe(
    capabilities: Iterable[str], maker: str | None, context_window: int | None, max_output_tokens: int | None
) -> str:
    """`Chat model of anthropic: 200K context, 64K output; vision, tools, thinking.`"""
    able = set(capabilities)
    kind = next((kind for name, kind in _KINDS if name in able), None)
    kind = kind or ("chat model" if "chat" in able else "model")
    limits = [
        f"{short_count(tokens)} {what}"
        for tokens, what in ((context_window, "context"), (max_output_tokens, "output"))
        if tokens is not None
    ]
    can = [word for name, word in _WORTH_SAYING.items() if name in able]
    head = kind.capitalize() + (f" of {maker}" if maker else "")
    tail = "; ".join(filter(None, (", ".join(limits), ", ".join(can))))
    return f"{head}: {tail}." if tail else f"{head}."


def short_count(count: int) -> str:
    """A count of tokens in few letters: 128000 is 128K, 1048576 is 1.05M."""
    for size, least, letter in ((1_000_000, 999_500, "M"), (1_000, 1_000, "K")):
        if count >= least:
            return f"{count / size:.3g}{letter}"
    return str(count)
