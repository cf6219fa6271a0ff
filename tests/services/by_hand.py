"""Statements run as the program of a database runs them: without any help of the library."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg


def run_by_hand(url: str, script: str) -> None:
    """Run a script of statements; what it begins and does not commit is undone."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(script)
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(script.encode())
