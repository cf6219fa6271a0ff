"""The command that writes the state of the facts as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli.paths import NamedPath
from modeldex.core.replacement import replacing
from modeldex.pipeline.manifest import is_whole_day

if TYPE_CHECKING:
    from modeldex.pipeline.report.page import Page

_EXTRA = ("altair", "vl_convert", "fastjsonschema")
"""What the extra `report` brings."""


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date:
    if value is None:
        return date.today()  # noqa: DTZ011 - the day where the reader is
    if not is_whole_day(value):
        raise click.BadParameter(f"must be a day like 2026-11-21, not {value!r}")
    return date.fromisoformat(value)


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of facts.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html"]),
    default="markdown",
    show_default=True,
    help="HTML has the charts too; it is one file that needs no network.",
)
@click.option(
    "--output",
    "target",
    type=NamedPath(dir_okay=False),
    help="File to write, instead of standard output.",
)
@click.option("--as-of", callback=_day, metavar="DAY", help="Day to which ages count.  [default: today]")
def report(data: Path, form: str, target: Path | None, as_of: date) -> None:
    """Write the state of the facts: coverage, freshness, conflicts, duplicates, issues.

    Everything is counted anew from the folder of facts.

    \b
    Example:
      modeldex report --format html
    """
    try:
        text = _written(_page(data, as_of), form)
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


def _page(data: Path, as_of: date) -> Page:
    from modeldex.pipeline.directory import read_directory
    from modeldex.pipeline.merge import merge
    from modeldex.pipeline.report.facts import gather
    from modeldex.pipeline.report.sections import page

    directory = read_directory(data)
    return page(gather(data, directory, merge(data, directory), as_of))


def _written(page: Page, form: str) -> str:
    if form == "html":
        from modeldex.pipeline.report.html import html

        return html(page)
    from modeldex.pipeline.report.markdown import markdown

    return markdown(page)
