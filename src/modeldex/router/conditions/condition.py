"""Conditions of rules and policies, in CEL: compiled when they are loaded, refused with every mistake.

A condition whose result rests on what nobody knows is not met, and says which field that is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from modeldex.router.conditions.fields import CANDIDATE_FIELDS, REQUEST_FIELDS, STATED_FIELDS
from modeldex.router.conditions.program import compiled, shown
from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.conditions.fields import Asked, ConditionField, Value
    from modeldex.router.conditions.program import Program, Verdict
    from modeldex.router.frames.frame import Frame

    Values = dict[str, Value]
    """Field -> value, of those that are known."""

_KEPT = 256
"""Compiled conditions that are kept, and what a frame keeps of them; a configuration has a few."""


class RequestCondition:
    """A rule's `when`: a condition over the fields of a request."""

    def __init__(self, text: str) -> None:
        self._program = compiled(text, _kinds(REQUEST_FIELDS))
        self._fields = _read_by(self._program, REQUEST_FIELDS)

    @property
    def text(self) -> str:
        """As it was written."""
        return self._program.text

    def holds(self, asked: RouteRequest) -> bool:
        """Whether a request meets it."""
        return self._program.verdict(_values(self._fields, asked)).is_met is True

    def reason(self, asked: RouteRequest) -> str:
        """Why a request does not meet it."""
        values = _values(self._fields, asked)
        return _reason(self._program, self._program.verdict(values), values)


class CandidateCondition:
    """A policy's `where`: a condition over the fields of a candidate, and those of the request.

    What is asked of candidates alone is worked out once for a frame. With fields of the request it is worked
    out for each decision, once for all candidates that are alike in the fields it reads: about three
    microseconds for each of their different values.
    """

    def __init__(self, text: str) -> None:
        self._program = compiled(text, _kinds(CANDIDATE_FIELDS) + _kinds(STATED_FIELDS))
        self._fields = _read_by(self._program, CANDIDATE_FIELDS)
        self._stated = _read_by(self._program, STATED_FIELDS)

    @property
    def text(self) -> str:
        """As it was written."""
        return self._program.text

    @property
    def reads_request(self) -> bool:
        """Whether it asks of the request, so that each decision works it out anew."""
        return bool(self._stated)

    def passing(self, frame: Frame, asked: RouteRequest) -> int:
        """The set of candidates that meet it."""
        if not self._stated:
            found: int = _kept(frame, self.text, lambda: self._met(frame, {}))
            return found
        return self._met(frame, _values(self._stated, asked))

    def reason(self, model: ModelConfig, asked: RouteRequest) -> str:
        """Why a candidate does not meet it."""
        values = _values(self._fields, model) | _values(self._stated, asked)
        return _reason(self._program, self._program.verdict(values), values)

    def _met(self, frame: Frame, stated: Values) -> int:
        met: list[int] = []
        for values, places in self._alike(frame):
            if self._program.verdict(values | stated).is_met:
                met += places
        return bits_of(met, len(frame))

    def _alike(self, frame: Frame) -> Sequence[tuple[Values, list[int]]]:
        """The values that candidates have, each with the places where they are the same."""
        names = tuple([field.name for field in self._fields])
        found: Sequence[tuple[Values, list[int]]] = _kept(
            frame, names, lambda: _sorted_out(self._fields, frame.models)
        )
        return found


@lru_cache(maxsize=_KEPT)
def request_condition(text: str) -> RequestCondition:
    """The condition of a rule; InvalidValueError has every mistake in it with its place."""
    return RequestCondition(text)


@lru_cache(maxsize=_KEPT)
def candidate_condition(text: str) -> CandidateCondition:
    """The condition of a policy; InvalidValueError has every mistake in it with its place."""
    return CandidateCondition(text)


def _kept(frame: Frame, key: Hashable, make: Callable[[], Any]) -> Any:
    """What was made under a key; stored facts bring conditions of their own, so that only so many stay."""
    kept: dict[Hashable, Any] = frame.kept("conditions", dict)
    found = kept.get(key)
    if found is None:
        found = make()
        if len(kept) >= _KEPT:
            kept.clear()
        kept[key] = found
    return found


def _kinds(fields: Mapping[str, ConditionField[Asked]]) -> tuple[tuple[str, str], ...]:
    return tuple([(name, field.kind) for name, field in fields.items()])


def _read_by(
    program: Program, fields: Mapping[str, ConditionField[Asked]]
) -> tuple[ConditionField[Asked], ...]:
    return tuple([fields[name] for name in program.reads if name in fields])


def _values(fields: Iterable[ConditionField[Asked]], asked: Asked) -> Values:
    return {field.name: value for field in fields if (value := field.read(asked)) is not None}


def _sorted_out(
    fields: Sequence[ConditionField[ModelConfig]], models: Iterable[ModelConfig]
) -> Sequence[tuple[Values, list[int]]]:
    places: dict[tuple[Value | None, ...], list[int]] = {}
    for place, model in enumerate(models):
        places.setdefault(tuple([field.read(model) for field in fields]), []).append(place)
    return [
        ({field.name: one for field, one in zip(fields, values, strict=True) if one is not None}, alike)
        for values, alike in places.items()
    ]


def _reason(program: Program, verdict: Verdict, values: Values) -> str:
    if verdict.is_met is None:
        return f"{shown(program.text)} is not decided: {verdict.why}"
    having = ", ".join(f"{name} is {_told(values[name])}" for name in program.reads if name in values)
    return f"{shown(program.text)} is not met" + (f": {having}" if having else "")


def _told(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
