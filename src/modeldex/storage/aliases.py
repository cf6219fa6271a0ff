"""`NameAliases`: other names of models and providers, as users gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, select, update

from modeldex.core.errors import UnknownNameError
from modeldex.storage.column_types import check_texts, shortened
from modeldex.storage.generation import next_generation
from modeldex.storage.tables import name_aliases

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.sql import ColumnElement

    from modeldex.storage.database import Database

KINDS = ("model", "provider")
"""What an alias may be another name of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAlias:
    """Another name of a model or of a provider."""

    alias: str
    """The name; one alias of each kind may have it."""
    kind: str
    """One of KINDS."""
    target: str
    """Full id of the model, or slug of the provider."""
    actor: str | None
    """Who said so; None where nobody is named."""
    reason: str | None
    """Why; None where nobody said."""
    recorded_at: datetime
    """Since when, in UTC."""


class NameAliases:
    """The aliases of a database; each change is a new generation, as a change of a model is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self, alias: str, kind: str, target: str, *, actor: str | None = None, reason: str | None = None
    ) -> NameAlias:
        """Give a model or a provider another name, in the place of what the name meant before.

        UnknownNameError where the kind is none of KINDS, InvalidValueError where a name is no line of text.
        """
        names = {"alias": alias, "target": target}
        check_texts(f"alias {shortened(alias)}", names, {"actor": actor, "reason": reason})
        stated = {"target": target, "actor": actor, "reason": reason}
        with self._database.writing() as connection:
            moment = next_generation(connection).recorded_at
            changed = connection.execute(
                update(name_aliases).where(_is(alias, kind)).values(**stated, recorded_at=moment)
            )
            if not changed.rowcount:
                row = {"alias": alias, "kind": kind, **stated, "recorded_at": moment}
                connection.execute(insert(name_aliases).values(row))
        return NameAlias(
            alias=alias, kind=kind, target=target, actor=actor, reason=reason, recorded_at=moment
        )

    def remove(self, alias: str, kind: str, *, actor: str | None = None, reason: str | None = None) -> bool:
        """Take a name away again; False where it was none, and nothing has changed.

        Who did it and why is kept.
        """
        check_texts(f"alias {shortened(alias)}", {"alias": alias}, {"actor": actor, "reason": reason})
        there = and_(_is(alias, kind), name_aliases.c.target.is_not(None))
        with self._database.writing() as connection:
            if connection.execute(select(name_aliases.c.alias).where(there)).first() is None:
                return False
            moment = next_generation(connection).recorded_at
            gone = {"target": None, "actor": actor, "reason": reason, "recorded_at": moment}
            return connection.execute(update(name_aliases).where(there).values(gone)).rowcount > 0

    def all(self) -> tuple[NameAlias, ...]:
        """Every alias, by kind and name."""
        question = select(name_aliases).where(name_aliases.c.target.is_not(None))
        with self._database.reading() as connection:
            rows = connection.execute(question).mappings().all()
        # sorted here, since databases do not agree on the order of texts
        return tuple(sorted((NameAlias(**row) for row in rows), key=lambda one: (one.kind, one.alias)))


def _is(alias: str, kind: str) -> ColumnElement[bool]:
    if kind not in KINDS:
        raise UnknownNameError("kind of alias", kind, KINDS)
    return and_(name_aliases.c.alias == alias, name_aliases.c.kind == kind)
