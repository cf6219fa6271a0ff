"""`replay`: a decision made again from what was stored of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.router.asked.needs import Needs
from modeldex.router.choose import choose
from modeldex.router.deciding.case import Case
from modeldex.router.frames.frame import Frame
from modeldex.router.health.readings import HealthReadings
from modeldex.router.telling.stored import not_ready_of
from modeldex.router.telling.told_facts import told_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.decision import RouteDecision
    from modeldex.router.frames.candidates import Candidates
    from modeldex.router.seen.readings import HealthReading
    from modeldex.router.telling.told_facts import ToldCandidate, ToldFacts


def replay(facts: Mapping[str, Any], candidates: Candidates) -> RouteDecision:
    """The decision that stored facts lead to among the models of some state of a registry, or of a catalog.

    The same state gives the same plan. Another one (`ModelCatalog.as_of`) says what would have been
    decided with it; a named candidate that it does not have is a ModelNotFoundError. InvalidValueError
    names every fact that is missing or none.
    """
    told = told_facts(facts)
    return choose(_case(told, candidates), told.rule)


def _case(told: ToldFacts, candidates: Candidates) -> Case:
    frame = candidates.whole() if told.candidates is None else _frame(told.candidates, candidates)
    return Case(
        frame,
        Needs(told.request, named=not frame.is_whole),
        told.policy,
        now=told.moment,
        seed=told.seed,
        turn=told.turn,
        health=_health(told.health),
        loads=told.loads,
        not_ready=not_ready_of(told.not_ready, frame),
        warmth=told.warmth,
        budget_left=told.budget_left,
    )


def _frame(named: tuple[ToldCandidate, ...], candidates: Candidates) -> Frame:
    groups = [one.group for one in named if one.group is not None]
    return Frame(
        [candidates.models.get_model_or_raise(one.id) for one in named],
        candidates.providers,
        generation=candidates.generation,
        members=[one.member for one in named],
        groups=groups or None,
        stand_ins=[at for at, one in enumerate(named) if one.stands_in],
    )


def _health(readings: Mapping[str, HealthReading]) -> HealthReadings:
    troubled = [
        name for name, one in readings.items() if one.open_until is not None or one.cool_until is not None
    ]
    return HealthReadings(readings, tuple(troubled))
