"""Whether calls fit: into the window, under the output limit, under the rate limits, into the time left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.core.status import ModelStatus
from modeldex.providers.switching.finding import DOUBT, FINE, NOTE, STOP, Finding
from modeldex.providers.switching.traffic import counted, input_tokens, output_tokens, room_needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.providers.switching.traffic import Traffic

SOON_DAYS = 90
"""A model that retires within so many days is no place to move to."""


def context_findings(before: ModelConfig, after: ModelConfig, traffic: Traffic | None) -> Iterator[Finding]:
    """Whether what is read, and what may be written, fits into the window."""
    window = after.context_window
    if traffic is not None:
        yield _calls_fit("context", after, window, room_needed, "input and room for output", traffic)
        if after.max_input_tokens is not None:
            yield _calls_fit("input", after, after.max_input_tokens, input_tokens, "input", traffic)
    else:
        yield _compared("context", "window", before.context_window, window, after)


def output_findings(before: ModelConfig, after: ModelConfig, traffic: Traffic | None) -> Iterator[Finding]:
    """Whether what is written, or asked for at most, is allowed."""
    most = after.max_output_tokens
    if traffic is not None:
        yield _calls_fit("output", after, most, _wanted_output, "output", traffic)
    else:
        yield _compared("output", "output limit", before.max_output_tokens, most, after)


def rate_findings(_before: ModelConfig, after: ModelConfig, traffic: Traffic | None) -> Iterator[Finding]:
    """Whether the busiest minute is within the rate limits of the usual account."""
    for check, most, weigh, what in (
        ("requests per minute", after.rate_limit_rpm, _one, "calls"),
        ("tokens per minute", after.rate_limit_tpm, _tokens, "tokens"),
    ):
        if most is None:
            yield Finding(check=check, level=NOTE, message=f"nobody states a limit of {after.id}")
            continue
        peak = traffic.peak_per_minute(weigh) if traffic is not None else None
        details = {"limit": most, "peak": peak}
        if peak is None:
            yield Finding(
                check=check, level=NOTE, message=f"{after.id} takes {most:,} {what} a minute", details=details
            )
            continue
        share = f"the busiest minute had {peak:,} {what}, {after.id} takes {most:,} of the usual account"
        level = STOP if peak > most else DOUBT if peak > most * 0.8 else FINE
        yield Finding(check=check, level=level, message=share, details=details)


def lifecycle_findings(before: ModelConfig, after: ModelConfig, day: str) -> Iterator[Finding]:
    """How long either model is served."""
    status = after.status_on(day)
    if status in (ModelStatus.RETIRED, ModelStatus.DISABLED):
        yield Finding(check="lifecycle", level=STOP, message=f"{after.id} is {status.name.lower()}")
        return
    left = days_left(after, day)
    details = {"days_left": left, "retires_on": after.retires_on, "days_left_before": days_left(before, day)}
    if left is not None:
        level = DOUBT if left < SOON_DAYS else FINE
        message = f"{after.id} retires on {after.retires_on}, in {left:,} days"
        if after.successor:
            message += f"; its provider names {after.successor} after it"
    elif status in (ModelStatus.DEPRECATED, ModelStatus.PREVIEW, ModelStatus.MAINTENANCE):
        level, message = (
            DOUBT,
            f"{after.id} is {status.name.lower()}, and nobody says until when it is served",
        )
    else:
        level, message = FINE, f"nobody states an end of {after.id}"
    if before.retires_on is not None:
        message += f"; {before.id} retires on {before.retires_on}"
    yield Finding(check="lifecycle", level=level, message=message, details=details)


def days_left(model: ModelConfig, day: str) -> int | None:
    """Days until a model retires; None where no whole date is stated."""
    if model.retires_on is None or len(model.retires_on) != 10:
        return None
    return (date.fromisoformat(model.retires_on) - date.fromisoformat(day)).days


def _one(_shape: RequestShape) -> int:
    return 1


def _tokens(shape: RequestShape) -> int:
    return input_tokens(shape) + output_tokens(shape)


def _wanted_output(shape: RequestShape) -> int:
    return max(output_tokens(shape), shape.max_output_tokens or 0)


def _calls_fit(
    check: str, after: ModelConfig, most: int | None, size: Callable[[RequestShape], int], what: str,
    traffic: Traffic,
) -> Finding:  # fmt: skip
    largest = max(map(size, traffic.shapes), default=0)
    details = {"limit": most, "largest": largest}
    if most is None:
        message = f"nobody states the limit of {after.id}; the largest call needs {largest:,} tokens"
        return Finding(check=check, level=DOUBT, message=message, details=details)
    over = traffic.count(lambda shape: size(shape) > most)
    if over:
        share = over / traffic.calls
        message = f"{over:,} of {counted(traffic.calls)} ({share:.1%}) need more {what} than {most:,} tokens"
        return Finding(check=check, level=STOP, message=message, calls=over, details=details)
    message = f"the largest call needs {largest:,} of {most:,} tokens"
    return Finding(check=check, level=FINE, message=message, calls=0, details=details)


def _compared(check: str, what: str, before: int | None, after: int | None, model: ModelConfig) -> Finding:
    details = {"before": before, "after": after}
    if after is None:
        message = f"nobody states the {what} of {model.id}"
        return Finding(check=check, level=DOUBT, message=message, details=details)
    if before is None or after >= before:
        known = "unknown" if before is None else f"{before:,}"
        message = f"{what} {after:,} tokens, before {known}"
        return Finding(check=check, level=FINE, message=message, details=details)
    message = f"{what} {after:,} tokens, before {before:,}: calls that need more do not fit"
    return Finding(check=check, level=DOUBT, message=message, details=details)
