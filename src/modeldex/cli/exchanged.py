"""What an export or an import says of itself, paragraph by paragraph."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from modeldex.exchange.curated import Curating
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger

_WIDTH = 80
_NAMED = 5
"""How many of those that share a reason are named."""


def rows(count: int) -> str:
    """How many rows, in words."""
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def of_export(format_name: str, ledger: Ledger, target: Path | None) -> Iterator[str]:
    """How much was written, and what could not be."""
    into = f" to {target}" if target is not None else ""
    yield f"{ledger.models:,} {'model' if ledger.models == 1 else 'models'} written as {format_name}{into}"
    yield from _counted("not carried, of so many models:", ledger.not_carried)
    yield from _counted("the format requires, and nobody states:", ledger.unknown)
    yield from _counted("unknown, and taken as a no by other readers:", ledger.read_otherwise)
    yield from _reasons("left out", ledger.left_out)


def of_import(imported: Imported, *, is_told: bool) -> Iterator[str]:
    """What became rows, and what became of the rest; `is_told`: the format was told from the content."""
    told = ", told from its content" if is_told else ""
    yield f"{imported.path}: {rows(len(imported.rows))}, read as {imported.format}{told}"
    yield from _counted("stated, by so many rows:", imported.carried)
    yield from _counted("not kept, a row has no place for it:", imported.not_kept)
    yield from _counted("unknown fields:", imported.unknown_fields)
    yield from _reasons("left out", imported.skipped)
    if imported.not_priced:
        yield from _reasons("no price", dict.fromkeys(imported.not_priced, "zeros were taken as not priced"))
    yield from _reasons("mended", imported.mended)


def of_curating(made: Curating) -> Iterator[str]:
    """What a file does to the facts kept by hand."""
    new, changed = len(made.added), len(made.changed)
    are, get = "is" if new == 1 else "are", "gets" if changed == 1 else "get"
    yield f"{rows(new)} {are} new, {changed:,} {get} cells"
    yield from (_folded(f"conflict: {one}") for one in made.conflicts)


def as_record(imported: Imported) -> dict[str, Any]:
    """The rows of a file and the account of it, for programs."""
    return {
        "format": imported.format,
        "path": imported.path,
        "rows": imported.rows,
        "carried": dict(imported.carried),
        "not_kept": dict(imported.not_kept),
        "unknown_fields": dict(imported.unknown_fields),
        "skipped": imported.skipped,
        "not_priced": imported.not_priced,
        "mended": imported.mended,
    }


def _counted(heading: str, counts: Mapping[str, int]) -> Iterator[str]:
    """One paragraph: names and how often, the most frequent first."""
    if counts:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield _folded(f"{heading} {', '.join(f'{name} {count:,}' for name, count in ordered)}")


def _reasons(heading: str, reasons: Mapping[str, str]) -> Iterator[str]:
    """One paragraph a reason: the first few of those that share it, and how many more."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        yield _folded(f"{heading}: {', '.join(names[:_NAMED])}{more}: {reason}")


def _folded(text: str) -> str:
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterable[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="  ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
