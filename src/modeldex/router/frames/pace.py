"""`Pace`: how quickly a model answers: what was observed, with the catalog's figures as a first belief."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame
    from modeldex.router.seen.readings import HealthReading

_PRIOR_CALLS = 5.0
"""Calls that a catalog's figure counts for beside what was observed."""


class Pace(NamedTuple):
    """How quickly a model answers; None: unknown."""

    first_token_seconds: float | None
    seconds_per_token: float | None

    def seconds(self, output: int) -> float | None:
        """Seconds to the last of so many tokens; None: a part of it is unknown."""
        first, each = self
        if first is None:
            return None
        if not output:
            return first
        return None if each is None else first + output * each

    def seconds_with(self, seen: HealthReading | None, output: int) -> float | None:
        """Seconds to the last of so many tokens, by what was observed too; `beside` and `seconds` in one."""
        if seen is None:
            return None if self is _SILENT else self.seconds(output)
        if self is not _SILENT:
            return self.beside(seen).seconds(output)
        first, each = seen.first_token_seconds, seen.seconds_per_token
        if first is None or not output:
            return first
        return None if each is None else first + output * each

    def beside(self, seen: HealthReading) -> Pace:
        """What was observed, with this as what was believed before the first call."""
        first, each = seen.first_token_seconds, seen.seconds_per_token
        return Pace(_blended(self[0], first, seen.calls), _blended(self[1], each, seen.calls))


_SILENT = Pace(None, None)
"""That of a model of which the catalog says neither, as it says of most."""


def expected_pace(case: Case, place: int) -> Pace:
    """What was observed, with the catalog's figures as what was believed before the first call."""
    frame = case.frame
    believed = stated_paces(frame)[place]
    seen = case.health.get(frame.ids[place])
    return believed if seen is None else believed.beside(seen)


def stated_paces(frame: Frame) -> Sequence[Pace]:
    """The catalog's figures by place."""
    found: Sequence[Pace] = frame.kept("paces", lambda: [_stated(model) for model in frame.models])
    return found


def figure_basis(case: Case, place: int, figure: str) -> str:
    """What one figure of a pace, by its name, rests on, for people; it is known."""
    seen = case.health.get(case.frame.ids[place])
    if seen is None or getattr(seen, figure) is None:
        return "the catalog's figure"
    calls = f"{seen.calls:.3g} call{'' if seen.calls == 1 else 's'}"
    is_stated = getattr(stated_paces(case.frame)[place], figure) is not None
    return f"{calls} and the catalog's figure" if is_stated else calls


def _blended(believed: float | None, seen: float | None, calls: float) -> float | None:
    if seen is None:
        return believed
    if believed is None:
        return seen
    return (believed * _PRIOR_CALLS + seen * calls) / (_PRIOR_CALLS + calls)


def _stated(model: ModelConfig) -> Pace:
    first, speed = model.ttft_ms, model.tokens_per_second
    if first is speed is None:
        return _SILENT
    return Pace(
        None if first is None else first / 1e3,
        1.0 / speed if speed else None,  # no token a second is no figure of a model that answers
    )
