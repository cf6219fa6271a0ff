"""The report as one HTML file: no script, nothing loaded from elsewhere, all text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from modeldex.charts.bars import Bar, lying_bars
from modeldex.charts.columns import standing_bars
from modeldex.charts.document import document
from modeldex.pipeline.report.page import RIGHT, BarFigure
from modeldex.pipeline.report.style import stylesheet

if TYPE_CHECKING:
    from modeldex.pipeline.report.page import Page, Section, Table, TimeFigure

_HEADER = """\
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
    title = _text(page.title)
    header = _HEADER.format(title=title, lead=_text(page.lead), links=links)
    return document(title, stylesheet(), f"{header}{''.join(map(_section, page.sections))}</main>")


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
    sides = [
        ' class="number"' if column.side == RIGHT else ' class="whole"' if column.is_whole else ""
        for column in table.columns
    ]
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
