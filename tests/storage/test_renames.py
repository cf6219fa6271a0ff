"""A plan says what becomes of each stored id: renamed, left without a successor, or in conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.storage.old_ids import NEW, OLD, everything, fill, planned, write

from modeldex.core.errors import InvalidValueError
from modeldex.storage.conversations import Conversations
from modeldex.storage.renames import Conflict, RenamePlan, Stranded, plan
from modeldex.storage.renaming import apply
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from modeldex.storage.database import Database


def test_an_old_id_is_found_in_every_place(database: Database) -> None:
    fill(database)
    before = everything(database)

    found = planned(database)

    assert [(one.place, one.old, one.new, one.rows) for one in found.renames] == [
        ("conversations", OLD, NEW, 2),
        ("name_aliases", OLD, NEW, 1),
        ("model_versions", OLD, NEW, 1),
    ]
    assert (found.stranded, found.conflicts) == ((), ())
    assert everything(database) == before


def test_successors_are_followed_to_the_end(database: Database) -> None:
    Conversations(database).create("acme/falcon-0")

    found = planned(database, {"acme/falcon-0": "acme/falcon-1", "acme/falcon-1": "acme/falcon-3"})

    assert [(one.old, one.new) for one in found.renames] == [("acme/falcon-0", "acme/falcon-3")]


def test_successors_in_a_circle_are_an_error_that_shows_it(database: Database) -> None:
    for model in ("a/1", "b/1", "acme/falcon-2"):
        Conversations(database).create(model)

    with pytest.raises(InvalidValueError) as caught:
        planned(database, {"a/1": "a/2", "a/2": "a/1", "b/1": "b/1"})

    assert caught.value.problems == {
        "a/1": "its successors go in a circle: a/1 -> a/2 -> a/1",
        "b/1": "its successors go in a circle: b/1 -> b/1",
    }


def test_ids_without_a_known_successor_are_listed_and_left(database: Database) -> None:
    fill(database)
    before = everything(database)

    found = planned(database, {OLD: "anthropic/claude-9"})
    nowhere = planned(database, {})

    places = ("conversations", 2), ("model_versions", 1), ("name_aliases", 1)
    assert found.renames == nowhere.renames == ()
    assert found.stranded == tuple(
        Stranded(place=place, id=OLD, rows=rows, ends_at="anthropic/claude-9") for place, rows in places
    )
    assert [(one.place, one.id, one.ends_at) for one in nowhere.stranded] == [
        (place, OLD, None) for place, _ in places
    ]
    apply(database, found)
    assert everything(database) == before


def test_a_known_id_with_a_successor_is_renamed_all_the_same(database: Database) -> None:
    Conversations(database).create("acme/falcon-2")

    assert [one.new for one in planned(database, {"acme/falcon-2": NEW}).renames] == [NEW]


def test_a_removed_model_has_nothing_to_rename(database: Database) -> None:
    write(database, OLD)
    ModelVersions(database).append([NewVersion(model=OLD, change="removed", content=None)])

    assert planned(database) == RenamePlan(renames=(), stranded=(), conflicts=())


def test_versions_do_not_move_where_the_new_id_has_its_own(database: Database) -> None:
    fill(database)
    write(database, NEW)

    found = planned(database)
    assert found.conflicts == (Conflict(old=OLD, new=NEW),)
    assert [one.place for one in found.renames] == ["conversations", "name_aliases"]

    apply(database, found)
    assert len(ModelVersions(database).versions(OLD)) == 1
    assert planned(database).conflicts == found.conflicts


def test_versions_move_to_an_id_of_which_nothing_is_said_any_more(database: Database) -> None:
    fill(database)
    write(database, NEW)
    assert planned(database).conflicts
    ModelVersions(database).append([NewVersion(model=NEW, change="removed", content=None)])

    apply(database, planned(database))

    (*_, last), (*_, before) = ModelVersions(database).versions(NEW), ModelVersions(database).versions(OLD)
    assert (last.version, last.change, before.version, before.content) == (3, "renamed", 2, None)
    assert planned(database) == RenamePlan(renames=(), stranded=(), conflicts=())


def test_a_rename_can_be_taken_back(database: Database) -> None:
    fill(database)
    before = ModelVersions(database).versions(OLD)[-1].content
    apply(database, planned(database))

    back = plan(database, {NEW: OLD}.get, {OLD, "acme/falcon-2"}.__contains__)
    apply(database, back)

    assert (back.conflicts, back.stranded) == ((), ())
    *_, last = ModelVersions(database).versions(OLD)
    assert (last.version, last.content) == (3, before)


def test_two_models_do_not_move_to_one_id(database: Database) -> None:
    write(database, "acme/falcon-0")
    write(database, "acme/falcon-1")

    found = planned(database, {"acme/falcon-0": "acme/falcon-3", "acme/falcon-1": "acme/falcon-3"})

    assert found.renames == ()
    assert [one.old for one in found.conflicts] == ["acme/falcon-0", "acme/falcon-1"]
