"""The URL of a database: what may be written, and how it is shown."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from modeldex.core.errors import StorageError
from modeldex.settings import with_variables

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_SCHEMES = {
    "sqlite": SQLITE,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "postgresql+psycopg": POSTGRESQL,
}
_DRIVERS = {SQLITE: "sqlite+pysqlite", POSTGRESQL: "postgresql+psycopg"}
_HOW = "write sqlite:///file.db, sqlite:////folder/file.db, or postgresql://user@host/database"
_ESCAPES = "in a password with %40 for @, %3A for :, %2F for /"


def read_address(url: str) -> URL:
    """The parts of a URL, in which `${NAME}` stands for an environment variable.

    StorageError says how to write one. No message repeats what may be a password.
    """
    try:
        url = with_variables(url, os.environ)
    except ValueError as error:
        raise StorageError(f"the database URL {error}") from None
    scheme, found, _ = url.partition("://")
    if not found:
        raise StorageError(_no_url(url))
    if scheme not in _SCHEMES:
        raise StorageError(f"a database URL cannot begin with {scheme}://; {_HOW}")
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError(f"the {scheme}:// URL cannot be read; {_HOW}, {_ESCAPES}") from None
    if _SCHEMES[scheme] == SQLITE:
        _check_file(parts)
    elif "@" in f"{parts.host}{parts.database}":  # the rest of a password, which its own @ has cut
        raise StorageError(f"the {scheme}:// URL has more than one @; {_HOW}, {_ESCAPES}")
    elif not parts.database:
        raise StorageError(f"{label_of(parts)} names no database; {_HOW}")
    return parts.set(drivername=_DRIVERS[_SCHEMES[scheme]])


def label_of(parts: URL) -> str:
    """The URL as it may be shown: without password and parameters."""
    shown = URL.create(parts.get_backend_name(), parts.username, None, parts.host, parts.port, parts.database)
    return shown.render_as_string()


def file_of(parts: URL) -> Path:
    """The file of an SQLite database."""
    return Path(parts.database or "")


def _no_url(text: str) -> str:
    if "@" in text or not text.strip():
        return f"the database is no URL; {_HOW}"
    return f"the database {text!r} is no URL; write sqlite:///{text}, or postgresql://user@host/database"


def _check_file(parts: URL) -> None:
    if parts.host or parts.username or parts.password or parts.port:
        raise StorageError(f"an SQLite URL has a file alone, after three slashes; {_HOW}")
    if parts.query:
        raise StorageError(f"an SQLite URL takes no parameters, and has {', '.join(parts.query)}")
    if parts.database in (None, "", ":memory:") or str(parts.database).startswith("file:"):
        raise StorageError(
            "an SQLite URL needs a file, as in sqlite:///file.db;"
            " a registry that is to stay in memory needs no database"
        )
