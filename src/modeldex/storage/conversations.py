"""`Conversations`: what was said to models and by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import and_, delete, func, insert, or_, select, update

from modeldex.core.errors import InvalidValueError, StorageError, UnknownNameError
from modeldex.storage.column_types import as_kept, check_texts, now
from modeldex.storage.tables import conversation_messages, conversations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from modeldex.storage.database import Database

ROLES = ("system", "developer", "user", "assistant", "tool")
"""Who may speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation."""

    position: int
    """Its place, from 0 and without a gap."""
    role: str
    """One of ROLES."""
    content: str | list[dict[str, Any]]
    """Its text, or its parts."""
    created_at: datetime
    """When it was written, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationHead:
    """A conversation without its messages."""

    id: str
    """A UUID."""
    model: str
    """The model that it is held with, as it was named."""
    title: str | None
    """Its title; None where nobody gave it one."""
    created_at: datetime
    """When it began, in UTC."""
    updated_at: datetime
    """When its last message was written, in UTC; without one, when it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation(ConversationHead):
    """A conversation with its messages."""

    messages: tuple[Message, ...] = ()
    """The messages, the first one first."""


class Conversations:
    """The conversations of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, model: str, title: str | None = None) -> Conversation:
        """Begin a conversation with a model, without messages."""
        check_texts("a conversation", {"model": model}, {"title": title})
        moment = now()
        made = Conversation(id=str(uuid4()), model=model, title=title, created_at=moment, updated_at=moment)
        row = {name: getattr(made, name) for name in conversations.c.keys()}  # noqa: SIM118 - no dict
        with self._database.writing() as connection:
            connection.execute(insert(conversations).values(row))
        return made

    def get(self, conversation_id: str) -> Conversation | None:
        """A conversation with all its messages; None where there is none of this id."""
        said = conversation_messages.c
        head = select(conversations).where(conversations.c.id == conversation_id)
        messages = (
            select(said.position, said.role, said.content, said.created_at)
            .where(said.conversation == conversation_id)
            .order_by(said.position)
        )
        with self._database.reading() as connection:
            row = connection.execute(head).mappings().first()
            if row is None:
                return None
            found = tuple(Message(**message) for message in connection.execute(messages).mappings())
        return Conversation(**row, messages=found)

    def get_or_raise(self, conversation_id: str) -> Conversation:
        """A conversation with all its messages; StorageError where there is none of this id."""
        found = self.get(conversation_id)
        if found is None:
            raise self._not_there(conversation_id)
        return found

    def append(self, conversation_id: str, role: str, content: str | Sequence[Mapping[str, Any]]) -> Message:
        """Write the next message of a conversation: its text, or its parts as plain values.

        StorageError where there is no conversation of this id.
        """
        given = _checked(role, content)
        said = conversation_messages.c
        lock = select(conversations.c.updated_at).where(conversations.c.id == conversation_id)
        count = select(func.count()).where(said.conversation == conversation_id)
        with self._database.writing() as connection:
            updated_at = connection.execute(lock.with_for_update()).scalar()
            if updated_at is None:
                raise self._not_there(conversation_id)
            message = Message(
                position=connection.execute(count).scalar_one(),
                role=role,
                content=given,
                created_at=max(updated_at, now()),
            )
            row = {name: getattr(message, name) for name in ("position", "role", "content", "created_at")}
            connection.execute(insert(conversation_messages).values(conversation=conversation_id, **row))
            connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(updated_at=message.created_at)
            )
        return message

    def list(self, limit: int = 50, before: ConversationHead | None = None) -> tuple[ConversationHead, ...]:
        """Conversations, the one last spoken in first; `before` is the last one of the page before."""
        at = conversations.c
        question = select(conversations).order_by(at.updated_at.desc(), at.id.desc()).limit(limit)
        if before is not None:
            earlier = at.updated_at < before.updated_at
            question = question.where(
                or_(earlier, and_(at.updated_at == before.updated_at, at.id < before.id))
            )
        with self._database.reading() as connection:
            return tuple(ConversationHead(**row) for row in connection.execute(question).mappings())

    def delete(self, conversation_id: str) -> bool:
        """Delete a conversation with all its messages; False where there is none of this id."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
            return gone.rowcount > 0

    def _not_there(self, conversation_id: str) -> StorageError:
        return StorageError(f"{self._database.label} has no conversation {conversation_id!r}")


def _checked(role: str, content: object) -> Any:
    """The content as it is kept; UnknownNameError and InvalidValueError for what cannot be."""
    if role not in ROLES:
        raise UnknownNameError("role", role, ROLES)
    if isinstance(content, str):
        return content
    if not isinstance(content, list | tuple) or not all(isinstance(part, dict) for part in content):
        problem = f"must be text or a list of parts, not {type(content).__name__}"
        raise InvalidValueError("a message", {"content": problem})
    return as_kept("a message", content)
