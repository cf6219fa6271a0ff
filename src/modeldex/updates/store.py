"""The folder in which releases are kept, and the one file that is in use."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING

from modeldex.catalog.file import CatalogFile
from modeldex.catalog.in_use import STATE_PLACE, UPDATE_NAME
from modeldex.core.errors import CatalogError, UpdateError
from modeldex.core.replacement import replacing
from modeldex.updates.envelope import Envelope
from modeldex.updates.keys import PublicKey
from modeldex.updates.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

_NAME = re.compile(r"(\d+)-schema(\d+)")
_CATALOG, _ENVELOPE, _SIGNER = "catalog.sqlite", "manifest.json", "signed_by.pub"
_ASIDE = ".new"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that was verified, in a folder of its own: the file, its envelope, and who signed it."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Name of its folder."""
        return self.folder.name

    @property
    def catalog(self) -> Path:
        """The catalog file."""
        return self.folder / _CATALOG


class Store:
    """Keeps releases, and puts one of them in use in one step."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / STATE_PLACE[0]
        self.target = data_dir / UPDATE_NAME
        """The file that is asked."""

    def kept(self) -> list[Kept]:
        """Every release that is kept, the lowest serial first; damaged ones are left out."""
        paths = self.folder.iterdir() if self.folder.is_dir() else ()
        found = [_read(path) for path in paths if _NAME.fullmatch(path.name)]
        return sorted(filter(None, found), key=lambda one: (one.manifest.serial, one.manifest.schema))

    def find(self, manifest: Manifest) -> Kept | None:
        """The kept release of a manifest; None where there is none with these very bytes."""
        return next((one for one in self.kept() if one.manifest == manifest and self._is_whole(one)), None)

    def keep(
        self, envelope: bytes, manifest: Manifest, signer: PublicKey, fetch: Callable[[Path], None]
    ) -> Kept:
        """Let `fetch` write the catalog file, check what it is, and keep it; on a failure nothing is kept."""
        place = self.folder / f"{manifest.serial}-schema{manifest.schema}"
        with self._aside(place) as aside:
            catalog = aside / _CATALOG
            fetch(catalog)
            check_contents(catalog, manifest)
            (aside / _ENVELOPE).write_bytes(envelope)
            (aside / _SIGNER).write_text(signer.text + "\n", "utf-8")
            for path in aside.iterdir():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
            self._remove(place)  # the same serial under another expiry, or a damaged one
            aside.replace(place)
        return Kept(place, manifest)

    def put_in_use(self, release: Kept) -> None:
        """Let a kept release be what is asked from now on; UpdateError where its file is no longer whole.

        Readers see the catalog before or this one, wherever the process ends.
        """
        self._check_envelope(release)
        manifest, found, size = release.manifest, sha256(), 0
        with replacing(self.target, make_folder=True, durable=True) as aside:
            with release.catalog.open("rb") as file, aside.open("wb") as into:
                while chunk := file.read(_CHUNK):
                    found.update(chunk)
                    size += len(chunk)
                    into.write(chunk)
            if (size, found.hexdigest()) != (manifest.size, manifest.sha256):
                raise UpdateError(
                    f"{release.catalog} was changed since it was verified; nothing is changed. Remove"
                    f" {release.folder}, and apply the release anew"
                )

    def take_out_of_use(self) -> None:
        """Let the catalog that came with the package be asked again."""
        self.target.unlink(missing_ok=True)

    def in_use(self) -> Kept | None:
        """The kept release whose catalog is asked; None where it is none of them."""
        stated = _stated(self.target)
        if stated is None:
            return None
        size = self.target.stat().st_size
        return next(
            (
                one
                for one in self.kept()
                if stated == (one.manifest.schema, one.manifest.version, one.manifest.digest)
                and size == one.manifest.size
            ),
            None,
        )

    def remove_all_but(self, names: Collection[str]) -> None:
        """Let go of the releases that are not named, and of what a killed process left behind."""
        left = [path for path in self.folder.iterdir() if path.name.startswith(".") and path.suffix == _ASIDE]
        left += self.target.parent.glob(f".{self.target.name}.*{_ASIDE}")
        left += [
            path for path in self.folder.iterdir() if _NAME.fullmatch(path.name) and path.name not in names
        ]
        for path in left:
            self._remove(path)

    def _remove(self, path: Path) -> None:
        """Let go of a file, or of a folder at once: a half of one is never taken for a release."""
        if not path.is_dir():
            path.unlink(missing_ok=True)
            return
        aside = self.folder / f".removed.{os.getpid()}{_ASIDE}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(path.replace(aside))

    @contextmanager
    def _aside(self, place: Path) -> Iterator[Path]:
        aside = place.with_name(f".{place.name}.{os.getpid()}{_ASIDE}")
        shutil.rmtree(aside, ignore_errors=True)  # of a process of the same number that died
        aside.mkdir(parents=True)
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _is_whole(self, release: Kept) -> bool:
        """Whether a kept release is still what was verified."""
        try:
            self._check_envelope(release)
            with release.catalog.open("rb") as file:
                return file_digest(file, "sha256").hexdigest() == release.manifest.sha256
        except (UpdateError, OSError):
            return False

    def _check_envelope(self, release: Kept) -> None:
        """Hold a kept manifest against its signature again, by the key that was trusted when it came."""
        path = release.folder / _ENVELOPE
        envelope = Envelope.read(path.read_bytes(), str(path))
        key = PublicKey.read((release.folder / _SIGNER).read_text("utf-8"), str(release.folder / _SIGNER))
        if envelope.signer([key]) is None or Manifest.read(envelope.payload, str(path)) != release.manifest:
            raise UpdateError(f"{path} was changed since it was verified; remove {release.folder}")


def check_contents(catalog: Path, manifest: Manifest) -> None:
    """Raise UpdateError where a file, whole as it is, is not the catalog that its manifest describes."""
    stated = _stated(catalog)
    if stated is None:
        raise UpdateError(f"{manifest.file} is signed, but no catalog that this modeldex reads")
    names = ("schema", "version", "digest")
    wanted = (manifest.schema, manifest.version, manifest.digest)
    for name, found, expected in zip(names, stated, wanted, strict=True):
        if found != expected:
            raise UpdateError(
                f"{manifest.file} has {name} {found}, and its manifest states {expected};"
                " the publisher has to mend it"
            )


def _stated(catalog: Path) -> tuple[int, str, str] | None:
    """Schema, version and digest that a catalog file states; None where it is none that can be read."""
    try:
        file = CatalogFile(catalog)
        rows = dict(file.rows("SELECT key, value FROM meta WHERE key IN ('version', 'digest')"))
        found = file.row("PRAGMA user_version")
        assert found is not None
        return found[0], rows["version"], rows["digest"]
    except (CatalogError, KeyError, OSError):
        return None


def _read(folder: Path) -> Kept | None:
    path = folder / _ENVELOPE
    try:
        envelope = Envelope.read(path.read_bytes(), str(path))
        release = Kept(folder, Manifest.read(envelope.payload, str(path)))
        is_there = (folder / _SIGNER).is_file() and release.catalog.stat().st_size == release.manifest.size
    except (UpdateError, OSError):
        return None
    return release if is_there else None
