"""The command that asks the sources for what they say now."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.data_option import data_option
from modeldex.cli.fetching import Lines, exit_code, watching, write_outcomes
from modeldex.cli.network import answers_folder, open_network, origin_option
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.pipeline.answers import AnswerFolder
from modeldex.pipeline.directory import Directory, read_directory
from modeldex.pipeline.fetch import (
    FETCHED,
    UNCHANGED,
    FetchOutcome,
    Watch,
    fetch_all,
    is_at_home,
    local_origins,
)
from modeldex.pipeline.manifest import read_manifest
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import unready
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.sources.base import Source

refresh_option = click.option(
    "--refresh", is_flag=True, help="Ask each server, also where its last answer is younger than a day."
)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that takes the answers, SOURCE.json each.  [default: fetched, in your data folder]",
)
@refresh_option
@origin_option
@click.option("--dry-run", is_flag=True, help="Ask nobody; say who would be asked, and what is missing.")
@data_option
@output.formats
@click.pass_context
def fetch(
    ctx: click.Context,
    names: tuple[str, ...],
    into: Path | None,
    refresh: bool,
    origins: Mapping[str, str],
    dry_run: bool,
    data: Path,
    form: str | None,
) -> None:
    """Ask the sources for what they say now, all at once, or those that are named.

    An answer is kept only once it could be read whole; else the last good one stays. Keys come from
    the environment or the keyring; a source without its key is skipped. Answers younger than a day
    are not asked for again. Programs on your own machine, such as ollama, are asked only by their names.
    In a pipe each source is a line of JSON.

    \b
    Examples:
      modeldex fetch
      modeldex fetch openrouter groq --into answers
      modeldex fetch --dry-run
    """
    directory = read_directory(data)
    sources = chosen_sources(directory, names)
    check_origins(origins, sources)
    if dry_run:
        write_plan(form, sources, directory, origins)
        return
    folder = AnswerFolder(into or answers_folder())
    lines = form == output.JSONL or (form is None and not sys.stdout.isatty())
    stands = {name: info.seen_on for name, info in read_manifest(data).items()}
    outcomes = _watched(sources, directory, folder, origins, stands, refresh=refresh, lines=lines)
    if not lines:
        write_outcomes(form, outcomes)
    if form is None and any(one.outcome in (FETCHED, UNCHANGED) for one in outcomes):
        output.note(f"answers: {folder.path}")
    ctx.exit(exit_code(outcomes, names))


def chosen_sources(directory: Directory, names: Sequence[str]) -> list[Source]:
    """The sources that are named, or all that have an endpoint.

    What somebody runs at home is asked only by its name: it says what is there, and nothing of the world.
    """
    known = sources_of(directory.providers)
    for name in names:
        if name not in known:
            raise UnknownNameError("source", name, known)
        if known[name].fetch is None:
            raise click.UsageError(
                f"{name} has no endpoint; read a file of it with `modeldex ingest {name} FILE --seen-on DAY`"
            )
    picked = [known[name] for name in dict.fromkeys(names)]
    return picked or [
        source for source in known.values() if source.fetch is not None and not is_at_home(source, directory)
    ]


def check_origins(origins: Mapping[str, str], sources: Sequence[Source]) -> None:
    """A usage error where an origin is given for a source that is not asked."""
    known = {source.name for source in sources}
    for name in origins:
        if name not in known:
            raise click.UsageError(f"--origin {name}: no such source is asked here")


def _watched(
    sources: Sequence[Source],
    directory: Directory,
    folder: AnswerFolder,
    origins: Mapping[str, str],
    stands: Mapping[str, str],
    *,
    refresh: bool,
    lines: bool,
) -> list[FetchOutcome]:
    """Fetch the sources while people, or programs, watch."""
    shown: AbstractContextManager[Watch]
    shown = nullcontext(Lines()) if lines else watching(sources)

    async def run(watch: Watch) -> list[FetchOutcome]:
        async with open_network(sources, directory, origins, is_forced=refresh) as network:
            return await fetch_all(sources, directory, folder, network, today(), watch, stands)

    with shown as watch:
        return asyncio.run(run(watch))


def write_plan(
    form: str | None, sources: Sequence[Source], directory: Directory, origins: Mapping[str, str]
) -> None:
    """Who would be asked, and what is missing for it."""
    credentials = Credentials()
    asked = local_origins(sources, directory, credentials) | dict(origins)
    rows = [_planned(source, directory, credentials, asked.get(source.name)) for source in sources]
    columns: tuple[output.Column[dict[str, Any]], ...] = (
        output.Column("source", lambda row: row["source"], whole=True),
        output.Column("url", lambda row: row["url"]),
        output.Column("per_minute", lambda row: row["per_minute"], heading="a minute", right=True),
        output.Column("missing", lambda row: row["missing"], cell=lambda row: escaped(row["missing"] or "")),
    )
    output.write_records(form, rows, columns)
    if form is None:
        ready = sum(row["missing"] is None for row in rows)
        output.note(f"{ready} of {len(rows)} would be asked")


def _planned(
    source: Source, directory: Directory, credentials: Credentials, origin: str | None
) -> dict[str, Any]:
    """What would be asked of a source; `origin` takes the place of its own."""
    assert source.fetch is not None
    return {
        "source": source.name,
        "url": source.url if origin is None else origin + urlsplit(source.url).path,
        "per_minute": source.fetch.per_minute,
        "missing": unready(source, directory.providers.get(source.own_listing_of or ""), credentials),
    }
