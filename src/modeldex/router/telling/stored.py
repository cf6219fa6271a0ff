"""What is stored with a call: the facts that its decision follows from, small and ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.core.plain import plain
from modeldex.router.frames.bits import holds
from modeldex.router.seen.readings import IDLE, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.deciding.case import Case
    from modeldex.router.decision import RouteDecision
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.readings import HealthReading, LoadReading

FACTS_VERSION = 1
"""Of the form of the facts; a reader refuses another one."""


def facts_of(decision: RouteDecision, catalog: str | None = None) -> dict[str, Any]:
    """The facts of a decision as plain values; `replay` decides by them again.

    The catalog itself is not among them: `catalog` (the digest of the one that was asked, where the caller
    knows it), `generation` and `moment` say which it was.
    """
    case = decision.case
    frame = case.frame
    return {
        "facts": FACTS_VERSION,
        "request": decision.request.record(),
        "policy": plain(case.policy),
        "rule": decision.rule,
        "seed": case.seed,
        "turn": case.turn,
        "moment": case.now,
        "generation": frame.generation,
        "catalog": catalog,
        "candidates": None if frame.is_whole else _named(frame),
        "health": _health(case),
        "loads": {name: _told(one, IDLE) for name, one in case.loads.items() if _is_candidate(frame, name)},
        "not_ready": _not_ready(case),
        "warmth": None if case.warmth is None else case.warmth._asdict(),
        "budget_left": None if case.budget_left is None else money.text(case.budget_left),
        "plan": [step.id for step in decision.plan],
    }


def _named(frame: Frame) -> list[dict[str, Any]]:
    """Candidates that were named, or stand in, by place: what the pool and their order say of them."""
    groups = frame.groups
    return [
        {
            "id": full_id,
            "group": None if groups is None else groups[place],
            "member": plain(member),
            "stands_in": holds(frame.stand_ins, place),
        }
        for place, (full_id, member) in enumerate(zip(frame.ids, frame.members, strict=True))
    ]


def _health(case: Case) -> dict[str, dict[str, Any]]:
    """The readings of candidates, and of their providers as a whole."""
    frame, whole = case.frame, {f"{model.provider}/*" for model in case.frame.models} if case.health else ()
    return {
        name: _told(one, UNSEEN)
        for name, one in case.health.items()
        if name in whole or _is_candidate(frame, name)
    }


def _is_candidate(frame: Frame, full_id: str) -> bool:
    return frame.place_of(full_id) is not None


def _told(reading: HealthReading | LoadReading, nothing: HealthReading | LoadReading) -> dict[str, Any]:
    """What a reading says beyond one that says nothing."""
    usual = nothing._asdict()
    return {name: value for name, value in reading._asdict().items() if value != usual[name]}


def _not_ready(case: Case) -> dict[str, str]:
    """Full id -> why it cannot be called; `provider/*` where the same holds of all its candidates."""
    frame, reasons = case.frame, case.not_ready
    if not reasons:
        return {}
    by_provider: dict[str, list[str]] = {}
    for full_id, model in zip(frame.ids, frame.models, strict=True):
        by_provider.setdefault(model.provider, []).append(full_id)
    found: dict[str, str] = {}
    for provider, ids in by_provider.items():
        told = {full_id: reasons[full_id] for full_id in ids if full_id in reasons}
        if len(told) == len(ids) > 1 and len(set(told.values())) == 1:
            found[f"{provider}/*"] = told[ids[0]]
        else:
            found.update(told)
    return found


def not_ready_of(told: Mapping[str, str], frame: Frame) -> dict[str, str]:
    """Full id -> why it cannot be called, of the candidates of a frame, as the facts tell it."""
    found = {}
    for full_id, model in zip(frame.ids, frame.models, strict=True):
        reason = told.get(full_id, told.get(f"{model.provider}/*"))
        if reason is not None:
            found[full_id] = reason
    return found
