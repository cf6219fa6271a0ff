"""Rules about limits in tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.evidence import LIMIT_TOLERANCE
from modeldex.core.capability import CAPABILITIES
from modeldex.pipeline.rules.base import DOUBT, Facts, Finding, Rule, abilities

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_CONTEXT, MOST_CONTEXT = 1_024, 10_485_760
_CONVERSES = CAPABILITIES["chat"].mask | CAPABILITIES["tool_use"].mask
_SHORT = sum(
    CAPABILITIES[name].mask
    for name in ("image_output", "video_output", "embedding", "reranking", "audio_output", "transcription",
                 "moderation")
)  # fmt: skip
"""Models whose input is a prompt or a passage, not a conversation: short windows are usual."""


def _out_of_range(facts: Facts) -> Iterator[Finding]:
    able = abilities(facts)
    for full_id, stored in facts.merged.models.items():
        window, yes = stored.get("max_context"), able[stored.get("model") or full_id]
        least = LEAST_CONTEXT if yes & _CONVERSES and not yes & _SHORT else 0
        if isinstance(window, int) and not least <= window <= MOST_CONTEXT:
            yield Finding(full_id, "max_context", f"is {window:,}")


def _output_above_window(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        window, output, yes = stored.get("max_context"), stored.get("max_output"), stored["caps_yes"]
        assert isinstance(yes, int)
        embeds = yes & (CAPABILITIES["embedding"].mask | CAPABILITIES["reranking"].mask)
        if (
            isinstance(window, int)
            and isinstance(output, int)
            and output > window * (1 + LIMIT_TOLERANCE)
            and not embeds
        ):
            yield Finding(full_id, "max_output", f"is {output:,}, the window {window:,}")


RULES = (
    Rule(
        "context-out-of-range", DOUBT, "limits",
        f"a context window is outside {LEAST_CONTEXT:,} to {MOST_CONTEXT:,} tokens; look at its page",
        _out_of_range,
    ),
    Rule(
        "output-above-window", DOUBT, "limits",
        "an output limit is larger than the whole window; one of them is wrong", _output_above_window,
    ),
)  # fmt: skip
