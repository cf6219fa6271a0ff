"""`FileWatch`: hears of each change of one file, also where another file takes its place."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from watchfiles import watch

from modeldex.core.follower import Follower
from modeldex.registry.file_state import file_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

logger = logging.getLogger("modeldex.registry")
_GROUPED_MS, _STEP_MS = 200, 50
"""Changes that follow each other so closely are one: an editor writes, renames and removes."""
_LOOK_MS = 400
"""How often the file is looked at where its file system tells nothing, as some network ones do."""


class FileWatch(Follower):
    """A thread that calls `on_change` when a file is another.

    Its folder is watched, not the file, so that an atomic replacement is seen; so is the folder that
    a link leads to.
    """

    def __init__(
        self, path: Path, on_change: Callable[[], object], seen: tuple[int, int, int, int] | None
    ) -> None:
        """`seen` is the state of the file that was read last."""
        self._path = path.absolute()
        self._on_change = on_change
        self._seen = seen
        super().__init__("modeldex-file")

    def _follow(self) -> None:
        self._look()
        try:
            self._watch(self._folders())
        except OSError as error:  # a folder went away meanwhile, or too much is watched
            logger.warning("%s is looked at now and then: %s", self._path, error)
            self._ended.wait(_LOOK_MS / 1_000)

    def _watch(self, folders: set[Path]) -> None:
        """Look at the file whenever something happens in the folders, until these are others."""
        if not folders:
            self._ended.wait(_LOOK_MS / 1_000)
            return
        for _ in watch(
            *folders, watch_filter=None, debounce=_GROUPED_MS, step=_STEP_MS, rust_timeout=_LOOK_MS,
            yield_on_timeout=True, recursive=False, stop_event=self._ended, raise_interrupt=False,
        ):  # fmt: skip
            self._look()
            if self._folders() != folders:
                return

    def _folders(self) -> set[Path]:
        """Where the file stands, and where it leads to if it is a link."""
        return {one for one in (self._path.parent, self._path.resolve().parent) if one.is_dir()}

    def _look(self) -> None:
        state = file_state(self._path)
        if state != self._seen and not self._ended.is_set():
            self._seen = state
            self._on_change()
