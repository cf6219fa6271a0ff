"""Whatever is called in whatever order: the promises of a circuit hold."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.router.health.calling import MODEL, PROVIDER, SETTINGS, SIBLING, START, claim_of, reading, state

from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import CLOSED, HALF_OPEN, OPEN, PROBING
from modeldex.wire.failure import STATUSES

MODELS = st.sampled_from([MODEL, SIBLING])
COUNTED = {"timeout", "server", "unavailable", "overloaded", "cut", "rate_limit", "permission"}


class Circuits(RuleBasedStateMachine):
    """Two models of one provider, calls that end in any way, and a clock that may go back a little."""

    def __init__(self) -> None:
        super().__init__()
        self.board = HealthBoard(SETTINGS)
        self.now = START
        self.probes: dict[str, float] = {}
        """Model -> until when its probe holds what it was granted, of those that were not heard of yet."""
        self.held: list[tuple[object, dict[str, object]]] = []

    @rule(seconds=st.floats(0, 130))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(seconds=st.floats(0, 90))
    def go_back(self, seconds: float) -> None:
        self.now -= seconds

    @rule(model=MODELS, failure=st.sampled_from([None, *sorted(STATUSES)]), age=st.floats(0, 200))
    def call(self, model: str, failure: str | None, age: float) -> None:
        before = state(self.board, self.now, model)
        self.board.record(Outcome(model=model, at=self.now - age, failure=failure))
        after = state(self.board, self.now, model)
        if before != CLOSED:
            assert after != CLOSED, "only a probe closes"

    @rule(model=MODELS, retry_after=st.floats(allow_nan=True, allow_infinity=True))
    def refuse(self, model: str, retry_after: float) -> None:
        self.board.record(
            Outcome(model=model, at=self.now, failure="rate_limit", retry_after_seconds=retry_after)
        )
        cool = reading(self.board, model).cool_until
        assert cool is None or cool <= self.now + 90 * 60 + 3_600

    @rule(model=MODELS)
    def probe(self, model: str) -> None:
        names = (model, PROVIDER)
        before = {name: state(self.board, self.now, name) for name in names}
        taken = self.board.take_probe(model, self.now)
        assert taken == (set(before.values()) <= {CLOSED, HALF_OPEN})
        if taken and HALF_OPEN in before.values():
            self.probes[model] = self.now + SETTINGS.probe_seconds
            for name in names:
                assert state(self.board, self.now, name) == (CLOSED if before[name] == CLOSED else PROBING)
            assert not self.board.take_probe(model, self.now), "two probes at once"

    @precondition(lambda self: self.probes)
    @rule(data=st.data(), failure=st.sampled_from([None, *sorted(COUNTED)]))
    def hear_of_probe(self, data: st.DataObject, failure: str | None) -> None:
        model = data.draw(st.sampled_from(sorted(self.probes)))
        del self.probes[model]
        before = reading(self.board, model)
        self.board.record(
            Outcome(model=model, at=self.now, failure=failure, probe_claimed_at=claim_of(self.board, model))
        )
        after = reading(self.board, model)
        if before.probe_until is None:
            assert failure is not None or after.open_until == before.open_until, "another's probe closes"
        elif failure is None:
            assert after.circuit(self.now) == CLOSED
            assert after.success_rate == 1.0
        else:
            assert after.open_until is not None
            length = after.open_until - self.now
            assert SETTINGS.open_seconds * 2 - 1e-3 <= length <= SETTINGS.most_open_seconds + 1e-3

    @rule()
    def hold(self) -> None:
        readings = self.board.readings()
        self.held.append((readings, dict(readings)))
        del self.held[:-5]

    @invariant()
    def figures_are_possible(self) -> None:
        for found in self.board.readings().values():
            assert found.calls >= 0
            assert found.success_rate is None or 0 <= found.success_rate <= 1
            if found.circuit(self.now) == OPEN:
                assert found.open_until is not None

    @invariant()
    def what_was_handed_out_is_as_it_was(self) -> None:
        for readings, copy in self.held:
            assert readings == copy

    @invariant()
    def what_stands_in_the_way_is_named(self) -> None:
        readings = self.board.readings()
        troubled = {
            name
            for name, found in readings.items()
            if found.open_until is not None or found.cool_until is not None
        }
        assert set(readings.troubled) == troubled


Circuits.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCircuits = Circuits.TestCase
