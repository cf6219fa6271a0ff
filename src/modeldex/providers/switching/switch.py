"""`ModelSwitch`: what would be different if calls went to another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.core.days import day_of, today
from modeldex.core.plain import plain
from modeldex.providers.endpoint import NO_WIRE, wire_of
from modeldex.providers.prerequisites import not_ready_reason
from modeldex.providers.switching.capability_gaps import capability_findings
from modeldex.providers.switching.cost_change import cost_findings
from modeldex.providers.switching.finding import DOUBT, FINE, NOTE, STOP, Finding, worst
from modeldex.providers.switching.fit import (
    context_findings,
    lifecycle_findings,
    output_findings,
    rate_findings,
)
from modeldex.providers.switching.lost import parameter_findings
from modeldex.providers.switching.traffic import Traffic
from modeldex.wire.quirks import Quirks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.shapes.shape import RequestShape

_MOST_NAMED = 3
_COMPARED = (capability_findings, context_findings, output_findings, rate_findings, cost_findings)
"""The checks that hold one model, and the calls, against the other, in the order of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSwitch:
    """A switch that was tried: nothing was sent, nothing is changed by it."""

    before: ModelConfig
    after: ModelConfig
    wire: str | None
    """The format in which the other model is called; None: none that is known."""
    calls: int | None
    """How many recorded calls it was held against; None: there were none to hold it against."""
    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """The gravest of the findings: `fine`, `note`, `doubt` or `stop`."""
        return worst(self.findings)

    def record(self) -> dict[str, Any]:
        """All of it, as plain values."""
        return {
            "from": self.before.id,
            "to": self.after.id,
            "wire": self.wire,
            "calls": self.calls,
            "level": self.level,
            "findings": [
                {
                    "check": one.check, "level": one.level, "message": one.message, "calls": one.calls,
                    "details": {name: plain(value) for name, value in one.details.items()},
                }
                for one in self.findings
            ],
        }  # fmt: skip


def try_switch(
    before: ModelConfig,
    after: ModelConfig,
    provider: Provider,
    credentials: Credentials,
    *,
    shapes: Iterable[RequestShape] | None = None,
    gateway: Gateway | None = None,
    reached: Finding | None = None,
    on: str | date | None = None,
) -> ModelSwitch:
    """What would be different if the calls of `before` went to `after`, which `provider` serves.

    `shapes` are recorded calls, of which those of `before` count; without any the models alone are
    compared. `reached` is what came of
    asking the provider, where somebody did. `on`: the day from which days are counted; None: today.
    """
    day = day_of(on, "try_switch") if on is not None else today()
    wire = wire_of(after, provider)
    recorded = () if shapes is None else tuple(shapes)
    own = Traffic.of(shape for shape in recorded if shape.model == before.id)
    traffic = own if own.shapes else None
    findings = [
        *_ready(after, provider, credentials, gateway),
        *((reached,) if reached is not None else ()),
        *lifecycle_findings(before, after, day),
        *_left_out(before, recorded),
    ]
    for check in _COMPARED:
        findings.extend(check(before, after, traffic))
    if wire is not None:
        findings.extend(parameter_findings(wire, Quirks.of(provider.quirks), traffic))
    if before.id == after.id:
        findings.append(Finding(check="models", level=NOTE, message=f"both are {before.id}"))
    return ModelSwitch(
        before=before,
        after=after,
        wire=wire,
        calls=None if traffic is None else traffic.calls,
        findings=tuple(findings),
    )


def _left_out(before: ModelConfig, recorded: Sequence[RequestShape]) -> Iterator[Finding]:
    """What is to be said of recorded calls that were not made to the model before."""
    others = sum(shape.calls for shape in recorded if shape.model != before.id)
    if not others:
        return
    everything = sum(shape.calls for shape in recorded)
    if others == everything:
        models = ", ".join(sorted({shape.model for shape in recorded})[:_MOST_NAMED])
        message = f"no recorded call is of {before.id}; they are of {models}"
        yield Finding(check="recorded calls", level=DOUBT, message=message, calls=0)
    else:
        message = f"{others:,} of {everything:,} recorded calls are of other models, and left out"
        yield Finding(check="recorded calls", level=NOTE, message=message, calls=others)


def _ready(
    model: ModelConfig, provider: Provider, credentials: Credentials, gateway: Gateway | None
) -> Iterator[Finding]:
    reason = not_ready_reason(model, provider, credentials, gateway=gateway)
    if wire_of(model, provider) is None:
        yield Finding(check="ready", level=STOP, message=f"{model.id}: {NO_WIRE}")
    elif reason is not None:
        yield Finding(check="ready", level=STOP, message=f"{model.id}: {reason}")
    else:
        yield Finding(check="ready", level=FINE, message=f"{model.id} can be called as things are")
