"""Whether a candidate is there to be asked: its trade, what is ready, its status, its end."""

from __future__ import annotations

from datetime import date
from math import floor
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.status import ModelStatus
from modeldex.core.trade import OTHER_TRADES, may_talk
from modeldex.router.constraints.abilities import able_to, gaps
from modeldex.router.constraints.words import one_line
from modeldex.router.frames.service_class import service_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

_DAY_SECONDS = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_SERVED = (ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DEPRECATED)
"""What may be asked where it is named; else only what is active may."""


class Operation:
    """It does what is asked for: it chats, or turns into vectors, and so on; and it does it at once."""

    name = "operation"

    def passing(self, case: Case) -> int | None:
        """For `chat` also what nobody says so of, if it is not known to be of another trade.

        Of a whole registry none that is sold under another class of service: for batches alone.
        """
        operation, frame = case.needs.asked.operation, case.frame
        at_once = frame.set_of("at once", _is_at_once) if frame.is_whole else frame.everyone
        if operation == "chat":
            return at_once & frame.set_of("may talk", may_talk)
        if operation == "any":
            return at_once if frame.is_whole else None
        return at_once & able_to(case, CAPABILITIES[operation].mask)

    def reason(self, case: Case, place: int) -> str:
        """What it does instead, or that nobody says it."""
        operation, model = case.needs.asked.operation, case.frame.models[place]
        word = service_class(model)
        if case.frame.is_whole and word is not None:
            return f"sold in the service class {word} alone: name it to choose it"
        if operation != "chat":
            return gaps(case, place, (operation,))
        if model.supports_chat is False:
            return "does not chat"
        trades = [trade for trade in OTHER_TRADES if model.supports(trade)]
        return f"nobody says that it chats, and its trade is {', '.join(trades)}"


def _is_at_once(model: ModelConfig) -> bool:
    return service_class(model) is None


class Ready:
    """It can be called: its provider is described, and the key that it needs is there."""

    name = "ready"

    def passing(self, case: Case) -> int | None:
        """None: nothing is known to be in the way of any."""
        if not case.not_ready:
            return None
        held: _NotReady = case.frame.kept("not ready", _NotReady)
        return case.frame.everyone ^ held.of(case.frame, case.not_ready)

    def reason(self, case: Case, place: int) -> str:
        """What is in the way."""
        return f"not ready: {one_line(case.not_ready[case.frame.ids[place]])}"


class _NotReady:
    """The set of what cannot be called, made anew when the mapping is another."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: tuple[Mapping[str, str], int] | None = None

    def of(self, frame: Frame, reasons: Mapping[str, str]) -> int:
        made = self._made
        if made is None or made[0] is not reasons:
            made = self._made = reasons, frame.set_of_ids(reasons)
        return made[1]


class Status:
    """It is served; of what nobody named only what is active will do, and not what is about to go."""

    name = "status"

    def passing(self, case: Case) -> int | None:
        """It is asked of every request."""
        frame = case.frame
        if frame.is_whole:
            return frame.set_of("active", _is_active)
        served = frame.set_of("served", lambda model: model.status in _SERVED)
        if not frame.stand_ins:
            return served
        return served & (~frame.stand_ins | frame.set_of("active", _is_active))

    def reason(self, case: Case, place: int) -> str:
        """Its status."""
        status = case.frame.models[place].status
        if status in _SERVED:
            return f"status {status.name.lower()}: such a model must be named to be chosen"
        return f"status {status.name.lower()}"


class Lifecycle:
    """It is served for as many days yet as are asked for, this one counted, as far as a date is known."""

    name = "lifecycle"

    def passing(self, case: Case) -> int | None:
        """None: no end is so near."""
        frame, day = case.frame, floor(case.now / _DAY_SECONDS)
        near = frame.measured("day of retirement", _last_day).at_most(day + self._least(case) - 1)
        return frame.everyone ^ near if near else None

    def reason(self, case: Case, place: int) -> str:
        """When it goes."""
        model = case.frame.models[place]
        last = _last_day(model)
        if last is None:
            return "nobody states an end of it"
        left = int(last - floor(case.now / _DAY_SECONDS))
        if left <= 0:
            return f"retired on {model.retires_on}"
        return f"retires on {model.retires_on}, in {left:,} day{'' if left == 1 else 's'}"

    def _least(self, case: Case) -> int:
        return max(case.needs.asked.min_days_to_retirement, 1)


def _is_active(model: ModelConfig) -> bool:
    return model.status is ModelStatus.ACTIVE


def _last_day(model: ModelConfig) -> float | None:
    """The day, counted from 1970, on which a model is not served any more; of a month or year, the first."""
    stated = model.retires_on
    if stated is None:
        return None
    year, month, day = (int(part) for part in f"{stated}-01-01"[:10].split("-"))
    return date(year, month, day).toordinal() - _EPOCH
