"""Whatever instances are told in whatever order: they come to agree, and one alone probes.

Rounds are made by hand here, so that they fall between any two steps.
"""

from __future__ import annotations

import random
import time

import pytest
from tests.router.health.calling import claim_of

from modeldex.config.routing import HealthSettings
from modeldex.core.secret import Secret
from modeldex.registry.shared_routing import SharedRouting
from modeldex.router.health.board import HealthBoard
from modeldex.router.load.board import LoadBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import HALF_OPEN, UNSEEN

MODELS = ("acme/large", "acme/small")
NAMES = (*MODELS, "acme/*")
SETTINGS = HealthSettings(
    least_calls=3, open_seconds=0.02, most_open_seconds=0.2, probe_seconds=0.5, half_life_seconds=1_000
)
ENDINGS = (None, None, "server", "server", "timeout", "timeout")
STEPS = 60


class Instance:
    """One instance whose rounds are made by hand, and the probes that its calls have."""

    def __init__(self, url: str, prefix: str) -> None:
        self.board, self.load = HealthBoard(SETTINGS), LoadBoard()
        self.sharing = SharedRouting(Secret(url), self.board, self.load, prefix=prefix)
        self.sharing._claims._is_shared = lambda: True
        self.sharing._health.begin(self.sharing._claims)
        self.sharing._load.begin()
        self.probing: set[str] = set()

    def round(self) -> None:
        self.sharing._round(self.sharing._claims.take_idle(time.monotonic(), 0.3))

    def circuit(self, name: str, now: float) -> str:
        return self.board.readings().get(name, UNSEEN).circuit(now)

    def record(self, model: str, failure: str | None, *, is_probe: bool = False) -> None:
        claim = claim_of(self.board, model) if is_probe else None
        self.board.record(Outcome(model=model, at=time.time(), failure=failure, probe_claimed_at=claim))


class Run:
    """A random order of steps at three instances."""

    def __init__(self, seed: int, url: str, prefix: str) -> None:
        self.chance = random.Random(seed)
        self.instances = [Instance(url, prefix) for _ in range(3)]
        self.holders: dict[str, tuple[Instance, float]] = {}
        """Name -> who has its probe, and until when."""

    def step(self) -> None:
        one, model = self.chance.choice(self.instances), self.chance.choice(MODELS)
        what = self.chance.random()
        if what < 0.35:
            one.record(model, self.chance.choice(ENDINGS))
        elif what < 0.6:
            one.round()
        elif what < 0.8:
            self.probe(one, model)
        elif what < 0.95 and one.probing:
            self.hear_of_probe(one)
        else:
            time.sleep(SETTINGS.open_seconds)

    def probe(self, one: Instance, model: str) -> None:
        now = time.time()
        half_open = [name for name in (model, "acme/*") if one.circuit(name, now) == HALF_OPEN]
        if not one.board.take_probe(model, now) or not half_open:
            return
        one.probing.add(model)
        for name in half_open:
            holder, until = self.holders.get(name, (one, 0.0))
            assert holder is one or now > until - 0.05, f"two instances probe {name}"
            self.holders[name] = (one, now + SETTINGS.probe_seconds)

    def hear_of_probe(self, one: Instance) -> None:
        model = self.chance.choice(sorted(one.probing))
        one.probing.remove(model)
        one.record(model, self.chance.choice((None, "server", "invalid_request")), is_probe=True)
        for name in (model, "acme/*"):
            if name in self.holders and self.holders[name][0] is one:
                del self.holders[name]


@pytest.mark.parametrize("seed", range(25))
def test_instances_agree_and_one_alone_probes(redis_url, redis_prefix, seed) -> None:
    run = Run(seed, redis_url, redis_prefix)
    for _ in range(STEPS):
        run.step()
    for _ in range(3):
        for one in run.instances:
            one.round()

    for name in NAMES:
        found = [one.board.readings().get(name, UNSEEN) for one in run.instances]
        assert len({one.open_until is None for one in found}) == 1, name
        assert [one.calls for one in found] == pytest.approx([found[0].calls] * 3, rel=0.02, abs=0.05)
        opened = [one.open_until for one in found if one.open_until is not None]
        assert opened == pytest.approx(opened[:1] * len(opened), abs=0.2)
    for one in run.instances:
        one.sharing._state.close()
