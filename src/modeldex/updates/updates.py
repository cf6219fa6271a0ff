"""`Updates`: what a user does with published catalogs. Nothing happens here without being asked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import UPDATE_NAME, applied_update
from modeldex.catalog.reader import ModelCatalog
from modeldex.core.errors import CatalogError, UpdateError
from modeldex.updates.acceptance import MOMENT, Acceptance
from modeldex.updates.alone import alone_in
from modeldex.updates.back import BUNDLED, Choice, WayBack
from modeldex.updates.envelope import Envelope
from modeldex.updates.kept import READABLE, Kept
from modeldex.updates.placing import is_newer_than_package, put_in_use, tidy
from modeldex.updates.state import State
from modeldex.updates.store import Store
from modeldex.updates.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from modeldex.updates.keys import PublicKey
    from modeldex.updates.manifest import Manifest
    from modeldex.updates.publication import Publication
    from modeldex.updates.trust import TrustedKey

NEW, IN_USE, SUPERSEDED = "new", "in use", "superseded"
"""How a release stands to the catalog in use."""

__all__ = ["BUNDLED", "IN_USE", "NEW", "SUPERSEDED", "Choice", "Offer", "Status", "Updates", "manifest_name"]


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
    """The releases that were in use, to which the user can go back without a network."""
    state: State


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A release that is verified, and who signed it."""

    release: Kept
    where: str
    """Where it was found, for people."""
    signers: tuple[TrustedKey, ...]
    """The keys that count, those that are given for one time too."""


