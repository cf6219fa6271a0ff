"""`RequestShape`: how large a call was and what it asked for, without its content."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from modeldex.core.errors import InvalidUsageError
from modeldex.core.plain import plain
from modeldex.core.usage import Usage
from modeldex.wire.failure import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
"""Of the form of a line; a reader refuses a newer one."""

OK = "ok"
"""Outcome of a call that was answered; else it is the kind of its failure."""

_MOST = 10**12
"""A count or a length of time beyond it is a mistake, and sums of such would mean nothing."""
_PARAMETER = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST_LETTERS = 40
_COUNTS = (
    "calls", "messages", "characters", "images", "documents", "audios", "videos", "tools", "tool_calls",
    "tool_results",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShape:
    """One call, or several equal ones: what a switch of models and a simulation need to know of it."""

    model: str
    """Full id of the model that was asked."""
    at: str
    """When, in UTC to the second: `2026-11-24T10:00:00Z`."""
    calls: int = 1
    """How many such calls the line stands for."""
    messages: int = 0
    """Messages of the request, instructions included."""
    characters: int = 0
    """Characters of text in them, arguments and results of tools included."""
    images: int = 0
    documents: int = 0
    audios: int = 0
    videos: int = 0
    tools: int = 0
    """Tools that were offered."""
    tool_calls: int = 0
    """Calls of tools that the talk holds."""
    tool_results: int = 0
    """Results of tools that the talk holds."""
    parameters: tuple[str, ...] = ()
    """Names of what else the request states, as `measuring.PARAMETERS` has them; never values."""
    max_output_tokens: int | None = None
    """The output limit that it set; None: none."""
    is_stream: bool = False
    usage: Usage | None = None
    """What one such call used; None where the provider did not say."""
    outcome: str = OK
    """`ok`, or the kind of failure: one of `wire.failure.STATUSES`."""
    seconds: float | None = None
    """From the first step to the last byte; None: not measured."""
    first_token_seconds: float | None = None
    """To the first piece of a stream; None: not measured."""

    def record(self) -> dict[str, Any]:
        """As a line of a file has it: what is zero or unknown left out."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values["usage"] = None if self.usage is None else plain(self.usage.counts())
        values["parameters"] = list(self.parameters)
        kept = {name: value for name, value in values.items() if value not in (None, 0, [])}
        return {"shape": VERSION, **kept}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """The shape that a line has; ValueError names what is wrong with it."""
        values = dict(record)
        version = values.pop("shape", None)
        if version != VERSION:
            raise ValueError(f'must begin with "shape": {VERSION}, not {version!r}')
        unknown = values.keys() - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"has a field that is not known: {', '.join(sorted(unknown))}")
        if not isinstance(values.get("model"), str) or "/" not in values["model"]:
            raise ValueError(f"model must be a full id like openai/gpt-5, not {values.get('model')!r}")
        if not _is_moment(values.get("at")):
            raise ValueError(f"at must be a moment like 2026-11-24T10:00:00Z, not {values.get('at')!r}")
        _check_numbers(values)
        if values.get("outcome", OK) not in (OK, *STATUSES):
            raise ValueError(f"outcome must be ok or a kind of failure, not {values['outcome']!r}")
        if type(values.get("is_stream", False)) is not bool:
            raise ValueError(f"is_stream must be true or false, not {values['is_stream']!r}")
        values["parameters"] = _parameters(values.get("parameters", []))
        if "usage" in values:
            values["usage"] = _usage(values["usage"])
        return cls(**values)


def is_parameter(name: str) -> bool:
    """Whether a name may stand in a shape: a word of small letters, and no text that somebody wrote."""
    return _PARAMETER.fullmatch(name) is not None


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # no day of the calendar, or no time of the day
        return False
    return True


def _check_numbers(values: Mapping[str, Any]) -> None:
    for name in (*_COUNTS, "max_output_tokens"):
        least = 1 if name == "calls" else 0
        if name in values and (type(values[name]) is not int or not least <= values[name] <= _MOST):
            raise ValueError(f"{name} must be a whole number from {least}, not {_short(values[name])}")
    for name in ("seconds", "first_token_seconds"):
        if name in values and (type(values[name]) not in (int, float) or not 0 <= values[name] <= _MOST):
            raise ValueError(f"{name} must be a number from 0, not {_short(values[name])}")


def _short(value: Any) -> str:
    """A wrong value as it is named: of a very long one its beginning."""
    told = repr(value)
    return told if len(told) <= _MOST_LETTERS else f"{told[:_MOST_LETTERS]}..."


def _parameters(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and is_parameter(one) for one in value):
        raise ValueError(f"parameters must be a list of names like temperature, not {value!r}")
    return tuple(value)


def _usage(value: Any) -> Usage:
    if not isinstance(value, dict):
        raise ValueError(f"usage must be an object of counts, not {value!r}")
    try:
        return Usage(**value)
    except InvalidUsageError as error:
        raise ValueError(
            f"usage: {'; '.join(f'{name} {said}' for name, said in error.problems.items())}"
        ) from None
