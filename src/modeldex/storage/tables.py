"""The tables, as the newest revision of `migrations` leaves them.

No column is a binary fraction: moments are whole microseconds, and money stands in JSON as text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from modeldex.storage.column_types import Json, Moment

METADATA = MetaData()

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A running number; SQLite counts up only what is called INTEGER."""

registry_state = Table(
    "registry_state",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="registry_state_is_one_row"), primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
"""One row: how many changes there were, and when the last one was; its lock puts writers in a row."""

model_versions = Table(
    "model_versions",
    METADATA,
    Column("model", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("change", Text, nullable=False),
    Column("content", Json),
    Column("actor", Text),
    Column("reason", Text),
    Column("recorded_at", Moment, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Index("model_versions_by_generation", "generation"),
    Index("model_versions_by_time", "model", "recorded_at"),
)
"""What the registry was told of a model, version by version; triggers refuse UPDATE and DELETE."""

name_aliases = Table(
    "name_aliases",
    METADATA,
    Column("alias", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("target", Text),
    Column("actor", Text),
    Column("reason", Text),
    Column("recorded_at", Moment, nullable=False),
)
"""Other names of models and providers; one that was removed stays, without a target."""

redirects = Table(
    "redirects",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("successor", Text, nullable=False),
    Column("reason", Text),
    Column("recorded_at", Moment, nullable=False),
)
"""Each time that a successor stood in for a retired model."""

conversations = Table(
    "conversations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("title", Text),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("conversations_by_time", "updated_at", "id"),
    Index("conversations_by_model", "model"),
)
"""Conversations, each with the model that it is held with."""

conversation_messages = Table(
    "conversation_messages",
    METADATA,
    Column("conversation", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""The messages of a conversation, numbered from 0 without a gap."""

id_renames = Table(
    "id_renames",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("actor", Text),
    Column("recorded_at", Moment, nullable=False),
)
"""Which stored ids were renamed, where, and in how many rows."""

TRIGGERS = {
    "sqlite": ("model_versions_keep", "model_versions_stay", "model_versions_once"),
    "postgresql": ("model_versions_keep", "model_versions_stay"),
}
"""Dialect -> the triggers that keep `model_versions` append-only."""
