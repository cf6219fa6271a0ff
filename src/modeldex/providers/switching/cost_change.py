"""What recorded calls cost at either model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core.money import CONTEXT
from modeldex.providers.switching.finding import DOUBT, FINE, NOTE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.switching.traffic import Traffic

CHECK = "cost"
_RATES = ("cost_per_1m_input_tokens", "cost_per_1m_output_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """What the same usage costs before and after; other words may be other tokens, so it is an estimate."""

    before: Decimal | None
    """USD of the calls whose cost is known at both models; None: there is no such call."""
    after: Decimal | None
    """USD of the same calls at the other model."""
    compared: int
    """Calls whose cost is known at both."""
    calls: int
    """Calls in all."""

    @property
    def ratio(self) -> float | None:
        """After by before, for people; None where that is not to be had."""
        if self.before is None or self.after is None or not self.before:
            return None
        return float(self.after) / float(self.before)


def cost_change(before: ModelConfig, after: ModelConfig, traffic: Traffic) -> CostChange:
    """The change over recorded calls, each priced by itself, at the rates of today."""
    sums = [Decimal(0), Decimal(0)]
    compared = 0
    for shape in traffic.answered:
        if shape.usage is None:
            continue
        amounts = [model.cost(shape.usage).amount for model in (before, after)]
        if amounts[0] is None or amounts[1] is None:
            continue
        compared += shape.calls
        for place, amount in enumerate(amounts):
            if amount is not None:
                sums[place] = CONTEXT.add(sums[place], CONTEXT.multiply(amount, Decimal(shape.calls)))
    is_known = compared > 0
    return CostChange(
        before=sums[0] if is_known else None,
        after=sums[1] if is_known else None,
        compared=compared,
        calls=sum(shape.calls for shape in traffic.answered),
    )


def cost_findings(before: ModelConfig, after: ModelConfig, traffic: Traffic | None) -> Iterator[Finding]:
    """The change of cost over recorded calls; without any, the rates of both."""
    if traffic is None:
        yield _rates(before, after)
        return
    change = cost_change(before, after, traffic)
    details = {
        "before": change.before, "after": change.after, "compared": change.compared, "calls": change.calls,
    }  # fmt: skip
    if change.before is None or change.after is None:
        message = "the cost of no call is known at both: a price or the usage is missing"
        yield Finding(check=CHECK, level=DOUBT, message=message, details=details)
        return
    message = f"{_usd(change.before)} USD before, {_usd(change.after)} USD after"
    if change.ratio is not None:
        message += f" ({_times(change.ratio)})"
    level = FINE if change.after <= change.before else NOTE
    if change.compared < change.calls:
        level = DOUBT
        message += f"; of {change.calls - change.compared:,} of {change.calls:,} calls the cost is not known"
    yield Finding(check=CHECK, level=level, message=message, calls=change.compared, details=details)


def _rates(before: ModelConfig, after: ModelConfig) -> Finding:
    pairs = [(getattr(before, rate), getattr(after, rate)) for rate in _RATES]
    details = {rate: {"before": old, "after": new} for rate, (old, new) in zip(_RATES, pairs, strict=True)}
    words = [
        f"{name} {_rate(new)}, before {_rate(old)}"
        for name, (old, new) in zip(("input", "output"), pairs, strict=True)
    ]
    is_unknown = any(new is None for _, new in pairs) and after.pricing != "free"
    is_dearer = any(old is not None and new is not None and new > old for old, new in pairs)
    level = DOUBT if is_unknown else NOTE if is_dearer else FINE
    return Finding(check=CHECK, level=level, message=f"USD per million: {'; '.join(words)}", details=details)


def _rate(rate: Decimal | None) -> str:
    return "unknown" if rate is None else f"{rate.normalize():f}"


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.6f}".rstrip("0").rstrip(".")


def _times(ratio: float) -> str:
    if ratio >= 1:
        return f"{ratio:.2f} times as much"
    return f"{(1 - ratio) * 100:.0f} % less"
