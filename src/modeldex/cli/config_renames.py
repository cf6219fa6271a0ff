"""New ids in the configuration file: prepared and checked, before anything is put in place."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from modeldex.cli.stored_ids import MODELS, table
from modeldex.core.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.cli.successors import Successors
    from modeldex.config.document import Document
    from modeldex.config.editing import Renamed


class Written(NamedTuple):
    """One id in a document."""

    document: str
    """The file, or the variable."""
    key: str
    """`models`, or the alias that means it."""
    id: str
    """The id as it is written."""
    becomes: str | None
    """The full id at the end of its successors; None where it has none."""

    @property
    def place(self) -> str:
        """Where it stands, as a report names it."""
        return f"{Path(self.document).name}: {self.key}"

    @property
    def is_alias(self) -> bool:
        """Whether an alias means it: the name of a model in a document is known by standing there."""
        return self.key != MODELS


class Edit(NamedTuple):
    """A new content of the configuration file."""

    path: Path
    before: bytes
    """What stood in it when the content was made."""
    after: bytes
    renamed: tuple[Renamed, ...]

    def check_unchanged(self) -> None:
        """Raise ConfigError where somebody else has written the file meanwhile."""
        if self.path.read_bytes() != self.before:
            raise ConfigError([Fault(str(self.path), "", "was changed meanwhile; nothing was renamed")])


def written_ids(documents: Sequence[Document], successors: Successors) -> Iterator[Written]:
    """Every id of a model in documents: the names of models, and what aliases mean."""
    for document in documents:
        for name in table(document, MODELS):
            yield Written(document.name, MODELS, name, successors.end_of(name))
        for alias, target in table(document, "aliases", MODELS).items():
            if isinstance(target, str):
                yield Written(document.name, f"aliases.models.{alias}", target, successors.end_of(target))


def prepare(
    path: Path, written: Sequence[Written], successors: Successors, catalog: ModelCatalog
) -> Edit | None:
    """The content of the file with new ids; None where nothing changes.

    ConfigError has the faults that the file would have; it is changed in a copy.
    """
    from modeldex.config.editing import rename_ids

    ids = {successors.old_id(one.id, one.becomes): one.becomes for one in written if one.becomes is not None}
    if not ids:
        return None
    before = path.read_bytes()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(before)
        try:
            renamed = rename_ids(copy, ids, catalog)
        except ConfigError as error:
            raise ConfigError([_of_file(fault, path) for fault in error.faults]) from None
        return Edit(path, before, copy.read_bytes(), renamed) if renamed else None


def _of_file(fault: Fault, path: Path) -> Fault:
    """A fault of the copy as one of the file itself."""
    return Fault(str(path), fault.key, fault.problem, fault.line, fault.column)
