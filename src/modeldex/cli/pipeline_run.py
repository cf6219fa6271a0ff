"""The command group that runs the whole pipeline, and shows what it held back."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.exits import FINDINGS
from modeldex.cli.fetch import chosen_sources, data_option, known_origins, refresh_option
from modeldex.cli.fetching import Bars, exit_code, record_of, summary
from modeldex.cli.network import open_network, origin_option
from modeldex.cli.paths import NamedPath
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.fetch import Watch
from modeldex.pipeline.held import accept as accept_held
from modeldex.pipeline.held import read_held
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.run import Places, RunResult, finish, run_pipeline
from modeldex.pipeline.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.pipeline.held import Held
    from modeldex.sources.base import Source

work_option = click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/pipeline"),
    show_default=True,
    help="Folder of answers, of what is staged, and of the report.",
)


@click.group()
def pipeline() -> None:
    """Fetch, normalise, merge, check, build and report in one go.

    \b
    Examples:
      modeldex pipeline run
      modeldex pipeline held
    """


def _whole_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """A day that has come, today where none is named."""
    if value is None:
        return today()
    if not is_whole_day(value) or value > today():
        raise click.BadParameter(f"must be a day like 2026-10-25 that has come, not {value!r}")
    return value


@pipeline.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@data_option
@click.option(
    "--output",
    "target",
    type=NamedPath(dir_okay=False),
    default=Path("src/modeldex/catalog/bundled.sqlite"),
    show_default=True,
    help="Catalog file to write.",
)
@work_option
@refresh_option
@origin_option
@click.option("--day", callback=_whole_day, metavar="DAY", help="Day of the answers.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Do everything but put it in place.")
@output.formats
@click.pass_context
def run(
    ctx: click.Context,
    names: tuple[str, ...],
    data: Path,
    target: Path,
    work: Path,
    refresh: bool,
    origins: Mapping[str, str],
    day: str,
    dry_run: bool,
    form: str | None,
) -> None:
    """Run the whole pipeline: what the sources say now becomes the facts, the catalog and the report.

    Everything is made beside what is in place, checked, and then put there as one. A run that was
    broken off is taken up: answers are not asked for twice. Values that moved more than tenfold, and
    that nobody else confirms, are held back for review: `modeldex pipeline held`.

    \b
    Examples:
      modeldex pipeline run
      modeldex pipeline run openrouter models_dev --dry-run
    """
    directory = read_directory(data)
    sources = chosen_sources(directory, names)
    known_origins(origins, sources)
    places = Places(data=data, catalog=target, work=Workplace(work))
    with _watch(sources, form) as watch:
        say = watch.says if isinstance(watch, Bars) else _say

        async def go() -> RunResult:
            async with open_network(sources, directory, origins, is_forced=refresh) as network:
                return await run_pipeline(
                    places, directory, sources, network,
                    day=day, watch=watch, say=say, anew=refresh, dry_run=dry_run,
                )  # fmt: skip

        result = asyncio.run(go())
    _write(result, places, form, dry_run=dry_run)
    ctx.exit(exit_code(result.outcomes, names))


def _say(step: str) -> None:
    output.note(f"{step} ...")


def _watch(sources: Sequence[Source], form: str | None) -> AbstractContextManager[Watch]:
    if form is None and sys.stderr.isatty():
        return Bars([source.name for source in sources])
    return nullcontext(Watch())


def _write(result: RunResult, places: Places, form: str | None, *, dry_run: bool) -> None:
    facts = result.facts
    held = facts.jumps.held
    if form is not None:
        output.write_record(
            form,
            {
                "day": result.day,
                "sources": [record_of(one) for one in result.outcomes],
                "version": facts.version or None,
                "digest": facts.digest,
                "doubts": facts.doubts,
                "held": len(held),
                "repriced": sum(len(one.repriced) for one in facts.normalised.values()),
                "retired": sum(len(one.gone) for one in facts.normalised.values()),
                "files": [change.place for change in result.changes],
            },
        )
        return
    for one in result.outcomes:
        if one.reason is not None:
            output.note(f"{one.source}: {one.outcome}: {one.reason}; last seen {one.last_good or 'never'}")
        for path in one.unknown_fields:
            output.note(f"{one.source}: unknown field {path}")
    output.note(summary(result.outcomes))
    if held:
        output.note(f"held back for review: {len(held)}; see `modeldex pipeline held`")
    if result.finished:
        output.note(f"first put in place what an earlier run had staged: {len(result.finished)} files")
    if not result.changes:
        click.echo("nothing changed")
        return
    verb = "would change" if dry_run else "changed"
    version = f"version {facts.version}, " if facts.version else ""
    click.echo(f"{len(result.changes)} files {verb}: {version}digest {facts.digest}")
    if not dry_run:
        click.echo(f"report: {places.work.report.with_suffix('.md')}")


@pipeline.command("held")
@data_option
@output.formats
def held_values(data: Path, form: str | None) -> None:
    """List the values that moved more than tenfold and that no second source confirms.

    What was there before stays until somebody accepts the new value, or the source takes it back.
    """
    rows = read_held(data)
    columns: tuple[output.Column[Held], ...] = (
        output.Column("source", lambda one: one.source, whole=True),
        output.Column("id", lambda one: one.id, cell=lambda one: escaped(one.id)),
        output.Column("field", lambda one: one.field, whole=True),
        output.Column("before", lambda one: one.before, right=True),
        output.Column("after", lambda one: one.after, right=True),
        output.Column("seen_on", lambda one: one.seen_on, heading="seen on", whole=True),
        output.Column(
            "accepted_on",
            lambda one: one.accepted_on,
            heading="accepted on",
            cell=lambda one: one.accepted_on or "",
            whole=True,
        ),
    )
    output.write_records(form, rows, columns, as_plain=asdict)
    if form is None:
        waiting = sum(one.accepted_on is None for one in rows)
        output.note(f"{waiting} to be reviewed; accept one with `modeldex pipeline accept SOURCE ID FIELD`")


@pipeline.command()
@click.argument("source")
@click.argument("full_id", metavar="ID")
@click.argument("field")
@data_option
@click.option("--dry-run", is_flag=True, help="Say what would be accepted, and write nothing.")
def accept(source: str, full_id: str, field: str, data: Path, dry_run: bool) -> None:
    """Let a value pass that was held back: the next run takes it up.

    \b
    Example:
      modeldex pipeline accept openrouter openrouter/openai/gpt-5 input_per_1m
    """
    if dry_run:
        lines = {one.key: one for one in read_held(data)}
        key = (source, full_id, field)
        if key not in lines:
            raise UnknownNameError("value held back", " ".join(key), map(" ".join, lines))
        click.echo(f"{lines[key]}, would be accepted")
    else:
        click.echo(f"{accept_held(data, source, full_id, field, today())}, accepted")


@pipeline.command()
@data_option
@work_option
@click.pass_context
def resume(ctx: click.Context, data: Path, work: Path) -> None:
    """Put in place what a run that was broken off had staged; say how far it was.

    `modeldex pipeline run` does this by itself, before anything else.
    """
    place = Workplace(work)
    changes = finish(Places(data=data, catalog=Path(), work=place))
    state = place.read_state()
    if changes:
        click.echo(f"{len(changes)} files put in place")
    elif state is None:
        click.echo("no run was broken off here")
    else:
        through = len(state.outcomes)
        click.echo(f"the run of {state.day} has asked {through} of {len(state.sources)} sources")
        output.note("modeldex pipeline run goes on from there on the same day")
        ctx.exit(FINDINGS)
