"""The command that asks the catalog file in SQL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.session import asked_catalog

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
    if limit is None:
        limit = 0 if form else _SHOWN_TO_PEOPLE
    names, rows_found = catalog.query(text, limit + 1 if limit else None)
    cut = limit and len(rows_found) > limit
    _write(form, names, rows_found[:limit] if limit else rows_found)
    if cut:
        output.note(f"the first {limit} rows; --limit 0 shows all")


def _write(form: str | None, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if form == output.CSV:
        output.write_csv(names, rows)
    elif form:
        output.write_json([dict(zip(names, row, strict=True)) for row in rows], form)
    else:
        output.write_table(
            [(escaped(name), "left") for name in names], ([_cell(value) for value in row] for row in rows)
        )


def _cell(value: object) -> str:
    return "" if value is None else escaped(str(value))
