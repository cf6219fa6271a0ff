"""What carries a plan of renames out: in the database at once, or as statements for somebody to run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, create_mock_engine, exists, insert, literal, select, update

from modeldex.core.errors import StaleWriteError, UnknownNameError
from modeldex.storage.address import POSTGRESQL, SQLITE
from modeldex.storage.column_types import Json, check_texts, now
from modeldex.storage.generation import beginning
from modeldex.storage.renames import CONVERSATIONS, VERSIONS
from modeldex.storage.tables import conversations, id_renames, model_versions, name_aliases, registry_state
from modeldex.storage.versions import latest_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection
    from sqlalchemy.sql import ColumnElement, Insert, Select
    from sqlalchemy.sql.dml import UpdateBase

    from modeldex.storage.database import Database
    from modeldex.storage.renames import Rename, RenamePlan

_BEGINS = {SQLITE: "BEGIN IMMEDIATE;", POSTGRESQL: "BEGIN;"}


def apply(
    database: Database,
    plan: RenamePlan,
    *,
    actor: str | None = None,
    before_commit: Callable[[], None] | None = None,
) -> tuple[Rename, ...]:
    """Carry out a plan, all of it or nothing; what was done, with the rows that it befell.

    `before_commit` is called when all is written and nothing is final yet: what it raises takes all
    of it back. StaleWriteError where a model was changed since the plan was made.
    """
    check_texts("the renames", {}, {"actor": actor})
    moment = now()
    with database.writing() as connection:
        for statement in beginning(moment, database.dialect) if plan.renames else ():
            connection.execute(statement)
        _check_versions(connection, plan)
        done = tuple(_carried_out(connection, rename, actor) for rename in plan.renames)
        for rename in done:
            connection.execute(_note(rename, actor, moment))
        if before_commit is not None:
            before_commit()
    return done


def as_sql(plan: RenamePlan, dialect: str, *, actor: str | None = None) -> Iterator[str]:
    """A plan as statements in one transaction, a text each; nothing where it renames nothing.

    `dialect` is `sqlite` or `postgresql`. Let the program that runs them stop at the first error:
    `psql -v ON_ERROR_STOP=1`, `sqlite3 -bail`.
    """
    if dialect not in _BEGINS:
        raise UnknownNameError("dialect", dialect, _BEGINS)
    if not plan.renames:
        return
    # this style of parameters is the one that leaves the percent signs of a text alone
    language = create_mock_engine(f"{dialect}://", _nowhere, paramstyle="named").dialect
    yield _BEGINS[dialect]
    for statement in _statements(plan, dialect, actor, now()):
        yield f"{statement.compile(dialect=language, compile_kwargs={'literal_binds': True})};"
    yield "COMMIT;"


def _statements(
    plan: RenamePlan, dialect: str, actor: str | None, moment: datetime
) -> Iterator[Select[Any] | UpdateBase]:
    yield from beginning(moment, dialect)
    for rename in plan.renames:
        yield from _steps(rename, actor)
        yield _note(rename, actor, moment)


def _check_versions(connection: Connection, plan: RenamePlan) -> None:
    moving = [rename for rename in plan.renames if rename.place == VERSIONS]
    there = latest_numbers(connection, [name for rename in moving for name in (rename.old, rename.new)])
    for rename in moving:
        for name, expected in ((rename.old, rename.version or 0), (rename.new, rename.new_version)):
            if there.get(name, 0) != expected:
                raise StaleWriteError(name, expected, there.get(name, 0))


def _carried_out(connection: Connection, rename: Rename, actor: str | None) -> Rename:
    counting = connection.execution_options(preserve_rowcount=True)
    rows = [counting.execute(step).rowcount for step in _steps(rename, actor)]
    return replace(rename, rows=rows[0])


def _steps(rename: Rename, actor: str | None) -> Iterator[Select[Any] | UpdateBase]:
    if rename.place == VERSIONS:
        assert rename.version is not None
        content = literal(rename.content, Json)
        number = rename.new_version + 1
        yield _version(rename, rename.new, number, content, f"renamed from {rename.old}", actor)
        yield _version(
            rename, rename.old, rename.version + 1, literal(None, Json), f"renamed to {rename.new}", actor
        )
    elif rename.place == CONVERSATIONS:
        yield update(conversations).where(conversations.c.model == rename.old).values(model=rename.new)
    else:
        is_it = (name_aliases.c.kind == "model") & (name_aliases.c.target == rename.old)
        yield update(name_aliases).where(is_it).values(target=rename.new)


def _version(
    rename: Rename, model: str, number: int, content: ColumnElement[Any], reason: str, actor: str | None
) -> Insert:
    """A version that is written only while the old id is at the version that the plan saw."""
    state = registry_state.c
    seen = exists().where(model_versions.c.model == rename.old, model_versions.c.version == rename.version)
    row: dict[str, Any] = {
        "model": literal(model, Text),
        "version": literal(number),
        "change": literal("renamed", Text),
        "content": content,
        "actor": literal(actor, Text),
        "reason": literal(reason, Text),
        "recorded_at": state.recorded_at,
        "generation": state.generation,
    }
    return insert(model_versions).from_select(list(row), select(*row.values()).where(seen))


def _note(rename: Rename, actor: str | None, moment: datetime) -> Insert:
    return insert(id_renames).values(
        old=rename.old,
        new=rename.new,
        place=rename.place,
        rows=rename.rows,
        actor=actor,
        recorded_at=moment,
    )


def _nowhere(*statement: object) -> None:
    """Where statements go that are only written down."""
