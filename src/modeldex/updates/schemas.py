"""The schemas in which a release is published: that of this modeldex, and the one before it.

Who has an older modeldex, which reads the schema before, gets the same facts without what only the newer
schema can say. `STEPS` has one entry per schema for which that can be done.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modeldex.catalog.digest import digest_of
from modeldex.catalog.schema import DIGESTED, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """What makes a catalog of one schema one of the schema before."""

    convert: Callable[[sqlite3.Connection], None]
    """Changes the tables; schema and digest are seen to."""
    digested: Mapping[str, str] = field(default_factory=lambda: DIGESTED)
    """What the digest of the schema before covers, as `catalog.schema.DIGESTED`."""


_NEWER_FIELDS = ("data_policy",)
"""Fields of a provider that a reader of schema 3 refuses."""


def _without_data_policies(db: sqlite3.Connection) -> None:
    for slug, written in db.execute("SELECT id, record FROM providers").fetchall():
        record = json.loads(written)
        kept = {name: value for name, value in record.items() if name not in _NEWER_FIELDS}
        if kept != record:
            text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
            db.execute("UPDATE providers SET record = ? WHERE id = ?", (text, slug))


STEPS: dict[int, Step] = {4: Step(_without_data_policies)}
"""Schema -> the step to the one before. Whoever raises `SCHEMA_VERSION` writes a step here, so that a release
still serves those who have not updated the package."""


def published_schemas(steps: Mapping[int, Step] = STEPS) -> tuple[int, ...]:
    """The schemas that a release has, the newest first."""
    return (SCHEMA_VERSION, SCHEMA_VERSION - 1) if SCHEMA_VERSION in steps else (SCHEMA_VERSION,)


def write_in_schema(catalog: Path, schema: int, target: Path, steps: Mapping[int, Step] = STEPS) -> None:
    """Write a catalog of `SCHEMA_VERSION` in this schema, or the one before, to another file.

    KeyError where there is no step to it.
    """
    shutil.copyfile(catalog, target)
    if schema == SCHEMA_VERSION:
        return
    step = steps[SCHEMA_VERSION]
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.execute("BEGIN")
        step.convert(db)
        db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(schema),))
        db.execute("UPDATE meta SET value = ? WHERE key = 'digest'", (digest_of(db, schema, step.digested),))
        db.execute(f"PRAGMA user_version = {schema}")
        db.execute("COMMIT")
        db.execute("VACUUM")
