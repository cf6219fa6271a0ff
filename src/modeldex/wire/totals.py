"""What becomes of usage in a format that tells fewer classes of it apart: the totals stay right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Collection

    from modeldex.core.usage import Usage
    from modeldex.wire.losses import Losses

OUTPUTS = (
    "output_tokens", "reasoning_tokens", "audio_output_tokens", "image_output_tokens", "video_output_tokens",
)  # fmt: skip
"""Classes of what was written; those of what was read are told by `Unit.is_input`."""


def total_output_tokens(usage: Usage) -> int:
    """All tokens written, thoughts included."""
    return sum(int(getattr(usage, name)) for name in OUTPUTS)


def note_untold(usage: Usage, told: Collection[str], losses: Losses) -> None:
    """List the classes that a format tells in its totals alone, or not at all."""
    for name in usage.counts():
        if name in told or name == "requests":
            continue
        if UNITS[name].is_input or name in OUTPUTS:
            losses.approximate(f"usage.{name}", "it stands in the total alone")
        else:
            losses.drop(f"usage.{name}", "the format has no number for it")
