"""The journal: many files put in place as one, so that a crash leaves nothing that cannot be finished.

What is to be put in place is written down, with hashes, before the first file is touched. Each
file is replaced in one step; after a crash the same list is gone through again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.pipeline.run_state import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file that is to be put in place, or taken away."""

    staged: str | None
    """Path of the new content, below the folder of the journal; None: the file goes."""
    place: str
    """Absolute path that it takes."""
    before: str | None
    """SHA-256 of what the new content was made from; None: there was nothing."""
    after: str | None
    """SHA-256 of the new content; None: the file goes."""
    is_derived: bool = False
    """Whether it is compiled from the facts: then whatever stands in its place gives way."""

    @property
    def is_overtaken(self) -> bool:
        """Whether something stands in its place that neither it, nor what it was made from, is."""
        return not self.is_derived and digest_of(Path(self.place)) not in (self.before, self.after)


class Journal:
    """The changes of one run, written beside what is staged."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_open(self) -> bool:
        """Whether changes are written down that may not all be in place."""
        return self.path.exists()

    def write(self, changes: Sequence[Change], scope: Scope) -> None:
        """Write the changes of a run down, on the disk, before any of them is made."""
        content = {"scope": asdict(scope), "changes": [asdict(change) for change in changes]}
        with replacing(self.path, durable=True) as aside:
            aside.write_text(json.dumps(content, default=dict), encoding="utf-8")

    @property
    def scope(self) -> Scope:
        """What the run was about whose changes are written down; DataError where it cannot be read."""
        return self._read()[0]

    def read(self) -> list[Change]:
        """The changes that are written down; DataError where they cannot be read."""
        return self._read()[1]

    def _read(self) -> tuple[Scope, list[Change]]:
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            return Scope(**stored["scope"]), [Change(**change) for change in stored["changes"]]
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(str(self.path), f"is no journal: {error}; remove it, and run again") from None

    def carry_out(self) -> list[Change]:
        """Make every change that is not made yet, then forget them; those that were written down.

        DataError, before anything is touched, where somebody has changed one of the files since, or a
        staged one is not what it was.
        """
        changes = self.read()
        waiting = [change for change in changes if self._is_waiting(change)]
        for change in waiting:
            self._make(change)
        self.path.unlink()
        return changes

    def clear(self) -> None:
        """Take away what a process that died was writing when it did, beside the files it was to change."""
        for change in self.read():
            place = Path(change.place)
            for aside in place.parent.glob(f".{escape(place.name)}.*.new"):
                aside.unlink(missing_ok=True)

    def _is_waiting(self, change: Change) -> bool:
        if digest_of(Path(change.place)) == change.after:
            return False
        if change.is_overtaken:
            raise DataError(
                change.place,
                "was changed by somebody else while a run was putting it in place; put it back as it was, or"
                f" remove {self.path} to keep it as it is",
            )
        if change.staged is not None and digest_of(self.path.parent / change.staged) != change.after:
            raise DataError(
                str(self.path.parent / change.staged),
                f"is not what the journal says; remove {self.path}, and run again",
            )
        return True

    def _make(self, change: Change) -> None:
        place = Path(change.place)
        if change.staged is None:
            place.unlink(missing_ok=True)
            return
        content = (self.path.parent / change.staged).read_bytes()
        with replacing(place, make_folder=True, durable=True) as aside:  # whose errors name the place
            aside.write_bytes(content)


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def differences(
    staged: Path, before: Path, place: Path, rank: Callable[[str], tuple[int, str]]
) -> list[Change]:
    """What turns a folder `place`, of which `before` is a copy, into `staged`, in the order of `rank`.

    Copy and staged folder lie in the folder of the journal. What came into `place` since it was copied
    is not in question, and names that begin with a dot are nobody's.
    """
    names = sorted(_files(staged) | _files(before), key=rank)
    found = (difference(staged / name, place / name, staged.parent, before / name) for name in names)
    return [change for change in found if change is not None]


def difference(staged: Path, place: Path, within: Path, before: Path | None = None) -> Change | None:
    """What turns one file into its staged content; None where it is that.

    `within` is the folder of the journal. `before` is a copy of the file that the content was made
    from; None: it is compiled from the facts, and what stands there is not in question.
    """
    found, after = digest_of(place if before is None else before), digest_of(staged)
    if found == after:
        return None
    return Change(
        staged=staged.relative_to(within).as_posix() if after else None,
        place=str(place.resolve()),
        before=found,
        after=after,
        is_derived=before is None,
    )


def _files(folder: Path) -> set[str]:
    found: Iterable[Path] = folder.rglob("*") if folder.is_dir() else ()
    names = {path.relative_to(folder).as_posix() for path in found if path.is_file()}
    return {name for name in names if not any(part.startswith(".") for part in name.split("/"))}
