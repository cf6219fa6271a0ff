"""What is kept in a database: versions, aliases, redirects, conversations. SQLAlchemy lives only here."""

from __future__ import annotations

from importlib.util import find_spec

from modeldex.core.errors import StorageError

_MISSING = [name for name in ("sqlalchemy", "alembic", "psycopg") if find_spec(name) is None]
if _MISSING:
    raise StorageError(
        f"a database needs {', '.join(_MISSING)}, not installed here: pip install 'modeldex[store]'"
    )
