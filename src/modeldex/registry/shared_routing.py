"""`SharedRouting`: several instances that route as one, by what they tell each other through Redis."""

from __future__ import annotations

import logging
import random
import time
from typing import TYPE_CHECKING

from modeldex.core.errors import StorageError
from modeldex.core.follower import Follower
from modeldex.registry.probe_claims import ProbeClaims
from modeldex.router.health.entry import RELEASED
from modeldex.router.health.rolling import Figures
from modeldex.router.health.sharing import HealthStanding, SharedHealth
from modeldex.router.load.sharing import LoadCounts, SharedLoad
from modeldex.router.seen.clock import steady_time
from modeldex.storage.shared_state import MOST_GIVEN, PREFIX, Contribution, SharedState

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from modeldex.core.secret import Secret
    from modeldex.router.health.board import HealthBoard
    from modeldex.router.health.sharing import HealthUpdate
    from modeldex.router.load.board import LoadBoard
    from modeldex.storage.shared_state import Standing

logger = logging.getLogger("modeldex.registry")
_SUMS = len(Figures._fields)
_FORGOTTEN = 2
"""Of the figures, `calls` and `answered` start anew when a circuit closes."""
_JITTER = 0.25
"""Rounds come earlier or later by up to this share, so that instances do not all come at once."""
_LONGEST_PAUSE_SECONDS = 5.0
"""Between attempts to reach a Redis that is away."""


class SharedRouting(Follower):
    """A thread that keeps the boards of a router in step with those of other instances.

    Each round tells Redis what was recorded here, and takes in what was elsewhere: rolling figures add up,
    a circuit that one opens is open for all, calls and tokens per minute are those of all. A half-open
    circuit is probed by one call of one instance. Decisions read the boards alone and never wait.

    While Redis is away each instance goes on with what it knows and sees for itself; it probes for itself,
    too. What it recorded meanwhile is told once Redis is back; one that comes back empty is filled by the
    first instance that finds it so. What was told just as the connection broke may count twice until it has
    faded.

    The thread ends with `close`, after a last round. A fork leaves it in the parent: the child goes on
    alone until it makes one of its own.
    """

    def __init__(
        self,
        url: Secret,
        health: HealthBoard,
        load: LoadBoard,
        *,
        clock: Callable[[], float] = steady_time,
        interval_seconds: float = 1.0,
        prefix: str = PREFIX,
    ) -> None:
        """`clock` is the one whose times the boards are told. StorageError where the URL is none.

        Instances of one `prefix` belong together, and have the same half-life.
        """
        super().__init__("modeldex-routing")
        self._state = SharedState(
            url, half_life_seconds=health.settings.half_life_seconds, forgotten=_FORGOTTEN, prefix=prefix
        )
        self._health, self._load = SharedHealth(health), SharedLoad(load)
        self._claims = ProbeClaims(lambda: self.is_connected)
        self._clock = clock
        self._interval = interval_seconds
        self._pause = interval_seconds
        self._probe_seconds = health.settings.probe_seconds
        self._is_connected = False
        self._was_told_lost = False

    @property
    def is_connected(self) -> bool:
        """Whether the last round went through; else this instance goes on alone."""
        return self._is_connected and self._thread.is_alive()

    def start(self) -> None:
        self._health.begin(self._claims)
        self._load.begin()
        super().start()

    def close(self) -> None:
        self._ended.set()
        self._claims.wanted.set()
        super().close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _run(self) -> None:
        super()._run()
        try:
            if self._is_connected:
                idle = self._claims.take_idle(time.monotonic(), 0.0)
                self._claims.clear()
                self._round(idle)
        except StorageError as error:
            logger.debug("the last round of routing was not told: %s", error)
        finally:
            self._is_connected = False
            self._health.end()
            self._load.end()
            self._state.close()

    def _follow(self) -> None:
        try:
            if not self._is_connected:
                self._state.begin_anew()
                self._health.offer_again()
            self._round(self._claims.take_idle(time.monotonic()))
        except StorageError as error:
            self._lost(error)
        else:
            self._reached()
        share = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - it guards nothing
        self._claims.wanted.wait(self._pause * share)

    def _round(self, idle: list[str]) -> None:
        """Tell what is new here, take in what is new elsewhere, and claim the probes that are wanted."""
        wanted = self._claims.take_wanted(time.monotonic())
        now = self._clock()
        health = {one.name: one for one in self._health.take_updates(now)}
        load = {one.name: one for one in self._load.take_updates(now)}
        names = list(dict.fromkeys([*health, *load, *idle]))
        told = 0
        try:
            is_whole = False
            while told < len(names) or not is_whole:
                part = names[told : told + MOST_GIVEN]
                given = [_contribution(name, health.get(name), load.get(name), idle) for name in part]
                answer = self._state.exchange(given, _SUMS)
                if answer.is_another:
                    break
                told += len(part)
                self._adopt(answer.standings, answer.minute_seconds)
                is_whole = answer.is_whole
        finally:  # whatever went wrong, what nobody was told is told later
            self._health.give_back([health[name] for name in names[told:] if name in health])
            self._load.give_back([load[name] for name in names[told:] if name in load])
        if answer.is_another:
            self._begin_again(is_first=answer.is_first)
        else:
            self._claim(wanted)

    def _begin_again(self, *, is_first: bool) -> None:
        """Fill a Redis that has lost everything: the figures of all, which all have, come from one alone."""
        self._claims.clear()
        if is_first:
            self._health.begin(self._claims)
            self._load.begin()
        else:
            self._health.offer_again()
        self._round([])

    def _claim(self, wanted: list[str]) -> None:
        names = [*wanted, *self._claims.held()]
        if names:
            granted = self._state.claim(names, self._probe_seconds)
            self._claims.grant([name for name in wanted if name in granted], time.monotonic())
            self._claims.lose([name for name in names if name not in granted])

    def _adopt(self, standings: tuple[Standing, ...], minute_seconds: float) -> None:
        now = self._clock()
        for one in standings:
            probe_left = None if one.is_own_probe else one.probe_left
            self._health.adopt(
                HealthStanding(
                    one.name, Figures(*one.sums), one.stamp, one.open_left, one.open_seconds, one.cool_left,
                    probe_left,
                ),
                now,
            )  # fmt: skip
            self._load.adopt(LoadCounts(one.name, one.requests, one.tokens), minute_seconds, now)

    def _lost(self, error: StorageError) -> None:
        self._is_connected = False
        self._claims.clear()
        if not self._was_told_lost:
            self._was_told_lost = True
            logger.warning("routing goes on alone until it is back: %s", error)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)

    def _reached(self) -> None:
        if self._was_told_lost:
            logger.info("%s is back: routing is shared again", self._state.label)
        self._is_connected, self._was_told_lost = True, False
        self._pause = self._interval


def _contribution(
    name: str, health: HealthUpdate | None, load: LoadCounts | None, idle: list[str]
) -> Contribution:
    """What is told of one name; a grant that nobody took up is given back with it."""
    requests, tokens = ((0.0, 0.0), (0.0, 0.0)) if load is None else (load.requests, load.tokens)
    event = RELEASED if name in idle else None
    if health is None:
        return Contribution(name, (0.0,) * _SUMS, event=event, requests=requests, tokens=tokens)
    return Contribution(
        name,
        tuple(health.figures),
        health.cool_left,
        health.event or event,
        health.stamp,
        health.open_left or 0.0,
        health.open_seconds or 0.0,
        requests,
        tokens,
    )
