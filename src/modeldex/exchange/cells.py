"""The cells of two rows about one model, put together; what they say against each other is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS, UNKNOWN_CELL, is_blank
from modeldex.core.capability import CAPABILITIES, format_masks, parse_masks

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_PAIRS = ("rates", "benchmarks", "scores", "default_parameters", "original")
"""Columns whose cell holds `name=value` pairs."""
_DATE = "updated"
"""When a row was last read: the later day holds."""


def joined(
    before: Mapping[str, str], added: Mapping[str, str], *, replace: bool
) -> tuple[dict[str, str], list[str]]:
    """The cells of a row with those of another added, and where the two contradict each other.

    Where they do, the cell stays as it was, or the added one takes its place if `replace`.
    """
    cells = {column: cell for column, cell in before.items() if not is_blank(cell)}
    conflicts: list[str] = []
    for column, cell in added.items():
        if column == "id" or is_blank(cell):
            continue
        old = cells.get(column)
        if old is None:
            cells[column] = cell
        elif column == _DATE:
            cells[column] = max(old, cell)
        else:
            cells[column], told = _both(column, old, cell, replace=replace)
            conflicts += told
    return cells, conflicts


def _both(column: str, old: str, new: str, *, replace: bool) -> tuple[str, list[str]]:
    if column == "caps":
        return _capabilities(old, new, replace=replace)
    if column == "alias":
        return " ".join(dict.fromkeys(f"{old} {new}".split())), []
    if column in _OF_PAIRS and UNKNOWN_CELL not in (old, new):
        return _pairs(column, old, new, replace=replace)
    if _canonical(column, old) == _canonical(column, new):
        return old, []
    return (new, []) if replace else (old, [f"{column}: {old} stands there, and the file says {new}"])


def _canonical(column: str, cell: str) -> str:
    field = FIELDS.get(column)
    return cell if field is None or cell == UNKNOWN_CELL else field.format(field.parse(cell))


def _pairs(column: str, old: str, new: str, *, replace: bool) -> tuple[str, list[str]]:
    pairs = dict(word.split("=", 1) for word in old.split())
    conflicts = []
    for word in new.split():
        name, _, value = word.partition("=")
        if pairs.setdefault(name, value) != value:
            if replace:
                pairs[name] = value
            elif column != "original":  # the text of a source, beside the value that is told already
                conflicts.append(f"{column}: {name}={pairs[name]} stands there, and the file says {value}")
    return " ".join(f"{name}={pairs[name]}" for name in sorted(pairs)), conflicts


def _capabilities(old: str, new: str, *, replace: bool) -> tuple[str, list[str]]:
    was, says = parse_masks(old), parse_masks(new)
    torn = [
        name
        for name, item in CAPABILITIES.items()
        if (sum(was) & sum(says) & item.mask) and _say(was, item.mask) != _say(says, item.mask)
    ]
    stated = sum(says) if replace else sum(says) & ~sum(was)
    yes, no, unknown = ((mine & ~stated) | (theirs & stated) for mine, theirs in zip(was, says, strict=True))
    marked = [f"?{name}" for name, item in CAPABILITIES.items() if unknown & item.mask]
    cell = " ".join(filter(None, (format_masks(yes, no), *marked)))
    conflicts = [] if replace else [f"caps: the file says otherwise of {name}" for name in torn]
    return cell, conflicts


def _say(masks: tuple[int, int, int], mask: int) -> list[bool]:
    return [bool(one & mask) for one in masks]
