"""`replay`: a decision made again from what was stored of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.config.routing import PoolMember, RoutePolicy
from modeldex.core.errors import InvalidValueError
from modeldex.router.case import Case
from modeldex.router.choose import choose
from modeldex.router.frame import Frame
from modeldex.router.health.readings import HealthReadings
from modeldex.router.needs import Needs
from modeldex.router.readings import HealthReading, LoadReading, Warmth
from modeldex.router.request import RouteRequest
from modeldex.router.stored import FACTS_VERSION, not_ready_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.candidates import Candidates
    from modeldex.router.decision import RouteDecision


def replay(facts: Mapping[str, Any], candidates: Candidates) -> RouteDecision:
    """The decision that stored facts lead to among the models of some state of a registry, or of a catalog.

    The same state gives the same plan. Another one (`ModelCatalog.as_of`) says what would have been
    decided with it; a named candidate that it does not have is a ModelNotFoundError. InvalidValueError
    where the facts are none.
    """
    if facts.get("facts") != FACTS_VERSION:
        problem = (
            f"must be {FACTS_VERSION}, not {facts.get('facts')!r}: written by another version of modeldex"
        )
        raise InvalidValueError("the facts of a decision", {"facts": problem})
    try:
        case, rule = _case(facts, candidates), facts["rule"]
    except (KeyError, TypeError, AttributeError) as error:
        problem = f"is missing or of another shape ({error}); hand in what facts() gave, whole"
        raise InvalidValueError("the facts of a decision", {"facts": problem}) from error
    return choose(case, rule)


def _case(facts: Mapping[str, Any], candidates: Candidates) -> Case:
    frame = _frame(facts["candidates"], candidates)
    warmth, budget_left = facts["warmth"], facts["budget_left"]
    return Case(
        frame,
        Needs(RouteRequest.of(facts["request"]), named=not frame.is_whole),
        _policy(facts["policy"]),
        now=facts["moment"],
        seed=facts["seed"],
        turn=facts["turn"],
        health=_health(facts["health"]),
        loads={name: LoadReading(**one) for name, one in facts["loads"].items()},
        not_ready=not_ready_of(facts["not_ready"], frame),
        warmth=None if warmth is None else Warmth(**warmth),
        budget_left=None if budget_left is None else Decimal(budget_left),
    )


def _frame(named: list[dict[str, Any]] | None, candidates: Candidates) -> Frame:
    if named is None:
        return candidates.whole()
    groups = [one["group"] for one in named]
    return Frame(
        [candidates.models.get_model_or_raise(one["id"]) for one in named],
        candidates.providers,
        generation=candidates.generation,
        members=[None if one["member"] is None else PoolMember(**one["member"]) for one in named],
        groups=None if None in groups else groups,
    )


def _policy(told: Mapping[str, Any]) -> RoutePolicy:
    return RoutePolicy(**(dict(told) | {"boundaries": tuple(told["boundaries"])}))


def _health(told: Mapping[str, Mapping[str, Any]]) -> HealthReadings:
    readings = {name: HealthReading(**one) for name, one in told.items()}
    troubled = [
        name for name, one in readings.items() if one.open_until is not None or one.cool_until is not None
    ]
    return HealthReadings(readings, tuple(troubled))
