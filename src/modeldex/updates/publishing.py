"""The publisher's side: a catalog, its manifests and its signatures, in one folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import file_digest
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import version_order
from modeldex.catalog.reader import ModelCatalog
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.core.errors import ReleaseError
from modeldex.core.replacement import replacing
from modeldex.updates.envelope import Envelope, seal
from modeldex.updates.kept import check_contents
from modeldex.updates.manifest import Manifest
from modeldex.updates.schemas import STEPS, published_schemas, write_in_schema
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

_NAMED_DIGITS = 8


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
        keys = self._with_retirements(before)
        reasons = list(_reasons(version, digest, before, expires, schema_of(catalog)))
        reasons += self._reasons_of_keys(keys, now + expires)
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
                file = _named(place, catalog, version, schema, steps)
                made.append(self._manifest(file, schema, before, now, now + expires, keys))
            if not dry_run:
                self._put(made, place, into)
        finally:
            shutil.rmtree(place, ignore_errors=True)
            if is_new and dry_run:
                into.rmdir()
        return Release(tuple(made), into)

    def _with_retirements(self, before: Manifest | None) -> tuple[NextKey, ...]:
        """The keys to be trusted; a day of retirement that the release before told stands."""
        told = {} if before is None else {one.key.key_id: one.retires for one in before.keys}
        days = [[day for day in (one.retires, told.get(one.key.key_id)) if day] for one in self._keys]
        return tuple(
            replace(one, retires=min(found, default=None))
            for one, found in zip(self._keys, days, strict=True)
        )

    def _reasons_of_keys(self, keys: Sequence[NextKey], expires: datetime) -> list[str]:
        """Refuse what nobody could check any more while it holds, nor take a release after it."""
        retires = {one.key.key_id: one.retires for one in keys}
        days = [retires.get(key.public.key_id) for key in self._signing]
        if any(day is None or day > f"{expires:%Y-%m-%d}" for day in days):
            return []
        return [
            f"every key that signs retires before the release expires on {expires:%Y-%m-%d}: sign with a"
            " newer key, too, or give a shorter --expires"
        ]

    def _manifest(
        self,
        file: Path,
        schema: int,
        before: Manifest | None,
        now: datetime,
        expires: datetime,
        keys: tuple[NextKey, ...],
    ) -> Manifest:
        opened = ModelCatalog.open(file)
        manifest = Manifest(
            serial=1 if before is None else before.serial + 1,
            version=opened.version,
            schema=schema,
            file=file.name,
            size=file.stat().st_size,
            sha256=_sha256(file),
            digest=opened.digest,
            published=now,
            expires=expires,
            key_id=self._signing[0].public.key_id,
            keys=keys,
        )
        check_contents(file, manifest)
        Manifest.read(manifest.payload(), f"the manifest of {file.name}")  # else nobody takes it
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
        return max(found, key=lambda one: (one.serial, one.schema), default=None)


def _named(folder: Path, catalog: Path, version: str, schema: int, steps: Mapping[int, Step]) -> Path:
    """Write a catalog in a schema, into a file whose name tells it from all others.

    Where the same version is released with other bytes, the manifest of before still finds its own file.
    """
    file = folder / f"schema{schema}.sqlite"
    write_in_schema(catalog, schema, file, steps)
    place = folder / f"modeldex-catalog-{version}-schema{schema}-{_sha256(file)[:_NAMED_DIGITS]}.sqlite"
    return file.rename(place)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


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
