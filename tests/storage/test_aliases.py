"""Aliases are set, replaced and removed, each as a generation of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.storage.aliases import NameAliases
from modeldex.storage.versions import ModelVersions

if TYPE_CHECKING:
    from modeldex.storage.database import Database


@pytest.fixture
def aliases(database: Database) -> NameAliases:
    return NameAliases(database)


def test_an_alias_is_read_as_it_was_set(aliases: NameAliases) -> None:
    made = aliases.set("best", "model", "acme/falcon-2", actor="ada", reason="the one we tested")

    assert aliases.all() == (made,)
    assert (made.alias, made.kind, made.target) == ("best", "model", "acme/falcon-2")
    assert (made.actor, made.reason) == ("ada", "the one we tested")


def test_a_name_that_is_too_long_is_refused_before_it_is_written(aliases: NameAliases) -> None:
    with pytest.raises(InvalidValueError) as caught:
        aliases.set("a" * 6000, "model", "t" * 6000)

    problem = "must have at most 512 characters, and has 6000"
    assert caught.value.problems == {"alias": problem, "target": problem}
    assert "a" * 100 not in str(caught.value)
    assert aliases.all() == ()


def test_aliases_come_by_kind_and_name(aliases: NameAliases) -> None:
    for alias, kind in (("b", "provider"), ("b", "model"), ("a", "provider"), ("B", "model")):
        aliases.set(alias, kind, "acme")

    assert [(one.kind, one.alias) for one in aliases.all()] == [
        ("model", "B"), ("model", "b"), ("provider", "a"), ("provider", "b"),
    ]  # fmt: skip


def test_an_alias_that_is_set_again_means_the_new_target(aliases: NameAliases) -> None:
    aliases.set("best", "model", "acme/falcon-1", actor="ada")
    aliases.set("best", "model", "acme/falcon-2")

    (one,) = aliases.all()
    assert (one.target, one.actor) == ("acme/falcon-2", None)


def test_a_removed_alias_is_gone_and_can_be_set_again(aliases: NameAliases) -> None:
    aliases.set("best", "model", "acme/falcon-1")
    aliases.set("best", "provider", "acme")

    assert aliases.remove("best", "model") is True
    assert aliases.remove("best", "model") is False
    assert [one.kind for one in aliases.all()] == ["provider"]

    aliases.set("best", "model", "acme/falcon-2")
    assert [one.target for one in aliases.all()] == ["acme/falcon-2", "acme"]


def test_who_removed_an_alias_is_kept(aliases: NameAliases, database: Database) -> None:
    aliases.set("best", "model", "acme/falcon-1", actor="ada")
    aliases.remove("best", "model", actor="bob", reason="too dear")

    with database.reading() as connection:
        row = connection.execute(text("SELECT target, actor, reason FROM name_aliases")).one()
    assert tuple(row) == (None, "bob", "too dear")


def test_each_change_is_a_generation_and_no_change_is_none(aliases: NameAliases, database: Database) -> None:
    versions = ModelVersions(database)
    aliases.set("best", "model", "acme/falcon-1")
    assert versions.generation() == 1
    aliases.remove("best", "model")
    assert versions.generation() == 2
    aliases.remove("best", "model")
    aliases.remove("worst", "model")
    assert versions.generation() == 2


@pytest.mark.parametrize("alias", ["", " best", "be\nst", "be\0st", "be\ud83dst"])
def test_a_name_that_is_no_line_of_text_is_refused(alias: str, aliases: NameAliases) -> None:
    with pytest.raises(InvalidValueError) as caught:
        aliases.set(alias, "model", "", reason="\0")

    assert list(caught.value.problems) == ["alias", "target", "reason"]
    assert aliases.all() == ()


def test_an_unknown_kind_is_refused(aliases: NameAliases) -> None:
    with pytest.raises(UnknownNameError, match="known: model, provider"):
        aliases.set("best", "family", "falcon")
    with pytest.raises(UnknownNameError, match="known: model, provider"):
        aliases.remove("best", "family")
