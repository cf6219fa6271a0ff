"""`ModelVersions`: what the registry was told of each model, version by version."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select

from modeldex.core.errors import InvalidValueError, StaleWriteError, UnknownNameError
from modeldex.core.model_entry import CHANGES
from modeldex.storage.column_types import as_kept, check_texts, moment_given, shortened
from modeldex.storage.generation import generation_now, next_generation
from modeldex.storage.tables import model_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection
    from sqlalchemy.sql import ColumnElement, Select

    from modeldex.storage.database import Database
    from modeldex.storage.generation import Generation

_ASKED_AT_ONCE = 500
"""Models in one question; SQLite takes no more than some parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """One change of one model, that is to be written."""

    model: str
    """Full id."""
    change: str
    """One of CHANGES."""
    content: dict[str, Any] | None
    """What is said of the model from now on, as plain values; None: nothing any more."""
    expected: int | None = None
    """The version that must be the latest, 0 for none; None: whatever there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One version of one model, as it was written."""

    model: str
    """Full id."""
    version: int
    """From 1, without a gap."""
    change: str
    """One of CHANGES."""
    content: dict[str, Any] | None
    """What was said of the model, as plain values; None: nothing any more."""
    actor: str | None
    """Who did it; None where nobody said."""
    reason: str | None
    """Why; None where nobody said."""
    recorded_at: datetime
    """When, in UTC; never before the version before."""
    generation: int
    """The generation that it came with."""


class ModelVersions:
    """The versions of a database. Each is written once and stays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self, changes: Iterable[NewVersion], *, actor: str | None = None, reason: str | None = None
    ) -> tuple[StoredVersion, ...]:
        """Write changes, all of them or none, as one generation; returned once they are on the disk.

        StaleWriteError where a model is not at the version that a change expected; UnknownNameError
        and InvalidValueError for what cannot be written. Without changes nothing happens.
        """
        check_texts("a change", {}, {"actor": actor, "reason": reason})
        given = tuple(_checked(new) for new in changes)
        if not given:
            return ()
        with self._database.writing() as connection:
            generation = next_generation(connection)
            latest = latest_numbers(connection, sorted({new.model for new in given}))
            made = tuple(_numbered(new, latest, generation, actor, reason) for new in given)
            connection.execute(insert(model_versions), [asdict(version) for version in made])
        return made

    def latest(self) -> tuple[StoredVersion, ...]:
        """The latest version of every model, also where it says nothing any more; by model."""
        return self._read(latest_question())

    def versions(self, model: str) -> tuple[StoredVersion, ...]:
        """Every version of a model, the oldest first; none where nobody has said anything of it."""
        return self._read(select(model_versions).where(model_versions.c.model == model))

    def as_recorded(self, moment: datetime) -> tuple[StoredVersion, ...]:
        """What was the latest version of every model at a moment, what was written then included."""
        moment_given(moment, "as_recorded")
        return self._read(latest_question(model_versions.c.recorded_at <= moment))

    def since(self, generation: int) -> tuple[StoredVersion, ...]:
        """Every version that came after a generation, in the order of generations."""
        found = self._read(select(model_versions).where(model_versions.c.generation > generation))
        return tuple(sorted(found, key=lambda version: version.generation))

    def generation(self) -> int:
        """The number of the newest generation; 0 before the first change."""
        with self._database.reading() as connection:
            return generation_now(connection)

    def _read(self, question: Select[Any]) -> tuple[StoredVersion, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(question).mappings().all()
        # sorted here, since databases do not agree on the order of texts
        return tuple(sorted((StoredVersion(**row) for row in rows), key=_place))


_MOST = func.max(model_versions.c.version).label("version")


def latest_question(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The question for the latest version of every model, among those that meet the conditions."""
    newest = (
        select(model_versions.c.model, _MOST).where(*conditions).group_by(model_versions.c.model).subquery()
    )
    is_newest = and_(model_versions.c.model == newest.c.model, model_versions.c.version == newest.c.version)
    return select(model_versions).join(newest, is_newest)


def latest_numbers(connection: Connection, models: Sequence[str]) -> dict[str, int]:
    """Model -> number of its latest version; models without one are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(models), _ASKED_AT_ONCE):
        some = models[start : start + _ASKED_AT_ONCE]
        asked = select(model_versions.c.model, _MOST).where(model_versions.c.model.in_(some))
        rows = connection.execute(asked.group_by(model_versions.c.model))
        found |= dict(rows.all())
    return found


def _numbered(
    new: NewVersion, latest: dict[str, int], generation: Generation, actor: str | None, reason: str | None
) -> StoredVersion:
    """The version that a change becomes, which is the latest from then on."""
    before = latest.get(new.model, 0)
    if new.expected is not None and new.expected != before:
        raise StaleWriteError(new.model, new.expected, before)
    latest[new.model] = before + 1
    return StoredVersion(
        model=new.model,
        version=before + 1,
        change=new.change,
        content=new.content,
        actor=actor,
        reason=reason,
        recorded_at=generation.recorded_at,
        generation=generation.number,
    )


def _checked(new: NewVersion) -> NewVersion:
    """The change with its content as it comes back; an error for what cannot be written."""
    subject = f"a change of {shortened(new.model)}"
    check_texts(subject, {"model": new.model}, {})
    if new.change not in CHANGES:
        raise UnknownNameError("change", new.change, CHANGES)
    if new.content is not None and not isinstance(new.content, dict):
        raise InvalidValueError(subject, {"content": f"must be a dict or None, not {new.content!r}"})
    return replace(new, content=as_kept(subject, new.content))


def _place(version: StoredVersion) -> tuple[str, int]:
    return version.model, version.version
