"""What recorded calls need, or the model before could do, that the other model cannot, or nobody says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.providers.switching.finding import DOUBT, FINE, NOTE, STOP, Finding
from modeldex.providers.switching.traffic import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.providers.switching.traffic import Traffic

CHECK = "capabilities"


def _states(name: str) -> Callable[[RequestShape], bool]:
    return lambda shape: any(one == name or one.startswith(f"{name}.") for one in shape.parameters)


def _used(shape: RequestShape, unit: str) -> bool:
    return shape.usage is not None and getattr(shape.usage, unit) > 0


NEEDS: Mapping[str, Callable[[RequestShape], bool]] = MappingProxyType({
    "vision": lambda shape: shape.images > 0,
    "pdf_input": lambda shape: shape.documents > 0,
    "audio_input": lambda shape: shape.audios > 0,
    "video_input": lambda shape: shape.videos > 0,
    "tool_use": lambda shape: shape.tools + shape.tool_calls > 0,
    "streaming": lambda shape: shape.is_stream,
    "json_mode": _states("output.json"),
    "structured_output": _states("output.json_schema"),
    "thinking": lambda shape: _states("reasoning")(shape) or _used(shape, "reasoning_tokens"),
    "prompt_cache": lambda shape: _states("cache")(shape) or _used(shape, "cache_read_tokens"),
    "temperature": _states("temperature"),
})  # fmt: skip
"""Capability -> which calls need it."""

_SOFT = ("thinking", "prompt_cache", "temperature", "streaming")
"""Without these a call still gets an answer: slower, dearer, or one that differs."""

_USUAL = ("streaming",)
"""What nearly every model can, so that nobody troubles to say it."""


def capability_findings(
    before: ModelConfig, after: ModelConfig, traffic: Traffic | None
) -> Iterator[Finding]:
    """A finding for each capability that is missing or unknown; one that all is fine, else."""
    wanted = _of_calls(traffic) if traffic is not None else _of_model(before)
    found = False
    for name, calls in wanted.items():
        can = after.supports(name)
        if can is True:
            continue
        found = True
        yield Finding(
            check=CHECK,
            level=_level(name, can),
            message=_message(before, after, name, calls),
            calls=calls,
            details={"capability": name, "before": before.supports(name), "after": can},
        )
    if not found:
        by = "the recorded calls need" if traffic is not None else f"{before.id} can"
        yield Finding(check=CHECK, level=FINE, message=f"{after.id} can do all that {by}")


def _level(name: str, can: bool | None) -> str:
    if can is None:
        return NOTE if name in _USUAL else DOUBT
    return DOUBT if name in _SOFT else STOP


def _message(before: ModelConfig, after: ModelConfig, name: str, calls: int | None) -> str:
    what = f"{name.replace('_', ' ')} ({CAPABILITIES[name].meaning})"
    is_no = after.supports(name) is False
    cannot = f"{after.id} cannot" if is_no else f"nobody says whether {after.id} can"
    who = f"{before.id} can" if calls is None else f"{counted(calls)} need{'s' if calls == 1 else ''} it"
    return f"{what}: {cannot}; {who}"


def _of_calls(traffic: Traffic) -> dict[str, int | None]:
    counted = {name: traffic.count(needs) for name, needs in NEEDS.items()}
    return {name: calls for name, calls in counted.items() if calls}


def _of_model(before: ModelConfig) -> dict[str, int | None]:
    return {name: None for name in NEEDS if before.supports(name)}
