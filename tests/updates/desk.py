"""A publisher at work, and small catalogs to publish."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from modeldex.catalog.digest import digest_of
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.updates.envelope import seal
from modeldex.updates.keys import SigningKey
from modeldex.updates.manifest import Manifest, NextKey
from modeldex.updates.publication import publication_at
from modeldex.updates.publishing import Publisher
from modeldex.updates.updates import Updates, manifest_name

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.updates.keys import PublicKey
    from modeldex.updates.publication import Publication

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""The moment at which everything happens here, unless a test says otherwise."""
BUNDLED_VERSION = "2026-10-25-v3"
"""Version of the small catalog, which lies where the bundled one does."""


def changed(catalog: Path, target: Path, version: str, *statements: str) -> Path:
    """A copy of a catalog with another version, and what SQL changes in it."""
    shutil.copyfile(catalog, target)
    with closing(sqlite3.connect(target)) as db:
        for statement in statements:
            db.execute(statement)
        db.execute("UPDATE meta SET value = ? WHERE key = 'version'", (version,))
        db.execute("UPDATE meta SET value = ? WHERE key = 'digest'", (digest_of(db),))
        db.commit()
    return target


@dataclass
class Desk:
    """Publishes into one folder, and keeps the updates of one user in another."""

    folder: Path
    small: Path
    """The catalog that changes come from."""
    keys: list[SigningKey] = field(default_factory=lambda: [SigningKey.generate()])
    now: datetime = NOW

    @property
    def published(self) -> Path:
        return self.folder / "published"

    @property
    def data_dir(self) -> Path:
        return self.folder / "home"

    @property
    def publication(self) -> Publication:
        return publication_at(str(self.published))

    @property
    def manifest_path(self) -> Path:
        return self.published / manifest_name(SCHEMA_VERSION)

    @property
    def public(self) -> list[PublicKey]:
        return [key.public for key in self.keys]

    def updates(self) -> Updates:
        return Updates(self.data_dir, now=lambda: self.now)

    def publish(
        self,
        version: str,
        *statements: str,
        keys: list[NextKey] | None = None,
        days: int = 45,
        into: Path | None = None,
    ) -> Manifest:
        """Publish a changed catalog as the next release."""
        catalog = changed(self.small, self.folder / f"{version}.sqlite", version, *statements)
        known = [NextKey(key=key) for key in self.public] if keys is None else keys
        made = Publisher(self.keys, known).release(
            catalog, into or self.published, expires=timedelta(days=days), now=self.now
        )
        return made.manifests[0]

    def files(self, schema: int = SCHEMA_VERSION) -> list[Path]:
        """The published catalog files of a schema, the oldest version first."""
        return sorted(self.published.glob(f"*-schema{schema}-*.sqlite"))

    def kept(self, serial: int, schema: int = SCHEMA_VERSION) -> Path:
        """The folder in which a release of the first key is kept."""
        _, digits = self.public[0].key_id.split("-")
        return self.data_dir / "updates" / f"{serial}-schema{schema}-{digits[:8]}"

    def sign(self, manifest: Manifest) -> None:
        """Put a manifest, signed, in the place of the published one, whatever it says."""
        self.manifest_path.write_bytes(seal(manifest.payload(), self.keys))

    def subscribe(self) -> Updates:
        """A user who has applied what is published, and trusts the publisher."""
        updates = self.updates()
        updates.apply(self.publication, self.public, trust_keys=True)
        return updates

    def snapshot(self) -> dict[str, bytes]:
        """Every file of the user's folder, but for the lock."""
        files = (path for path in self.data_dir.rglob("*") if path.is_file() and path.name != "lock.sqlite")
        return {str(path.relative_to(self.data_dir)): path.read_bytes() for path in files}
