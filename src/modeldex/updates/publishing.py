"""The publisher's side: a catalog, its manifests and its signatures, in one folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import version_order
from modeldex.catalog.reader import ModelCatalog
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.core.errors import ReleaseError
from modeldex.core.replacement import replacing
from modeldex.updates.envelope import Envelope, seal
from modeldex.updates.manifest import Manifest
from modeldex.updates.schemas import STEPS, published_schemas, write_in_schema
from modeldex.updates.store import check_contents
from modeldex.updates.updates import manifest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

    from modeldex.updates.keys import PublicKey, SigningKey
    from modeldex.updates.manifest import NextKey
    from modeldex.updates.schemas import Step

_MOST_DAYS = 400
"""Longest time for which a release may hold: who is cut off from newer ones shall notice within it."""


@dataclass(frozen=True, slots=True)
class Release:
    """One publication: the same facts in each schema."""

    manifests: tuple[Manifest, ...]
    """By schema, the newest first."""
    folder: Path


class Publisher:
    """Signs with some keys, and names the keys that are to be trusted."""

    def __init__(self, signing: Sequence[SigningKey], keys: Sequence[NextKey]) -> None:
        """The first of `signing` is the publisher's own from now on; `keys` are those to be trusted."""
        self._signing = signing
        self._keys = tuple(keys)

    def release(
        self,
        catalog: Path,
        into: Path,
        *,
        expires: timedelta,
        previous: Path | None = None,
        now: datetime | None = None,
        steps: Mapping[int, Step] = STEPS,
        dry_run: bool = False,
    ) -> Release:
        """Write catalog, manifest and signature, for each schema, into a folder.

        The serial is one more than that of the release in `previous`, or in the folder itself; without
        one it is 1. The manifests are written last: until then whoever fetches gets the release before.
        ReleaseError has every reason why it cannot be published; then nothing is changed.
        """
        now = (datetime.now(UTC) if now is None else now).replace(microsecond=0)
        before = self._before(previous, into)
        opened = ModelCatalog.open(catalog)
        version, digest = opened.version, opened.digest
        reasons = list(_reasons(version, digest, before, expires, schema_of(catalog)))
        if reasons:
            raise ReleaseError(reasons)
        made: list[Manifest] = []
        is_new = not into.exists()
        into.mkdir(parents=True, exist_ok=True)
        place = into / f".release.{os.getpid()}.new"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            for schema in published_schemas(steps):
                file = place / f"modeldex-catalog-{version}-schema{schema}.sqlite"
                write_in_schema(catalog, schema, file, steps)
                made.append(self._manifest(file, schema, before, now, now + expires))
            if not dry_run:
                self._put(made, place, into)
        finally:
            shutil.rmtree(place, ignore_errors=True)
            if is_new and dry_run:
                into.rmdir()
        return Release(tuple(made), into)

    def _manifest(
        self, file: Path, schema: int, before: Manifest | None, now: datetime, expires: datetime
    ) -> Manifest:
        opened = ModelCatalog.open(file)
        with file.open("rb") as content:
            found = file_digest(content, "sha256").hexdigest()
        manifest = Manifest(
            serial=1 if before is None else before.serial + 1,
            version=opened.version,
            schema=schema,
            file=file.name,
            size=file.stat().st_size,
            sha256=found,
            digest=opened.digest,
            published=now,
            expires=expires,
            key_id=self._signing[0].public.key_id,
            keys=self._keys,
        )
        check_contents(file, manifest)
        return manifest

    def _put(self, manifests: Sequence[Manifest], place: Path, into: Path) -> None:
        for manifest in manifests:
            with replacing(into / manifest.file, durable=True) as aside:
                (place / manifest.file).replace(aside)
        for manifest in manifests:
            with replacing(into / manifest_name(manifest.schema), durable=True) as aside:
                aside.write_bytes(seal(manifest.payload(), self._signing))

    def _before(self, previous: Path | None, into: Path) -> Manifest | None:
        """The newest of the releases in two folders; ReleaseError where one is none of ours."""
        keys = [key.public for key in self._signing]
        found = [] if previous is None else released_in(previous, keys)
        if previous is not None and not found:
            raise ReleaseError([f"{previous} holds no release; leave --previous out for the first one"])
        if into.is_dir():
            found += released_in(into, keys)
        return max(found, key=lambda one: one.serial, default=None)


def released_in(folder: Path, keys: Sequence[PublicKey]) -> list[Manifest]:
    """The manifests in a folder; ReleaseError where one is signed by none of these keys.

    A foreign one could set the serial so high that no later release is taken.
    """
    found = []
    for path in sorted(folder.glob("manifest-schema*.json")):
        envelope = Envelope.read(path.read_bytes(), str(path))
        if envelope.signer(keys) is None:
            raise ReleaseError([f"{path} is signed by none of your keys: give the one that signed it, too"])
        found.append(Manifest.read(envelope.payload, str(path)))
    return found


def schema_of(catalog: Path) -> int:
    """The schema of a catalog file."""
    (_, rows) = ModelCatalog.open(catalog).query("SELECT value FROM meta WHERE key = 'schema'")
    return int(str(rows[0][0]))


def _reasons(
    version: str, digest: str, before: Manifest | None, expires: timedelta, schema: int
) -> list[str]:
    """What stands against publishing a catalog after a release."""
    reasons = []
    if schema != SCHEMA_VERSION:
        reasons.append(f"the catalog has schema {schema}, and {SCHEMA_VERSION} is published: build it anew")
    if not 0 < expires.days <= _MOST_DAYS:
        reasons.append(f"--expires must be from 1 to {_MOST_DAYS} days, not {expires.days}")
    if before is None:
        return reasons
    if version_order(version) < version_order(before.version):
        reasons.append(
            f"{version} is older than {before.version}, which is published: build it of newer facts"
        )
    if version == before.version and digest != before.digest and before.schema == schema:
        reasons.append(f"{version} is published with other facts: raise the version, modeldex build --tables")
    return reasons
