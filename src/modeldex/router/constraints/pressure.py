"""Whether a candidate can take the request now: what is left of its rate limits, its circuit, its rest."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.constraints.index import index
from modeldex.router.frames.bits import bits_of
from modeldex.router.health.readings import HealthReadings
from modeldex.router.load.readings import LoadReadings
from modeldex.router.seen.readings import IDLE, OPEN, PROBING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.readings import HealthReading, LoadReading

_ALL = "/*"
"""Ending of the name under which the reading of a whole provider stands."""


class Headroom:
    """One call more, and its tokens, stay within the rate limits, ours to count or told by the provider.

    A limit that nobody states limits nothing.
    """

    name = "headroom"

    def passing(self, case: Case) -> int | None:
        """None: nothing is in the way of any."""
        frame, tokens = case.frame, _tokens(case)
        full = 0
        if tokens:
            limits = frame.measured("rate_limit_tpm")
            full = limits.known & ~limits.at_least(tokens)
        if case.loads:
            busy = _full(case, tokens)
            full |= bits_of(busy, len(frame)) if busy else 0
        return frame.everyone ^ full if full else None

    def reason(self, case: Case, place: int) -> str:
        """The limit, and what of it is used."""
        load = case.loads.get(case.frame.ids[place], IDLE)
        return _strain(case, place, load, _tokens(case)) or "within its rate limits"


class Circuit:
    """Its circuit is closed, or half open and nobody tries it: then the call that may is claimed later."""

    name = "circuit"

    def passing(self, case: Case) -> int | None:
        """None: no circuit is open."""
        return _without(case, _is_open)

    def reason(self, case: Case, place: int) -> str:
        """How long it stays open, and what failed last."""
        name, reading = next(_blocking(case, place, _is_open), ("", None))
        if reading is None:
            return "circuit closed"
        whose = f" of {name.removesuffix(_ALL)}" if name.endswith(_ALL) else ""
        last = f" (last: {reading.last_failure})" if reading.last_failure else ""
        if reading.circuit(case.now) == PROBING:
            return f"circuit{whose} half open, and another call tries it{last}"
        return f"circuit{whose} open for {_seconds((reading.open_until or 0.0) - case.now)} more{last}"


class Cooldown:
    """Nobody asked us to leave it alone for now."""

    name = "cooldown"

    def passing(self, case: Case) -> int | None:
        """None: nobody asked."""
        return _without(case, _is_cooling)

    def reason(self, case: Case, place: int) -> str:
        """For how long."""
        name, reading = next(_blocking(case, place, _is_cooling), ("", None))
        if reading is None:
            return "nobody asked to leave it alone"
        who = name.removesuffix(_ALL) if name.endswith(_ALL) else "its provider"
        last = f" (last: {reading.last_failure})" if reading.last_failure else ""
        left = _seconds((reading.cool_until or 0.0) - case.now)
        return f"{who} wants to be left alone for {left} more{last}"


def _is_open(reading: HealthReading, now: float) -> bool:
    return reading.open_until is not None and reading.circuit(now) in (OPEN, PROBING)


def _is_cooling(reading: HealthReading, now: float) -> bool:
    return reading.cool_until is not None and now < reading.cool_until


def _without(case: Case, is_blocked: Callable[[HealthReading, float], bool]) -> int | None:
    """The candidates that no reading blocks, of the model or of its provider; None: none blocks."""
    health = case.health
    if not health:
        return None
    frame, now, blocked = case.frame, case.now, 0
    for name in _troubled(case):
        reading = health.get(name)
        if reading is not None and is_blocked(reading, now):
            if name.endswith(_ALL):
                blocked |= index(frame, "provider", _provider).of(name[: -len(_ALL)])
            else:
                place = frame.place_of(name)
                blocked |= 0 if place is None else 1 << place
    return frame.everyone ^ blocked if blocked else None


def _troubled(case: Case) -> Iterable[str]:
    """Names whose readings may block: those that a board knows, else those of the smaller side."""
    health, frame = case.health, case.frame
    if isinstance(health, HealthReadings):
        return health.troubled
    if len(health) <= 2 * len(frame):
        return health
    providers: Iterable[str] = frame.kept("provider names", lambda: _names(frame.models))
    return (*frame.ids, *providers)


def _names(models: Iterable[ModelConfig]) -> list[str]:
    return list(dict.fromkeys(f"{model.provider}{_ALL}" for model in models))


def _blocking(
    case: Case, place: int, is_blocked: Callable[[HealthReading, float], bool]
) -> Iterator[tuple[str, HealthReading]]:
    """The readings that block a candidate: its own, and that of its provider."""
    for name in (case.frame.ids[place], f"{case.frame.models[place].provider}{_ALL}"):
        reading = case.health.get(name)
        if reading is not None and is_blocked(reading, case.now):
            yield name, reading


class _Limit(NamedTuple):
    """A candidate with a rate limit that somebody states, per minute; infinite: no such limit is known."""

    place: int
    requests: float
    tokens: float


def _full(case: Case, tokens: int) -> list[int]:
    """The candidates that were given so much lately that one call more is too much."""
    frame, loads = case.frame, case.loads
    limits: Mapping[str, _Limit] = frame.kept("limits", lambda: _limits(frame))
    found = []
    for name in limits if len(limits) < len(loads) else loads:
        load, limit = loads.get(name), limits.get(name)
        if load is None or limit is None:
            continue
        if load.requests + 1 > limit.requests or load.tokens + tokens > limit.tokens:
            found.append(limit.place)
    for name in loads.told if isinstance(loads, LoadReadings) else loads:
        place = frame.place_of(name)
        if place is not None and _strain(case, place, loads[name], tokens) is not None:
            found.append(place)
    return found


def _limits(frame: Frame) -> Mapping[str, _Limit]:
    """Full id -> limits, of the candidates that have any."""
    return {
        model.id: _Limit(place, _or_any(model.rate_limit_rpm), _or_any(model.rate_limit_tpm))
        for place, model in enumerate(frame.models)
        if model.rate_limit_rpm is not None or model.rate_limit_tpm is not None
    }


def _or_any(limit: int | None) -> float:
    return inf if limit is None else limit


def _strain(case: Case, place: int, load: LoadReading, tokens: int) -> str | None:
    """Which limit one call more would exceed; None: none that is known."""
    model = case.frame.models[place]
    calls, most = model.rate_limit_rpm, model.rate_limit_tpm
    if calls is not None and load.requests + 1 > calls:
        return f"{load.requests:,.0f} of {calls:,} requests a minute are used"
    if most is not None and load.tokens + tokens > most:
        return f"{load.tokens:,.0f} of {most:,} tokens a minute are used, and {tokens:,} more are needed"
    if load.told_until is None or case.now >= load.told_until:
        return None
    for left, need, what in ((load.requests_left, 1, "requests"), (load.tokens_left, tokens, "tokens")):
        if left is not None and left < need:
            wait = _seconds(load.told_until - case.now)
            return f"its provider says that {left:,.0f} {what} are left for {wait}, of {need:,} needed"
    return None


def _tokens(case: Case) -> int:
    """Tokens that the call takes, in and out, as far as they are known."""
    return (case.needs.input_known or 0) + (case.needs.output_known or 0)


def _provider(model: ModelConfig) -> Iterable[str]:
    return (model.provider,)


def _seconds(left: float) -> str:
    return f"{ceil(left):,} s"
