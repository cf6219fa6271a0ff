"""The table of importers, and the conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.document import document_of
from modeldex.config.importers import bifrost, litellm, otari
from modeldex.config.importers.desk import Desk
from modeldex.core.errors import ConfigError, Fault, UnknownNameError

if TYPE_CHECKING:
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.importers.base import Converted, Importer

IMPORTERS: dict[str, Importer] = {
    one.kind: one for one in (litellm.IMPORTER, otari.IMPORTER, bifrost.IMPORTER)
}
"""Kind -> importer."""
_MOST_LEVELS = 60


def convert(kind: str, text: str, name: str, catalog: ModelCatalog) -> Converted:
    """A neighbour's configuration as one of ours; `name` is what errors call its file.

    UnknownNameError lists the kinds; ConfigError says where a file cannot be read, or that it is of
    another kind. Every key of the file is carried, left out with a reason, or to do; no secret that
    stands in it is in the result.
    """
    if kind not in IMPORTERS:
        raise UnknownNameError("kind of configuration", kind, IMPORTERS)
    importer = IMPORTERS[kind]
    document = document_of(name, text, importer.language)
    if not document.data:
        raise ConfigError([Fault(name, "", f"is empty; {_expected(importer)}")])
    if not _is_shallow(document.data):
        raise ConfigError([Fault(name, "", f"is nested more than {_MOST_LEVELS} levels deep")])
    if not importer.recognises(document.data):
        others = [one.kind for one in IMPORTERS.values() if one.recognises(document.data)]
        meant = f"; it looks like one of {others[0]}" if others else ""
        raise ConfigError(
            [Fault(name, "", f"is no configuration of {importer.title}: {_expected(importer)}{meant}")]
        )
    desk = Desk(document, importer.title, catalog)
    importer.convert(document.data, desk)
    return desk.settle(importer.reason)


def _expected(importer: Importer) -> str:
    return f"one has {importer.looks_like}"


def _is_shallow(value: object) -> bool:
    """Whether a file is no deeper than recursion can go, counted without it."""
    level = [value]
    for _ in range(_MOST_LEVELS):
        level = [inner for one in level for inner in _inner(one)]
        if not level:
            return True
    return False


def _inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
