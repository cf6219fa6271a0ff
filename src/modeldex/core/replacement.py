"""The content that a file is to get: written aside, and put in the file's place in one step."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_ANYBODY = 0o666
"""Mode of a new file, of which the umask takes away what it does."""


@contextmanager
def replacing(
    target: Path, *, make_folder: bool = False, dry_run: bool = False, durable: bool = False
) -> Iterator[Path]:
    """An empty file to write to; once all of it is there, it takes the place of `target`.

    Readers see the old file or the new one, which keeps the mode of the old one. Links are followed.
    What is no plain file, such as a device or a pipe, is never replaced: the content is written into
    it. After a failure nothing is left but what was there before, and the OSError names `target`,
    whatever file it befell. `make_folder` makes the folder where there is none; else that is an error
    too. `dry_run` does all but the last step; `durable` waits until the content is on the disk before
    it, for what cannot be made again.
    """
    before = _status(target)
    plain = before is None or stat.S_ISREG(before.st_mode)
    aside = None
    try:
        place = Path(os.path.realpath(target)) if plain else target
        mode = stat.S_IMODE(before.st_mode) if before is not None else _ANYBODY
        aside = _beside(place, mode, make_folder=make_folder) if plain else _elsewhere()
        yield aside
        if dry_run:
            return
        if not plain:
            _pour(aside, target)
            return
        if durable:
            with aside.open("rb") as whole:
                os.fsync(whole.fileno())
        if before is not None:
            aside.chmod(stat.S_IMODE(before.st_mode))
        aside.replace(place)
    except OSError as error:
        if error.errno is None or not _is_of(error, target, aside):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def _status(target: Path) -> os.stat_result | None:
    """What stands at a path, or at the end of its links; None where nothing does."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    return found


def _beside(place: Path, mode: int, *, make_folder: bool) -> Path:
    """An empty file in the same folder, so that it can take the place in one step.

    No more may read it than what it is to replace.
    """
    if make_folder:
        place.parent.mkdir(parents=True, exist_ok=True)
    elif not place.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "its folder is not there", str(place))
    aside = place.with_name(f".{place.name}.{os.getpid()}.new")
    aside.unlink(missing_ok=True)  # of a process of the same number that died
    aside.touch(mode, exist_ok=False)
    return aside


def _elsewhere() -> Path:
    """An empty file for what shall be written into a device or a pipe."""
    from tempfile import mkstemp

    handle, name = mkstemp(prefix="modeldex-")
    os.close(handle)
    return Path(name)


def _pour(aside: Path, target: Path) -> None:
    from shutil import copyfileobj

    with aside.open("rb") as whole, target.open("wb") as into:
        copyfileobj(whole, into)


def _is_of(error: OSError, target: Path, aside: Path | None) -> bool:
    """Whether an error befell the writing; a body may fail at another file, which keeps its name."""
    if aside is None or error.filename is None:
        return True
    return str(error.filename) in (str(aside), str(target))
