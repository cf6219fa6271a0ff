"""Versions are written once, all of a change or nothing, and stay; one suite for both databases."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from modeldex.core.errors import InvalidValueError, StaleWriteError, StorageError, UnknownNameError
from modeldex.core.model_entry import CHANGES
from modeldex.storage.column_types import LONGEST_NAME
from modeldex.storage.versions import ModelVersions, NewVersion, StoredVersion

if TYPE_CHECKING:
    from modeldex.storage.database import Database


@pytest.fixture
def versions(database: Database) -> ModelVersions:
    return ModelVersions(database)


def new(model: str = "acme/falcon-2", name: str | None = "Falcon", **stated: Any) -> NewVersion:
    content = None if name is None else {"changes": {"name": name}}
    return NewVersion(**{"model": model, "change": "changed", "content": content, **stated})


def numbers(found: tuple[StoredVersion, ...]) -> list[tuple[str, int]]:
    return [(version.model, version.version) for version in found]


def test_the_longest_id_is_kept_and_a_longer_one_is_refused(versions: ModelVersions) -> None:
    longest = "".join(random.choices("\U00020000\U00020001\U00020002", k=LONGEST_NAME))
    versions.append([new(longest)])

    with pytest.raises(InvalidValueError) as caught:
        versions.append([new(longest + "x")])

    assert caught.value.problems == {"model": "must have at most 512 characters, and has 513"}
    assert len(str(caught.value)) < 200
    assert numbers(versions.latest()) == [(longest, 1)]


def test_a_registry_that_nobody_has_changed_has_no_versions(versions: ModelVersions) -> None:
    assert versions.generation() == 0
    assert versions.latest() == versions.since(0) == versions.versions("acme/falcon-2") == ()
    assert versions.append([]) == ()
    assert versions.generation() == 0


def test_a_change_is_read_as_it_was_written(versions: ModelVersions) -> None:
    content = {"model": {"cost": "0.10", "n": 3, "x": [1.5, None, True], "text": "ü %s :p \\ ' \" \0 \ud83d"}}
    before = datetime.now(UTC)

    (made,) = versions.append(
        [NewVersion(model="acme/falcon-2", change="registered", content=content, expected=0)],
        actor="ada",
        reason="it is\nnew: 100%",
    )

    assert versions.versions("acme/falcon-2") == versions.latest() == (made,)
    assert made.content == content
    assert (made.model, made.version, made.change) == ("acme/falcon-2", 1, "registered")
    assert (made.actor, made.reason, made.generation) == ("ada", "it is\nnew: 100%", 1)
    assert before <= made.recorded_at <= datetime.now(UTC)
    assert made.recorded_at.tzinfo is UTC


def test_a_change_comes_back_in_lists_and_dicts_alone(versions: ModelVersions) -> None:
    content: dict[Any, Any] = {"scores": (1, 2), 3: "three"}
    (made,) = versions.append([NewVersion(model="acme/falcon-2", change="registered", content=content)])
    content["scores"] = ()

    assert made.content == {"scores": [1, 2], "3": "three"}
    assert versions.latest() == (made,)


def test_each_change_of_a_model_is_its_next_version(versions: ModelVersions) -> None:
    versions.append([new(expected=0)])
    versions.append([new(name="Falcon II", expected=1), new("acme/falcon-1")])
    versions.append([new(name=None, change="removed")])

    history = versions.versions("acme/falcon-2")
    assert [version.version for version in history] == [1, 2, 3]
    assert [version.generation for version in history] == [1, 2, 3]
    assert [version.content for version in history][1:] == [{"changes": {"name": "Falcon II"}}, None]
    assert versions.generation() == 3


def test_the_latest_version_is_there_also_where_it_is_a_removal(versions: ModelVersions) -> None:
    versions.append([new("b/two"), new("a/one"), new("a/One"), new("a/one", name=None, change="removed")])

    assert numbers(versions.latest()) == [("a/One", 1), ("a/one", 2), ("b/two", 1)]
    assert versions.latest()[1].content is None


def test_a_model_may_change_twice_in_one_go(versions: ModelVersions) -> None:
    made = versions.append([new(expected=0), new(expected=1), new(expected=2)])

    assert numbers(made) == [("acme/falcon-2", 1), ("acme/falcon-2", 2), ("acme/falcon-2", 3)]
    assert {version.generation for version in made} == {1}
    assert versions.versions("acme/falcon-2") == made


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_write_is_refused_and_nothing_is_written(expected: int, versions: ModelVersions) -> None:
    versions.append([new(), new()])

    with pytest.raises(StaleWriteError) as caught:
        versions.append([new("acme/falcon-1"), new(expected=expected)])

    assert (caught.value.model, caught.value.expected, caught.value.latest) == ("acme/falcon-2", expected, 2)
    assert numbers(versions.latest()) == [("acme/falcon-2", 2)]
    assert versions.generation() == 1


def test_what_came_after_a_generation_comes_in_its_order(versions: ModelVersions) -> None:
    versions.append([new("z/first")])
    versions.append([new("m/second"), new("a/second")])
    versions.append([new("a/third")])

    assert numbers(versions.since(0)) == [("z/first", 1), ("a/second", 1), ("m/second", 1), ("a/third", 1)]
    assert numbers(versions.since(2)) == [("a/third", 1)]
    assert versions.since(3) == ()


def test_the_past_is_as_it_was_recorded(versions: ModelVersions) -> None:
    (first,) = versions.append([new()])
    (second,) = versions.append([new(name="Falcon II")])
    versions.append([new(name=None, change="removed"), new("acme/falcon-3")])

    just_before = first.recorded_at - timedelta(microseconds=1)
    assert versions.as_recorded(just_before) == ()
    assert versions.as_recorded(first.recorded_at) == (first,)
    assert versions.as_recorded(second.recorded_at) == (second,)
    assert versions.as_recorded(second.recorded_at + timedelta(days=1)) == versions.latest()


def test_the_past_can_be_asked_for_in_any_time_zone(versions: ModelVersions) -> None:
    (first,) = versions.append([new()])

    assert versions.as_recorded(first.recorded_at.astimezone(timezone(timedelta(hours=9)))) == (first,)
    with pytest.raises(InvalidValueError, match="time zone"):
        versions.as_recorded(datetime(2026, 1, 1))  # noqa: DTZ001 - it is the naive one that is refused


def test_time_never_runs_back_between_generations(
    versions: ModelVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = versions.append([new()])
    an_hour_ago = first.recorded_at - timedelta(hours=1)
    monkeypatch.setattr("modeldex.storage.generation.now", lambda: an_hour_ago)

    (second,) = versions.append([new()])

    assert second.recorded_at == first.recorded_at
    assert versions.as_recorded(first.recorded_at) == (second,)
    assert versions.as_recorded(an_hour_ago) == ()


def test_a_change_of_thousands_of_models_is_one_generation(versions: ModelVersions) -> None:
    versions.append([new(f"acme/m{number}", expected=0) for number in range(1_200)])
    made = versions.append([new(f"acme/m{number}", expected=1) for number in range(1_200)])

    assert {(version.version, version.generation) for version in made} == {(2, 2)}
    assert len(versions.latest()) == 1_200


@pytest.mark.parametrize("change", CHANGES)
def test_every_kind_of_change_can_be_written(change: str, versions: ModelVersions) -> None:
    (made,) = versions.append([new(change=change)])

    assert versions.latest()[0].change == made.change == change


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        ({"model": ""}, "model"),
        ({"model": "acme/\0"}, "model"),
        ({"model": " acme/falcon"}, "model"),
        ({"content": {"x": float("nan")}}, "content"),
        ({"content": {"x": object()}}, "content"),
        ({"content": ["x"]}, "content"),
    ],
)
def test_what_cannot_be_kept_is_refused(stated: dict[str, Any], word: str, versions: ModelVersions) -> None:
    with pytest.raises(InvalidValueError) as caught:
        versions.append([new(**stated)])

    assert list(caught.value.problems) == [word]
    assert versions.generation() == 0


def test_a_remark_that_cannot_be_kept_is_refused(versions: ModelVersions) -> None:
    with pytest.raises(InvalidValueError) as caught:
        versions.append([new()], actor="a\0", reason="caf\udce9")

    assert list(caught.value.problems) == ["actor", "reason"]


def test_an_unknown_kind_of_change_is_refused_with_those_there_are(versions: ModelVersions) -> None:
    with pytest.raises(UnknownNameError) as caught:
        versions.append([new(change="change")])

    assert caught.value.known == CHANGES


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE model_versions SET actor = 'eve'",
        "DELETE FROM model_versions",
        "DELETE FROM model_versions WHERE version = 1",
    ],
)
def test_a_version_is_neither_changed_nor_deleted(
    statement: str, versions: ModelVersions, database: Database
) -> None:
    made = versions.append([new()])

    with pytest.raises(StorageError, match="append-only"), database.writing() as connection:
        connection.execute(text(statement))

    assert versions.latest() == made


def test_a_version_is_not_replaced_either(versions: ModelVersions, database: Database) -> None:
    made = versions.append([new()])
    statement = {
        "sqlite": "INSERT OR REPLACE INTO model_versions SELECT * FROM model_versions",
        "postgresql": "TRUNCATE model_versions",
    }[database.dialect]

    with pytest.raises(StorageError), database.writing() as connection:
        connection.execute(text(statement))

    assert versions.latest() == made
