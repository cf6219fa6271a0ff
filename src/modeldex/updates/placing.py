"""One kept release is put in use, and what nobody goes back to is let go of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import version_order
from modeldex.catalog.reader import ModelCatalog

if TYPE_CHECKING:
    from modeldex.updates.kept import Kept
    from modeldex.updates.state import State
    from modeldex.updates.store import Store

_KEPT_AT_MOST = 4
"""So many releases stay, for the way back: the one in use, and those before it."""


def is_newer_than_package(release: Kept) -> bool:
    """Whether its facts are newer than those of the package, and so are asked without being pinned."""
    return version_order(release.manifest.version) > version_order(ModelCatalog.bundled().version)


def put_in_use(store: Store, state: State, release: Kept) -> None:
    """Check a kept release, remember it, and let it be asked.

    Where the process ends between the last two, the file counts.
    """
    kept = {one.name: one for one in store.kept()}
    history = [name for name in state.history if name in kept]
    if release.name in history:
        history = history[: history.index(release.name)]
    elif history and kept[history[-1]].manifest.sha256 == release.manifest.sha256:
        history = history[:-1]  # the same file, released again: that is no way back
    applied = [name for name in state.applied if name in kept and name != release.name]
    state = replace(
        state, history=(*history, release.name)[-_KEPT_AT_MOST:], applied=(*applied, release.name)
    )
    store.put_in_use(release, lambda: state.save(store.folder))
    tidy(store, state, release)


def tidy(store: Store, state: State, release: Kept) -> None:
    """Let go of releases that nobody goes back to."""
    in_use, newest = store.in_use(state.history), {one.serial for one in state.seen.values()}
    back = {
        one.name
        for one in store.kept()
        if one.name in state.applied
        and (one.manifest.version == state.pinned or one.manifest.serial in newest)
    }
    names = {*state.history, release.name, *back}
    store.remove_all_but(names if in_use is None else {*names, in_use.name})
