"""A release is whole, its serial rises, and it serves readers of two schemas."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.updates.desk import NOW, Desk, changed

from modeldex import ModelCatalog, ReleaseError, UpdateError
from modeldex.catalog.digest import digest_of
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.updates.keys import SigningKey
from modeldex.updates.manifest import NextKey
from modeldex.updates.publishing import Publisher, released_in
from modeldex.updates.schemas import STEPS, Step, published_schemas

if TYPE_CHECKING:
    from pathlib import Path

DAYS = timedelta(days=45)
OF_SCHEMA_3 = {
    "id", "name", "category", "base_url", "docs", "gateway_path", "home_of", "wire_formats", "env", "signing",
    "quirks", "default_parameters", "listing", "aliases", "closed_on",
}  # fmt: skip
"""What a reader of schema 3 knows of a provider; it refuses anything else."""


def without_colour(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE models DROP COLUMN family")


MADE_UP = {SCHEMA_VERSION: Step(without_colour)}
"""A step to the schema before, as the next change of the tables brings one."""


def publisher(*keys: SigningKey) -> Publisher:
    return Publisher(keys or (SigningKey.generate(),), ())


def test_a_release_says_what_its_file_is(desk: Desk):
    made = desk.publish("2026-11-20-v1")

    (path,) = desk.files()
    opened = ModelCatalog.open(path)
    assert (
        path.name
        == made.file
        == f"modeldex-catalog-2026-11-20-v1-schema{SCHEMA_VERSION}-{made.sha256[:8]}.sqlite"
    )
    assert (made.version, made.digest, made.size) == (opened.version, opened.digest, path.stat().st_size)
    assert (made.serial, made.schema, made.key_id) == (1, SCHEMA_VERSION, desk.public[0].key_id)
    assert (made.published, made.expires) == (NOW, NOW + DAYS)
    manifests = [one.name for one in sorted(desk.published.glob("*.json"))]
    assert manifests == ["manifest-schema3.json", "manifest-schema4.json"]
    assert len(list(desk.published.iterdir())) == 4


def test_the_serial_is_one_more_than_that_of_the_release_before(desk: Desk, tmp_path: Path):
    desk.publish("2026-11-20-v1")
    assert desk.publish("2026-11-21-v1").serial == 2

    catalog = changed(desk.small, tmp_path / "next.sqlite", "2026-11-22-v1")
    elsewhere = Publisher(desk.keys, ()).release(
        catalog, tmp_path / "elsewhere", expires=DAYS, previous=desk.published
    )
    assert elsewhere.manifests[0].serial == 3


def test_the_same_facts_may_be_released_again_with_a_later_end(desk: Desk):
    first = desk.publish("2026-11-20-v1")
    desk.now += timedelta(days=40)
    second = desk.publish("2026-11-20-v1")

    assert (second.serial, second.digest) == (2, first.digest)
    assert desk.subscribe().status().state.highest() == 2


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2026-11-19-v1", "2026-11-19-v1 is older than 2026-11-20-v2"),
        ("2026-11-20-v1", "older than"),
        ("2026-11-20-v2", "published with other facts: raise the version"),
    ],
)
def test_a_release_that_is_no_step_forward_is_refused(desk: Desk, version: str, words: str):
    desk.publish("2026-11-20-v2")
    before = {path.name: path.read_bytes() for path in desk.published.iterdir()}

    with pytest.raises(ReleaseError, match=words):
        desk.publish(version, "DELETE FROM prices")
    assert {path.name: path.read_bytes() for path in desk.published.iterdir()} == before


@pytest.mark.parametrize("days", [0, -1, 401])
def test_a_release_expires_within_a_year_or_so(desk: Desk, days: int):
    with pytest.raises(ReleaseError, match="must be from 1 to 400 days"):
        desk.publish("2026-11-20-v1", days=days)


def test_a_previous_release_of_a_stranger_sets_no_serial(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.keys = [SigningKey.generate()]

    with pytest.raises(ReleaseError, match="signed by none of your keys"):
        desk.publish("2026-11-21-v1")


def test_a_previous_release_that_is_named_must_be_there(desk: Desk, tmp_path: Path):
    (tmp_path / "empty").mkdir()

    with pytest.raises(ReleaseError, match="empty holds no release"):
        publisher().release(desk.small, tmp_path / "into", expires=DAYS, previous=tmp_path / "empty")


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path):
    made = publisher().release(desk.small, tmp_path / "into", expires=DAYS, dry_run=True)

    assert made.manifests[0].serial == 1
    assert not (tmp_path / "into").exists()


def test_a_release_has_the_schema_of_today_and_the_one_before():
    assert STEPS.keys() == {SCHEMA_VERSION}
    assert published_schemas() == (SCHEMA_VERSION, SCHEMA_VERSION - 1)
    assert published_schemas({}) == (SCHEMA_VERSION,)


POLICY = """UPDATE providers SET record = json_set(record, '$.quirks', json('{"lacks":["seed"]}'),
 '$.data_policy', json('{"trains_on_input":false,"regions":["eu"]}')) WHERE id = 'acme'"""


def test_who_reads_the_schema_before_gets_the_same_facts_without_what_it_cannot_say(desk: Desk):
    catalog = changed(desk.small, desk.folder / "next.sqlite", "2026-11-20-v1", POLICY)
    newer, older = Publisher(desk.keys, ()).release(catalog, desk.published, expires=DAYS, now=NOW).manifests

    assert (newer.serial, newer.schema, older.serial, older.schema) == (1, 4, 1, 3)
    assert (newer.version, newer.digest != older.digest) == (older.version, True)
    with closing(sqlite3.connect(desk.published / older.file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        assert db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == ("3",)
        assert digest_of(db, 3, STEPS[4].digested) == older.digest
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        known = {
            name for (record,) in db.execute("SELECT record FROM providers") for name in json.loads(record)
        }
        assert known <= OF_SCHEMA_3
    before, after = (ModelCatalog.open(desk.published / one.file) for one in (older, newer))
    assert before.all_models() == after.all_models()
    plain: dict[str, Any] = {"data_policy": {}}
    assert [one.replace(**plain) for one in after.providers()] == list(before.providers())
    assert after.provider("acme").data_policy == {"trains_on_input": False, "regions": ("eu",)}
    assert before.provider("acme").quirks == after.provider("acme").quirks == {"lacks": ("seed",)}
    assert {one.schema for one in released_in(desk.published, desk.public)} == {4, 3}


def test_any_step_makes_the_schema_before(desk: Desk):
    made = Publisher(desk.keys, ()).release(desk.small, desk.published, expires=DAYS, now=NOW, steps=MADE_UP)

    with closing(sqlite3.connect(desk.published / made.manifests[1].file)) as db:
        assert "family" not in {row[1] for row in db.execute("PRAGMA table_info(models)")}


def test_a_reader_takes_the_newest_schema_that_it_reads(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    catalog = changed(desk.small, desk.folder / "next.sqlite", "2026-11-20-v1")
    Publisher(desk.keys, ()).release(catalog, desk.published, expires=DAYS, now=NOW)

    assert desk.updates().look(desk.publication, desk.public).release.manifest.schema == SCHEMA_VERSION
    monkeypatch.setattr(
        "modeldex.updates.updates.READABLE", (SCHEMA_VERSION - 1, 0)
    )  # a modeldex of the schema before
    offer = desk.updates().apply(desk.publication, desk.public)
    assert offer.release.manifest.schema == SCHEMA_VERSION - 1
    assert desk.updates().status().catalog.version == "2026-11-20-v1"


def test_a_catalog_of_an_older_schema_is_not_published(desk: Desk, tmp_path: Path):
    old = changed(desk.small, tmp_path / "old.sqlite", "2026-11-20-v1")
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
        db.commit()

    with pytest.raises(ReleaseError, match="build it anew"):
        publisher().release(old, tmp_path / "into", expires=DAYS)


def test_two_signatures_stand_in_a_release_of_two_keys(desk: Desk):
    other = SigningKey.generate()
    desk.keys = [*desk.keys, other]
    made = desk.publish("2026-11-20-v1")

    for key in desk.public:
        assert desk.updates().look(desk.publication, [key]).release.manifest == made
    assert [one.key for one in made.keys] == desk.public
    assert dataclasses.replace(made, serial=2) != made


def test_a_manifest_of_before_still_finds_its_file_where_other_bytes_are_released(desk: Desk):
    desk.publish("2026-11-20-v1")
    before = desk.manifest_path.read_bytes()
    desk.publish("2026-11-20-v1", "CREATE TABLE notes (text)")
    desk.manifest_path.write_bytes(before)  # the files are there, the manifests not yet

    assert desk.updates().apply(desk.publication, desk.public).release.manifest.serial == 1


def test_a_release_that_outlives_every_key_that_signs_it_is_refused(desk: Desk):
    other = SigningKey.generate()
    (first,) = desk.public
    retiring = NextKey(key=first, retires="2027-01-08")  # the day on which it expires

    with pytest.raises(ReleaseError, match="every key that signs retires before"):
        desk.publish("2026-11-20-v1", keys=[retiring, NextKey(key=other.public)])
    assert not desk.published.exists()
    desk.publish("2026-11-20-v1", keys=[retiring, NextKey(key=other.public)], days=44)
    desk.keys = [*desk.keys, other]
    desk.publish("2026-11-20-v2", keys=[retiring, NextKey(key=other.public)])


def test_a_retirement_that_was_told_stands_in_every_release_after(desk: Desk):
    other = SigningKey.generate()
    (first,) = desk.public
    desk.keys = [other, *desk.keys]
    desk.publish("2026-11-20-v1", keys=[NextKey(key=other.public), NextKey(key=first, retires="2026-12-01")])

    made = desk.publish("2026-11-20-v2", keys=[NextKey(key=other.public), NextKey(key=first)])

    assert {one.key: one.retires for one in made.keys} == {other.public: None, first: "2026-12-01"}


def test_nothing_is_signed_that_nobody_could_take(desk: Desk):
    with pytest.raises(UpdateError, match="wrong in keys"):
        desk.publish("2026-11-20-v1", keys=[NextKey(key=desk.public[0], retires="2027-13-41")])
    assert not list(desk.published.glob("*"))
