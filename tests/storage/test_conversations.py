"""Conversations keep their messages in order, without a gap, whoever writes at the same time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex.core.errors import InvalidValueError, StorageError, UnknownNameError
from modeldex.storage.conversations import ROLES, Conversations

if TYPE_CHECKING:
    from modeldex.storage.conversations import ConversationHead
    from modeldex.storage.database import Database

PARTS: list[dict[str, Any]] = [
    {"type": "text", "text": "What is this?"},
    {"type": "image", "url": "data:,", "detail": None},
]


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_a_new_conversation_has_no_messages(conversations: Conversations) -> None:
    made = conversations.create("acme/falcon-2", "About birds")

    assert made.messages == ()
    assert made.created_at == made.updated_at
    assert conversations.get(made.id) == made
    assert conversations.get_or_raise(made.id) == made


def test_messages_are_read_as_they_were_written(conversations: Conversations) -> None:
    one = conversations.create("acme/falcon-2")
    said = [
        conversations.append(one.id, "system", "Be short.\n\0 \ud83d"),
        conversations.append(one.id, "user", PARTS),
        conversations.append(one.id, "assistant", ""),
        conversations.append(one.id, "assistant", []),
    ]

    found = conversations.get_or_raise(one.id)
    assert list(found.messages) == said
    assert [message.position for message in said] == [0, 1, 2, 3]
    assert [message.content for message in said] == ["Be short.\n\0 \ud83d", PARTS, "", []]
    assert found.updated_at == said[-1].created_at
    assert (found.title, found.model, found.created_at) == (None, "acme/falcon-2", one.created_at)


@given(
    content=st.one_of(
        st.text(),
        st.lists(st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.integers(), st.text()))),
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_comes_back(content: Any, conversations: Conversations) -> None:
    one = conversations.create("acme/falcon-2")
    conversations.append(one.id, "user", content)

    assert conversations.get_or_raise(one.id).messages[0].content == content


def test_a_conversation_that_is_not_there_is_none_or_an_error(conversations: Conversations) -> None:
    assert conversations.get("gone") is None
    assert conversations.delete("gone") is False
    with pytest.raises(StorageError, match="has no conversation 'gone'"):
        conversations.get_or_raise("gone")
    with pytest.raises(StorageError, match="has no conversation 'gone'"):
        conversations.append("gone", "user", "Hello")


def test_a_deleted_conversation_is_gone_with_its_messages(conversations: Conversations) -> None:
    one, other = conversations.create("acme/falcon-2"), conversations.create("acme/falcon-2")
    conversations.append(one.id, "user", "Hello")
    conversations.append(other.id, "user", "Hello")

    assert conversations.delete(one.id) is True
    assert conversations.get(one.id) is None
    assert [head.id for head in conversations.list()] == [other.id]
    assert len(conversations.get_or_raise(other.id).messages) == 1


def test_conversations_are_listed_page_by_page_the_last_spoken_in_first(conversations: Conversations) -> None:
    made = [conversations.create("acme/falcon-2", str(number)) for number in range(5)]
    conversations.append(made[1].id, "user", "Hello")

    pages: list[str | None] = []
    page: tuple[ConversationHead, ...] = conversations.list(2)
    while page:
        pages.extend(head.title for head in page)
        page = conversations.list(2, before=page[-1])

    assert pages == ["1", "4", "3", "2", "0"]


def test_conversations_of_the_same_moment_are_all_listed(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = conversations.create("acme/falcon-2").created_at + timedelta(seconds=1)
    monkeypatch.setattr("modeldex.storage.conversations.now", lambda: moment)
    ids = {conversations.create("acme/falcon-2").id for _ in range(4)}

    first = conversations.list(2)
    second = conversations.list(2, before=first[-1])

    assert {head.id for head in first + second} == ids


def test_time_never_runs_back_in_a_conversation(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = conversations.create("acme/falcon-2")
    monkeypatch.setattr("modeldex.storage.conversations.now", lambda: one.created_at - timedelta(hours=1))

    assert conversations.append(one.id, "user", "Hello").created_at == one.created_at


def test_positions_have_no_gap_when_several_write(conversations: Conversations) -> None:
    one = conversations.create("acme/falcon-2")

    def work() -> None:
        for number in range(8):
            conversations.append(one.id, "user", str(number))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    messages = conversations.get_or_raise(one.id).messages
    assert [message.position for message in messages] == list(range(32))
    assert sorted(str(message.content) for message in messages) == sorted(
        str(n) for n in range(8) for _ in "1234"
    )


@pytest.mark.parametrize("content", [None, 3, {"type": "text"}, ["text"], [{"x": float("inf")}], b"text"])
def test_content_that_is_neither_text_nor_parts_is_refused(
    content: Any, conversations: Conversations
) -> None:
    one = conversations.create("acme/falcon-2")

    with pytest.raises(InvalidValueError, match="content"):
        conversations.append(one.id, "user", content)
    assert conversations.get_or_raise(one.id).messages == ()


def test_an_unknown_role_is_refused_with_those_there_are(conversations: Conversations) -> None:
    one = conversations.create("acme/falcon-2")
    with pytest.raises(UnknownNameError) as caught:
        conversations.append(one.id, "usr", "Hello")

    assert caught.value.known == ROLES


def test_a_model_or_title_that_cannot_be_kept_is_refused(conversations: Conversations) -> None:
    with pytest.raises(InvalidValueError) as caught:
        conversations.create("", "\0")

    assert list(caught.value.problems) == ["model", "title"]
