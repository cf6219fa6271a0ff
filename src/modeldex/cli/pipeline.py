"""Commands for those who keep the facts: ingest and build."""

from __future__ import annotations

from pathlib import Path

import click

from modeldex.cli import output
from modeldex.core.days import is_day
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables
from modeldex.pipeline.normalise import read_answer, write_source
from modeldex.pipeline.version import bump_version, fingerprint
from modeldex.sources.table import SOURCES

_data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of facts.",
)


@click.command()
@click.argument("source", type=click.Choice(list(SOURCES)))
@click.argument("answer", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seen-on", required=True, metavar="DAY", help="Day of the capture, e.g. 2026-10-25.")
@_data_option
def ingest(source: str, answer: Path, seen_on: str, data: Path) -> None:
    """Read a captured ANSWER of a SOURCE into data/sources/.

    Fields that the parser does not know, rows that it left out, and zeros that it took as not
    priced are listed.
    """
    if not (len(seen_on) == 10 and is_day(seen_on)):
        raise click.BadParameter(f"must be a date like 2026-10-25, not {seen_on!r}", param_hint="--seen-on")
    directory = read_directory(data)
    reading = read_answer(SOURCES[source], answer, directory)
    write_source(data, SOURCES[source], reading, seen_on)
    click.echo(f"{source}: {len(reading.offerings)} offerings")
    for path, count in reading.unknown_fields.most_common():
        output.note(f"  unknown field {path}: {count} times")
    for key, reason in reading.skipped.items():
        output.note(f"  left out {key}: {reason}")
    for full_id, mended in reading.mended.items():
        output.note(f"  mended {full_id}: {mended}")
    if reading.not_priced:
        output.note(f"  zeros taken as not priced: {len(reading.not_priced)} offerings")


@click.command()
@_data_option
@click.option(
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("src/modeldex/catalog/bundled.sqlite"),
    show_default=True,
    help="Catalog file to write.",
)
@click.option("--tables/--no-tables", default=False, help="Write data/models and data/prices anew as well.")
def build(data: Path, target: Path, tables: bool) -> None:
    """Merge what the sources say and compile the catalog file.

    With --tables the merged tables are written anew too, to be reviewed as a diff; where they
    changed, the version is raised.
    """
    if tables:
        before = fingerprint(data)
        directory = read_directory(data)
        merged = merge(data, directory)
        write_tables(data, directory, merged)
        if fingerprint(data) != before:
            output.note(f"tables changed; version {bump_version(data, merged.day)}")
    click.echo(f"{target}: {build_catalog(data, target)}")
