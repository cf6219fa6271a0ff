"""The ways to a catalog that was in use before, and staying at one. No network is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import applied_update
from modeldex.catalog.reader import ModelCatalog
from modeldex.core.errors import UpdateError
from modeldex.updates.placing import is_newer_than_package, put_in_use

if TYPE_CHECKING:
    from datetime import datetime

    from modeldex.updates.kept import Kept
    from modeldex.updates.state import State
    from modeldex.updates.store import Store
    from modeldex.updates.trust import Trust

BUNDLED = 0
"""Instead of a serial: the catalog that came with the package."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is in use after a step back, or after a pin."""

    release: Kept | None
    """The release; None where it is the catalog of the package, or an update that is not kept."""
    version: str
    """Version of the catalog that is asked."""
    pinned: str | None
    """The version at which it stays; None where updates are applied."""


class WayBack:
    """The releases of a store to which the user may go back: applied before, by a key that still counts."""

    def __init__(self, store: Store, state: State, trust: Trust, now: datetime) -> None:
        self._store = store
        self._state = state
        self._trust = trust
        self._now = now
        in_use = store.in_use(state.history)
        self._open = [
            one for one in store.kept() if one.is_readable and (one.name in state.applied or one == in_use)
        ]
        self._in_use = in_use

    def rollback(self, to: int | None, *, dry_run: bool) -> Choice:
        """Go back; see `Updates.rollback`."""
        release = None if to == BUNDLED else self._before() if to is None else self._of_serial(to)
        if release is None:
            return self._to_package(dry_run=dry_run)
        is_asked = is_newer_than_package(release) and self._state.pinned is None
        return self._to(release, None if is_asked else release.manifest.version, dry_run=dry_run)

    def pin(self, version: str, *, dry_run: bool) -> Choice:
        """Stay at a version; see `Updates.pin`."""
        update = applied_update(self._store.target.parent)
        catalog = ModelCatalog.bundled() if update is None else update
        if version == catalog.version:
            if not dry_run:
                replace(self._state, pinned=version).save(self._store.folder)
            return Choice(None if update is None else self._in_use, version, version)
        found = [one for one in self._open if one.manifest.version == version]
        if not found:
            listed = ", ".join(dict.fromkeys(one.manifest.version for one in self._open))
            raise UpdateError(
                f"no release {version} that was in use is kept here; kept: {listed or 'none'}; apply it first"
            )
        return self._to(self._checked(self._latest(found)), version, dry_run=dry_run)

    def unpin(self, *, dry_run: bool) -> Choice:
        """Let go of the version; facts of the package that are newer are asked again."""
        if not dry_run:
            replace(self._state, pinned=None).save(self._store.folder)
        release, bundled = self._in_use, ModelCatalog.bundled()
        if release is not None and is_newer_than_package(release):
            return Choice(release, release.manifest.version, None)
        update = None if release is not None else applied_update(self._store.target.parent)
        return Choice(None, (bundled if update is None else update).version, None)

    def _to(self, release: Kept, pinned: str | None, *, dry_run: bool) -> Choice:
        if dry_run:
            release.check()
        else:
            put_in_use(self._store, replace(self._state, pinned=pinned), release)
        return Choice(release, release.manifest.version, pinned)

    def _to_package(self, *, dry_run: bool) -> Choice:
        version = ModelCatalog.bundled().version
        pinned = None if self._state.pinned is None else version
        if not dry_run:
            replace(self._state, pinned=pinned, history=()).save(self._store.folder)
            self._store.take_out_of_use()
        return Choice(None, version, pinned)

    def _of_serial(self, serial: int) -> Kept:
        found = [one for one in self._open if one.manifest.serial == serial]
        if not found:
            serials = ", ".join(dict.fromkeys(str(one.manifest.serial) for one in self._open)) or "none"
            raise UpdateError(
                f"release {serial} was not in use, or is not kept here; kept: {serials};"
                f" {BUNDLED} is the catalog of the package"
            )
        return self._checked(self._latest(found))

    def _before(self) -> Kept | None:
        """The release that was in use before; None for the catalog of the package."""
        if not os.path.lexists(self._store.target):
            raise UpdateError("no update is applied: the catalog that came with the package is in use")
        history, open_ = self._state.history, {one.name: one for one in self._open}
        if self._in_use is not None and self._in_use.name in history:
            history = history[: history.index(self._in_use.name)]
        content = None if self._in_use is None else self._in_use.manifest.sha256
        earlier = [open_[name] for name in reversed(history) if name in open_]
        return next(
            (one for one in earlier if one.manifest.sha256 != content and self._retired(one) is None), None
        )

    def _latest(self, found: list[Kept]) -> Kept:
        """Of several releases the one that was put in use last."""
        applied = self._state.applied
        return max(found, key=lambda one: applied.index(one.name) if one.name in applied else -1)

    def _checked(self, release: Kept) -> Kept:
        retired = self._retired(release)
        if retired is not None:
            raise UpdateError(
                f"release {release.manifest.serial} is signed by {release.signer.key_id}, which retired on"
                f" {retired}; go back to another one, or to the package: modeldex update rollback --to 0"
            )
        return release

    def _retired(self, release: Kept) -> str | None:
        """When the key of a release retired; None where a signature of it counts.

        A key that was given for one time is in no list: that it was applied by it is enough.
        """
        if self._trust.signers(release.envelope(), self._now):
            return None
        return next((one.retires for one in self._trust.keys if one.key == release.signer), None)
