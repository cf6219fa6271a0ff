"""Keys that were turned away: known until they change, by a digest alone, in this process and the next."""

from __future__ import annotations

import json
import logging
import os
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.accounts import person_file
from tests.providers.groq import GROQ, KEY, credentials, provider

from modeldex.providers.refused_keys import FILE, RefusedKeys

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HELD = credentials(GROQ_API_KEY=KEY)


def keys(path: Path | None = None) -> RefusedKeys:
    return RefusedKeys(path, clock=lambda: NOON)


def refuse(made: RefusedKeys, message: str = "Invalid API Key", status: int = 401) -> bool:
    return made.note(GROQ, HELD, status=status, message=message)


def test_a_key_that_is_refused_is_known_by_where_it_is_and_when_that_was():
    made = keys()

    assert made.find(GROQ, HELD) is None
    assert refuse(made)
    assert str(made.find(GROQ, HELD)) == (
        "the key in $GROQ_API_KEY was refused on 2026-11-24: Invalid API Key"
    )


def test_another_key_is_not_refused_and_the_old_one_still_is():
    refuse(made := keys())

    assert made.find(GROQ, credentials(GROQ_API_KEY=f"{KEY}0")) is None
    assert made.find(GROQ, credentials(GROQ_KEY=KEY)) is not None
    assert made.find(GROQ, credentials()) is None


def test_the_key_of_one_provider_says_nothing_of_another():
    refuse(made := keys())
    other = GROQ.replace(id="other")

    assert made.find(other, HELD) is None


@pytest.mark.parametrize(
    ("status", "kind", "is_of_the_key"),
    [
        (401, None, True),
        (401, "server", True),
        (403, "authentication", True),
        (403, "permission", False),
        (403, None, False),
        (400, "authentication", True),
        (200, "authentication", True),
        (429, "rate_limit", False),
        (500, None, False),
        (None, "authentication", True),
        (None, None, False),
    ],
)
def test_only_a_refusal_of_the_key_counts(status: int | None, kind: str | None, is_of_the_key: bool):
    made = keys()

    assert made.note(GROQ, HELD, status=status, kind=kind) is is_of_the_key
    assert (made.find(GROQ, HELD) is not None) is is_of_the_key


def test_where_no_key_was_sent_none_is_refused():
    assert not keys().note(GROQ, credentials(), status=401)
    assert not keys().note(GROQ, credentials(GROQ_API_KEY=f"{KEY}\n"), status=401)


def test_a_key_that_was_let_in_after_all_is_forgotten(tmp_path: Path):
    refuse(made := keys(tmp_path / FILE))
    made.forget(GROQ)
    made.forget(GROQ)

    assert made.find(GROQ, HELD) is None
    assert keys(tmp_path / FILE).find(GROQ, HELD) is None


def test_a_refusal_at_one_address_says_nothing_of_the_key_at_another():
    made = keys()
    sent = made.sent(GROQ, HELD, "https://wrong.example")
    made.note(GROQ, HELD, status=401, sent=sent)

    assert made.find(GROQ, HELD, "https://wrong.example") is not None
    assert made.find(GROQ, HELD, "https://api.groq.com") is None
    assert made.find(GROQ, HELD) is not None


def test_a_refusal_of_which_nobody_says_where_it_was_counts_everywhere():
    refuse(made := keys())

    assert made.find(GROQ, HELD, "https://api.groq.com") is not None


def test_the_key_that_was_sent_is_blamed_and_not_the_one_that_took_its_place():
    made, later = keys(), credentials(GROQ_API_KEY=f"{KEY}2")
    sent = made.sent(GROQ, HELD)
    made.note(GROQ, later, status=401, sent=sent, message=f"no such key: {KEY}")

    assert made.find(GROQ, later) is None
    assert KEY not in str(made.find(GROQ, HELD))


def test_one_key_that_is_let_in_clears_no_other():
    made, other = keys(), credentials(GROQ_API_KEY=f"{KEY}2")
    refuse(made)
    made.forget(GROQ, made.sent(GROQ, other))
    still = made.find(GROQ, HELD)
    made.forget(GROQ, made.sent(GROQ, HELD))

    assert still is not None
    assert made.find(GROQ, HELD) is None


