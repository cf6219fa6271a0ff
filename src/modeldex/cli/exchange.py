"""Commands that exchange with neighbours: export in their formats, import of a user's own file."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.conditions import conditions, faults_of_options, meant
from modeldex.cli.exchanged import as_record, of_curating, of_export, of_import, rows
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import DAY, PROVIDER
from modeldex.cli.paths import STANDARD, NamedPath
from modeldex.cli.screen import screen
from modeldex.cli.session import asked_catalog
from modeldex.core.days import today
from modeldex.exchange.table import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.exchange.exporting import Export
    from modeldex.exchange.imported import Imported


@click.command()
@click.option(
    "--format", "form_name", type=click.Choice(list(FORMATS)), required=True, help="Format to write."
)
@conditions
@click.option(
    "--output",
    "target",
    type=NamedPath(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="File to write, in one step; standard output if left out, or -.",
)
@click.option(
    "--complete", is_flag=True, help="Leave out models of which the format requires what nobody states."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if anything known could not be carried.")
def export(form_name: str, target: Path | None, complete: bool, strict: bool, **asked: Any) -> None:
    """Write the models that meet every condition in the format of a neighbour.

    \b
    litellm       LiteLLM's price map, USD per token
    models.dev    models.dev's api.json, USD per million tokens
    openrouter    OpenRouter's list of models, USD per token as text
    genai-prices  the data.json of genai-prices, dated prices
    csv           our own table, the one row format
    json          our own records, every price row with its days
    pipe          id|alias|name|status|pricing|context|caps|benchmarks|
                  description|classify|source|quality|updated

    What nobody states is left out, never written as zero or false; amounts are exact. What is
    known and has no place in the format is counted on standard error. Models come in order of
    provider and id: the same catalog gives the same bytes.

    \b
    Examples:
      modeldex export --format litellm --output prices.json
      modeldex export --format models.dev --provider openai
      modeldex export --format openrouter --can vision --max-input-cost 1
      modeldex export --format genai-prices --complete --strict > book.json
      modeldex export --format pipe --maker anthropic | cut -d '|' -f 1,5
    """
    from modeldex.exchange.exporting import export as exported

    catalog = asked_catalog()
    with faults_of_options():
        models = catalog.find_models(**meant(asked))
    made = exported(form_name, models, catalog.providers(), complete_only=complete)
    target = None if target is STANDARD else target
    if target is None:
        _print(made)
    else:
        _write(made, target)
    for paragraph in of_export(form_name, made.ledger, target):
        output.note(paragraph)
    if strict and not made.ledger.is_whole:
        sys.exit(FINDINGS)


def _print(made: Export) -> None:
    """Write to standard output, in UTF-8 whatever the terminal's encoding: it is data."""
    if sys.stdout.isatty():
        for text in made:
            screen().put(text)
        return
    sys.stdout.flush()
    for text in made:
        sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _write(made: Iterable[str], target: Path) -> None:
    """Write a file in one step: readers see the old one or the new one."""
    from modeldex.core.replacement import replacing

    with replacing(target) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        file.writelines(made)


@click.command("import")
@click.argument("file", type=NamedPath(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--format",
    "form_name",
    type=click.Choice(list(FORMATS)),
    help="Format of the file; told from its content if left out.",
)
@click.option(
    "--provider", type=PROVIDER, metavar="NAME", help="Put everything under this one known provider."
)
@click.option(
    "--layer",
    type=NamedPath(dir_okay=False),
    metavar="TABLE",
    help="Write the rows as a layer, for `modeldex --layer TABLE ...`.",
)
@click.option("--curated", is_flag=True, help="Merge the rows into the facts kept by hand.")
@click.option("--page", metavar="URL", help="With --curated: page that states the facts.")
@click.option("--seen-on", type=DAY, metavar="DAY", help="With --curated: day on which they were read.")
@click.option(
    "--data",
    type=NamedPath(file_okay=False),
    default=Path("data"),
    show_default=True,
    help="With --curated: folder of facts.",
)
@click.option("--replace", is_flag=True, help="Let the file win over what is written there already.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only report.")
@click.option("--json", "as_json", is_flag=True, help="Write the rows and the report as JSON.")
def import_file(
    file: Path,
    form_name: str | None,
    provider: str | None,
    layer: Path | None,
    curated: bool,
    page: str | None,
    seen_on: date | None,
    data: Path,
    replace: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read a FILE of models in the format of a neighbour, or in one of our own.

    Where FILE is -, standard input is read. Reports what became rows, what the format has and a row
    has no place for, which fields nobody knows, and what was left out or mended. Without --layer or
    --curated that is all: nothing is written. A file with faults is refused as a whole, and every
    fault is named with its place.

    A layer is a table of rows that go over the catalog: a row adds a model, or states single
    fields of one. Facts kept by hand have the last word in the next build; each names its page
    and the day on which it was read.

    \b
    Examples:
      modeldex import prices.json
      modeldex import prices.json --layer mine.csv
      modeldex import models.json --format openrouter --provider ollama
      modeldex import rows.csv --curated --page https://example.com/prices \\
          --seen-on 2026-11-20
    """
    from modeldex.exchange.importing import read

    day = seen_on.isoformat() if seen_on is not None else None
    if day is not None and day > today():
        raise click.BadParameter(f"{day} has not come yet", param_hint="--seen-on")
    if not curated and (page is not None or day is not None):
        raise click.UsageError("--page and --seen-on say where a fact kept by hand stands: add --curated")

    catalog = asked_catalog()
    content = None
    if file is STANDARD:
        file, content = Path("standard input"), sys.stdin.buffer.read()
    imported = read(file, catalog, content=content, format_name=form_name, provider=provider)
    if as_json:
        output.write_json(as_record(imported))
    for paragraph in of_import(imported, is_told=form_name is None):
        output.note(paragraph)
    if layer is not None:
        _to_layer(imported, catalog, layer, replace=replace, dry_run=dry_run)
    if curated:
        _to_curated(imported, data, page, day, replace=replace, dry_run=dry_run)
    if layer is None and not curated and not as_json:
        output.note("nothing written: --layer TABLE makes a layer of the rows, --curated keeps them by hand")


def _to_layer(imported: Imported, catalog: ModelCatalog, path: Path, *, replace: bool, dry_run: bool) -> None:
    from modeldex.exchange.layer_file import write_layer

    if path.is_file() and not replace:
        raise click.UsageError(f"{path} is there already: give it another name, or --replace it")
    write_layer(path, imported, catalog, dry_run=dry_run)
    if dry_run:
        output.note(f"would write {rows(len(imported.rows))} to {path}")
    else:
        output.note(f"{rows(len(imported.rows))} written; ask with them: modeldex --layer {path} list")


def _to_curated(
    imported: Imported, data: Path, page: str | None, day: str | None, *, replace: bool, dry_run: bool
) -> None:
    from modeldex.exchange.curated import curate, lacking
    from modeldex.pipeline.keeping import alone_with

    for option, count in lacking(imported, page=page, seen_on=day).items():
        need = "needs" if count == 1 else "need"
        raise click.UsageError(
            f"{rows(count)} {need} {option}: a fact kept by hand names its page and its day"
        )
    with nullcontext() if dry_run else alone_with(data):
        made = curate(data, imported, page=page, seen_on=day, replace=replace)
        for paragraph in of_curating(made):
            output.note(paragraph)
        if made.conflicts and not replace:
            output.note("nothing written: mend the file, or let it win with --replace")
            sys.exit(FINDINGS)
        if not dry_run:
            made.write()
            output.note(f"written: {', '.join(map(str, made.tables)) or 'nothing, all of it is there'}")
