"""`Outage`: a provider or a model that answers nothing, or not everything, while a simulation runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.router.seen.neighbours import Models

FORM = "openai, openai/gpt-4o, openai=0.5 (half of the calls) or openai=10:00-11:00 (each day, in UTC)"
"""How outages are written."""
_DAY = 86_400
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_SHARE = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)


@frozen
class Outage:
    """Calls of a provider, or of one model, that fail."""

    target: str
    """Name of the provider, or of the model."""
    share: float = 1.0
    """Share of its calls that fail, above 0 to 1."""
    begins: int = 0
    """Second of the day (UTC) from which on it lasts."""
    ends: int = _DAY
    """Second of the day at which it is over; one before `begins` is of the next day."""

    @classmethod
    def read(cls, text: str) -> Outage:
        """The outage that a text like `openai=0.5,10:00-11:00` means; InvalidValueError shows the form."""
        target, mark, rest = text.rpartition("=")
        if not mark:
            target, rest = text, ""
        if not target.strip() or (mark and not rest.strip()):
            raise _wrong(text, "names nothing")
        values: dict[str, float | int] = {}
        for word in filter(None, (word.strip() for word in rest.split(","))):
            found = _read_word(text, word)
            if values.keys() & found.keys():
                kind = "share" if "share" in found else "time of the day"
                raise _wrong(text, f"has more than one {kind}; give each an outage of its own")
            values |= found
        if mark and not values:
            raise _wrong(text, "names nothing")
        return cls(target=target.strip(), **values)  # type: ignore[arg-type]

    def is_on(self, at: float) -> bool:
        """Whether it lasts at a moment, in seconds since 1970."""
        second = at % _DAY
        if self.begins < self.ends:
            return self.begins <= second < self.ends
        return second >= self.begins or second < self.ends

    def __str__(self) -> str:
        words = [f"{self.share:g}"] if self.share < 1 else []
        if (self.begins, self.ends) != (0, _DAY):
            words.append(f"{_time(self.begins)}-{_time(self.ends)}")
        return f"{self.target}={','.join(words)}" if words else self.target


class Outages:
    """Outages by what they are of, resolved in some models."""

    def __init__(self, outages: Iterable[Outage], models: Models) -> None:
        """UnknownNameError, ModelNotFoundError and AmbiguousModelError where a name means nothing."""
        self._by_target: dict[str, list[Outage]] = {}
        for outage in outages:
            self._by_target.setdefault(meant(outage.target, models), []).append(outage)

    def share(self, model: str, provider: str, at: float) -> float:
        """Share of the calls of a model that fail at a moment; of several outages, the largest counts."""
        found = self._by_target
        if not found:
            return 0.0
        of_both = (*found.get(model, ()), *found.get(provider, ()))
        return max((one.share for one in of_both if one.is_on(at)), default=0.0)


def meant(name: str, models: Models) -> str:
    """The slug of the provider that a name means, else the full id of the model."""
    if "/" not in name:
        try:
            return models.provider(name).id
        except UnknownNameError:
            if any(model.provider == name for model in models):  # nobody describes it, and it serves some
                return name
            if models.get_model(name) is None:
                raise
    return models.get_model_or_raise(name).id


def _read_word(text: str, word: str) -> dict[str, float | int]:
    hours = _HOURS.fullmatch(word)
    if hours is not None:
        begins, ends = _second(text, *hours.groups()[:2]), _second(text, *hours.groups()[2:])
        if begins == _DAY:
            raise _wrong(text, "begins at 24:00, when the day is over; begin at 00:00")
        if begins == ends:
            raise _wrong(text, f"lasts no time from {word}")
        return {"begins": begins, "ends": ends}
    if not _SHARE.fullmatch(word) or not 0 < float(word) <= 1:
        raise _wrong(text, f"has {word!r}, which is neither a share from 0 to 1 nor a time of the day")
    return {"share": float(word)}


def _second(text: str, hour: str, minute: str) -> int:
    second = int(hour) * 3_600 + int(minute) * 60
    if int(minute) > 59 or second > _DAY:
        raise _wrong(text, f"has {hour}:{minute}, which is no time of the day")
    return second


def _time(second: int) -> str:
    return f"{second // 3_600:02}:{second % 3_600 // 60:02}"


def _wrong(text: str, problem: str) -> InvalidValueError:
    return InvalidValueError("outage", {text: f"{problem}; write it like {FORM}"})
