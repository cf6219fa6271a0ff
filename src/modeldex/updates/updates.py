"""`Updates`: what a user does with published catalogs. Nothing happens here without being asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import applied_update, version_order
from modeldex.catalog.reader import ModelCatalog
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.core.errors import UpdateError
from modeldex.updates.alone import alone_in
from modeldex.updates.envelope import Envelope
from modeldex.updates.state import State
from modeldex.updates.store import Store
from modeldex.updates.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from modeldex.updates.keys import PublicKey
    from modeldex.updates.manifest import Manifest
    from modeldex.updates.publication import Publication
    from modeldex.updates.store import Kept

_SCHEMAS = (SCHEMA_VERSION, SCHEMA_VERSION - 1)
_KEPT_AT_MOST = 4
"""So many releases stay, for the way back: the one in use, and those before it."""
BUNDLED = 0
"""Instead of a serial: the catalog that came with the package."""
NEW, IN_USE, SUPERSEDED = "new", "in use", "superseded"
"""How a release stands to the catalog in use."""


def manifest_name(schema: int) -> str:
    """Name of the manifest of a schema, in the folder where releases are published."""
    return f"manifest-schema{schema}.json"


@dataclass(frozen=True, slots=True)
class Offer:
    """A release that was fetched and verified; it is not in use."""

    release: Kept
    standing: str
    """`NEW`, `IN_USE`, or `SUPERSEDED`: then the package brought facts as new, which stay in use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """What is in use, and how that came."""

    catalog: ModelCatalog
    """The catalog that is asked."""
    is_update: bool
    """Whether it is an applied update, and not the one that came with the package."""
    in_use: Kept | None
    """Its release; None where it is of none that is kept."""
    kept: tuple[Kept, ...]
    """The releases to which the user can go back, without a network."""
    state: State


