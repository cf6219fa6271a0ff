"""The command that writes the state of the facts as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from modeldex.cli.data_option import data_option
from modeldex.cli.paths import NamedPath
from modeldex.core.replacement import replacing
from modeldex.pipeline.manifest import is_whole_day
from modeldex.pipeline.report.forms import FORMS, MARKDOWN

_EXTRA = ("altair", "vl_convert", "fastjsonschema")
"""What the extra `report` brings."""


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date:
    if value is None:
        return date.today()  # noqa: DTZ011 - the day where the reader is
    if not is_whole_day(value):
        raise click.BadParameter(f"must be a day like 2026-11-21, not {value!r}")
    return date.fromisoformat(value)


@click.command()
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default=MARKDOWN,
    show_default=True,
    help="JSON has everything as data; HTML has the charts too, in one file that needs no network.",
)
@click.option(
    "--output",
    "target",
    type=NamedPath(dir_okay=False),
    help="File to write, instead of standard output.",
)
@click.option(
    "--before",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="Facts of the last build, as a folder or a catalog file: tells what changed since.",
)
@click.option("--as-of", callback=_day, metavar="DAY", help="Day to which ages count.  [default: today]")
def report(data: Path, form: str, target: Path | None, before: Path | None, as_of: date) -> None:
    """Write the state of the facts: targets, changes, freshness, conflicts, coverage, issues.

    Everything is counted anew from the folder of facts. With --before it tells in words what has
    been added, retired and repriced since, and about what sources disagree or agree since.

    \b
    Examples:
      modeldex report --format html --output report.html
      modeldex report --before last-release/data
    """
    try:
        text = _written(data, before, as_of, form)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise click.UsageError(
            f"the report needs the package {error.name}; install it with\n"
            "  python -m pip install 'modeldex[report]'"
        ) from None
    if target is None:
        click.echo(text, nl=False)
    else:
        with replacing(target) as aside:
            aside.write_text(text, encoding="utf-8")


def _written(data: Path, before: Path | None, as_of: date, form: str) -> str:
    from modeldex.pipeline.directory import read_directory
    from modeldex.pipeline.merge import merge
    from modeldex.pipeline.report.facts import gather
    from modeldex.pipeline.report.forms import written

    directory = read_directory(data)
    return written(gather(data, directory, merge(data, directory), as_of, before=before), form)
