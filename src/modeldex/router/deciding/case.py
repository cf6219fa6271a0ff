"""`Case`: one request against one frame at one moment: all that a decision follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from modeldex.config.routing import RoutePolicy
    from modeldex.router.asked.needs import Needs
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth


class Case:
    """What is held together for one decision; it never changes."""

    __slots__ = (
        "budget_left", "frame", "health", "home", "lets_pass", "loads", "needs", "not_ready", "now", "policy",
        "seed", "turn", "warmth",
    )  # fmt: skip

    def __init__(
        self,
        frame: Frame,
        needs: Needs,
        policy: RoutePolicy,
        *,
        now: float,
        seed: int,
        turn: int,
        health: Mapping[str, HealthReading],
        loads: Mapping[str, LoadReading],
        not_ready: Mapping[str, str],
        warmth: Warmth | None,
        budget_left: Decimal | None,
    ) -> None:
        self.frame = frame
        self.needs = needs
        self.policy = policy
        self.lets_pass = 0 if needs.rejects_unknown else frame.everyone
        """The candidates that nothing is held against that nobody knows: those that were named, mostly."""
        if frame.stand_ins and needs.asked.unknown is None:
            self.lets_pass &= ~frame.stand_ins
        self.now = now
        """Seconds since 1970."""
        self.seed = seed
        """Decides what chance decides."""
        self.turn = turn
        """How many decisions of this pool came before: whose turn it is."""
        self.health = health
        """Full id -> reading, of every model that was called."""
        self.loads = loads
        """Full id -> load, of every model that was given something lately."""
        self.not_ready = not_ready
        """Full id -> why it cannot be called."""
        self.warmth = warmth
        """Where the session's prompt cache is warm; None: nowhere."""
        self.budget_left = budget_left
        """USD that the caller may still spend; None: no budget."""
        place = None if warmth is None or now >= warmth.until else frame.place_of(warmth.model)
        self.home = -1 if place is None else place
        """The candidate at which the session's prompt cache is warm; -1: none."""

    def is_warm(self, place: int) -> bool:
        """Whether the session's prompt cache is warm at a candidate."""
        return place == self.home
