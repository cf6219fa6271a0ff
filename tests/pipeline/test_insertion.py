"""Rows into the catalog file: all of them arrive, in their order, however many a statement takes."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from modeldex.pipeline.insertion import insert


@given(st.integers(0, 700), st.integers(1, 60))
def test_every_row_arrives_once_and_as_it_is(count: int, width: int) -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute(f"CREATE TABLE facts ({', '.join(f'c{n}' for n in range(width))})")
        rows = [(number, *(f"{number}.{n}" for n in range(width - 1))) for number in range(count)]

        insert(db, "facts", rows)

        assert db.execute("SELECT * FROM facts ORDER BY rowid").fetchall() == rows
    finally:
        db.close()


def test_a_row_wider_than_a_statement_of_many_still_arrives() -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute(f"CREATE TABLE facts ({', '.join(f'c{n}' for n in range(600))})")

        insert(db, "facts", [tuple(range(600)), tuple(range(600, 1200))])

        assert [row[0] for row in db.execute("SELECT * FROM facts")] == [0, 600]
    finally:
        db.close()
