"""`SharedLoad`: what a board of loads tells other instances, and takes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.load.window import Window

if TYPE_CHECKING:
    from modeldex.router.load.board import LoadBoard
    from modeldex.router.load.entry import LoadEntry


class LoadCounts(NamedTuple):
    """Calls and tokens of one model: of an instance since others were told, or of all together."""

    name: str
    """Full id of the model."""
    requests: tuple[float, float]
    """Calls of the minute that runs, and of the one before."""
    tokens: tuple[float, float]


class SharedLoad:
    """The side of a board of loads that faces other instances. Calls under way are each instance's own."""

    def __init__(self, board: LoadBoard) -> None:
        self._board = board

    def begin(self) -> None:
        """Keep from now on what others are to be told; all that is known already is told, too."""
        board = self._board
        with board._lock:
            board._touched = {}
            for name, entry in board._entries.items():
                entry.unsent_requests = _copy(entry.requests)
                entry.unsent_tokens = _copy(entry.tokens)
                board._touched[name] = None

    def end(self) -> None:
        """Go on alone, with all that is known by now."""
        with self._board._lock:
            self._board._touched = None

    def take_updates(self, now: float) -> list[LoadCounts]:
        """What others were not told yet; it counts as told, until `give_back`."""
        board = self._board
        with board._lock:
            touched, board._touched = board._touched or {}, {}
            found = [(name, board._entries.get(name)) for name in touched]
            return [_taken(name, entry, now) for name, entry in found if entry is not None]

    def give_back(self, updates: list[LoadCounts]) -> None:
        """Keep updates for later, as nobody could be told."""
        board = self._board
        with board._lock:
            for update in updates:
                entry = board._entries.get(update.name)
                if entry is None or board._touched is None:
                    continue
                _put(entry.unsent_requests, update.requests)
                _put(entry.unsent_tokens, update.tokens)
                board._touched[update.name] = None

    def adopt(self, counts: LoadCounts, minute_seconds: float, now: float) -> None:
        """Take in the counts of all for one model, of whose minute so many seconds are over."""
        board = self._board
        if not any(counts.requests) and not any(counts.tokens) and counts.name not in board._live:
            return
        with board._lock:
            entry = board._entry(counts.name, now)
            start = now - minute_seconds
            entry.requests = _sum(counts.requests, entry.unsent_requests, start, now)
            entry.tokens = _sum(counts.tokens, entry.unsent_tokens, start, now)
            board._show(counts.name, entry, now, told=True)


def _taken(name: str, entry: LoadEntry, now: float) -> LoadCounts:
    requests, tokens = entry.unsent_requests, entry.unsent_tokens
    requests.move(now)
    tokens.move(now)
    counts = LoadCounts(name, (requests.current, requests.before), (tokens.current, tokens.before))
    entry.unsent_requests = Window(now, start=requests.start)
    entry.unsent_tokens = Window(now, start=tokens.start)
    return counts


def _put(window: Window, counts: tuple[float, float]) -> None:
    window.current += counts[0]
    window.before += counts[1]


def _sum(counts: tuple[float, float], unsent: Window, start: float, now: float) -> Window:
    """What all were told of, and what they were not, in the minutes of all."""
    unsent.move(now)
    unsent.start = start
    return Window(now, counts[0] + unsent.current, counts[1] + unsent.before, start=start)


def _copy(window: Window) -> Window:
    return Window(window.start, window.current, window.before, start=window.start)
