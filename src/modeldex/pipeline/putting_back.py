"""Taking a value that is held back out of a source's tables, and dating one that is let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, ROW_COLUMNS
from modeldex.catalog.evidence import LIMITS
from modeldex.core.price_key import price_of_key
from modeldex.pipeline.claims import rates_of
from modeldex.pipeline.jumps import rows_by_id
from modeldex.pipeline.limit_history import begin_chain as begin_limits
from modeldex.pipeline.limit_history import continued_limit, read_limit_chains, write_limit_chains
from modeldex.pipeline.price_history import begin_chain as begin_rates
from modeldex.pipeline.price_history import lengthened, read_chains, write_chains
from modeldex.pipeline.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from pathlib import Path
    from typing import TypeVar

    from modeldex.core.price import Price
    from modeldex.pipeline.held import Held

    Chain = TypeVar("Chain")
    Key = tuple[str, str]

_COLUMNS = {unit: column for column, unit in BASE_RATES.items()}


def put_back(before: Path, after: Path, lines: Iterable[Held]) -> None:
    """Give the cells that lines hold back their old values, and take their new dated rows away."""
    by_source: dict[str, list[Held]] = {}
    for line in lines:
        by_source.setdefault(line.source, []).append(line)
    for source, held in by_source.items():
        table = f"sources/{source}.csv"
        was, rows = rows_by_id(before / table), rows_by_id(after / table)
        for line in held:
            rows[line.id] = _with_old_value(rows[line.id], was.get(line.id, {}), line.field)
        write_table(after / table, ROW_COLUMNS, rows.values())
        history, limits = f"history/{source}.csv", f"limits/{source}.csv"
        rates, tokens = _keys(held, limits=False), _keys(held, limits=True)
        if rates:
            chains = _as_before(read_chains(before / history), read_chains(after / history), rates)
            write_chains(after / history, chains.values())
        if tokens:
            was_limit, is_limit = read_limit_chains(before / limits), read_limit_chains(after / limits)
            write_limit_chains(after / limits, _as_before(was_limit, is_limit, tokens))


def _keys(held: list[Held], *, limits: bool) -> list[Key]:
    return [(line.id, line.field) for line in held if (line.field in LIMITS) is limits]


def _as_before(before: dict[Key, Chain], after: dict[Key, Chain], keys: Iterable[Key]) -> dict[Key, Chain]:
    """The chains of today, of which those of some keys are as they were; without one, there is none."""
    for key in keys:
        after.pop(key, None)
        if key in before:
            after[key] = before[key]
    return after


def _with_old_value(cells: dict[str, str], was: dict[str, str], name: str) -> dict[str, str]:
    """A row with one value, and what the source wrote for it, as it was: blank where it did not say."""
    column = name if name in LIMITS else _COLUMNS.get(name)
    originals = _pairs(cells.get("original", ""))
    _take_over(originals, _pairs(was.get("original", "")), name)
    cells = cells | {"original": _cell(originals)}
    if column is not None:
        return cells | {column: was.get(column, "")}
    rates = _pairs(cells["rates"])
    _take_over(rates, rates_of(was), name)
    return cells | {"rates": _cell(rates)}


def _take_over(pairs: MutableMapping[str, str], was: MutableMapping[str, str], name: str) -> None:
    pairs.pop(name, None)
    if name in was:
        pairs[name] = was[name]


def _pairs(cell: str) -> dict[str, str]:
    return {key: value for key, _, value in (pair.partition("=") for pair in cell.split())}


def _cell(pairs: MutableMapping[str, str]) -> str:
    return " ".join(f"{key}={pairs[key]}" for key in sorted(pairs))


def date_from(before: Path, after: Path, line: Held) -> None:
    """Date a value that is let through by the day on which the source was first seen to say it."""
    date: Callable[[Path, Path, Held], None] = _date_limit if line.field in LIMITS else _date_rate
    date(before, after, line)


def _date_limit(before: Path, after: Path, line: Held) -> None:
    table, key = f"limits/{line.source}.csv", (line.id, line.field)
    chain = read_limit_chains(before / table).get(key)
    chain = chain or begin_limits(*key, int(line.before), line.source, (line.stated_on, line.seen_on))
    chains = read_limit_chains(after / table)
    written_on = line.accepted_on or line.seen_on
    chains[key] = continued_limit(chain, int(line.after), line.seen_on, written_on)
    write_limit_chains(after / table, chains)


def _date_rate(before: Path, after: Path, line: Held) -> None:
    """As for limits; the days that a source states itself stay."""
    table, key = f"history/{line.source}.csv", (line.id, line.field)
    was, now = (
        price_of_key(line.field, amount, model=line.id, source=line.source)
        for amount in (line.before, line.after)
    )
    chains = read_chains(after / table)
    if key in chains and _is_dated(chains[key], now, line.seen_on):
        return
    chain = read_chains(before / table).get(key)
    chain = chain or begin_rates(was, line.stated_on, line.seen_on)
    chains[key] = lengthened(chain, now, line.seen_on)
    write_chains(after / table, chains.values())


def _is_dated(chain: list[Price], now: Price, seen_on: str) -> bool:
    """Whether a chain says all that is known: a rate from a day on that is no later, and what was before."""
    begins = chain[-1].valid_from or ""
    return chain[-1].amount == now.amount and begins <= seen_on and chain[0].valid_from is not None
