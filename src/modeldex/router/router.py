"""`LLMRouter`: requirements, the models in force and how they do -> an ordered plan with reasons."""

from __future__ import annotations

import random
from itertools import count
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.config.routing import RoutingSettings
from modeldex.core.days import today
from modeldex.core.forking import renewed_after_fork
from modeldex.router.asked.needs import Needs
from modeldex.router.asked.request import RouteRequest
from modeldex.router.choose import choose
from modeldex.router.constraints.rate_book import rate_book
from modeldex.router.deciding.case import Case
from modeldex.router.deciding.policy_book import PolicyBook
from modeldex.router.frames.candidates import Candidates
from modeldex.router.health.board import HealthBoard
from modeldex.router.load.board import LoadBoard
from modeldex.router.replay import replay
from modeldex.router.seen.clock import steady_time
from modeldex.router.seen.homes import SessionHomes
from modeldex.router.seen.neighbours import Registry
from modeldex.router.terms.table import TERMS
from modeldex.router.walking.retry_budget import RetryBudget
from modeldex.router.walking.walk import RouteWalk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from modeldex.router.deciding.policy_book import Choice
    from modeldex.router.decision import RouteDecision
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.neighbours import Affinity, Budgets, Headroom, Health, Models, Readiness
    from modeldex.router.seen.outcome import Outcome

    _Held = tuple[tuple[int, str], Candidates]
    """Generation and day, and the candidates of that state."""

_MOST_TURNS = 1_024
"""Pools and lists of names whose turns are counted; beyond so many the oldest begins anew."""
NOTHING: Mapping[str, str] = MappingProxyType({})
_USUAL_SIZES = ((500, 300), (2_000, 300), (4_000, 1_000), (12_000, 1_000), (30_000, 1_000), (100_000, 2_000))
"""Tokens of input and output for which candidates are put in order before anybody asks."""
_LONG = RouteRequest(input_tokens=10_000)
"""A request so long that tiers of prices count."""
_SEED_BITS = 53
"""Of a seed that is drawn: a whole number that JSON carries exactly."""