def test_what_is_known_of_a_sent_key_shows_no_word_of_it():
    assert KEY not in repr(keys().sent(GROQ, HELD, "https://api.groq.com"))
    assert keys().sent(GROQ, credentials()) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_account_that_is_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    vertex = provider("vertex", credentials_file="ACCOUNT")

    assert keys().note(vertex, credentials(ACCOUNT=str(tmp_path / "pipe")), status=401)


def test_the_file_of_an_account_counts_by_its_content(tmp_path: Path):
    vertex = provider("vertex", credentials_file="ACCOUNT")
    kept = credentials(ACCOUNT=person_file(tmp_path))
    made = keys()
    made.note(vertex, kept, status=401)
    before = made.find(vertex, kept)
    person_file(tmp_path, quota_project_id="p")

    assert before is not None
    assert made.find(vertex, kept) is None


def test_the_next_process_knows_it(tmp_path: Path):
    refuse(keys(tmp_path / "new" / FILE))

    assert str(keys(tmp_path / "new" / FILE).find(GROQ, HELD)).endswith("Invalid API Key")


def test_another_process_is_heard_while_this_one_runs(tmp_path: Path):
    mine, theirs = keys(tmp_path / FILE), keys(tmp_path / FILE)
    before = mine.find(GROQ, HELD)
    refuse(theirs)
    after = mine.find(GROQ, HELD)
    mine.forget(GROQ)

    assert (before, after is not None) == (None, True)
    assert theirs.find(GROQ, HELD) is None


def test_neither_file_nor_text_nor_log_has_a_word_of_the_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    made = keys(tmp_path / FILE)
    with caplog.at_level(logging.DEBUG):
        refuse(made, f"Incorrect API key provided: {KEY}. See\nhttps://x.example\x1b[31m")
    told = made.find(GROQ, HELD)

    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert KEY.encode() not in written
    assert KEY[:12].encode() not in written
    assert KEY not in caplog.text + repr(made) + str(told) + repr(told)
    assert told is not None
    assert told.said.isprintable()


def test_the_file_is_its_owners_alone(tmp_path: Path):
    refuse(keys(tmp_path / FILE))

    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in tmp_path.iterdir()] == [0, 0]


def test_two_folders_know_the_same_key_by_different_digests(tmp_path: Path):
    for name in ("a", "b"):
        refuse(keys(tmp_path / name / FILE))
    digests = {json.loads((tmp_path / name / FILE).read_text())["refused"]["groq"]["key"] for name in "ab"}

    assert len(digests) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"form": 2, "refused": {}}',
        b'{"form": 1, "refused": {"groq": 1}}',
        b'{"form": 1, "refused": [1]}',
        b'{"form": 1, "refused": {"groq": {"key": "x"}}}',
        b"[" * 100_000,
        b'{"form": 1, "refused": {}}' + b" " * 300_000,
    ],
)
def test_a_damaged_file_is_none_and_the_next_refusal_mends_it(content: bytes, tmp_path: Path):
    (tmp_path / FILE).write_bytes(content)
    made = keys(tmp_path / FILE)

    assert made.find(GROQ, HELD) is None
    assert refuse(made)
    assert keys(tmp_path / FILE).find(GROQ, HELD) is not None


def test_where_nothing_can_be_written_it_is_known_in_this_process(tmp_path: Path):
    (tmp_path / "file").write_text("")
    made = keys(tmp_path / "file" / FILE)

    assert refuse(made)
    assert made.find(GROQ, HELD) is not None


def test_the_file_does_not_grow_without_end(tmp_path: Path):
    made = keys()
    for number in range(510):
        made.note(GROQ.replace(id=f"p{number}"), HELD, status=401)

    assert made.find(GROQ.replace(id="p0"), HELD) is None
    assert made.find(GROQ.replace(id="p509"), HELD) is not None


@given(st.text(max_size=300), st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=20))
def test_whatever_a_provider_says_is_short_and_on_a_line(message: str, key: str):
    marked = f"<{key}>"
    held = credentials(GROQ_API_KEY=marked)
    made = keys()
    made.note(GROQ, held, status=401, message=f"{message}{marked}{message}")
    told = made.find(GROQ, held)

    assert told is not None
    assert marked not in str(told)
    assert str(told).isprintable()
    assert len(told.said) <= 120
