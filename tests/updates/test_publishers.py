"""Two publishers, and keys for one time: nobody is held up, or brought back, by another one's releases."""

import dataclasses
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.updates.desk import Desk

from modeldex import UpdateError
from modeldex.updates.keys import SigningKey
from modeldex.updates.manifest import NextKey
from modeldex.updates.publication import publication_at
from modeldex.updates.trust import Trust


@pytest.fixture
def other(desk: Desk, tmp_path: Path) -> Desk:
    """Another publisher, whose releases the same user is offered; the user has applied release 3 of ours."""
    for number in (1, 2, 3):
        desk.publish(f"2026-11-20-v{number}")
    desk.subscribe()
    return Desk(tmp_path / "other", desk.small)


@pytest.fixture(autouse=True)
def _folder_of_the_other(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()


def test_another_publisher_counts_for_itself(desk: Desk, other: Desk):
    other.publish("2026-11-21-v1")

    desk.updates().apply(other.publication, other.public, trust_keys=True)

    status = desk.updates().status()
    assert status.catalog.version == "2026-11-21-v1"
    assert [one.manifest.serial for one in status.kept] == [1, 3]
    assert desk.updates().rollback(3).version == "2026-11-20-v3"


def test_the_same_serial_of_two_publishers_is_two_releases(desk: Desk, other: Desk):
    for number in (1, 2, 3):
        other.publish(f"2026-11-21-v{number}")
    desk.updates().apply(other.publication, other.public)

    assert [one.manifest.serial for one in desk.updates().status().kept] == [3, 3]
    assert desk.updates().rollback().version == "2026-11-20-v3"


def test_a_plan_with_a_key_for_one_time_leaves_no_memory(desk: Desk, other: Desk):
    manifest = other.publish("2026-11-21-v1")
    other.sign(dataclasses.replace(manifest, serial=2**53))
    state = desk.data_dir / "updates" / "state.json"
    before = state.read_bytes()

    desk.updates().look(other.publication, other.public)

    assert state.read_bytes() == before
    desk.publish("2026-11-20-v4")
    assert desk.updates().apply(desk.publication).release.manifest.serial == 4
    assert desk.updates().status().state.highest() == 4


def test_what_was_only_planned_is_no_way_back(desk: Desk, other: Desk):
    other.publish("2026-11-21-v1")
    desk.updates().look(other.publication, other.public)

    with pytest.raises(UpdateError, match="release 1 was not in use"):
        desk.updates().rollback(1)
    with pytest.raises(UpdateError, match="no release 2026-11-21-v1 that was in use"):
        desk.updates().pin("2026-11-21-v1")
    assert [one.manifest.serial for one in desk.updates().status().kept] == [3]


def test_nobody_goes_back_to_a_release_of_a_key_that_has_retired(desk: Desk, other: Desk):
    other.publish("2026-11-21-v1")
    desk.updates().apply(other.publication, other.public, trust_keys=True)
    new = SigningKey.generate()
    other.keys = [new, *other.keys]
    hands_on = [NextKey(key=new.public), NextKey(key=other.public[1], retires="2026-11-30")]
    other.publish("2026-11-22-v1", keys=hands_on)
    desk.updates().apply(other.publication)
    desk.now += timedelta(days=7)

    with pytest.raises(UpdateError, match="which retired on 2026-11-30"):
        desk.updates().rollback(1)
    with pytest.raises(UpdateError, match="which retired on 2026-11-30"):
        desk.updates().pin("2026-11-21-v1")
    assert desk.updates().rollback(dry_run=True).version == "2026-11-20-v3"


def test_no_publisher_retires_the_key_of_another_one(desk: Desk, other: Desk):
    (ours,) = desk.public
    other.publish(
        "2026-11-21-v1", keys=[NextKey(key=other.public[0]), NextKey(key=ours, retires="2026-11-01")]
    )
    desk.updates().apply(other.publication, other.public, trust_keys=True)
    desk.publish("2026-11-22-v1")

    assert desk.updates().apply(desk.publication).release.manifest.serial == 4
    known = {one.key: one.retires for one in Trust.of(desk.data_dir / "updates").keys}
    assert known == {ours: None, other.public[0]: None}


def test_a_key_that_was_handed_on_retires_the_one_before_it(desk: Desk, other: Desk):
    new = SigningKey.generate()
    (old,) = other.keys
    other.keys = [new, old]
    other.publish("2026-11-21-v1")
    desk.updates().apply(other.publication, [old.public], trust_keys=True)
    other.keys = [new]
    other.publish(
        "2026-11-22-v1", keys=[NextKey(key=new.public), NextKey(key=old.public, retires="2026-11-24")]
    )

    desk.updates().apply(other.publication)

    known = {one.key: one.retires for one in Trust.of(desk.data_dir / "updates").keys}
    assert known[old.public] == "2026-11-24"


def test_the_serial_goes_on_where_keys_change_hands(desk: Desk):
    desk.publish("2026-11-20-v1")
    old = shutil.copytree(desk.published, desk.folder / "old")
    desk.subscribe()
    new = SigningKey.generate()
    desk.keys = [new, *desk.keys]
    desk.publish("2026-11-20-v2")
    desk.updates().apply(desk.publication)
    desk.keys = [new]
    desk.publish("2026-11-20-v3")
    desk.updates().apply(desk.publication)

    with pytest.raises(UpdateError, match="release 1, older than release 3"):
        desk.updates().apply(publication_at(str(old)))


def test_without_a_memory_nothing_older_than_what_is_kept_is_taken(desk: Desk):
    desk.publish("2026-11-20-v1")
    old = shutil.copytree(desk.published, desk.folder / "old")
    desk.subscribe()
    desk.publish("2026-11-20-v2")
    desk.subscribe()
    (desk.data_dir / "updates" / "state.json").unlink()

    with pytest.raises(UpdateError, match="release 1, older than release 2"):
        desk.updates().apply(publication_at(str(old)))


def test_without_anything_kept_facts_older_than_those_in_use_are_not_taken(desk: Desk):
    desk.publish("2026-11-20-v1")
    old = shutil.copytree(desk.published, desk.folder / "old")
    desk.publish("2026-11-20-v2")
    desk.subscribe()
    shutil.rmtree(desk.data_dir / "updates")

    with pytest.raises(UpdateError, match=r"2026-11-20-v1, older than 2026-11-20-v2.*rollback --to 0"):
        desk.updates().apply(publication_at(str(old)), desk.public)
    desk.updates().rollback(0)
    assert desk.updates().apply(publication_at(str(old)), desk.public).release.manifest.serial == 1


def test_a_clock_that_goes_back_brings_no_expired_release_in(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-20-v2")
    desk.now -= timedelta(minutes=59)
    desk.updates().look(desk.publication)
    desk.now -= timedelta(days=365)

    with pytest.raises(UpdateError, match="the clock of this machine says 2025-11-24"):
        desk.updates().apply(desk.publication)


def test_a_refusal_does_not_list_every_key_that_a_stranger_writes(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.keys = [SigningKey.generate() for _ in range(9)]
    desk.sign(dataclasses.replace(desk.publish("2026-11-20-v2", into=desk.folder / "new"), serial=2))

    with pytest.raises(UpdateError, match="and 6 others, which is not trusted") as raised:
        desk.updates().apply(desk.publication)
    assert desk.public[8].key_id not in str(raised.value)
