"""What was damaged is named with its mend, and a dry run or a refused one leaves no trace."""

import dataclasses
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from tests.updates.desk import Desk

from modeldex import CatalogError, UpdateError
from modeldex.catalog.in_use import applied_update
from modeldex.updates.updates import NEW

VERSION = "2026-11-20-v1"
APPLYING = """
import resource, sys
from pathlib import Path
from modeldex.updates.publication import publication_at
from modeldex.updates.updates import Updates
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    Updates(Path(sys.argv[1])).apply(publication_at(sys.argv[2]))
except OSError as error:
    print(error.filename)
"""


@pytest.fixture
def applied(desk: Desk) -> Desk:
    desk.publish(VERSION)
    desk.subscribe()
    return desk


def change_a_price(desk: Desk) -> None:
    """Write another digit over one, so that the file has the size it had."""
    path = desk.data_dir / "catalog.sqlite"
    size = path.stat().st_size
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "UPDATE prices SET amount = CASE amount WHEN '9' THEN '1' ELSE '9' END WHERE length(amount) = 1"
        )
        assert db.total_changes
        db.commit()
    assert path.stat().st_size == size


def test_a_byte_that_was_changed_in_the_file_in_use_is_found_and_put_right(applied: Desk):
    whole = (applied.data_dir / "catalog.sqlite").read_bytes()
    for mend in (lambda: applied.updates().apply(applied.publication), lambda: applied.updates().rollback()):
        change_a_price(applied)
        with pytest.raises(CatalogError, match=r"was changed since it was applied.*modeldex update rollback"):
            applied.updates().status()

        mend()

        assert applied.updates().status().catalog.version == VERSION
        assert (applied.data_dir / "catalog.sqlite").read_bytes() == whole


def test_a_link_that_leads_nowhere_but_to_itself_is_not_passed_over(applied: Desk):
    path = applied.data_dir / "catalog.sqlite"
    path.unlink()
    path.symlink_to(path)

    with pytest.raises(CatalogError, match="remove it"):
        applied_update(applied.data_dir)
    applied.updates().rollback(0)
    assert applied_update(applied.data_dir) is None


def test_a_folder_where_the_update_should_be_is_named_with_its_mend(applied: Desk):
    path = applied.data_dir / "catalog.sqlite"
    path.unlink()
    path.mkdir()

    with pytest.raises(CatalogError, match="remove it"):
        applied_update(applied.data_dir)


@pytest.mark.parametrize("name", ["state.json", "trusted.json"])
def test_a_folder_in_the_place_of_a_file_is_named(applied: Desk, name: str):
    path = applied.data_dir / "updates" / name
    path.unlink()
    path.mkdir()

    with pytest.raises(UpdateError, match=rf"{name} cannot be read: .*remove it"):
        applied.updates().apply(applied.publication)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("retires", 5), ("retires", "soon"), ("retires", "2027-13-41"), ("retires", "2027"), ("retires", []),
        ("handed_from", 5), ("handed_from", []),
    ],
)  # fmt: skip
def test_a_list_of_keys_with_a_value_that_cannot_be_is_damaged(applied: Desk, field: str, value: object):
    path = applied.data_dir / "updates" / "trusted.json"
    stated = json.loads(path.read_text())
    stated["keys"][0][field] = value
    path.write_text(json.dumps(stated))

    with pytest.raises(UpdateError, match=r"trusted\.json is damaged"):
        applied.updates().apply(applied.publication)


def test_a_dry_run_leaves_a_manifest_alone_that_was_signed_anew(applied: Desk):
    kept = applied.updates().status().in_use
    assert kept is not None
    applied.sign(dataclasses.replace(kept.manifest, expires=kept.manifest.expires + timedelta(days=9)))
    before = applied.snapshot()

    assert applied.updates().check(applied.publication).standing == NEW
    assert applied.snapshot() == before


def test_a_dry_run_on_a_fresh_machine_leaves_no_folder(desk: Desk):
    desk.publish(VERSION)

    assert desk.updates().check(desk.publication, desk.public).standing == NEW
    assert not desk.data_dir.exists()


def test_what_a_process_left_that_died_while_it_fetched_goes_and_what_another_fetches_stays(applied: Desk):
    folder = applied.data_dir / "updates"
    dead, alive = folder / ".fetching.1", folder / ".fetching.2"
    for place in (dead, alive):
        place.mkdir()
        (place / "lock.sqlite").touch()
    with closing(sqlite3.connect(alive / "lock.sqlite", isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        applied.publish("2026-11-21-v1")
        applied.updates().apply(applied.publication)

    assert (dead.exists(), alive.exists()) == (False, True)


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are POSIX")
def test_a_full_disk_names_where_it_is_full_and_changes_nothing(applied: Desk):
    manifest = applied.publish("2026-11-21-v1")
    before = applied.snapshot()

    ran = subprocess.run(
        [sys.executable, "-c", APPLYING, applied.data_dir, applied.published, str(manifest.size // 2)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert str(applied.data_dir / "updates") in ran.stdout
    assert applied.snapshot() == before
