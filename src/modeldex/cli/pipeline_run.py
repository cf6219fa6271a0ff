"""The command group that runs the whole pipeline, and shows what it held back."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.exits import FINDINGS, NETWORK
from modeldex.cli.fetch import check_origins, chosen_sources, data_option, refresh_option
from modeldex.cli.fetching import Bars, record_of, summary
from modeldex.cli.network import open_network, origin_option
from modeldex.cli.paths import NamedPath
from modeldex.cli.session import require_network
from modeldex.core.days import today
from modeldex.core.errors import UnknownNameError
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.fetch import FETCHED, UNCHANGED, FetchOutcome, Watch
from modeldex.pipeline.held import accept as accept_held
from modeldex.pipeline.held import read_held
from modeldex.pipeline.keeping import alone_with
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.report.record import unlisted_record
from modeldex.pipeline.run import RunResult, finish, run_pipeline
from modeldex.pipeline.workplace import Places, Workplace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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
    """Make facts, catalog and report of what the sources say now.

    Everything is made beside what is in place, checked, and then put there as one. A run that was
    broken off is taken up: answers are not asked for twice. Values that moved more than tenfold, and
    that nobody else confirms, are held back for review: `modeldex pipeline held`. Programs on your own
    machine, such as ollama, are asked only by their names.

    A source that fails or is skipped leaves its last good data in place, and is told. That alone ends
    with 0, unless the source was named: then with 1, as where a rule is not kept and nothing is put in
    place. Where no source answered at all, it ends with 3.

    \b
    Examples:
      modeldex pipeline run
      modeldex pipeline run openrouter models_dev --dry-run
    """
    directory = read_directory(data)
    sources = chosen_sources(directory, names)
    check_origins(origins, sources)
    places = Places(data=data, catalog=target, work=Workplace(work))
    require_network()
    with _watch(sources, form) as watch:
        result = run_pipeline(
            places,
            directory,
            sources,
            partial(open_network, sources, directory, origins, is_forced=refresh),
            day=day,
            watch=watch,
            say=watch.says if isinstance(watch, Bars) else _say,
            origins=origins,
            anew=refresh,
            dry_run=dry_run,
        )
    _write(result, places, form, dry_run=dry_run)
    ctx.exit(_exit_code(result.outcomes, names))


def _exit_code(outcomes: Sequence[FetchOutcome], named: Collection[str]) -> int:
    answered = {one.source for one in outcomes if one.outcome in (FETCHED, UNCHANGED)}
    if not answered:
        return NETWORK
    return 0 if answered.issuperset(named) else FINDINGS


def _say(step: str) -> None:
    output.note(f"{step} ...")


def _watch(sources: Sequence[Source], form: str | None) -> AbstractContextManager[Watch]:
    if form is None and sys.stderr.isatty():
        return Bars([source.name for source in sources])
    return nullcontext(Watch())


def _write(result: RunResult, places: Places, form: str | None, *, dry_run: bool) -> None:
    """What the run did: data on standard output, and what somebody should know beside it."""
    facts = result.facts
    _tell(result)
    if form is not None:
        output.write_record(form, _record(result))
        return
    output.note(summary(result.outcomes))
    if facts.jumps.held:
        output.note(f"held back for review: {len(facts.jumps.held)}; see `modeldex pipeline held`")
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


def _tell(result: RunResult) -> None:
    """Sources that gave nothing, fields that nobody knows, and what lists show no longer."""
    for one in result.outcomes:
        if one.reason is not None:
            output.note(f"{one.source}: {one.outcome}: {one.reason}; last seen {one.last_good or 'never'}")
        for path in one.unknown_fields:
            output.note(f"{one.source}: unknown field {path}")
    for lost in result.facts.unlisted:
        retired = f", {len(lost.retired):,} of them retired" if lost.retired else ""
        output.note(f"{lost.source}: no longer lists {lost.count:,} of {lost.listed:,}{retired}")


def _record(result: RunResult) -> dict[str, object]:
    facts = result.facts
    return {
        "day": result.day,
        "sources": [record_of(one) for one in result.outcomes],
        "version": facts.version or None,
        "digest": facts.digest,
        "doubts": facts.doubts,
        "held": len(facts.jumps.held),
        "repriced": sum(len(one.repriced) for one in facts.normalised.values()),
        "retired": sum(len(one.gone) for one in facts.normalised.values()),
        "unlisted": unlisted_record(facts.unlisted),
        "files": [change.place for change in result.changes],
    }


@pipeline.command("held")
@data_option
@output.formats
def held_values(data: Path, form: str | None) -> None:
    """List the values that are held back for review.

    They moved more than tenfold, and no second source confirms them. What was there before stays until
    somebody accepts the new value, or the source states another one.

    \b
    Examples:
      modeldex pipeline held
      modeldex pipeline held --json
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
        with alone_with(data):
            line = accept_held(data, source, full_id, field, today())
        click.echo(f"{line}, accepted")


@pipeline.command()
@data_option
@work_option
@click.pass_context
def resume(ctx: click.Context, data: Path, work: Path) -> None:
    """Put in place what a broken off run had staged.

    Where it had staged nothing yet, say how far it was. `modeldex pipeline run` does this by itself,
    before anything else.

    \b
    Example:
      modeldex pipeline resume
    """
    place = Workplace(work)
    changes = finish(Places(data=data, catalog=Path(), work=place))
    state = place.read_state()
    if state is not None and state.scope.data != str(data.resolve()):
        state = None  # of other facts: whoever names those takes it up
    if changes:
        click.echo(f"{len(changes)} files put in place")
    elif state is None:
        click.echo("no run was broken off here")
    else:
        through = len(state.outcomes)
        click.echo(f"the run of {state.day} has asked {through} of {len(state.sources)} sources")
        output.note("modeldex pipeline run goes on from there on the same day")
        ctx.exit(FINDINGS)
