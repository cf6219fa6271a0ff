"""A plan of renames is carried out whole or not at all, here or by hand."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select
from tests.services.by_hand import run_by_hand
from tests.storage.old_ids import NEW, OLD, everything, fill, planned, write

from modeldex.core.errors import StaleWriteError, UnknownNameError
from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.migrating import downgrade, upgrade
from modeldex.storage.redirects import Redirects
from modeldex.storage.renames import RenamePlan
from modeldex.storage.renaming import apply, as_sql
from modeldex.storage.tables import id_renames
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from modeldex.storage.database import Database


def test_a_plan_is_carried_out_in_every_place(database: Database) -> None:
    fill(database)
    generation = ModelVersions(database).generation()

    done = apply(database, planned(database), actor="ada")

    assert [(one.place, one.rows) for one in done] == [
        ("conversations", 2), ("name_aliases", 1), ("model_versions", 1),
    ]  # fmt: skip
    assert {head.title: head.model for head in Conversations(database).list()} == {
        "one": NEW, "two": NEW, None: "acme/falcon-2",
    }  # fmt: skip
    assert {one.alias: one.target for one in NameAliases(database).all()} == {
        "opus": NEW, OLD: "acme/falcon-2", "maker": "anthropic",
    }  # fmt: skip
    assert Redirects(database).recent()[0].model == OLD
    (last,), (*_, before) = ModelVersions(database).versions(NEW), ModelVersions(database).versions(OLD)
    assert (last.version, last.change, last.actor, last.reason) == (
        1,
        "renamed",
        "ada",
        f"renamed from {OLD}",
    )
    assert last.content == {"changes": {"name": "100% 'Opus' \\ ü :x"}}
    assert (before.version, before.change, before.content) == (2, "renamed", None)
    assert {last.generation, before.generation, ModelVersions(database).generation()} == {generation + 1}


def test_each_rename_is_recorded(database: Database) -> None:
    fill(database)
    apply(database, planned(database), actor="ada")

    with database.reading() as connection:
        rows = connection.execute(select(id_renames).order_by(id_renames.c.id)).mappings().all()
    assert [(row["place"], row["rows"], row["actor"]) for row in rows] == [
        ("conversations", 2, "ada"), ("name_aliases", 1, "ada"), ("model_versions", 1, "ada"),
    ]  # fmt: skip
    assert {(row["old"], row["new"]) for row in rows} == {(OLD, NEW)}


def test_after_a_plan_there_is_nothing_left_to_do(database: Database) -> None:
    fill(database)
    apply(database, planned(database))
    generation = ModelVersions(database).generation()

    again = planned(database)
    assert again == RenamePlan(renames=(), stranded=(), conflicts=())
    assert apply(database, again) == ()
    assert ModelVersions(database).generation() == generation


def test_a_whole_model_is_kept_under_its_new_id(database: Database) -> None:
    write(database, OLD, {"model": {"provider": "anthropic", "model_id": "claude-4-opus", "name": "Opus"}})
    apply(database, planned(database))

    (version,) = ModelVersions(database).versions(NEW)
    assert version.content == {
        "model": {"provider": "anthropic", "model_id": "claude-4.5-opus", "name": "Opus"}
    }


@pytest.mark.parametrize("model", [OLD, NEW])
def test_a_model_that_was_changed_meanwhile_stops_all_of_it(model: str, database: Database) -> None:
    fill(database)
    found = planned(database)
    write(database, model)
    before = everything(database)

    with pytest.raises(StaleWriteError) as caught:
        apply(database, found)

    assert caught.value.model == model
    assert everything(database) == before


def test_what_fails_before_the_commit_takes_all_of_it_back(database: Database) -> None:
    fill(database)
    before = everything(database)
    seen = []

    def fail() -> None:
        seen.append(everything(database) == before)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        apply(database, planned(database), before_commit=fail)

    assert seen == [True]
    assert everything(database) == before


def test_statements_by_hand_do_what_the_plan_does(database: Database, database_url: str) -> None:
    old, actor = "acme/it's 100% \\ :ü", "ada's\n100%"
    fill(database, old)
    apply(database, planned(database, {old: NEW}), actor=actor)
    by_plan = everything(database)
    downgrade(database, "base")
    upgrade(database)
    fill(database, old)

    run_by_hand(database_url, "\n".join(as_sql(planned(database, {old: NEW}), database.dialect, actor=actor)))

    assert everything(database) == by_plan
    assert planned(database, {old: NEW}) == RenamePlan(renames=(), stranded=(), conflicts=())


def test_statements_for_an_id_that_was_used_before_do_what_the_plan_does(
    database: Database, database_url: str
) -> None:
    fill(database)
    write(database, NEW)
    ModelVersions(database).append([NewVersion(model=NEW, change="removed", content=None)])

    run_by_hand(database_url, "\n".join(as_sql(planned(database), database.dialect)))

    assert [one.version for one in ModelVersions(database).versions(NEW)] == [1, 2, 3]
    assert planned(database) == RenamePlan(renames=(), stranded=(), conflicts=())


def test_statements_for_a_changed_model_change_nothing(database: Database, database_url: str) -> None:
    fill(database)
    script = "\n".join(as_sql(planned(database), database.dialect))
    write(database, OLD)
    before = everything(database)

    with pytest.raises((sqlite3.Error, psycopg.Error)):
        run_by_hand(database_url, script)

    assert everything(database) == before


def test_without_renames_there_are_no_statements(database: Database) -> None:
    assert list(as_sql(planned(database), database.dialect)) == []
    with pytest.raises(UnknownNameError, match="sqlite, postgresql"):
        list(as_sql(planned(database), "mysql"))
