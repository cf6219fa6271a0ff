"""The command that compiles the catalog file; it loads no source, since it reads what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.data_option import catalog_option, data_option
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.keeping import alone_with
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables
from modeldex.pipeline.version import bump_version, fingerprint

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@data_option
@catalog_option
@click.option("--tables/--no-tables", default=False, help="Write data/models and data/prices anew as well.")
def build(data: Path, target: Path, tables: bool) -> None:
    """Merge what the sources say and compile the catalog file.

    With --tables the merged tables are written anew too, to be reviewed as a diff; where they
    changed, the version is raised.

    \b
    Examples:
      modeldex build
      modeldex build --data facts --output my-catalog.sqlite
    """
    if tables:
        with alone_with(data):
            _write_tables(data)
    click.echo(f"{target}: {build_catalog(data, target)}")


def _write_tables(data: Path) -> None:
    before = fingerprint(data)
    directory = read_directory(data)
    merged = merge(data, directory)
    write_tables(data, directory, merged)
    if fingerprint(data) != before:
        output.note(f"tables changed; version {bump_version(data, merged.day)}")
