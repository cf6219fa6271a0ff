"""The generation: how many changes a registry has seen, and the lock that puts its writers in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Text, case, cast, func, literal, select, update

from modeldex.storage.address import POSTGRESQL
from modeldex.storage.column_types import Moment, now
from modeldex.storage.tables import registry_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from sqlalchemy.engine import Connection
    from sqlalchemy.sql import Select
    from sqlalchemy.sql.dml import UpdateBase

CHANNEL = "modeldex_registry"
"""The channel of PostgreSQL on which each new generation is told."""


class Generation(NamedTuple):
    """One change, or several that came together."""

    number: int
    """From 1; 0 is a registry that nobody has changed."""
    recorded_at: datetime
    """When it was written; never before that of the generation before, even where a clock was set back."""


def next_generation(connection: Connection) -> Generation:
    """Begin a generation: nobody else begins one before this transaction ends, and all hear of it then."""
    for statement in beginning(now(), connection.dialect.name):
        connection.execute(statement)
    row = connection.execute(select(registry_state.c.generation, registry_state.c.recorded_at)).one()
    return Generation(*row)


def generation_now(connection: Connection) -> int:
    """The number of the newest generation."""
    number: int = connection.execute(select(registry_state.c.generation)).scalar_one()
    return number


def beginning(moment: datetime, dialect: str) -> Iterator[Select[Any] | UpdateBase]:
    """The statements that begin a generation and tell of it."""
    state = registry_state.c
    this = literal(moment, Moment)
    yield update(registry_state).values(
        generation=state.generation + 1,
        recorded_at=case((state.recorded_at > this, state.recorded_at), else_=this),
    )
    if dialect == POSTGRESQL:
        number = select(cast(state.generation, Text)).scalar_subquery()
        yield select(func.pg_notify(CHANNEL, number))
