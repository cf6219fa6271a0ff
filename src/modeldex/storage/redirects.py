"""`Redirects`: each time that a successor stood in for a retired model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from modeldex.core.redirect import Redirect
from modeldex.storage.column_types import check_texts, now
from modeldex.storage.tables import redirects

if TYPE_CHECKING:
    from modeldex.storage.database import Database


class Redirects:
    """The redirects of a database. They are a record, and no change of the registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, asked: str, model: str, successor: str, *, reason: str | None = None) -> Redirect:
        """Write that a successor stood in now."""
        row = {"asked": asked, "model": model, "successor": successor, "reason": reason}
        check_texts(
            "a redirect", {"model": model, "successor": successor}, {"asked": asked, "reason": reason}
        )
        moment = now()
        with self._database.writing() as connection:
            made = connection.execute(insert(redirects).values(**row, recorded_at=moment))
            number: int = made.inserted_primary_key[0]  # type: ignore[index]  # one row has one key
        return Redirect(
            id=number, asked=asked, model=model, successor=successor, reason=reason, recorded_at=moment
        )

    def recent(self, limit: int = 100, before: int | None = None) -> tuple[Redirect, ...]:
        """The newest redirects, the newest first; `before` is the id of the last one of the page before."""
        question = select(redirects).order_by(redirects.c.id.desc()).limit(limit)
        if before is not None:
            question = question.where(redirects.c.id < before)
        with self._database.reading() as connection:
            return tuple(Redirect(**row) for row in connection.execute(question).mappings())
