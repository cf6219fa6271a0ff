"""The way of a database from one revision of the schema to another."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import text

from modeldex.core.errors import StorageError, UnknownNameError
from modeldex.storage.address import POSTGRESQL, SQLITE
from modeldex.storage.head import HEAD, REVISION_TABLE, current_revision
from modeldex.storage.tables import METADATA, TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sqlalchemy.engine import Connection

    from modeldex.storage.database import Database

_MIGRATIONS = Path(__file__).with_name("migrations")
_ADVISORY_LOCK = 0x6D6F_6465_6C64_6578
"""The number by which instances that migrate one PostgreSQL database wait for each other."""
_alembic = threading.Lock()
"""Alembic keeps what it is at in its modules, once for the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaState:
    """Where a database stands."""

    current: str | None
    """Its revision; None where it has no tables yet."""
    head: str
    """The revision that this version of modeldex needs."""
    pending: tuple[str, ...]
    """The revisions that `upgrade` would apply, in order."""
    is_ahead: bool
    """Whether its revision is of a newer modeldex."""
    drift: tuple[str, ...]
    """What differs from the tables that the head has; not looked for in a database of another revision."""

    @property
    def is_current(self) -> bool:
        """Whether this version of modeldex can work with it."""
        return self.current == self.head and not self.drift


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database up to a revision: all the way, or not at all. One that is there stays as it is."""
    _migrate(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    """Take a database down to a revision, or to `base`: all the way, or not at all.

    What the revisions above it brought is lost, data included.
    """
    _migrate(database, command.downgrade, revision)


def check(database: Database) -> SchemaState:
    """Say where a database stands; nothing is changed."""
    with database.reading() as connection:
        current = current_revision(connection)
        drift = tuple(_drift(connection)) if current == HEAD else ()
    known = revisions()
    is_ahead = current is not None and current not in known
    applied = 0 if current is None or is_ahead else known.index(current) + 1
    return SchemaState(
        current=current,
        head=HEAD,
        pending=() if is_ahead else known[applied:],
        is_ahead=is_ahead,
        drift=drift,
    )


def sql_of(dialect: str, start: str = "base", end: str = "head") -> str:
    """The statements that lead from one revision to another, for somebody who runs them by hand.

    `dialect` is `sqlite` or `postgresql`. Towards an older revision it is the way down.
    """
    if dialect not in (SQLITE, POSTGRESQL):
        raise UnknownNameError("dialect", dialect, (SQLITE, POSTGRESQL))
    order = ("base", *revisions())
    places = {name: order.index(name) for name in order} | {"head": len(order) - 1}
    for name in (start, end):
        if name not in places:
            raise UnknownNameError("revision", name, places)
    written = io.StringIO()
    go = command.upgrade if places[start] <= places[end] else command.downgrade
    config = _config(written)
    config.attributes["dialect"] = dialect
    with _alembic:
        go(config, f"{order[places[start]]}:{order[places[end]]}", sql=True)
    return written.getvalue()


def revisions() -> tuple[str, ...]:
    """Every revision there is, the oldest first."""
    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def _migrate(database: Database, go: Callable[..., None], revision: str) -> None:
    config = _config()
    with _alembic, database.writing() as connection:
        if database.dialect == POSTGRESQL:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        config.attributes["connection"] = connection
        try:
            go(config, revision)
        except CommandError as error:
            known = ", ".join(("base", *revisions(), "head"))
            raise StorageError(
                f"{database.label} cannot go to revision {revision!r}: {error}; known: {known}"
            ) from error


def _config(output: io.StringIO | None = None) -> Config:
    config = Config(output_buffer=output) if output is not None else Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _drift(connection: Connection) -> Iterator[str]:
    options = {"version_table": REVISION_TABLE, "include_name": _is_ours}
    for difference in compare_metadata(MigrationContext.configure(connection, opts=options), METADATA):
        yield f"differs from the schema: {difference}"
    question = {
        SQLITE: "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
        POSTGRESQL: "SELECT tgname FROM pg_trigger WHERE tgrelid = 'model_versions'::regclass",
    }[connection.dialect.name]
    there = set(connection.execute(text(question)).scalars())
    for name in TRIGGERS[connection.dialect.name]:
        if name not in there:
            yield f"lacks the trigger {name}, which keeps versions from being changed"


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:  # noqa: ARG001 - Alembic's signature
    """Whether a table is one of modeldex: others may share the database."""
    return kind != "table" or name in METADATA.tables
