"""A published catalog is put in use, taken back, and stayed at."""

import subprocess
import sys

import pytest
from tests.updates.desk import BUNDLED_VERSION, Desk

from modeldex import CatalogError, ModelCatalog, ModelRegistry, Settings, UpdateError
from modeldex.catalog.in_use import applied_update
from modeldex.updates.updates import BUNDLED, IN_USE, NEW, SUPERSEDED

DEARER = "UPDATE models SET max_output = 7 WHERE id = 'acme/falcon-2'"
HOLDING = """
import sys
from pathlib import Path
from modeldex.updates.alone import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def in_use(desk: Desk) -> str:
    return desk.updates().status().catalog.version


def test_what_is_applied_is_in_use(desk: Desk):
    desk.publish("2026-11-20-v1", DEARER)

    offer = desk.updates().apply(desk.publication, desk.public)

    assert (offer.standing, offer.release.manifest.serial) == (NEW, 1)
    update = applied_update(desk.data_dir)
    assert update is not None
    assert update.version == "2026-11-20-v1"
    assert update.get_model_or_raise("acme/falcon-2").max_output_tokens == 7


def test_a_registry_opens_the_applied_update(desk: Desk):
    desk.publish("2026-11-20-v1", DEARER)
    desk.subscribe()

    with ModelRegistry.open(settings=Settings(data_dir=desk.data_dir), live=False) as registry:
        assert registry.get_model_or_raise("acme/falcon-2").max_output_tokens == 7
        assert registry.get_stats()["layers"] == {"updated": 9}


def test_looking_leaves_the_catalog_in_use_and_remembers_what_was_seen(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-21-v1")

    offer = desk.updates().look(desk.publication)

    assert offer.standing == NEW
    assert ModelCatalog.open(offer.release.catalog).version == "2026-11-21-v1"
    status = desk.updates().status()
    assert (status.is_update, status.catalog.version) == (True, "2026-11-20-v1")
    assert (status.state.highest(), status.state.checked_at) == (2, "2026-11-24T09:30:00Z")


def test_checking_changes_nothing(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-21-v1")
    before = desk.snapshot()

    offer = desk.updates().check(desk.publication)

    assert (offer.standing, offer.release.manifest.serial) == (NEW, 2)
    assert desk.snapshot() == before


def test_applying_twice_changes_nothing(desk: Desk):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    before = desk.snapshot()

    assert updates.apply(desk.publication).standing == IN_USE
    assert desk.snapshot() == before


@pytest.mark.parametrize("version", [BUNDLED_VERSION, "2026-10-24-v9"])
def test_facts_as_old_as_those_of_the_package_are_not_put_in_use(desk: Desk, version: str):
    desk.publish(version)

    offer = desk.updates().apply(desk.publication, desk.public)

    assert offer.standing == SUPERSEDED
    assert not (desk.data_dir / "catalog.sqlite").exists()


def test_a_package_with_newer_facts_wins_over_an_update(desk: Desk, monkeypatch):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    newer = desk.folder / "2026-11-20-v1.sqlite"
    monkeypatch.setattr("modeldex.catalog.reader._bundled", ModelCatalog.open(newer))

    assert applied_update(desk.data_dir) is None


def test_the_way_back_leads_through_all_that_was_in_use_to_the_package(desk: Desk):
    updates = desk.updates()
    for day in (20, 21, 22):
        desk.publish(f"2026-11-{day}-v1")
        desk.subscribe()

    back = [one.release and one.release.manifest.serial for one in (updates.rollback() for _ in range(3))]

    assert back == [2, 1, None]
    assert in_use(desk) == BUNDLED_VERSION
    with pytest.raises(UpdateError, match="no update is applied"):
        updates.rollback()


def test_going_back_does_not_ask_whether_a_release_has_expired(desk: Desk):
    desk.publish("2026-11-20-v1", days=1)
    desk.subscribe()
    desk.publish("2026-11-21-v1")
    updates = desk.subscribe()
    desk.now = desk.now.replace(year=2031)

    choice = updates.rollback()

    assert choice.release is not None
    assert in_use(desk) == "2026-11-20-v1"


def test_going_back_and_forth_by_serial_needs_no_publisher(desk: Desk):
    for day in (20, 21):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()

    assert updates.rollback(1).release is not None
    assert in_use(desk) == "2026-11-20-v1"
    assert updates.rollback(2).release is not None
    assert in_use(desk) == "2026-11-21-v1"
    assert updates.rollback(BUNDLED).release is None
    assert in_use(desk) == BUNDLED_VERSION
    with pytest.raises(UpdateError, match="release 7 was not in use, or is not kept here; kept: 1, 2; 0 is"):
        updates.rollback(7)


def test_going_back_to_facts_older_than_those_of_the_package_pins_them(desk: Desk, monkeypatch):
    for day in (20, 21):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()
    bundled = ModelCatalog.open(desk.folder / "2026-11-21-v1.sqlite")
    monkeypatch.setattr("modeldex.catalog.reader._bundled", bundled)

    updates.rollback()

    assert in_use(desk) == "2026-11-20-v1"
    assert updates.status().state.pinned == "2026-11-20-v1"


@pytest.mark.parametrize("file", ["catalog.sqlite", "manifest.json", "signed_by.pub"])
def test_nobody_goes_back_to_what_was_changed_since(desk: Desk, file: str):
    for day in (20, 21):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()
    path = desk.kept(1) / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(UpdateError):
        updates.rollback(1)
    assert in_use(desk) == "2026-11-21-v1"


@pytest.mark.parametrize("file", ["catalog.sqlite", "manifest.json", "signed_by.pub"])
def test_what_is_kept_and_was_changed_or_lost_is_fetched_anew(desk: Desk, file: str):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    before = desk.snapshot()
    path = desk.kept(1) / file
    for spoil in (lambda: path.write_bytes(bytes(path.stat().st_size)), path.unlink):
        spoil()

        updates.apply(desk.publication)

        assert desk.snapshot() == before


def test_a_damaged_catalog_in_use_is_an_error_that_names_the_way_back(desk: Desk):
    for day in (20, 21):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()
    path = desk.data_dir / "catalog.sqlite"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(CatalogError, match="modeldex update rollback"):
        applied_update(desk.data_dir)
    updates.rollback()
    assert in_use(desk) == "2026-11-21-v1"


def test_a_pin_holds_against_updates_until_it_is_let_go(desk: Desk):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    updates.pin("2026-11-20-v1")
    desk.publish("2026-11-21-v1")

    with pytest.raises(UpdateError, match="pin --off"):
        updates.apply(desk.publication)
    assert in_use(desk) == "2026-11-20-v1"

    updates.pin(None)
    updates.apply(desk.publication)
    assert in_use(desk) == "2026-11-21-v1"


def test_a_pin_may_name_another_version_that_is_kept(desk: Desk):
    for day in (20, 21):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()

    updates.pin("2026-11-20-v1")

    assert in_use(desk) == "2026-11-20-v1"
    with pytest.raises(UpdateError, match="no release 2026-11-29-v1 that was in use is kept here"):
        updates.pin("2026-11-29-v1")


def test_few_releases_are_kept(desk: Desk):
    for day in range(10, 20):
        desk.publish(f"2026-11-{day}-v1")
        updates = desk.subscribe()

    assert [one.manifest.serial for one in updates.status().kept] == [7, 8, 9, 10]


def test_a_second_update_at_once_is_told_so_until_the_first_has_ended_or_died(desk: Desk):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()

    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(desk.data_dir / "updates")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        with pytest.raises(UpdateError, match="another update is at work"):
            updates.apply(desk.publication)
        other.kill()
    assert updates.apply(desk.publication).standing == IN_USE


def test_a_damaged_state_is_named(desk: Desk):
    desk.publish("2026-11-20-v1")
    updates = desk.subscribe()
    path = desk.data_dir / "updates" / "state.json"

    for text in (
        "",
        "[]",
        '{"seen": {"x": {"serial": "9", "files": {}}}}',
        '{"history": [1]}',
        '{"seen": []}',
    ):
        path.write_text(text)
        with pytest.raises(UpdateError, match=r"state\.json is damaged"):
            updates.apply(desk.publication)
