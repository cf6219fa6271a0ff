"""The command group of the pipeline: a whole run, and one that was broken off."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.data_option import catalog_option, data_option
from modeldex.cli.exits import FINDINGS, NETWORK
from modeldex.cli.fetch import check_origins, chosen_sources, refresh_option
from modeldex.cli.fetching import Bars, is_kept, record_of, summary, watching
from modeldex.cli.held import accept, held_values
from modeldex.cli.network import open_network, origin_option
from modeldex.cli.session import require_network
from modeldex.core.days import today
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.fetch import FETCHED, UNCHANGED, FetchOutcome, Watch
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.report.record import unlisted_record
from modeldex.pipeline.run import RunResult, finish, run_pipeline
from modeldex.pipeline.run_report import report_day
from modeldex.pipeline.workplace import Places, Workplace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_SHOWN_OF_DIGEST = 12
"""Digits that are told: enough to compare by eye; JSON has them all."""

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
@catalog_option
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
    shown = watching(sources) if form is None else nullcontext(Watch())
    with _taken_up(refresh=refresh), shown as watch:
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


@contextmanager
def _taken_up(*, refresh: bool) -> Iterator[None]:
    """Say to whoever presses Ctrl-C how the run goes on."""
    try:
        yield
    except KeyboardInterrupt:
        output.note(f"run it again{' without --refresh' if refresh else ''}: it goes on from there")
        raise


def _say(step: str) -> None:
    output.note(f"{step} ...")


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
        stands = report_day(places.work.report)
        if stands is not None:
            output.note(f"the report of {stands} stands: {places.work.report.with_suffix('.md')}")
        return
    verb = "would change" if dry_run else "changed"
    version = f"version {facts.version}, " if facts.version else ""
    moves = f"{facts.moves}; " if str(facts.moves) else ""
    shown = facts.digest[:_SHOWN_OF_DIGEST]
    click.echo(f"{moves}{len(result.changes)} files {verb}: {version}digest {shown}")
    if not dry_run:
        click.echo(f"report: {places.work.report.with_suffix('.md')}")


def _tell(result: RunResult) -> None:
    """Sources that gave nothing, fields that nobody knows, and what lists show no longer."""
    for one in result.outcomes:
        if one.reason is not None:
            output.note(f"{one.source}: {one.outcome}: {one.reason}; last seen {one.last_good or 'never'}")
        for path in one.unknown_fields:
            output.note(f"{one.source}: unknown field {path}")
    kept = sum(map(is_kept, result.outcomes))
    if kept:
        whose = "1 answer was" if kept == 1 else f"{kept} answers were"
        output.note(f"{whose} kept: asked less than a day ago; --refresh asks again")
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
        "added": facts.moves.added,
        "removed": facts.moves.removed,
        "retired": facts.moves.retired,
        "repriced": facts.moves.repriced,
        "unlisted": unlisted_record(facts.unlisted),
        "files": [change.place for change in result.changes],
    }


pipeline.add_command(held_values)
pipeline.add_command(accept)


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
