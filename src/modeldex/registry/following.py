"""What takes up changes by itself: of the configuration file, of the database, and of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.days import seconds_to_next_day
from modeldex.core.errors import ConfigError, Fault
from modeldex.core.follower import Follower

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from modeldex.registry.sources import Sources

_LONGEST_SLEEP_SECONDS = 30.0
"""A clock may be set, and a machine may sleep: the day is looked at this often at least."""


def watches(sources: Sources, path: Path | None, *, watches_file: bool) -> list[Follower]:
    """The watches of a registry, not started yet."""
    found: list[Follower] = [DayWatch(sources.is_past_its_day, sources.take_day)]
    if path is not None and watches_file:
        found.append(_file_watch(path, sources))
    if sources.database is not None:
        from modeldex.storage.notices import GenerationWatch  # noqa: PLC0415 - only where there is one

        def on_generation(_: int) -> None:
            sources.take_database()

        found.append(GenerationWatch(sources.database, on_generation))
    return found


def _file_watch(path: Path, sources: Sources) -> Follower:
    try:
        from modeldex.registry.file_watch import FileWatch  # noqa: PLC0415 - only where there is a file
    except ImportError as error:
        mend = "pip install 'modeldex[config]', or set registry.watch = false"
        problem = f"following the file needs {error.name}: {mend}"
        raise ConfigError([Fault(str(path), "registry.watch", problem)]) from error
    return FileWatch(path, sources.take_configuration, sources.seen)


class DayWatch(Follower):
    """Calls back when a day in UTC has begun: dates of models and of rates come with it."""

    def __init__(self, is_due: Callable[[], bool], on_day: Callable[[], object]) -> None:
        """`is_due` says whether the state in force is of a day that is over."""
        self._is_due = is_due
        self._on_day = on_day
        super().__init__("modeldex-day")

    def _follow(self) -> None:
        if self._is_due():
            self._on_day()
        self._ended.wait(min(seconds_to_next_day(), _LONGEST_SLEEP_SECONDS))
