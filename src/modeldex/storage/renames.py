"""Stored ids that have a new name: where they stand, and how they become the new ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from modeldex.core.errors import InvalidValueError
from modeldex.storage.tables import conversations, name_aliases
from modeldex.storage.versions import latest_question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection, RowMapping

    from modeldex.storage.database import Database

CONVERSATIONS, ALIASES, VERSIONS = "conversations", "name_aliases", "model_versions"
"""The places where ids of models are kept: names of tables. Redirects are history, and stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """One id that becomes another, in one place."""

    place: str
    """The table."""
    old: str
    """The id as it is kept."""
    new: str
    """The id at the end of its successors."""
    rows: int
    """Rows that hold it; of versions 1, since only what is in force moves."""
    version: int | None = None
    """The latest version of the old id; None in other places."""
    content: dict[str, Any] | None = None
    """What is said of the model under its new id; None in other places."""
    new_version: int = 0
    """The latest version of the new id, which says nothing any more; 0 where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """One id that nobody knows, in one place: it is left as it is."""

    place: str
    """The table."""
    id: str
    """The id as it is kept."""
    rows: int
    """Rows that hold it."""
    ends_at: str | None
    """The last of its successors, which nobody knows either; None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One id whose versions stay: something is said of its new id already, or others move there too."""

    old: str
    """The id as it is kept."""
    new: str
    """The id at the end of its successors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamePlan:
    """What becomes of the ids of a database that are no longer in use."""

    renames: tuple[Rename, ...]
    """What `apply` does."""
    stranded: tuple[Stranded, ...]
    """Ids without a successor that is known."""
    conflicts: tuple[Conflict, ...]
    """Ids whose versions have nowhere to go; remove one side, then plan again."""


def plan(
    database: Database, successor_of: Callable[[str], str | None], is_known: Callable[[str], bool]
) -> RenamePlan:
    """Look for stored ids that have a successor, or that nobody knows; nothing is changed.

    An id with a successor is renamed to the end of its successors. One without stays, and is listed
    where it is not known. InvalidValueError names every id whose successors go in a circle.
    """
    with database.reading() as connection:
        newest = {row["model"]: row for row in connection.execute(latest_question()).mappings()}
        found = (*_named(connection), *_said(newest))
    taken = {model for model, row in newest.items() if row["content"] is not None}
    heads = {model: int(row["version"]) for model, row in newest.items()}
    ends = _ends({one.old for one in found}, successor_of)
    moving = [replace(one, new=ends[one.old]) for one in found if ends[one.old] != one.old]
    reached = [_under_its_new_id(one, heads.get(one.new, 0)) for one in moving if is_known(one.new)]
    stranded = [_stranded(one, one.new) for one in moving if not is_known(one.new)]
    stranded += [_stranded(one, None) for one in found if ends[one.old] == one.old and not is_known(one.old)]
    into = Counter(one.new for one in reached if one.place == VERSIONS)
    torn = [one for one in reached if one.place == VERSIONS and (one.new in taken or into[one.new] > 1)]
    return RenamePlan(
        renames=tuple(one for one in reached if one not in torn),
        stranded=tuple(sorted(stranded, key=lambda one: (one.place, one.id))),
        conflicts=tuple(Conflict(old=one.old, new=one.new) for one in torn),
    )


def _named(connection: Connection) -> Iterator[Rename]:
    """Every id of a model that conversations and aliases name, as a rename to itself; by place and id."""
    of_conversations = select(conversations.c.model, func.count()).group_by(conversations.c.model)
    of_aliases = (
        select(name_aliases.c.target, func.count())
        .where(name_aliases.c.kind == "model", name_aliases.c.target.is_not(None))
        .group_by(name_aliases.c.target)
    )
    for place, question in ((CONVERSATIONS, of_conversations), (ALIASES, of_aliases)):
        for stored, rows in sorted(connection.execute(question).all()):
            yield Rename(place=place, old=stored, new=stored, rows=rows)


def _said(newest: Mapping[str, RowMapping]) -> Iterator[Rename]:
    """Every model of which something is said, as a rename to itself; by id."""
    for model, row in sorted(newest.items()):
        if row["content"] is not None:
            version, content = row["version"], row["content"]
            yield Rename(place=VERSIONS, old=model, new=model, rows=1, version=version, content=content)


def _ends(ids: Iterable[str], successor_of: Callable[[str], str | None]) -> dict[str, str]:
    """Id -> the end of its successors; itself where it has none."""
    ends, circles = {}, {}
    for start in sorted(ids):
        way = [start]
        while (following := successor_of(way[-1])) is not None and following not in way:
            way.append(following)
        if following is not None:
            circles[start] = f"its successors go in a circle: {' -> '.join((*way, following))}"
        ends[start] = way[-1]
    if circles:
        raise InvalidValueError("the renames", circles)
    return ends


def _under_its_new_id(rename: Rename, new_version: int) -> Rename:
    """The rename, with a content that names the new id where it states a whole model."""
    if rename.content is None:
        return rename
    content, model = rename.content, rename.content.get("model")
    if isinstance(model, dict):
        provider, _, model_id = rename.new.partition("/")
        content = {**content, "model": {**model, "provider": provider, "model_id": model_id}}
    return replace(rename, content=content, new_version=new_version)


def _stranded(rename: Rename, ends_at: str | None) -> Stranded:
    return Stranded(place=rename.place, id=rename.old, rows=rename.rows, ends_at=ends_at)
