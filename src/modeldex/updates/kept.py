"""`Kept`: a release that was verified, in a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from modeldex.catalog.file import CatalogFile
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.core.errors import CatalogError, UpdateError
from modeldex.updates.envelope import Envelope
from modeldex.updates.keys import PublicKey
from modeldex.updates.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READABLE = (SCHEMA_VERSION, SCHEMA_VERSION - 1)
"""The schemas that this modeldex reads, the newest first."""
_CATALOG, _ENVELOPE, _SIGNER = "catalog.sqlite", "manifest.json", "signed_by.pub"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """The catalog file of a release, its envelope, and who signed it."""

    folder: Path
    manifest: Manifest
    signer: PublicKey
    """The trusted key by which it was verified."""

    @property
    def name(self) -> str:
        """Name of its folder."""
        return self.folder.name

    @property
    def catalog(self) -> Path:
        """The catalog file."""
        return self.folder / _CATALOG

    @property
    def is_readable(self) -> bool:
        """Whether this modeldex reads its schema."""
        return self.manifest.schema in READABLE

    @classmethod
    def written(cls, folder: Path, envelope: bytes, manifest: Manifest, signer: PublicKey) -> Kept:
        """Put down whose release lies in a folder."""
        (folder / _ENVELOPE).write_bytes(envelope)
        (folder / _SIGNER).write_text(signer.text + "\n", "utf-8")
        return cls(folder, manifest, signer)

    @classmethod
    def read(cls, folder: Path) -> Kept | None:
        """The release in a folder; None where it is damaged."""
        try:
            release = cls(folder, cls._manifest_in(folder), cls._signer_in(folder))
            is_there = release.catalog.stat().st_size == release.manifest.size
        except (UpdateError, OSError, UnicodeDecodeError):
            return None
        return release if is_there else None

    def envelope(self) -> Envelope:
        """What was signed; UpdateError where it is damaged."""
        return self._envelope_in(self.folder)

    def check(self) -> None:
        """Raise UpdateError where it is not what was verified when it came."""
        self.check_envelope()
        found, size = sha256(), 0
        for chunk in self.chunks():
            found.update(chunk)
            size += len(chunk)
        self.check_content(size, found.hexdigest())

    def check_envelope(self) -> None:
        """Hold the manifest against its signature again, by the key that was trusted when it came."""
        envelope = self.envelope()
        is_signed = envelope.signer([self._signer_in(self.folder)]) == self.signer
        if not is_signed or Manifest.read(envelope.payload, envelope.where) != self.manifest:
            raise UpdateError(f"{envelope.where} was changed since it was verified; remove {self.folder}")

    def check_content(self, size: int, digest: str) -> None:
        """Raise UpdateError where size and SHA-256 of the catalog file are not those that were signed."""
        if (size, digest) != (self.manifest.size, self.manifest.sha256):
            raise UpdateError(
                f"{self.catalog} was changed since it was verified; nothing is changed. Remove"
                f" {self.folder}, and apply the release anew"
            )

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the catalog file."""
        with self.catalog.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    @staticmethod
    def _envelope_in(folder: Path) -> Envelope:
        path = folder / _ENVELOPE
        return Envelope.read(path.read_bytes(), str(path))

    @classmethod
    def _manifest_in(cls, folder: Path) -> Manifest:
        envelope = cls._envelope_in(folder)
        return Manifest.read(envelope.payload, envelope.where)

    @staticmethod
    def _signer_in(folder: Path) -> PublicKey:
        path = folder / _SIGNER
        return PublicKey.read(path.read_text("utf-8"), str(path))


def check_contents(catalog: Path, manifest: Manifest) -> None:
    """Raise UpdateError where a file, whole as it is, is not the catalog that its manifest describes."""
    found = stated(catalog)
    if found is None:
        raise UpdateError(f"{manifest.file} is signed, but no catalog that this modeldex reads")
    names = ("schema", "version", "digest")
    wanted = (manifest.schema, manifest.version, manifest.digest)
    for name, one, expected in zip(names, found, wanted, strict=True):
        if one != expected:
            raise UpdateError(
                f"{manifest.file} has {name} {one}, and its manifest states {expected};"
                " the publisher has to mend it"
            )


def stated(catalog: Path) -> tuple[int, str, str] | None:
    """Schema, version and digest that a catalog file states; None where it is none that can be read."""
    try:
        file = CatalogFile(catalog)
        rows = dict(file.rows("SELECT key, value FROM meta WHERE key IN ('version', 'digest')"))
        found = file.row("PRAGMA user_version")
        assert found is not None
        return found[0], rows["version"], rows["digest"]
    except (CatalogError, KeyError, OSError):
        return None
