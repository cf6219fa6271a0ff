"""`SharedHealth`: what a board tells other instances, and takes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.health import breaker
from modeldex.router.health.entry import OPENED, HealthEntry
from modeldex.router.health.rolling import NOTHING, Figures, added

if TYPE_CHECKING:
    from modeldex.router.health.board import HealthBoard
    from modeldex.router.health.leases import ProbeLeases

_HALF_A_CALL = 0.5
"""A sum that grew by less has only been told over a network."""
_SAME_SECONDS = 1.0
"""A cool-down that differs by less is the same, told over a network."""


class HealthUpdate(NamedTuple):
    """What became of one model, or provider, since others were told last."""

    name: str
    """Full id, or `provider/*`."""
    figures: Figures
    """Of the calls since then, as of now."""
    event: str | None
    """`opened`, `closed`, `released`, `reset`; None: the circuit is as it was."""
    stamp: float
    """The last change of the circuit, of anybody, that was known here; 0: none."""
    open_left: float | None
    """For how many seconds it is open yet; below 0: it is half-open; None: it is closed."""
    open_seconds: float | None
    """How long it was opened for; None: it is closed."""
    cool_left: float | None
    """For how many seconds it wants to be left alone; None: it does not."""


class HealthStanding(NamedTuple):
    """How things stand with one model, or provider, of all instances together, at a moment."""

    name: str
    figures: Figures
    stamp: float
    open_left: float | None
    open_seconds: float | None
    cool_left: float | None
    probe_left: float | None
    """For how many seconds a probe of another instance has the circuit yet; None: none has."""


class SharedHealth:
    """The side of a board that faces other instances; times are in its own clock, what travels is not."""

    def __init__(self, board: HealthBoard) -> None:
        self._board = board

    def begin(self, leases: ProbeLeases) -> None:
        """Keep from now on what others are to be told; all that is known already is told, too."""
        board = self._board
        with board._lock:
            board._leases = leases
            board._touched = {}
            for name, entry in board._entries.items():
                entry.unsent = entry.rolling.figures
                if entry.reading.open_until is not None:
                    entry.event = OPENED
                board._touched[name] = None

    def end(self) -> None:
        """Go on alone, with all that is known by now."""
        board = self._board
        with board._lock:
            board._leases = board._touched = None
            for entry in board._entries.values():
                entry.unsent, entry.event = NOTHING, None

    def take_updates(self, now: float) -> list[HealthUpdate]:
        """What others were not told yet; it counts as told, until `give_back`."""
        board = self._board
        with board._lock:
            touched, board._touched = board._touched or {}, {}
            found = [(name, board._entries.get(name)) for name in touched]
            return [self._update(name, entry, now) for name, entry in found if entry is not None]

    def give_back(self, updates: list[HealthUpdate]) -> None:
        """Keep updates for later, as nobody could be told."""
        board = self._board
        with board._lock:
            for update in updates:
                entry = board._entries.get(update.name)
                if entry is None or board._touched is None:
                    continue
                entry.unsent = added(entry.unsent, update.figures)
                if entry.event is None:
                    entry.event = update.event
                board._touched[update.name] = None

    def offer_again(self) -> None:
        """Tell others again of all circuits that are not closed: who kept that may have lost it."""
        board = self._board
        with board._lock:
            for name in board._troubled:
                entry = board._entries[name]
                if entry.event is None and entry.reading.open_until is not None:
                    entry.event = OPENED
                if board._touched is not None:
                    board._touched[name] = None

    def adopt(self, standing: HealthStanding, now: float) -> None:
        """Take in how things stand with one name; what was recorded here meanwhile is added to it."""
        board = self._board
        with board._lock:
            entry = board._entry(standing.name, now)
            is_untold = standing.name in (board._touched or {})
            figures = added(standing.figures, entry.unsent)
            if figures.answered > entry.rolling.figures.answered + _HALF_A_CALL:
                entry.failures_in_row = 0  # another instance had an answer
            entry.rolling.figures = figures
            entry.is_shared = True
            if entry.event is None:
                if standing.cool_left is None and _is_changed(entry, standing) and not is_untold:
                    entry.reading = entry.reading._replace(cool_until=None)
                _take_circuit(entry, standing, now)
            elif entry.event == OPENED and standing.stamp:
                # what was seen here just now comes after what was told: it counts, and is no late word
                entry.stamp = standing.stamp
            if standing.cool_left is not None and standing.cool_left > 0:
                _take_cool_down(entry, now + standing.cool_left)
            entry.renew()
            board._show(standing.name, entry, told=entry.event is None)

    def _update(self, name: str, entry: HealthEntry, now: float) -> HealthUpdate:
        entry.move(now, self._board.settings.half_life_seconds)
        reading = entry.reading
        update = HealthUpdate(
            name,
            entry.unsent,
            entry.event,
            entry.stamp,
            None if reading.open_until is None else reading.open_until - now,
            entry.open_seconds,
            None if reading.cool_until is None or reading.cool_until <= now else reading.cool_until - now,
        )
        entry.unsent, entry.event = NOTHING, None
        return update


def _is_changed(entry: HealthEntry, standing: HealthStanding) -> bool:
    """Whether somebody changed the circuit since it was taken over last."""
    return bool(standing.stamp) and standing.stamp != entry.stamp


def _take_circuit(entry: HealthEntry, standing: HealthStanding, now: float) -> None:
    """Take over the circuit of all, where somebody changed it; and who probes it."""
    is_open = entry.reading.open_until is not None
    if standing.stamp != entry.stamp:
        if not standing.stamp:  # whoever kept it has lost it: what is known here is told again
            entry.event = OPENED if is_open else None
            return
        entry.stamp = standing.stamp
        if standing.open_left is not None and standing.open_seconds is not None:
            entry.reading = breaker.opened(entry.reading, now, standing.open_left)
            entry.open_seconds, entry.prober = standing.open_seconds, None
        elif is_open:
            entry.reading = breaker.closed(entry.reading)
            entry.open_seconds = entry.prober = None
    if standing.probe_left is not None and entry.reading.open_until is not None:
        entry.reading = entry.reading._replace(probe_until=now + standing.probe_left)
        entry.prober = None
    elif entry.prober is None:
        entry.reading = breaker.released(entry.reading)


def _take_cool_down(entry: HealthEntry, until: float) -> None:
    known = entry.reading.cool_until
    if known is None or until > known + _SAME_SECONDS:
        entry.cool(until)
