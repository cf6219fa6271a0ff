"""`CandidateRow`: what became of one candidate of a decision, and why; worked out when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.plain import plain
from modeldex.router.constraints.parameters import dropped
from modeldex.router.deciding.boundaries import crossed
from modeldex.router.deciding.scoring import scores
from modeldex.router.frames.bits import holds
from modeldex.router.selections.table import SELECTIONS
from modeldex.router.terms.table import TERMS

if TYPE_CHECKING:
    from modeldex.core.cost import Cost
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price
    from modeldex.router.decision import RouteDecision
    from modeldex.router.seen.readings import HealthReading, LoadReading

PLANNED, FIT, REJECTED = "planned", "fit", "rejected"
"""Fates. `fit`: it meets all constraints, and is not in the plan."""


class Reason(NamedTuple):
    """One constraint that a candidate does not meet."""

    constraint: str
    """Its name."""
    words: str
    """The candidate's value against what is needed."""


class TermScore(NamedTuple):
    """What one term of the policy says of a candidate."""

    term: str
    """Its name."""
    weight: float
    """Its weight in the policy."""
    value: float | None
    """0 (worst) to 1 (best); None: unknown, which adds nothing to the score."""
    words: str
    """What lies behind it."""


class CandidateRow:
    """One candidate, as an explanation shows it."""

    __slots__ = ("_case", "_decision", "id", "place")

    def __init__(self, decision: RouteDecision, place: int) -> None:
        self._decision = decision
        self._case = decision.case
        self.place = place
        """Its place among the candidates."""
        self.id = decision.case.frame.ids[place]
        """Full id of the model."""

    @property
    def model(self) -> ModelConfig:
        """The model."""
        return self._case.frame.models[self.place]

    @property
    def step(self) -> int | None:
        """Its place in the plan, from 1; None: it is not in it."""
        places = [one.place for one in self._decision.plan]
        return places.index(self.place) + 1 if self.place in places else None

    @property
    def fate(self) -> str:
        """`planned`, `fit` or `rejected`."""
        if not holds(self._decision.fit, self.place):
            return REJECTED
        return FIT if self.step is None else PLANNED

    @property
    def group(self) -> int | None:
        """Those of a lower number are asked first, whatever the policy says; None: all are asked alike."""
        groups = self._case.frame.groups
        return None if groups is None else groups[self.place]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every constraint that it does not meet; empty where it is fit."""
        place = self.place
        return tuple([
            Reason(test.name, test.reason(self._case, place))
            for test, passing in self._decision.tests
            if not holds(passing, place)
        ])  # fmt: skip

    @property
    def left_out(self) -> str | None:
        """Why it is not in the plan though it is fit; None: it is in it, or rejected."""
        if self.fate != FIT:
            return None
        asked, plan = self._case.needs.asked, self._decision.plan
        boundary = crossed(self._case, plan[0].place, self.place)
        if boundary is not None:
            return f"behind a boundary: {boundary}"
        if not asked.allow_fallbacks and not asked.provider_order:
            return "the request allows no fallback"
        return f"it comes after the {len(plan)} steps of a plan" if len(plan) > 1 else "a plan has one step"

    @property
    def standing(self) -> str:
        """Why it stands where it stands where that is not by score: `weight 3 of 4`; blank: by score."""
        case = self._case
        return "" if case.frame.is_whole else SELECTIONS[case.policy.select].words(case, self.place)

    @property
    def score(self) -> float | None:
        """What the policy's terms give it together; None: it is rejected."""
        return None if self.fate == REJECTED else scores(self._case, (self.place,))[0]

    @property
    def terms(self) -> tuple[TermScore, ...]:
        """Its score by term, in the order of the policy; empty where it is rejected."""
        if self.fate == REJECTED:
            return ()
        case, place = self._case, self.place
        return tuple([
            TermScore(name, weight, TERMS[name].values(case, (place,))[0], TERMS[name].words(case, place))
            for name, weight in case.policy.weights.items()
        ])  # fmt: skip

    @property
    def dropped(self) -> tuple[str, ...]:
        """Names of the parameters of the request that it does not take, and that do not reach it."""
        return dropped(self._case, self.place)

    @property
    def health(self) -> HealthReading | None:
        """How its calls went at that moment; None: it was not called."""
        return self._case.health.get(self.id)

    @property
    def provider_health(self) -> HealthReading | None:
        """How the calls of its provider as a whole went; None: none was called."""
        return self._case.health.get(f"{self.model.provider}/*")

    @property
    def load(self) -> LoadReading | None:
        """What it was given lately; None: nothing."""
        return self._case.loads.get(self.id)

    @property
    def cost(self) -> Cost:
        """What the call is expected to cost here, exact to the rates."""
        return self.model.cost(self._case.needs.usage(warm=self._case.is_warm(self.place)))

    @property
    def prices(self) -> tuple[Price, ...]:
        """The price rows that this cost follows from; each says who states it, and since when."""
        return _prices_of(self.model, self.cost)

    def record(self) -> dict[str, Any]:
        """As plain values: money is text, unknown is null. Of a rejected one, no score and no price."""
        fate = self.fate
        told: dict[str, Any] = {
            "id": self.id,
            "fate": fate,
            "step": self.step,
            "group": self.group,
            "reasons": [one._asdict() for one in self.reasons],
            "health": _health_record(self.health, self._case.now),
            "provider_health": _health_record(self.provider_health, self._case.now),
            "load": None if self.load is None else self.load._asdict(),
        }
        if fate != REJECTED:
            cost = self.cost
            told |= {
                "left_out": self.left_out,
                "standing": self.standing,
                "score": self.score,
                "terms": [one._asdict() for one in self.terms],
                "dropped": list(self.dropped),
                "cost": plain(cost),
                "prices": [_price_record(one) for one in _prices_of(self.model, cost)],
            }
        return told

    def __repr__(self) -> str:
        return f"<CandidateRow {self.id}: {self.fate}>"


def _prices_of(model: ModelConfig, cost: Cost) -> tuple[Price, ...]:
    used = cost.price_ids
    by_id = {row.price_id: row for row in model.prices} if used else {}
    return tuple([by_id[one] for one in used])


def _health_record(reading: HealthReading | None, now: float) -> dict[str, Any] | None:
    return None if reading is None else {"circuit": reading.circuit(now), **reading._asdict()}


def _price_record(price: Price) -> dict[str, Any]:
    return {
        "price_id": price.price_id,
        "rate": price.key,
        "amount": price.amount_text,
        "currency": price.currency,
        "source": price.source,
        "valid_from": price.valid_from,
        "recorded_on": price.recorded_on,
    }
