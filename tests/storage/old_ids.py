"""A database with an id in every place that is no longer in use, and all that is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.redirects import Redirects
from modeldex.storage.renames import RenamePlan, plan
from modeldex.storage.tables import METADATA
from modeldex.storage.versions import ModelVersions, NewVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.storage.database import Database

OLD, NEW = "anthropic/claude-4-opus", "anthropic/claude-4.5-opus"
KNOWN = {NEW, "acme/falcon-2", "acme/falcon-3"}


def planned(database: Database, successors: Mapping[str, str] | None = None) -> RenamePlan:
    following = {OLD: NEW} if successors is None else successors
    return plan(database, following.get, KNOWN.__contains__)


def write(database: Database, model: str, content: dict[str, Any] | None = None) -> None:
    change = NewVersion(
        model=model, change="registered", content={"changes": {}} if content is None else content
    )
    ModelVersions(database).append([change], actor="ada")


def fill(database: Database, old: str = OLD) -> None:
    """Write an old id in every place, and a new one beside it."""
    conversations = Conversations(database)
    conversations.create(old, "one")
    conversations.append(conversations.create(old, "two").id, "user", "Hello")
    conversations.create("acme/falcon-2")
    aliases = NameAliases(database)
    aliases.set("opus", "model", old, actor="bob")
    aliases.set("gone", "model", old)
    aliases.remove("gone", "model")
    aliases.set(old, "model", "acme/falcon-2")
    aliases.set("maker", "provider", "anthropic")
    Redirects(database).record(old, old, NEW)
    write(database, old, {"changes": {"name": "100% 'Opus' \\ ü :x"}})
    write(database, "acme/falcon-2")


def everything(database: Database) -> dict[str, list[str]]:
    """All that is kept, but moments and random ids."""
    with database.reading() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(select(*_LASTING[name])))
            for name in _LASTING
        }


_LASTING = {
    name: [
        column
        for column in table.columns
        if not column.name.endswith("_at") and column.name not in ("id", "conversation")
    ]
    for name, table in METADATA.tables.items()
}
