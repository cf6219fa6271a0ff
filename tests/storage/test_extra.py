"""The room needs its extra, says so where it is missing, and loads of it only what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest


def python(script: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return ran.stdout


@pytest.mark.parametrize("missing", ["sqlalchemy", "alembic", "psycopg"])
def test_a_missing_library_is_told_with_the_extra_that_brings_it(missing: str) -> None:
    told = python(
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from modeldex.core.errors import StorageError\n"
        "try:\n    from modeldex.storage.database import Database\n"
        "except StorageError as error:\n    print(error)"
    )

    assert f"a database needs {missing}, not installed here: pip install 'modeldex[store]'" in told


def test_migrations_and_the_driver_of_the_server_load_where_they_are_used() -> None:
    loaded = python(
        "import sys, tempfile\n"
        "import modeldex.storage.aliases, modeldex.storage.conversations, modeldex.storage.notices\n"
        "import modeldex.storage.redirects, modeldex.storage.renaming, modeldex.storage.revision\n"
        "from modeldex.storage.database import Database\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    Database.open(f'sqlite:///{folder}/registry.db').close()\n"
        "print(sorted({'alembic', 'psycopg', 'mako'} & set(sys.modules)))"
    )

    assert loaded == "[]\n"
