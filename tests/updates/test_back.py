"""A step back is checked before anything is remembered of it, and says what holds from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.updates.desk import BUNDLED_VERSION, Desk

from modeldex import ModelCatalog, UpdateError
from modeldex.updates.updates import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST, SECOND = "2026-11-20-v1", "2026-11-21-v1"


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """A user who has applied two releases."""
    for version in (FIRST, SECOND):
        desk.publish(version)
        desk.subscribe()
    return desk


@pytest.fixture
def spoilt(twice: Desk) -> Desk:
    """And the file of the first one was changed since."""
    path = twice.kept(1) / "catalog.sqlite"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    return twice


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_kept_file_that_was_changed_is_neither_gone_back_to_nor_pinned(spoilt: Desk, dry_run: bool):
    before = spoilt.snapshot()

    steps: tuple[Callable[[], object], ...] = (
        lambda: spoilt.updates().rollback(dry_run=dry_run),
        lambda: spoilt.updates().rollback(1, dry_run=dry_run),
        lambda: spoilt.updates().pin(FIRST, dry_run=dry_run),
    )
    for step in steps:
        with pytest.raises(UpdateError, match="was changed since it was verified"):
            step()
        assert spoilt.snapshot() == before


def test_who_goes_back_while_a_version_is_pinned_stays_at_the_one_gone_back_to(twice: Desk):
    updates = twice.updates()
    updates.pin(SECOND)

    choice = updates.rollback()

    assert (choice.version, choice.pinned) == (FIRST, FIRST)
    assert updates.status().state.pinned == FIRST
    with pytest.raises(UpdateError, match=f"{FIRST} is pinned"):
        updates.apply(twice.publication)
    choice = updates.rollback(BUNDLED)
    assert (choice.version, choice.pinned) == (BUNDLED_VERSION, BUNDLED_VERSION)
    with pytest.raises(UpdateError, match=f"{BUNDLED_VERSION} is pinned"):
        updates.apply(twice.publication)


def test_a_dry_run_tells_what_would_be_and_changes_nothing(twice: Desk):
    updates, before = twice.updates(), twice.snapshot()

    assert updates.rollback(dry_run=True).version == FIRST
    assert updates.rollback(BUNDLED, dry_run=True).version == BUNDLED_VERSION
    pinned = updates.pin(FIRST, dry_run=True)
    assert (pinned.version, pinned.pinned) == (FIRST, FIRST)
    assert updates.pin(None, dry_run=True).version == SECOND
    assert twice.snapshot() == before


def test_letting_go_of_an_old_version_tells_that_the_package_is_asked_again(
    twice: Desk, monkeypatch: pytest.MonkeyPatch
):
    updates = twice.updates()
    bundled = ModelCatalog.open(twice.folder / f"{SECOND}.sqlite")
    monkeypatch.setattr("modeldex.catalog.reader._bundled", bundled)
    updates.pin(FIRST)
    assert updates.status().is_update

    choice = updates.pin(None)

    assert (choice.release, choice.version, choice.pinned) == (None, SECOND, None)
    assert not updates.status().is_update


def test_an_update_that_nobody_keeps_may_be_pinned_and_let_go(twice: Desk):
    for name in (1, 2):
        (twice.kept(name) / "manifest.json").unlink()
    updates = twice.updates()

    assert updates.pin(SECOND).pinned == SECOND
    choice = updates.pin(None)
    assert (choice.release, choice.version) == (None, SECOND)
    assert updates.rollback().version == BUNDLED_VERSION


def test_a_way_back_that_was_interrupted_can_be_gone_again(twice: Desk):
    (twice.data_dir / "catalog.sqlite").unlink()

    with pytest.raises(UpdateError, match="no update is applied"):
        twice.updates().rollback()
    assert twice.updates().rollback(2).version == SECOND
