"""`Needs`: a request worked out once, in the numbers that constraints and terms compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.usage import Usage
from modeldex.router.asked.request import ALLOW, REJECT

if TYPE_CHECKING:
    from modeldex.router.asked.request import RouteRequest

MODALITIES = {
    "text": (None, None), "image": ("vision", "image_output"), "audio": ("audio_input", "audio_output"),
    "video": ("video_input", "video_output"), "file": ("pdf_input", None),
}  # fmt: skip
"""Modality -> the capability that reads it, and the one that makes it; None: what every model does."""
_USUAL_INPUT, _USUAL_OUTPUT = 1_000, 300
"""Tokens that stand in where nobody says how long the input is or the answer gets: so that models can be
held against each other by cost and latency. No limit is judged by them."""
_WRITING = ("chat", "any")
"""Operations whose output is counted in tokens."""


class Needs:
    """What a request needs, ready to be compared."""

    __slots__ = (
        "asked", "cached", "capability_mask", "input", "input_known", "output", "output_known",
        "rejects_unknown", "total", "usage_cold", "usage_warm",
    )  # fmt: skip

    def __init__(self, asked: RouteRequest, *, named: bool) -> None:
        """`named`: whether the candidates were named: a fact nobody knows is no reason against them then."""
        self.asked = asked
        """The request itself."""
        self.input_known = asked.input_tokens
        """Tokens of input; None: nobody says."""
        self.output_known = (
            asked.output_tokens if asked.output_tokens is not None else asked.max_output_tokens
        )
        """Tokens of output to make room for; None: nobody says."""
        self.input = _USUAL_INPUT if asked.input_tokens is None else asked.input_tokens
        """Tokens of input by which cost and latency are held against each other."""
        usual = _USUAL_OUTPUT if asked.operation in _WRITING else 0
        self.output = usual if self.output_known is None else self.output_known
        """Tokens of output by which they are held against each other."""
        self.total = (asked.input_tokens or 0) + max(self.output_known or 0, asked.max_output_tokens or 0)
        """Tokens that must fit into the window together, as far as they are known."""
        self.cached = min(asked.cached_input_tokens, self.input)
        """Tokens that are read from the cache where the session's cache is warm."""
        self.capability_mask = _mask(asked)
        """Bits of the capabilities that are needed, those of modalities included."""
        unknown = asked.unknown or (ALLOW if named else REJECT)
        self.rejects_unknown = unknown == REJECT
        """Whether a model of which nobody says that it meets a need is rejected, also one that was named:
        `Case.lets_pass` has those that are not."""
        self.usage_cold: Usage | None = None
        """Usage where no prompt cache is warm; made when it is first asked for."""
        self.usage_warm: Usage | None = None

    def usage(self, *, warm: bool) -> Usage:
        """What the call is expected to use; `warm`: where the session's prompt cache is."""
        cached = self.cached if warm else 0
        if not cached:
            if self.usage_cold is None:
                self.usage_cold = Usage(input_tokens=self.input, output_tokens=self.output)
            return self.usage_cold
        if self.usage_warm is None:
            self.usage_warm = Usage(
                input_tokens=self.input - cached, cache_read_tokens=cached, output_tokens=self.output
            )
        return self.usage_warm


def _mask(asked: RouteRequest) -> int:
    names = list(asked.capabilities)
    names += [MODALITIES[one][0] or "" for one in asked.input_modalities]
    names += [MODALITIES[one][1] or "" for one in asked.output_modalities]
    mask = 0
    for name in names:
        if name:
            mask |= CAPABILITIES[name].mask
    return mask
