"""`RouteWalk`: the way through a plan when attempts fail: who is asked next, and after what wait."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Protocol

from modeldex.core.errors import InvalidValueError
from modeldex.router.health.breaker import asked_to_cool
from modeldex.router.health.verdicts import VERDICTS
from modeldex.router.seen.readings import CLOSED, HALF_OPEN
from modeldex.router.walking.attempt import Attempt
from modeldex.router.walking.fallback import ELSEWHERE, END, LARGER, NEVER, ONCE_MORE, SEQUELS, room_of
from modeldex.router.walking.trail import ANSWERED, FAILED, PASSED_OVER, TrailEntry, entry_of

if TYPE_CHECKING:
    from modeldex.config.routing import RetrySettings
    from modeldex.router.decision import RouteDecision
    from modeldex.router.seen.neighbours import Headroom, Health
    from modeldex.router.seen.outcome import Outcome
    from modeldex.router.seen.readings import HealthReading
    from modeldex.router.walking.fallback import Sequel

_ANSWERED = "answered"
_SPENT = "the retry budget of all requests together is spent"
_MOST_DOUBLINGS = 30
"""A wait that was doubled so often is beyond any bound."""


class Allowance(Protocol):
    """How many more attempts all requests together may make at providers that fail: a `RetryBudget`."""

    def earn(self) -> None:
        """Note the first attempt of a request."""

    def take(self) -> bool:
        """Take what one more attempt costs; False: there is not enough."""

    def give_back(self) -> None:
        """Return what was taken for an attempt that is not made."""


class RouteWalk:
    """One request on its way through its plan: `begin`, then `failed` or `succeeded` for each attempt.

    It neither calls nor waits. The health board is asked before each attempt: whoever walks records an
    outcome there first (`LLMRouter.record`), then says `failed`. Waits are drawn from the seed of the
    decision, so that the same failures lead the same way. One request has one walk, in one thread.
    """

    def __init__(
        self,
        decision: RouteDecision,
        health: Health,
        allowance: Allowance,
        settings: RetrySettings,
        headroom: Headroom | None = None,
    ) -> None:
        self.decision = decision
        """Whose plan it is."""
        self.ended: str | None = None
        """Why nothing follows any more, `answered` or a sentence; None: it is under way."""
        self._health = health
        self._allowance = allowance
        self._settings = settings
        self._headroom = headroom
        self._trail: list[TrailEntry] = []
        self._asked = [0] * len(decision.plan)
        self._fresh = list(range(len(decision.plan)))
        self._cooling: dict[int, float] = {}
        self._shunned: dict[str, str] = {}
        self._room: int | None = None
        self._now: Attempt | None = None
        self._at = 0
        self._failing: set[str] = set()
        self._is_spent = False

    @property
    def trail(self) -> tuple[TrailEntry, ...]:
        """What happened so far, in order."""
        return tuple(self._trail)

    @property
    def attempts(self) -> int:
        """How many attempts were handed out."""
        return sum(self._asked)

    def begin(self, now: float) -> Attempt | None:
        """The first attempt; None: no step can be called, and `ended` says why."""
        if self.attempts or self.ended is not None:
            raise RuntimeError("the walk has begun; ask the router for another walk of the decision")
        if not self._fresh:
            return self._end("no candidate is fit")
        found = self._onward(now)
        if found is None:
            return self._end("no step of the plan can be called now")
        self._allowance.earn()
        return self._hand_out(*found, now)

    def failed(self, outcome: Outcome, now: float, *, first_token_seen: bool = False) -> Attempt | None:
        """What follows a failed attempt; None: nothing, and `ended` says why.

        `first_token_seen`: whether the caller was given a part of the answer already. Raises
        InvalidValueError where the outcome is not a failure of the model that was asked.
        """
        attempt = self._under_way(outcome)
        sequel = SEQUELS.get(outcome.failure or "")
        if sequel is None:
            problem = f"must be one of {', '.join(SEQUELS)}; not {outcome.failure!r}"
            raise InvalidValueError("the outcome of an attempt", {"failure": problem})
        here, self._now = self._at, None
        if outcome.failure in VERDICTS:  # other kinds are no sign of an outage
            self._failing.add(attempt.step.model.provider)
        at = len(self._trail)
        self._trail.append(entry_of(attempt, here, outcome, FAILED))
        if first_token_seen:
            following = self._end("a part of the answer was handed on already")
        else:
            following = self._after(sequel, attempt, here, outcome, now)
        self._trail[at] = entry_of(attempt, here, outcome, FAILED, self._why(sequel, following))
        return following

    def succeeded(self, outcome: Outcome) -> None:
        """Take in that the attempt was answered: the walk is over."""
        attempt = self._under_way(outcome)
        if outcome.failure is not None:
            problem = f"must be None where it was answered, not {outcome.failure!r}"
            raise InvalidValueError("the outcome of an attempt", {"failure": problem})
        self._trail.append(entry_of(attempt, self._at, outcome, ANSWERED))
        self._now = None
        self.ended = _ANSWERED

    def abandoned(self, now: float) -> None:
        """Take in that the caller left the attempt under way, so that nobody knows what became of it.

        A walk that has ended already stays as it ended.
        """
        if self.ended is not None:
            return
        attempt, self._now = self._now, None
        if attempt is not None and self._headroom is not None:
            self._headroom.left(attempt.step.id, now)
        if attempt is not None and attempt.probe_claimed_at is not None:
            self._health.give_up_probe(attempt.step.id, attempt.probe_claimed_at)
        self.ended = "the caller left"

    def _under_way(self, outcome: Outcome) -> Attempt:
        if self._now is None:
            raise RuntimeError("no attempt of the walk is under way; take one from begin() or failed() first")
        if outcome.model != self._now.step.id:
            problem = f"must be {self._now.step.id}, which was asked; not {outcome.model}"
            raise InvalidValueError("the outcome of an attempt", {"model": problem})
        return self._now

    def _after(
        self, sequel: Sequel, attempt: Attempt, here: int, outcome: Outcome, now: float
    ) -> Attempt | None:
        if sequel.onward == END:
            return self._end(sequel.why)
        self._narrow(sequel, here)
        wish = asked_to_cool(outcome.retry_after_seconds)
        may_again = sequel.same != NEVER and self._asked[here] < self._settings.attempts_per_step
        is_well = sequel.same == ONCE_MORE and wish is None and self._is_closed(here, now)
        if may_again and is_well and self._pay(here):
            return self._hand_out(here, self._drawn_wait(here), False, now)
        if may_again and not attempt.is_probe:
            self._cooling[here] = now + (self._drawn_wait(here) if wish is None else wish)
        found = self._onward(now)
        if found is None:
            return self._end(_SPENT if self._is_spent else "no step that may follow is left")
        return self._hand_out(*found, now)

    def _narrow(self, sequel: Sequel, here: int) -> None:
        """Keep what the failure says of all further steps, not only of the next."""
        model = self.decision.plan[here].model
        if sequel.onward == ELSEWHERE:
            self._shunned[model.provider] = sequel.why
        elif sequel.onward == LARGER:
            told = self.decision.case.needs.total - 1
            room = room_of(model)
            self._room = max(self._room or 0, told if room is None else room)

    def _may_follow(self, index: int) -> bool:
        """Whether no failure so far stands against a step; else it is passed over."""
        model = self.decision.plan[index].model
        if model.provider in self._shunned:
            self._pass_over(index, f"its provider is asked no more: {self._shunned[model.provider]}")
            return False
        if self._room is None:
            return True
        room = room_of(model)
        if room is None or not room > self._room > 0:
            self._pass_over(index, "it is not known to take more tokens than what failed")
            return False
        return True

    def _onward(self, now: float) -> tuple[int, float, bool] | None:
        """Step, wait and whether it is a probe: the next step that was not asked, else one to wait for."""
        while self._fresh:
            index = self._fresh.pop(0)
            if not self._may_follow(index):
                continue
            cool_until = self._cool_until(index, now)
            if cool_until is not None:
                self._cooling[index] = cool_until
                self._pass_over(index, f"its provider wants it left alone for {cool_until - now:.3g} s")
                continue
            free = self._take(index, now)
            if free is not None:
                return index, 0.0, free
        for until, index in self._by_wait(now):
            del self._cooling[index]
            wait = until - now
            if wait <= self._settings.longest_retry_after_seconds and self._may_follow(index):
                free = self._take(index, now)
                if free is not None:
                    return index, wait, free
        return None

    def _by_wait(self, now: float) -> list[tuple[float, int]]:
        """Until when each cooling step is waited for, the shortest first; others may have learnt more."""
        cooling = self._cooling.items()
        return sorted([(max(until, self._cool_until(index, now) or now), index) for index, until in cooling])

    def _take(self, index: int, now: float) -> bool | None:
        """Whether a step is called as a probe; None: it cannot be called, and is passed over."""
        circuits = {one.circuit(now) for one in self._readings(index)}
        if circuits <= {CLOSED, HALF_OPEN}:
            if not self._pay(index):  # before a probe is claimed, which nobody else can then have
                self._is_spent = True
                self._pass_over(index, _SPENT)
                return None
            if circuits <= {CLOSED}:
                return False
            if self._health.take_probe(self.decision.plan[index].id, now):
                return True
            if self._costs(index):
                self._allowance.give_back()
        self._pass_over(index, "its circuit is open, or another call tries it")
        return None

    def _is_closed(self, index: int, now: float) -> bool:
        is_cooling = self._cool_until(index, now) is not None
        return not is_cooling and all(one.circuit(now) == CLOSED for one in self._readings(index))

    def _cool_until(self, index: int, now: float) -> float | None:
        """Until when its provider wants a step left alone; None: it may be asked."""
        asked = [one.cool_until for one in self._readings(index) if one.cool_until is not None]
        return max((one for one in asked if one > now), default=None)

    def _readings(self, index: int) -> list[HealthReading]:
        """Those of the model, and of its provider as a whole."""
        model, readings = self.decision.plan[index].model, self._health.readings()
        found = (readings.get(name) for name in (model.id, f"{model.provider}/*"))
        return [one for one in found if one is not None]

    def _drawn_wait(self, index: int) -> float:
        """A wait between nothing and a bound that doubles with each attempt at the model: full jitter."""
        settings = self._settings
        doublings = min(self._asked[index] - 1, _MOST_DOUBLINGS)
        bound = min(settings.first_wait_seconds * 2.0**doublings, settings.most_wait_seconds)
        return Random(f"{self.decision.seed} {self.attempts}").uniform(0.0, bound)  # noqa: S311 - no secret

    def _pay(self, index: int) -> bool:
        """Take what the next attempt costs: nothing where its provider has not failed on this walk."""
        return not self._costs(index) or self._allowance.take()

    def _costs(self, index: int) -> bool:
        return self.decision.plan[index].model.provider in self._failing

    def _hand_out(self, index: int, wait: float, is_probe: bool, now: float) -> Attempt:
        is_retry = self._asked[index] > 0
        attempt = Attempt(
            step=self.decision.plan[index],
            number=self.attempts + 1,
            wait_seconds=wait,
            is_retry=is_retry,
            is_fallback=not is_retry and self.attempts > 0,
            probe_claimed_at=now if is_probe else None,
        )
        self._asked[index] += 1
        self._now, self._at = attempt, index
        if self._headroom is not None:
            self._headroom.started(attempt.step.id, now + wait, self.decision.case.needs.total)
        return attempt

    def _end(self, why: str) -> Attempt | None:
        """No attempt: the walk is over."""
        self.ended = why
        return None

    def _pass_over(self, index: int, why: str) -> None:
        step = self.decision.plan[index]
        self._trail.append(TrailEntry(model=step.id, step=index + 1, happened=PASSED_OVER, why=why))

    def _why(self, sequel: Sequel, following: Attempt | None) -> str:
        if following is None:
            return f"ended: {self.ended}"
        kind = "the same model again" if following.is_retry else "the next step"
        return f"{kind}: {sequel.why}"
