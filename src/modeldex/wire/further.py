"""Further fields: those that only the format of a request or an answer knows; another passes them over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

OF_ANOTHER = "another format's fields"
"""Why further fields of a part, a message or a tool are lost; their loss is that of `PATH.extras`."""

REMARKS = frozenset({
    # times and counts
    "created_at", "total_duration", "load_duration", "prompt_eval_duration", "eval_duration", "timings",
    "metrics", "latency", "usage_breakdown", "tokenCount", "avgLogprobs",
    # who served it, and what was looked at before
    "provider", "inference_geo", "x_groq", "safetyRatings", "prompt_filter_results", "content_filter_results",
})  # fmt: skip
"""Further fields of answers that are neither content nor behaviour: no caller misses them."""


def joined(further: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Further fields beside those that are said, which go before them; objects within are joined alike."""
    written = {**further, **said}
    for name, value in further.items():
        if isinstance(value, dict) and isinstance(said.get(name), dict):
            written[name] = joined(value, said[name])
    return written


class Furthered(Protocol):
    """What has further fields: a request, an answer, the beginning of one."""

    @property
    def format(self) -> str | None:
        """Wire format of the fields."""

    @property
    def extras(self) -> Mapping[str, Any]:
        """The fields."""


def drop_wishes(request: Furthered, losses: Losses) -> None:
    """List the further top-level fields of a request of another format: each asks for something."""
    for name in request.extras:
        losses.drop(f"extras.{name}", _reason(request))


def drop_remarks(answer: Furthered, losses: Losses) -> None:
    """List the further top-level fields of an answer of another format, but for mere remarks."""
    for name, value in answer.extras.items():
        if not _is_remark(name, value):
            losses.drop(f"extras.{name}", _reason(answer))


def _is_remark(name: str, value: Any) -> bool:
    """Whether a field is one of `REMARKS`, or holds nothing else."""
    if name in REMARKS:
        return True
    return isinstance(value, dict) and bool(value) and all(_is_remark(*one) for one in value.items())


def _reason(told: Furthered) -> str:
    return f"only {told.format or 'the caller'} has such a field"
