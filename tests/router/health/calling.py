"""Calls that a board is told of, and what it then shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.routing import HealthSettings
from modeldex.router.health.board import provider_key
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import UNSEEN, HealthReading

if TYPE_CHECKING:
    from modeldex.router.health.board import HealthBoard

START = 1_800_000_000.0
MODEL, SIBLING, STRANGER = "acme/large", "acme/small", "other/large"
PROVIDER = "acme/*"
SETTINGS = HealthSettings(
    half_life_seconds=100.0, least_calls=4.0, open_seconds=30.0, most_open_seconds=100.0, probe_seconds=60.0
)
CALLER_S = {"invalid_request", "context_length", "content_policy", "not_found", "conflict", "too_large"}
SICK = {"timeout", "server", "unavailable", "overloaded", "cut"}


def call(
    board: HealthBoard, failure: str | None = None, *, at: float = START, is_probe: bool = False, **given: Any
) -> None:
    """Tell of one call; what is not given is not measured."""
    stated: dict[str, Any] = {"model": MODEL, "at": at, "failure": failure, **given}
    if is_probe:
        stated["probe_claimed_at"] = claim_of(board, stated["model"])
    board.record(Outcome(**stated))


def claim_of(board: HealthBoard, model: str) -> float:
    """When the call of a model that has the probe claimed it; 0, at which none did, where none has it."""
    names = (model, provider_key(model))
    probers = [board._entries[name].prober for name in names if name in board._entries]
    return next((one[1] for one in probers if one is not None and one[0] == model), 0.0)


def calls(board: HealthBoard, failure: str | None = None, *, times: int = 4, **given: Any) -> None:
    """Tell of several calls that ended alike."""
    for _ in range(times):
        call(board, failure, **given)


def reading(board: HealthBoard, name: str = MODEL) -> HealthReading:
    """What the board shows of a model."""
    return board.readings().get(name, UNSEEN)


def state(board: HealthBoard, now: float, name: str = MODEL) -> str:
    """The state of a circuit."""
    return reading(board, name).circuit(now)
