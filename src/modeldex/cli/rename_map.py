"""A map of renames: the ids that were, and what each is called now."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from modeldex.config.document import read_document
from modeldex.core.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_HEADER = ["old", "new"]
_DOCUMENTS = (".toml", ".yaml", ".yml", ".json")


class _Row(NamedTuple):
    """One rename as it is written, and how a fault of it is told."""

    old: object
    new: object
    fault: Callable[[str], Fault]


def read_map(path: Path) -> dict[str, str]:
    """The renames in a file: CSV with the columns `old` and `new`, or one table of TOML, YAML or JSON.

    ConfigError has every fault with its place.
    """
    faults: list[Fault] = []
    found: dict[str, str] = {}
    places: dict[str, _Row] = {}
    rows = _of_document(path) if path.suffix.lower() in _DOCUMENTS else _of_csv(path, faults)
    for row in rows:
        problem = _problem(row, found)
        if problem is not None:
            faults.append(row.fault(problem))
            continue
        found[str(row.old)] = str(row.new)
        places[str(row.old)] = row
    faults += [places[old].fault(f"goes in a circle: {' -> '.join(way)}") for old, way in _circles(found)]
    if not found and not faults:
        faults.append(Fault(str(path), "", "states no rename; write a line for each, OLD,NEW"))
    if faults:
        raise ConfigError(sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0)))
    return found


def _of_document(path: Path) -> Iterator[_Row]:
    document = read_document(path)
    for old, new in document.data.items():
        yield _Row(old, new, partial(document.fault, (old,)))


def _of_csv(path: Path, faults: list[Fault]) -> Iterator[_Row]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError([Fault(str(path), "", "is not UTF-8; save it in that encoding")]) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in lines:
            line = lines.line_num
            trimmed = [cell.strip() for cell in cells]
            if not any(trimmed) or trimmed[0].startswith("#") or (line == 1 and trimmed == _HEADER):
                continue
            if len(trimmed) != len(_HEADER):
                faults.append(_fault(path, trimmed[0], line, "must be two cells: OLD,NEW"))
                continue
            old, new = trimmed
            yield _Row(old, new, partial(_fault, path, old, line))
    except csv.Error as error:
        faults.append(_fault(path, "", lines.line_num, f"is no CSV: {error}"))


def _fault(path: Path, key: str, line: int, problem: str) -> Fault:
    return Fault(str(path), key, problem, line, 1)


def _problem(row: _Row, found: dict[str, str]) -> str | None:
    for what, name in (("old", row.old), ("new", row.new)):
        if not isinstance(name, str) or not name.isprintable() or not name or name != name.strip():
            return f"the {what} id must be one line of text without outer blanks, not {name!r}"
    if row.old == row.new:
        return "is renamed to itself"
    if row.old in found:
        return f"is renamed twice: {found[str(row.old)]} stands above"
    return None


def _circles(found: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each old id from which the renames come back to it, and the way they go."""
    for old, new in found.items():
        way = [old, new]
        while way[-1] in found and way[-1] not in way[:-1]:
            way.append(found[way[-1]])
        if way[-1] == old:
            yield old, way