class Updates:
    """The updates of one folder of what is kept between runs (`Settings.data_dir`)."""

    def __init__(self, data_dir: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._data_dir = data_dir
        self._store = Store(data_dir)
        self._now = now

    def look(self, publication: Publication, keys: Sequence[PublicKey] = ()) -> Offer:
        """Fetch and verify what is published, and keep it beside the catalog in use, which stays.

        `keys` are trusted for this one time: then nothing of it is remembered. UpdateError says why a
        release is refused, and how to mend it; NetworkError that nobody could be reached. Then nothing
        is changed.
        """
        with alone_in(self._store.folder):
            self._state()
        with self._fetched(publication, keys) as found, alone_in(self._store.folder):
            state = self._checked_again(found)
            release = self._store.adopt(found.release)
            kept = [one for one in found.signers if one.key in Trust.of(self._store.folder)]
            if kept:
                state = self._learnt(state, release.manifest, kept)
                state.save(self._store.folder)
            tidy(self._store, state, release)
            return Offer(release, self._standing(state, release))

    def apply(
        self, publication: Publication, keys: Sequence[PublicKey] = (), *, trust_keys: bool = False
    ) -> Offer:
        """Fetch and verify what is published, and put it in use, in one step.

        `trust_keys` keeps the keys for the times to come. Errors are those of `look`; UpdateError too
        where a version is pinned. Running processes stay with the catalog that they have opened.
        """
        with alone_in(self._store.folder):
            _refuse_pinned(self._state())
        with self._fetched(publication, keys) as found, alone_in(self._store.folder):
            state = self._checked_again(found)
            _refuse_pinned(state)
            release = self._store.adopt(found.release)
            if trust_keys:
                _keep(self._store, Trust.of(self._store.folder).with_keys(keys))
            state = replace(self._learnt(state, release.manifest, found.signers), origin=publication.address)
            offer = Offer(release, self._standing(state, release))
            if offer.standing == SUPERSEDED:
                state.save(self._store.folder)
                tidy(self._store, state, release)
            else:
                put_in_use(self._store, state, release)
            return offer

    def check(self, publication: Publication, keys: Sequence[PublicKey] = ()) -> Offer:
        """Do all that `apply` does up to the last step, then leave everything as it was."""
        _refuse_pinned(self._state())
        with self._fetched(publication, keys) as found:
            return Offer(found.release, self._standing(self._state(), found.release))

    def rollback(self, to: int | None = None, *, dry_run: bool = False) -> Choice:
        """Go back to the release that was in use before, or to a serial; `BUNDLED` is the package's catalog.

        Only to what was in use once, and by a key that has not retired. It was verified when it came: it
        is held against its signature again, its expiry is not asked. One whose facts are older than those
        of the package is pinned, since these would win otherwise; and where a version is pinned, the one
        gone back to is from then on. UpdateError where there is none such.
        """
        with alone_in(self._store.folder):
            return self._way_back().rollback(to, dry_run=dry_run)

    def pin(self, version: str | None, *, dry_run: bool = False) -> Choice:
        """Stay at a version, that in use or another one that was; None lets go of it.

        UpdateError lists the versions there are.
        """
        with alone_in(self._store.folder):
            way = self._way_back()
            return way.unpin(dry_run=dry_run) if version is None else way.pin(version, dry_run=dry_run)

    def status(self) -> Status:
        """What is in use. CatalogError where the applied file is damaged, or was changed."""
        update, state = applied_update(self._data_dir), self._state()
        if self._store.is_changed():
            raise CatalogError(
                f"{self._data_dir / UPDATE_NAME} was changed since it was applied; put it right with"
                " `modeldex update apply` or `modeldex update rollback`"
            )
        in_use = self._store.in_use(state.history)
        return Status(
            catalog=ModelCatalog.bundled() if update is None else update,
            is_update=update is not None,
            in_use=None if update is None else in_use,
            kept=tuple(one for one in self._store.kept() if one.name in state.applied or one == in_use),
            state=state,
        )

    def origin(self) -> str | None:
        """Where the release that was applied last came from; None where none was applied."""
        return State.read(self._store.folder).origin

    def _state(self) -> State:
        """What is remembered; the releases that are kept were seen, whatever became of the state."""
        state, trust = State.read(self._store.folder), Trust.of(self._store.folder)
        for one in self._store.kept():
            state = state.with_seen(one.manifest, trust.lines([one.signer]))
        return state

    def _way_back(self) -> WayBack:
        return WayBack(self._store, self._state(), Trust.of(self._store.folder), self._now())

    @contextmanager
    def _fetched(self, publication: Publication, keys: Sequence[PublicKey]) -> Iterator[_Fetched]:
        """The published release, verified, in a folder aside. Nobody else is kept waiting meanwhile."""
        name, content = _manifest_of(publication)
        where = publication.label if publication.manifest else f"{name} of {publication.label}"
        trust = Trust.of(self._store.folder).with_keys(keys)
        manifest, signers = trust.open(Envelope.read(content, where), self._now())
        self._acceptance(self._state()).check(manifest, signers, where)
        with self._store.fetched(
            content, manifest, signers[0].key, lambda target: publication.fetch(manifest, target)
        ) as release:
            yield _Fetched(release, where, signers)

    def _checked_again(self, found: _Fetched) -> State:
        """The state as it is now that nobody else is at work; UpdateError where that refuses the release."""
        state = self._state()
        self._acceptance(state).check(found.release.manifest, found.signers, found.where)
        return state

    def _acceptance(self, state: State) -> Acceptance:
        try:
            update = applied_update(self._data_dir)
        except CatalogError:
            update = None  # an update is what mends it
        return Acceptance(state, None if update is None else update.version, self._now())

    def _learnt(self, state: State, manifest: Manifest, signers: Sequence[TrustedKey]) -> State:
        """Keep the keys that a release hands on, and give the state that knows its serial.

        A key that is given for one time hands no other keys on.
        """
        trust = Trust.of(self._store.folder)
        _keep(self._store, trust.with_next(manifest, [one for one in signers if one.key in trust]))
        seen = state.with_seen(manifest, [one.line for one in signers])
        return replace(seen, checked_at=self._now().strftime(MOMENT))

    def _standing(self, state: State, release: Kept) -> str:
        in_use = self._store.in_use(state.history)
        if in_use is not None and (release.manifest, release.signer) == (in_use.manifest, in_use.signer):
            return IN_USE
        return NEW if is_newer_than_package(release) else SUPERSEDED


def _keep(store: Store, trust: Trust) -> None:
    if trust != Trust.of(store.folder):
        trust.save(store.folder)


def _refuse_pinned(state: State) -> None:
    if state.pinned is not None:
        raise UpdateError(f"{state.pinned} is pinned; let go of it with `modeldex update pin --off`")


def _manifest_of(publication: Publication) -> tuple[str, bytes]:
    """The manifest that a publication names, or that of the newest schema that this modeldex reads."""
    names = [publication.manifest] if publication.manifest else [manifest_name(one) for one in READABLE]
    for name in names:
        content = publication.read(name)
        if content is not None:
            return name, content
    raise UpdateError(
        f"{publication.label} has no {' and no '.join(names)}; name the folder of what is published"
    )
