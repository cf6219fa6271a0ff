"""Which parameters of recorded calls the other model's wire format, or the model itself, does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.providers.shapes.measuring import skeleton
from modeldex.providers.switching.finding import DOUBT, FINE, NOTE, Finding
from modeldex.providers.switching.traffic import counted
from modeldex.wire.losses import Losses
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.providers.switching.traffic import Traffic
    from modeldex.wire.quirks import Quirks

CHECK = "parameters"
_MOST_NAMED = 12


def parameter_findings(wire: str, quirks: Quirks, traffic: Traffic | None) -> Iterator[Finding]:
    """What would be dropped, and what would arrive otherwise, with the calls that state it."""
    if traffic is None:
        yield Finding(check=CHECK, level=NOTE, message="record request shapes to see which would be lost")
        return
    dropped: dict[tuple[str, str], int] = {}
    approximated: dict[tuple[str, str], int] = {}
    seen: dict[tuple[object, ...], Losses] = {}
    for shape in traffic.shapes:
        kind = (
            shape.parameters, shape.is_stream, bool(shape.tools), bool(shape.images), bool(shape.documents),
            bool(shape.audios), bool(shape.videos), bool(shape.tool_calls or shape.tool_results),
            shape.max_output_tokens is None,
        )  # fmt: skip
        if kind not in seen:
            seen[kind] = Losses()
            format_named(wire).write_request(skeleton(shape), seen[kind], quirks)
        for found, losses in ((dropped, seen[kind].dropped), (approximated, seen[kind].approximated)):
            for key in {(loss.field, loss.reason) for loss in losses}:
                found[key] = found.get(key, 0) + shape.calls
    yield from _findings(dropped, "dropped", DOUBT)
    yield from _findings(approximated, "sent otherwise", NOTE)
    if not dropped and not approximated:
        yield Finding(check=CHECK, level=FINE, message=f"{wire} says all that the recorded calls state")


def _findings(found: dict[tuple[str, str], int], what: str, level: str) -> Iterator[Finding]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    for (field, reason), calls in ordered[:_MOST_NAMED]:
        yield Finding(
            check=CHECK, level=level, message=f"{field} is {what} in {counted(calls)}: {reason}", calls=calls,
            details={"field": field, "outcome": what, "reason": reason},
        )  # fmt: skip
    if len(ordered) > _MOST_NAMED:
        yield Finding(check=CHECK, level=level, message=f"{len(ordered) - _MOST_NAMED} further are {what}")
