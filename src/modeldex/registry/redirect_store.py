"""`DatabaseRedirects`: the redirects of all instances, in the database that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.registry.lifecycle import Redirect
from modeldex.storage.redirects import Redirects

if TYPE_CHECKING:
    from modeldex.storage.database import Database


class DatabaseRedirects:
    """What `storage.redirects` keeps, as the registry's own records."""

    def __init__(self, database: Database) -> None:
        self._stored = Redirects(database)

    def record(self, asked: str, model: str, successor: str, *, reason: str | None = None) -> object:
        """Keep that a successor stood in now."""
        return self._stored.record(asked, model, successor, reason=reason)

    def recent(self, limit: int = 100) -> tuple[Redirect, ...]:
        """The newest, the newest first."""
        return tuple(
            Redirect(
                asked=one.asked,
                model=one.model,
                successor=one.successor,
                reason=one.reason,
                recorded_at=one.recorded_at,
            )
            for one in self._stored.recent(limit)
        )
