"""The command that reads captured answers of sources into the facts: ingest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from modeldex.cli import output
from modeldex.cli.data_option import data_option
from modeldex.core.days import today
from modeldex.core.errors import ModeldexError, UnknownNameError
from modeldex.pipeline.captures import read_captures
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.keeping import alone_with
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.normalise import begin_anew, read_answer, write_source
from modeldex.sources.table import SOURCES, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.sources.base import Reading, Source

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


def _completed(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of sources for the shell: those of the folder of facts, or those with code."""
    del param
    names: Iterable[str] = SOURCES
    with suppress(ModeldexError):
        names = sources_of(read_directory(ctx.params.get("data") or Path("data")).providers)
    return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


@click.command(
    epilog=f"Sources: {', '.join(sorted(SOURCES))}; and the list of each provider whose file in"
    " data/providers has [listing], such as openai."
)
@click.argument("source", required=False, metavar="[SOURCE]", shell_complete=_completed)
@click.argument("answer", type=_file, required=False)
@click.option("--seen-on", metavar="DAY", help="Day of the capture, e.g. 2026-10-25.")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Begin anew: read every answer that data/sources/captures.csv names out of this folder, the oldest"
    " first.",
)
@data_option
def ingest(
    source: str | None, answer: Path | None, seen_on: str | None, folder: Path | None, data: Path
) -> None:
    """Read a captured ANSWER of a SOURCE into data/sources/.

    Fields that the parser does not know, rows that it left out, and zeros that it took as not
    priced are listed. Where the source was read before, what it states otherwise since is dated.

    \b
    Examples:
      modeldex ingest openrouter answer.json --seen-on 2026-10-25
      modeldex ingest --from captured/
    """
    directory = read_directory(data)
    sources = sources_of(directory.providers)
    if folder is not None:
        if source is not None or seen_on is not None:
            raise click.UsageError("--from reads all answers, each with its own day: leave the others out")
        captures = read_captures(data, folder, sources)
        readings = [read_answer(sources[one.source], one.answer, directory) for one in captures]
        with alone_with(data):
            begin_anew(data)
            for capture, reading in zip(captures, readings, strict=True):
                _write(sources[capture.source], reading, capture.seen_on, data)
        return
    if source is None or answer is None or seen_on is None:
        raise click.UsageError("needs SOURCE, ANSWER and --seen-on; or --from FOLDER for all of them")
    if source not in sources:
        raise UnknownNameError("source", source, sources)
    if not is_whole_day(seen_on):
        raise click.BadParameter(f"must be a date like 2026-10-25, not {seen_on!r}", param_hint="--seen-on")
    if seen_on > today():
        raise click.BadParameter(f"{seen_on} has not come yet", param_hint="--seen-on")
    read = read_answer(sources[source], answer, directory)
    with alone_with(data):
        _write(sources[source], read, seen_on, data)


def _write(source: Source, reading: Reading, seen_on: str, data: Path) -> None:
    changes = write_source(data, source, reading, seen_on)
    click.echo(f"{source.name} {seen_on}: {len(reading.offerings)} {source.about}")
    for path, count in reading.unknown_fields.most_common():
        output.note(f"  unknown field {path}: {count} times")
    for key, reason in reading.skipped.items():
        output.note(f"  left out {key}: {reason}")
    for full_id, mended in reading.mended.items():
        output.note(f"  mended {full_id}: {mended}")
    if reading.not_priced:
        output.note(f"  zeros taken as not priced: {len(reading.not_priced)} offerings")
    if changes.repriced:
        output.note(f"  priced otherwise than before: {len(changes.repriced)} offerings")
    if changes.unlisted:
        output.note(f"  no longer listed, and left out: {', '.join(changes.unlisted)}")
    if changes.gone:
        output.note(f"  no longer listed, so retired: {len(changes.gone)} offerings")
