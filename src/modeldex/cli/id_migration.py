"""What becomes of the stored ids of models: in the database, in the configuration, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.cli.config_renames import prepare, written_ids
from modeldex.cli.configured import documents
from modeldex.cli.session import asked_catalog
from modeldex.cli.stored_ids import stored_names
from modeldex.cli.successors import Successors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.cli.config_renames import Edit, Written
    from modeldex.cli.stored_ids import StoredNames
    from modeldex.settings import Settings
    from modeldex.storage.database import Database
    from modeldex.storage.renames import RenamePlan

RENAMED, NO_SUCCESSOR, CONFLICT, BY_HAND = "renamed", "no successor", "conflict", "by hand"
"""What becomes of an id; all but the first leave it as it is."""
_PLACES = {"conversations": "conversations", "name_aliases": "aliases", "model_versions": "models"}
"""Table -> what people call it."""


class IdLine(NamedTuple):
    """One id in one place, and what becomes of it."""

    place: str
    """`conversations`, `aliases`, `models`, or the file and the key in it."""
    id: str
    """The id as it is kept."""
    becomes: str | None
    """The new id; None where it has no successor."""
    rows: int
    """Rows that hold it; of a model 1."""
    outcome: str
    """`renamed`, `no successor`, `conflict` or `by hand`."""


class IdMigration(NamedTuple):
    """Everything that is to be done, and what is left as it is."""

    plan: RenamePlan
    """The part of the database."""
    edit: Edit | None
    """The part of the configuration file; None where it stays."""
    left: tuple[IdLine, ...]
    """What is not renamed."""
    named: frozenset[str]
    """What is left although a line of the map names it."""
    unknown: tuple[str, ...]
    """New ids out of a map that no model has here."""
    unused: tuple[str, ...]
    """Old ids of the map that nothing is kept under."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is to be renamed."""
        return not self.plan.renames and self.edit is None

    @property
    def has_findings(self) -> bool:
        """Whether something that was to be renamed is left, or would mean no model then."""
        return bool(self.unknown) or any(
            line.outcome != NO_SUCCESSOR or line.id in self.named for line in self.left
        )

    def lines(self) -> tuple[IdLine, ...]:
        """The report: what is renamed, then what is left."""
        done = [IdLine(_PLACES[one.place], one.old, one.new, one.rows, RENAMED) for one in self.plan.renames]
        if self.edit is not None:
            name = self.edit.path.name
            done += [
                IdLine(f"{name}: {one.key}", one.before, one.after, 1, RENAMED) for one in self.edit.renamed
            ]
        return (*done, *self.left)


def plan_migration(renames: Mapping[str, str] | None, settings: Settings, database: Database) -> IdMigration:
    """What a map, or without one the catalog, makes of the stored ids; nothing is changed.

    ConfigError has the faults that the configuration file would have afterwards.
    """
    from modeldex.config.document import TOML
    from modeldex.storage.renames import plan

    catalog, read = asked_catalog(), tuple(documents(settings))
    stored = stored_names(catalog, read, database)
    successors = Successors(stored, renames)

    def is_known(name: str) -> bool:
        is_named = name in stored.aliases or successors.is_target(name)
        return is_named or successors.meaning(name) is not None

    planned = plan(database, successors.of, is_known)
    written = tuple(written_ids(read, successors))
    path = settings.config_file if read and read[0].language == TOML else None
    in_file = [one for one in written if path is not None and one.document == str(path)]
    edit = None if path is None else prepare(path, in_file, successors, catalog)
    by_hand = [one for one in written if one.becomes is not None and one not in in_file]
    lost = [one for one in written if one.is_alias and one.becomes is None and not is_known(one.id)]
    left = (*_left_in_database(planned), *_lines(by_hand, BY_HAND), *_lines(lost, NO_SUCCESSOR))
    return IdMigration(
        plan=planned,
        edit=edit,
        left=left,
        named=frozenset(line.id for line in left if successors.is_named(line.id)),
        unknown=tuple(_unknown(planned, edit, stored, successors)),
        unused=successors.unused((*_kept(planned), *(one.id for one in written))),
    )


def _kept(planned: RenamePlan) -> Iterator[str]:
    """The ids in the database that a map can speak of."""
    for part in (planned.renames, planned.conflicts):
        yield from (one.old for one in part)
    yield from (one.id for one in planned.stranded)


def _left_in_database(planned: RenamePlan) -> Iterator[IdLine]:
    for one in planned.stranded:
        yield IdLine(_PLACES[one.place], one.id, None, one.rows, NO_SUCCESSOR)
    for torn in planned.conflicts:
        yield IdLine("models", torn.old, torn.new, 1, CONFLICT)


def _lines(written: Iterable[Written], outcome: str) -> Iterator[IdLine]:
    return (IdLine(one.place, one.id, one.becomes, 1, outcome) for one in written)


def _unknown(
    planned: RenamePlan, edit: Edit | None, stored: StoredNames, successors: Successors
) -> list[str]:
    """New ids that mean no model, also once the user's own models have their new ids."""
    new = {one.new for one in planned.renames} | {one.after for one in (edit.renamed if edit else ())}
    own = {successors.end_of(full_id) or full_id for full_id in stored.own}
    own |= {full_id.partition("/")[2] for full_id in own}
    return sorted(name for name in new - own if successors.meaning(name) is None)