class LLMRouter:
    """Decides which models a request goes to, and in what order; it never calls one.

    `LLMRouter(registry)` takes a `ModelRegistry`, or a `ModelCatalog`. Threads and tasks may share it. What
    stands in `routing` is checked here: a mistake in a condition, an unknown policy or pool is an error now.

    Without `health`, `headroom` and `affinity` it measures for itself what `record` tells it. `budgets` and
    `readiness` restrict nothing where they are not given. `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        registry: Registry | Models,
        *,
        routing: RoutingSettings | None = None,
        health: Health | None = None,
        headroom: Headroom | None = None,
        affinity: Affinity | None = None,
        budgets: Budgets | None = None,
        readiness: Readiness | None = None,
        clock: Callable[[], float] = steady_time,
    ) -> None:
        self.routing = RoutingSettings() if routing is None else routing
        """Policies, pools and rules in force."""
        self._book = PolicyBook(self.routing)
        self._registry = registry if isinstance(registry, Registry) else _Fixed(registry)
        if self.routing.pools:
            self._book.check_names(self._registry.snapshot())
        self.health: Health = HealthBoard(self.routing.health) if health is None else health
        """How calls go."""
        self.headroom: Headroom = LoadBoard() if headroom is None else headroom
        """How much models were given."""
        self.affinity: Affinity = SessionHomes() if affinity is None else affinity
        """Where sessions were answered."""
        self.retry_budget = RetryBudget(self.routing.retry)
        """How often all requests together may still ask a provider that failed them."""
        self._budgets = budgets
        self._readiness = readiness
        self.clock = clock
        """Seconds since 1970."""
        self._held: _Held | None = None
        self._lock = Lock()
        renewed_after_fork(self)
        self._turns: dict[tuple[str, ...], count[int]] = {}

    def route(self, request: RouteRequest | Mapping[str, Any]) -> RouteDecision:
        """Which models to ask for a request, the first choice first, and what that follows from.

        The plan is empty where no candidate is fit; `decision.best` raises NoRouteError then. Raises
        InvalidRequestError, ModelNotFoundError, AmbiguousModelError and UnknownNameError for a request that
        cannot be read, or that names what is not there.
        """
        asked = request if isinstance(request, RouteRequest) else RouteRequest.of(request)
        now = self.clock()
        candidates = self._in_force()
        asked = candidates.understood(asked)
        choice = self._book.choice(asked)
        frame = self._frame(candidates, asked, choice)
        case = Case(
            frame,
            Needs(asked, named=not frame.is_whole),
            choice.policy,
            now=now,
            seed=random.getrandbits(_SEED_BITS) if asked.seed is None else asked.seed,
            turn=self._turn(asked, choice),
            health=self.health.readings(),
            loads=self.headroom.loads(now),
            not_ready=NOTHING if self._readiness is None else self._readiness.reasons(),
            warmth=None if asked.session is None else self.affinity.home(asked.session, now),
            budget_left=None if self._budgets is None or asked.key is None else self._budgets.left(asked.key),
        )
        return choose(case, choice.rule)

    def walk(self, decision: RouteDecision) -> RouteWalk:
        """The walk through a plan: what is tried after what, and how long is waited."""
        return RouteWalk(decision, self.health, self.retry_budget, self.routing.retry, self.headroom)

    def replay(self, facts: Mapping[str, Any]) -> RouteDecision:
        """The decision that stored facts (`RouteDecision.facts`) lead to among the models in force now.

        The same state of the registry gives the same plan. InvalidValueError where the facts are none,
        ModelNotFoundError where a candidate that was named is there no more.
        """
        return replay(facts, self._in_force())

    def record(self, outcome: Outcome, *, session: str | None = None) -> None:
        """Take in how an attempt went; `session`: whose conversation it was of."""
        self.health.record(outcome)
        self.headroom.record(outcome)
        if session is not None and outcome.failure is None:
            self.affinity.record(session, outcome.model, outcome.at)

    def warm(self) -> None:
        """Read all models with their prices, and put them in order: the first decisions take no longer then.

        It takes a second or two for a whole catalog. A state of the registry that comes later reads its
        prices when it is first asked.
        """
        frame = self._whole(self._in_force())
        rate_book(frame)
        for term in TERMS.values():
            term.bounds(frame, Needs(_LONG, named=False))
        for input_tokens, output_tokens in _USUAL_SIZES:
            request = RouteRequest(input_tokens=input_tokens, output_tokens=output_tokens)
            if self._book.can_decide(request):
                self.route(request)

    def _in_force(self) -> Candidates:
        """The candidates of the registry as it is now; on another day other rates may hold."""
        held = self._held
        if held is not None and held[0] == (self._registry.generation, today()):
            return held[1]
        if not self._lock.acquire(blocking=held is None) and held is not None:
            return held[1]  # another thread makes them: until then the state before holds
        try:
            now_held = self._held
            if now_held is None or now_held is held:
                now_held = self._held = self._made(held)
            return now_held[1]
        finally:
            self._lock.release()

    def _made(self, before: _Held | None) -> _Held:
        """The candidates of a new state, as ready as those of the state before."""
        while True:
            state = self._registry.generation, today()
            models = self._registry.snapshot()
            if self._registry.generation == state[0]:
                break
        made = Candidates(models, state[0])
        if before is not None and before[1].has_whole:
            rate_book(made.whole())
        return state, made

    def _whole(self, candidates: Candidates) -> Frame:
        if candidates.has_whole:
            return candidates.whole()
        with self._lock:  # the first of many threads makes it
            return candidates.whole()

    def _frame(self, candidates: Candidates, asked: RouteRequest, choice: Choice) -> Frame:
        same_model = asked.same_model or choice.policy.same_model
        if choice.pool is not None:
            return candidates.pooled(choice.pool, asked.fallbacks, same_model=same_model)
        if not asked.models:
            return self._whole(candidates)
        same_model = same_model or _chooses_providers(asked)
        return candidates.named(
            asked.models, asked.fallbacks, in_order=not choice.is_asked_for, same_model=same_model
        )

    def _turn(self, asked: RouteRequest, choice: Choice) -> int:
        if choice.policy.select != "round_robin":
            return 0
        key = asked.models if choice.pool is None else (choice.pool.name,)
        turns = self._turns.get(key)
        if turns is None:
            turns = self._turns.setdefault(key, count())
            for oldest in [*self._turns][: len(self._turns) - _MOST_TURNS]:
                self._turns.pop(oldest, None)
        return next(turns)

    def __repr__(self) -> str:
        return f"<LLMRouter over {self._registry!r}: {self.routing.policy}>"


class _Fixed:
    """A catalog as a registry whose one state it is."""

    generation = 0

    def __init__(self, models: Models) -> None:
        self._models = models

    def snapshot(self) -> Models:
        return self._models

    def __repr__(self) -> str:
        return repr(self._models)


def _chooses_providers(asked: RouteRequest) -> bool:
    """Whether a request chooses between providers: then a named model is meant wherever it is served."""
    return bool(asked.provider_order or asked.only_providers or asked.sort)
