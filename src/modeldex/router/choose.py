"""The decision: which candidates are fit, and in what order they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.constraints.table import CONSTRAINTS
from modeldex.router.deciding.boundaries import crossed, let_through
from modeldex.router.deciding.plan import PlanStep
from modeldex.router.deciding.scoring import all_scored, best_scored
from modeldex.router.decision import RouteDecision
from modeldex.router.selections.table import SELECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.deciding.case import Case

    Scored = tuple[float, int]

_PASSING = tuple([(constraint, constraint.passing) for constraint in CONSTRAINTS])

_FURTHER = 4
"""Where some that a boundary may let through lie behind it after all, so many times as many are looked at."""


def choose(case: Case, rule: str | None = None) -> RouteDecision:
    """The decision that follows from a case, and from nothing else."""
    fit = case.frame.everyone
    tests = []
    for constraint, passing_of in _PASSING:
        passing = passing_of(case)
        if passing is not None:
            tests.append((constraint, passing))
            fit &= passing
    return RouteDecision(case, tuple(tests), fit, _plan(case, fit), rule)


def _plan(case: Case, fit: int) -> tuple[PlanStep, ...]:
    asked, policy, frame = case.needs.asked, case.policy, case.frame
    most = policy.max_steps if asked.allow_fallbacks or asked.provider_order else 1
    if frame.is_whole:
        ordered = _within(case, fit, most) if policy.boundaries and most > 1 else _best(case, fit, most)
    else:
        ordered = _in_groups(case, all_scored(case, frame.places(fit)))
        if policy.boundaries:
            ordered = _not_crossing(case, ordered)
        if frame.groups is not None and len(ordered) > most:
            ordered = _of_every_name(frame.groups, ordered, most)
    return tuple([PlanStep(case, place, score) for score, place in ordered[:most]])


def _of_every_name(groups: Sequence[int], ordered: list[Scored], most: int) -> list[Scored]:
    """So many of them, in their order, the best of each name among them.

    A fallback that is named is tried, however many providers serve the model before it.
    """
    firsts: dict[int, int] = {}
    for at, (_, place) in enumerate(ordered):
        firsts.setdefault(groups[place], at)
    kept = list(firsts.values())[:most]
    others = [at for at in range(len(ordered)) if at not in kept]
    return [ordered[at] for at in sorted([*kept, *others[: most - len(kept)]])]


def _within(case: Case, fit: int, most: int) -> list[Scored]:
    """The best of a whole registry, and the best of what no boundary keeps from following it.

    The best of all are looked at first: often no boundary lies between them.
    """
    ordered, inside, wanted = _best(case, fit, most)[:most], fit, most
    while True:
        found = _not_crossing(case, ordered)
        if len(found) >= most or len(ordered) >= inside.bit_count():
            return found
        inside = let_through(case, ordered[0][1], fit)
        ordered = _best(case, inside, wanted)
        wanted *= _FURTHER


def _not_crossing(case: Case, ordered: list[Scored]) -> list[Scored]:
    """Without those between which and the first of them a boundary lies."""
    return [one for one in ordered if crossed(case, ordered[0][1], one[1]) is None]


def _best(case: Case, fit: int, most: int) -> list[Scored]:
    """The best of a whole registry; those of providers that the request puts first come first."""
    found: list[Scored] = []
    for slug in case.needs.asked.provider_order:
        part = fit & case.frame.of_provider(slug)
        fit ^= part
        found += best_scored(case, part, most)
    return found + best_scored(case, fit, most)


def _in_groups(case: Case, scored: list[Scored]) -> list[Scored]:
    """Candidates as the policy selects them; what the request puts in order comes in that order."""
    if len(scored) < 2:
        return scored
    policy, groups = case.policy, case.frame.groups
    if policy.select != "score":
        score_of = {place: score for score, place in scored}
        scored = [(score_of[place], place) for place in SELECTIONS[policy.select].order(case, scored)]
    providers = case.needs.asked.provider_order
    if providers:
        rank = {slug: at for at, slug in enumerate(providers)}
        models = case.frame.models
        scored.sort(key=lambda one: rank.get(models[one[1]].provider, len(rank)))
    if groups is not None:
        scored.sort(key=lambda one: groups[one[1]])
    return scored
