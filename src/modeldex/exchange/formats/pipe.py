"""A short table whose cells are parted by `|`: thirteen columns that a person reads at a glance.

    id|alias|name|status|pricing|context|caps|benchmarks|description|classify|source|quality|updated

`pricing` is `input/output` or `input/output/cache` in USD per million tokens; each is an amount,
`free`, `variable` or `?` for unknown, and one word stands for both where input and output are both
free, both variable or both unknown. `status` is a letter, `caps` a signed list, `classify` Y or N.
Any other blank cell is unknown. A `|` in a text becomes `¦`; a line break cannot stand in one. A
model whose id holds a `|` is left out.

Not carried: output limits, all rates but those three, and what else has no column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.list_fields import Scores
from modeldex.core.quality import BENCHMARKS
from modeldex.exchange.base import Format
from modeldex.exchange.row_reading import imported_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger

COLUMNS = (
    "id", "alias", "name", "status", "pricing", "context", "caps", "benchmarks", "description", "classify",
    "source", "quality", "updated",
)  # fmt: skip
_OURS = {"context": "max_context", "classify": "can_classify"}
"""Columns that are called otherwise here."""
_RATES = ("input_per_1m", "output_per_1m", "cache_per_1m")
_UNITS = ("input_tokens", "output_tokens", "cache_read_tokens")
_WORDS = ("free", "variable", "?")
_UNKNOWN, _BAR, _BROKEN_BAR = "?", "|", "¦"


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """A header, and one line a model."""
    del providers  # the format has none
    yield _BAR.join(COLUMNS) + "\n"
    for facts in models:
        if _BAR in facts.model.id:
            ledger.leave_out(facts, f"its id holds a {_BAR!r}")
            continue
        yield _BAR.join(_line(facts)) + "\n"
        ledger.settle(facts)


def _line(facts: Facts) -> Iterator[str]:
    cells = facts.cells
    for column in COLUMNS:
        if column == "pricing":
            yield _pricing(facts)
        elif column == "benchmarks":
            yield _benchmarks(facts)
        else:
            yield _text(facts, _OURS.get(column, column), cells)


def _text(facts: Facts, column: str, cells: Mapping[str, str]) -> str:
    cell = cells.get(column, "")
    if column == "caps":
        facts.take_all_capabilities()
    elif _BAR not in cell and column not in ("id", "description"):
        facts.take(column)
    return cell.replace(_BAR, _BROKEN_BAR)


def _benchmarks(facts: Facts) -> str:
    names = [name for name in facts.model.benchmarks if _BAR not in name]
    field = Scores("benchmarks", "")
    return str(field.encode({name: facts.score(name) for name in names}) or "")


def _pricing(facts: Facts) -> str:
    rates = {price.unit: price for price in facts.rates if price.is_base and price.unit in _UNITS}
    for price in rates.values():
        facts.carry_exactly(price)
    parts = [rates[unit].amount_text if unit in rates else _UNKNOWN for unit in _UNITS]
    if parts[2] != _UNKNOWN:
        return "/".join(parts)
    return parts[0] if parts[0] == parts[1] and parts[0] in _WORDS else "/".join(parts[:2])


def read(document: Document, desk: Desk) -> Imported:
    """Read a table whose first line names columns; DataError names every fault."""
    lines = [(n, line) for n, line in enumerate(document.text.splitlines(), 1) if line.strip()]
    header = [name.strip() for name in lines[0][1].split(_BAR)] if lines else []
    unknown = [name for name in header if name not in COLUMNS]
    if "id" not in header or unknown or len(set(header)) < len(header):
        wrong = f"not {', '.join(map(repr, unknown))}" if unknown else "with id among them, each once"
        raise document.faults([f"line 1: must name columns of {_BAR.join(COLUMNS)}; {wrong}"])
    rows, faults = [], []
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in line.split(_BAR)]
        place = f"line {number}"
        if len(cells) != len(header):
            faults.append(f"{place}: has {len(cells)} cells, the header {len(header)}")
            continue
        try:
            rows.append((place, _row(dict(zip(header, cells, strict=True)))))
        except ValueError as error:
            faults.append(f"{place}: {error}")
    if faults:
        raise document.faults(faults)
    return imported_rows("pipe", document, rows, desk)


def _row(cells: dict[str, str]) -> dict[str, str]:
    row = {_OURS.get(column, column): cell for column, cell in cells.items()}
    row |= _rates(row.pop("pricing", _UNKNOWN))
    try:
        scores = Scores.read(row.pop("benchmarks", ""))
    except ValueError as error:
        raise ValueError(f"benchmarks: {error}") from None
    row |= {name: format(scores.pop(name), ".15g") for name in BENCHMARKS if name in scores}
    return row | {"benchmarks": str(Scores("benchmarks", "").encode(scores) or "")}


def _rates(cell: str) -> dict[str, str]:
    """The three rates of a `pricing` cell, the unknown ones left out."""
    parts = (cell or _UNKNOWN).split("/")
    if len(parts) == 1 and parts[0] in _WORDS:
        parts *= 2
    if len(parts) not in (2, 3):
        raise ValueError(f"pricing: must be input/output or input/output/cache, or one word of"
                         f" {', '.join(_WORDS)}; not {cell!r}")  # fmt: skip
    return {column: part for column, part in zip(_RATES, parts, strict=False) if part != _UNKNOWN}


def _recognises(document: Document) -> bool:
    header = [name.strip() for name in document.first_line.split(_BAR)]
    return len(header) > 1 and "id" in header and set(header) <= set(COLUMNS)


FORMAT = Format(name="pipe", title="a short table", write=write, read=read, recognises=_recognises)