class Updates:
    """The updates of one folder of what is kept between runs (`Settings.data_dir`)."""

    def __init__(self, data_dir: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._data_dir = data_dir
        self._store = Store(data_dir)
        self._now = now

    def look(self, publication: Publication, keys: Sequence[PublicKey] = ()) -> Offer:
        """Fetch and verify what is published, and keep it beside the catalog in use, which stays.

        `keys` are trusted for this one time. UpdateError says why a release is refused, and how to mend
        it; NetworkError that nobody could be reached. Then nothing is changed.
        """
        with alone_in(self._store.folder):
            state = State.read(self._store.folder)
            release, trust = self._fetched(publication, state, keys, trust_keys=False)
            self._remember(state, release, trust)
            return Offer(release, self._standing(release))

    def apply(
        self, publication: Publication, keys: Sequence[PublicKey] = (), *, trust_keys: bool = False
    ) -> Offer:
        """Fetch and verify what is published, and put it in use, in one step.

        `trust_keys` keeps the keys for the times to come. Errors are those of `look`; UpdateError too
        where a version is pinned. Running processes stay with the catalog that they have opened.
        """
        with alone_in(self._store.folder):
            state = State.read(self._store.folder)
            if state.pinned is not None:
                raise UpdateError(f"{state.pinned} is pinned; let go of it with `modeldex update pin --off`")
            release, trust = self._fetched(publication, state, keys, trust_keys=trust_keys)
            offer = Offer(release, self._standing(release))
            state = replace(self._remember(state, release, trust), origin=publication.address)
            if offer.standing == SUPERSEDED:
                state.save(self._store.folder)
            else:
                self._put_in_use(state, release)
            return offer

    def check(self, publication: Publication, keys: Sequence[PublicKey] = ()) -> Offer:
        """Do all that `apply` does up to the last step, then leave everything as it was."""
        with alone_in(self._store.folder):
            before = {one.name for one in self._store.kept()}
            state = State.read(self._store.folder)
            release, _ = self._fetched(publication, state, keys, trust_keys=False)
            offer = Offer(release, self._standing(release))
            if release.name not in before:
                self._store.remove_all_but(before)
            return offer

    def rollback(self, to: int | None = None, *, dry_run: bool = False) -> Kept | None:
        """Go back to the release that was in use before, or to a serial; `BUNDLED` is the package's catalog.

        Gives the release, None for the package's catalog. It was verified when it came: it is held
        against its signature again, its expiry is not asked. One whose facts are older than those of the
        package is pinned, since these would win otherwise. UpdateError where there is none such.
        """
        with alone_in(self._store.folder):
            state = State.read(self._store.folder)
            release = self._one_to_go_back_to(state, to)
            if dry_run:
                return release
            if release is None:
                replace(state, pinned=None, history=()).save(self._store.folder)
                self._store.take_out_of_use()
                return None
            pinned = None if _is_newer_than_package(release) else release.manifest.version
            self._put_in_use(replace(state, pinned=pinned), release)
            return release

    def pin(self, version: str | None, *, dry_run: bool = False) -> None:
        """Stay at a version, that in use or another one that is kept; None lets go of it.

        UpdateError lists the versions there are.
        """
        with alone_in(self._store.folder):
            state = State.read(self._store.folder)
            if version is None or version == self.status().catalog.version:
                if not dry_run:
                    replace(state, pinned=version).save(self._store.folder)
                return
            kept = [one for one in self._store.kept() if one.manifest.schema in _SCHEMAS]
            found = [one for one in kept if one.manifest.version == version]
            if not found:
                listed = ", ".join(dict.fromkeys(one.manifest.version for one in kept))
                raise UpdateError(
                    f"no release {version} is kept here; kept: {listed or 'none'}; apply it first"
                )
            if not dry_run:
                self._put_in_use(replace(state, pinned=version), found[-1])

    def status(self) -> Status:
        """What is in use. CatalogError where the applied file is damaged."""
        update = applied_update(self._data_dir)
        return Status(
            catalog=ModelCatalog.bundled() if update is None else update,
            is_update=update is not None,
            in_use=None if update is None else self._store.in_use(),
            kept=tuple(self._store.kept()),
            state=State.read(self._store.folder),
        )

    def origin(self) -> str | None:
        """Where the release that was applied last came from; None where none was applied."""
        return State.read(self._store.folder).origin

    def _fetched(
        self, publication: Publication, state: State, keys: Sequence[PublicKey], *, trust_keys: bool
    ) -> tuple[Kept, Trust]:
        """The published release, verified, and the keys that are to be kept with it.

        A key that is given for one time hands no other keys on.
        """
        name, content = _manifest_of(publication)
        where = publication.label if publication.manifest else f"{name} of {publication.label}"
        kept = Trust.of(self._store.folder).with_keys(keys if trust_keys else ())
        manifest, signer = kept.with_keys(keys).open(Envelope.read(content, where), self._now())
        self._check(manifest, state, where)
        release = self._store.find(manifest) or self._store.keep(
            content, manifest, signer, lambda target: publication.fetch(manifest, target)
        )
        return release, kept.with_next(manifest) if signer in kept else kept

    def _check(self, manifest: Manifest, state: State, where: str) -> None:
        """Raise UpdateError where a release is genuine, and yet not to be taken."""
        if manifest.schema not in _SCHEMAS:
            older = manifest.schema < min(_SCHEMAS)
            raise UpdateError(
                f"{where} is of schema {manifest.schema}, and this modeldex reads"
                f" {' and '.join(map(str, _SCHEMAS))}; "
                + ("ask the publisher for a newer one" if older else "install a newer modeldex")
            )
        if manifest.expires <= self._now():
            raise UpdateError(
                f"{where} expired on {manifest.expires:%Y-%m-%d %H:%M} UTC; fetch a newer one, and see that"
                " the clock of this machine is right"
            )
        if manifest.serial < state.highest:
            raise UpdateError(
                f"{where} is release {manifest.serial}, older than release {state.highest}, which was seen"
                " here before; the way back is `modeldex update rollback`"
            )
        known = state.files.get(str(manifest.schema))
        if manifest.serial == state.highest and known not in (None, manifest.sha256):
            raise UpdateError(
                f"{where} gives release {manifest.serial} another file than was seen here before; ask the"
                " publisher, who may not use a serial twice"
            )

    def _remember(self, state: State, release: Kept, trust: Trust) -> State:
        """Keep what a verified release teaches: its serial, and the keys that follow."""
        if trust != Trust.of(self._store.folder):
            trust.save(self._store.folder)
        seen = state.with_seen(release.manifest, self._now().strftime("%Y-%m-%dT%H:%M:%SZ"))
        seen.save(self._store.folder)
        self._tidy(seen, release)
        return seen

    def _standing(self, release: Kept) -> str:
        if release == self._store.in_use():
            return IN_USE
        return NEW if _is_newer_than_package(release) else SUPERSEDED

    def _put_in_use(self, state: State, release: Kept) -> None:
        """Remember the release, then let it be asked: where the process ends in between, the file counts."""
        history = state.history
        before = history[: history.index(release.name)] if release.name in history else history
        state = replace(state, history=(*before, release.name)[-_KEPT_AT_MOST:])
        state.save(self._store.folder)
        self._store.put_in_use(release)
        self._tidy(state, release)

    def _tidy(self, state: State, release: Kept) -> None:
        """Let go of releases that nobody goes back to."""
        in_use = self._store.in_use()
        counted = [
            one.name
            for one in self._store.kept()
            if one in (release, in_use)
            or one.manifest.version == state.pinned
            or one.manifest.serial == state.highest
        ]
        self._store.remove_all_but({*state.history, *counted})

    def _one_to_go_back_to(self, state: State, to: int | None) -> Kept | None:
        """The release that was in use before, or that of a serial; None for the catalog of the package."""
        kept = {one.name: one for one in self._store.kept() if one.manifest.schema in _SCHEMAS}
        if to == BUNDLED:
            return None
        if to is not None:
            found = [one for one in kept.values() if one.manifest.serial == to]
            if not found:
                serials = ", ".join(str(one.manifest.serial) for one in kept.values()) or "none"
                raise UpdateError(
                    f"release {to} is not kept here; kept: {serials}; {BUNDLED} is the catalog of the package"
                )
            return found[-1]
        if not self._store.target.exists():
            raise UpdateError("no update is applied: the catalog that came with the package is in use")
        in_use, history = self._store.in_use(), state.history
        if in_use is not None and in_use.name in history:
            history = history[: history.index(in_use.name)]
        return next((kept[name] for name in reversed(history) if name in kept), None)


def _is_newer_than_package(release: Kept) -> bool:
    return version_order(release.manifest.version) > version_order(ModelCatalog.bundled().version)


def _manifest_of(publication: Publication) -> tuple[str, bytes]:
    """The manifest that a publication names, or that of the newest schema that this modeldex reads."""
    names = [publication.manifest] if publication.manifest else [manifest_name(one) for one in _SCHEMAS]
    for name in names:
        content = publication.read(name)
        if content is not None:
            return name, content
    raise UpdateError(
        f"{publication.label} has no {' and no '.join(names)}; name the folder of what is published"
    )
