"""The folder in which releases are kept, and the one file that is in use."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import STATE_PLACE, UPDATE_NAME
from modeldex.core.errors import UpdateError
from modeldex.core.exclusion import HeldElsewhereError, exclusively
from modeldex.core.replacement import replacing
from modeldex.updates.kept import Kept, check_contents, stated

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from modeldex.updates.keys import PublicKey
    from modeldex.updates.manifest import Manifest

_NAME = re.compile(r"(\d+)-schema(\d+)-([0-9a-f]{8})")
_KEY_DIGITS = 8
_FETCHING, _LOCK, _RELEASE = ".fetching.", "lock.sqlite", "release"
_ASIDE = ".new"


class Store:
    """Keeps releases, and puts one of them in use in one step."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / STATE_PLACE[0]
        self.target = data_dir / UPDATE_NAME
        """The file that is asked."""

    def kept(self) -> list[Kept]:
        """Every release that is kept, the lowest serial first; damaged ones are left out."""
        paths = self.folder.iterdir() if self.folder.is_dir() else ()
        found = [Kept.read(path) for path in paths if _NAME.fullmatch(path.name)]
        return sorted(filter(None, found), key=lambda one: (one.manifest.serial, one.manifest.schema))

    @contextmanager
    def fetched(
        self, envelope: bytes, manifest: Manifest, signer: PublicKey, fetch: Callable[[Path], None]
    ) -> Iterator[Kept]:
        """The release of a manifest: kept already, or fetched into a folder aside, which goes in the end.

        `fetch` writes the catalog file; UpdateError where that is not what the manifest says.
        """
        known = self._find(manifest, signer)
        if known is not None:
            yield known
            return
        made = [path for path in (self.folder, self.folder.parent) if not path.exists()]
        place = self.folder / f"{_FETCHING}{os.getpid()}"
        try:
            with exclusively(place / _LOCK):  # as long as it is held, nobody takes the folder away
                aside = place / _RELEASE
                shutil.rmtree(aside, ignore_errors=True)  # of a process of the same number that died
                aside.mkdir()
                try:
                    yield self._fetch(aside, envelope, manifest, signer, fetch)
                finally:
                    shutil.rmtree(aside, ignore_errors=True)
        except HeldElsewhereError:
            raise UpdateError("this process fetches an update already; wait until that has ended") from None
        finally:
            shutil.rmtree(place, ignore_errors=True)
            with suppress(OSError):  # something else is kept there by now
                for path in made:
                    path.rmdir()

    def adopt(self, release: Kept) -> Kept:
        """Keep a release that was fetched; UpdateError where another update has let go of it meanwhile."""
        if not release.folder.exists():
            raise UpdateError("another update was at work in between; run this one again")
        if release.folder.parent == self.folder:
            return release
        manifest, key = release.manifest, release.signer.key_id.rpartition("-")[2]
        place = self.folder / f"{manifest.serial}-schema{manifest.schema}-{key[:_KEY_DIGITS]}"
        self._remove(place)  # the same serial under another expiry, or a damaged one
        release.folder.replace(place)
        return Kept(place, manifest, release.signer)

    def put_in_use(self, release: Kept, remember: Callable[[], None]) -> None:
        """Let a kept release be what is asked from now on; UpdateError where its file is no longer whole.

        `remember` is called when it is known to be whole, just before. Readers see the catalog before or
        this one, wherever the process ends.
        """
        release.check_envelope()
        found, size = sha256(), 0
        with replacing(self.target, make_folder=True, durable=True) as aside:
            with aside.open("wb") as into:
                for chunk in release.chunks():
                    found.update(chunk)
                    size += len(chunk)
                    into.write(chunk)
            release.check_content(size, found.hexdigest())
            remember()

    def take_out_of_use(self) -> None:
        """Let the catalog that came with the package be asked again."""
        self.target.unlink(missing_ok=True)

    def in_use(self, history: Sequence[str]) -> Kept | None:
        """The kept release whose catalog is asked; None where it is none of them, byte for byte.

        Of several with the same file, as releases that only last longer have it, it is the one that was
        put in use last by `history`, else the newest.
        """
        alike = self._alike()
        if not alike:
            return None
        with self.target.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
        same = {one.name: one for one in alike if one.manifest.sha256 == found}
        last = next((same[name] for name in reversed(history) if name in same), None)
        return last or next(reversed(same.values()), None)

    def is_changed(self) -> bool:
        """Whether the file in use says that it is a kept release, and yet is not, byte for byte."""
        return bool(self._alike()) and self.in_use(()) is None

    def remove_all_but(self, names: Collection[str]) -> None:
        """Let go of the releases that are not named, and of what a killed process left behind."""
        paths = list(self.folder.iterdir())
        left = [path for path in paths if path.name.startswith(".") and path.suffix == _ASIDE]
        left += self.target.parent.glob(f".{self.target.name}.*{_ASIDE}")
        left += [path for path in paths if path.name.startswith(_FETCHING) and _is_abandoned(path)]
        left += [path for path in paths if _NAME.fullmatch(path.name) and path.name not in names]
        for path in left:
            self._remove(path)

    def _alike(self) -> list[Kept]:
        """The kept releases that have the schema, the version and the digest that the file in use states."""
        found = stated(self.target)
        return [
            one
            for one in self.kept()
            if found == (one.manifest.schema, one.manifest.version, one.manifest.digest)
        ]

    def _find(self, manifest: Manifest, signer: PublicKey) -> Kept | None:
        """The kept release of a manifest; None where there is none with these very bytes."""
        for one in self.kept():
            if (one.manifest, one.signer) == (manifest, signer):
                with suppress(UpdateError, OSError):
                    one.check()
                    return one
        return None

    def _fetch(
        self,
        aside: Path,
        envelope: bytes,
        manifest: Manifest,
        signer: PublicKey,
        fetch: Callable[[Path], None],
    ) -> Kept:
        try:
            release = Kept.written(aside, envelope, manifest, signer)
            fetch(release.catalog)
            check_contents(release.catalog, manifest)
            for path in aside.iterdir():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        except OSError as error:
            if error.errno is None or error.filename is not None:
                raise
            raise OSError(error.errno, error.strerror, str(aside)) from error  # a full disk names no file
        return release

    def _remove(self, path: Path) -> None:
        """Let go of a file, or of a folder at once: a half of one is never taken for a release."""
        if not path.is_dir():
            path.unlink(missing_ok=True)
            return
        aside = self.folder / f".removed.{os.getpid()}{_ASIDE}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(path.replace(aside))


def _is_abandoned(place: Path) -> bool:
    """Whether the process that fetched into a folder has died, and so has let go of the lock."""
    try:
        with exclusively(place / _LOCK):
            return True
    except HeldElsewhereError:
        return False
