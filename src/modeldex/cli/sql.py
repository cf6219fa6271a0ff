"""The command that asks the catalog file in SQL."""

from __future__ import annotations

import sys
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_table
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN_TO_PEOPLE = 100


@click.command()
@click.argument("query", required=False)
@click.option("--schema", is_flag=True, help="Show the tables and their columns instead.")
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 100 for people, else all.")
@output.formats
def sql(query: str | None, schema: bool, limit: int | None, form: str | None) -> None:
    """Ask the catalog file in SQL: one QUERY that reads; - reads it from standard input.

    The file is SQLite: models, prices and the view statements (who says what) are the tables to
    begin with. Amounts are text, so that they stay exact: CAST(input_per_1m AS REAL) compares them.

    \b
    Examples:
      modeldex sql --schema
      modeldex sql "SELECT provider, count(*) FROM models GROUP BY 1 LIMIT 5"
      modeldex sql "SELECT * FROM statements WHERE model = 'openai/gpt-5'" --csv
    """
    catalog = asked_catalog()
    if schema:
        _write(form, ("table", "column", "type"), catalog.columns_of_tables())
        return
    if query is None:
        raise click.UsageError("needs a QUERY, or --schema; - reads it from standard input")
    text = sys.stdin.read() if query == "-" else query
    limit = output.most(limit, form, _SHOWN_TO_PEOPLE)
    names, rows = catalog.query(text, limit + 1 if limit else None)
    if not names:
        raise InvalidValueError("SQL", {"query": "gives no columns; write a SELECT"})
    _write(form, names, output.first(rows, limit))
    if limit and len(rows) > limit:
        output.note(f"the first {limit} rows; --limit 0 shows all")


def _write(form: str | None, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if form == output.CSV:
        output.write_csv(names, ([_plain(value) for value in row] for row in rows))
    elif form:
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            fault = f"gives several columns called {', '.join(twice)}; name them apart with AS"
            raise InvalidValueError("SQL", {"query": fault})
        records = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
        output.write_json(records, form)
    else:
        headings = [(escaped(name), _side(rows, place)) for place, name in enumerate(names)]
        write_table(headings, ([_cell(value) for value in row] for row in rows))


def _side(rows: Sequence[Sequence[object]], place: int) -> str:
    """Numbers are flush right, the first one deciding."""
    first = next((row[place] for row in rows if row[place] is not None), None)
    return "right" if isinstance(first, int | float) else "left"


def _plain(value: object) -> object:
    """A value that every form can carry: bytes in hexadecimal, and no number that JSON has not."""
    if isinstance(value, bytes):
        return value.hex()
    return value if not isinstance(value, float) or isfinite(value) else str(value)


def _cell(value: object) -> str:
    return "" if value is None else escaped(str(_plain(value)))
