"""The report as one HTML file: no script, nothing loaded from elsewhere, all text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from modeldex.charts.bars import Bar, lying_bars
from modeldex.charts.columns import standing_bars
from modeldex.pipeline.report.page import RIGHT, BarFigure
from modeldex.pipeline.report.style import stylesheet

if TYPE_CHECKING:
    from modeldex.pipeline.report.page import Page, Section, Table, TimeFigure

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{lead}</p>
<nav aria-label="Sections">{links}</nav>
</header>
<main>
"""


def html(page: Page) -> str:
    """A page as HTML text."""
    links = " ".join(f'<a href="#{_anchor(section)}">{_text(section.title)}</a>' for section in page.sections)
    head = _HEAD.format(
        policy=_POLICY, title=_text(page.title), lead=_text(page.lead), style=stylesheet(), links=links
    )
    return head + "".join(map(_section, page.sections)) + "</main>\n</body>\n</html>\n"


def _anchor(section: Section) -> str:
    return _text(section.title.lower().replace(" ", "-"))


def _section(section: Section) -> str:
    parts = [f'<section id="{_anchor(section)}">', f"<h2>{_text(section.title)}</h2>"]
    parts += [f"<p>{_text(words)}</p>" for words in section.paragraphs]
    figures = [_figure(figure) for figure in section.figures]
    parts += ['<div class="figures">', *figures, "</div>"] if any(figures) else []
    parts += [_table(table) for table in section.tables]
    return "\n".join([*parts, "</section>\n"])


def _figure(figure: BarFigure | TimeFigure) -> str:
    if isinstance(figure, BarFigure):
        bars = [Bar(_one_line(label), value, shown) for label, value, shown in figure.bars]
        drawn = lying_bars(bars, most=figure.most) if bars else ""
    else:
        drawn = standing_bars(figure.periods) if figure.periods else ""
    return f"<figure><figcaption>{_text(figure.title)}</figcaption>{drawn}</figure>" if drawn else ""


def _table(table: Table) -> str:
    title = f"<h3>{_text(table.title)}</h3>" if table.title else ""
    if not table.rows:
        return f"{title}<p>None.</p>"
    sides = [' class="number"' if column.side == RIGHT else "" for column in table.columns]
    headings = "".join(
        f'<th scope="col"{side}>{_text(column.heading)}</th>'
        for column, side in zip(table.columns, sides, strict=True)
    )
    rows = "\n".join(
        "<tr>" + "".join(
            f"<td{side}>{f'<code>{_text(cell)}</code>' if column.is_code and cell else _text(cell)}</td>"
            for column, side, cell in zip(table.columns, sides, row, strict=True)
        ) + "</tr>"
        for row in table.rows
    )  # fmt: skip
    return (
        f'{title}<div class="table"><table><thead><tr>{headings}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _text(words: str) -> str:
    return escape(_one_line(words))


def _one_line(words: str) -> str:
    return "".join(char if char.isprintable() else " " for char in words)
