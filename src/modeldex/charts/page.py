"""A picture as one HTML page: no script, nothing loaded from elsewhere, its numbers as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from modeldex.charts.document import document
from modeldex.charts.figure import RIGHT
from modeldex.charts.frame import framed
from modeldex.charts.theme import dark_rules

if TYPE_CHECKING:
    from modeldex.charts.figure import Figure, Table

_LIGHT = """\
:root { color-scheme: light dark; --ground: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0;
  --band: #f6f8fa }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
h1 { margin: .5rem 0; font-size: 1.5rem }
p { margin: .5rem 0 1rem; max-width: 48rem; color: var(--faint) }
figure, .table { margin: 0 0 1.5rem; overflow-x: auto }
figure > svg { display: block; width: 100%; min-width: 640px; max-width: 800px; height: auto }
table { border-collapse: collapse; font-size: .875rem }
caption { text-align: left; color: var(--faint); padding-bottom: .4rem }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--faint); font-weight: 600 }
tbody tr:nth-child(even) { background: var(--band) }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
"""
_DARK = """\
:root { --ground: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --band: #151b23 }"""
_BODY = """\
<main>
<h1>{title}</h1>
<p>{subtitle}</p>
<figure>
{drawn}</figure>
{table}
</main>"""


def page(figure: Figure) -> str:
    """The HTML of a picture; its colours follow the reader's screen."""
    title = escape(figure.title)
    style = f"{_LIGHT}@media (prefers-color-scheme: dark) {{\n{_DARK}\n{dark_rules('figure')}\n}}"
    drawn, table = framed(figure, heading=False), _table(figure.table)
    return document(
        title, style, _BODY.format(title=title, subtitle=escape(figure.subtitle), drawn=drawn, table=table)
    )


def _table(table: Table) -> str:
    sides = [' class="number"' if side == RIGHT else "" for _, side in table.columns]
    heads = "".join(
        f'<th scope="col"{side}>{escape(heading)}</th>'
        for (heading, _), side in zip(table.columns, sides, strict=True)
    )
    rows = "\n".join(f"<tr>{''.join(map(_cell, row, sides))}</tr>" for row in table.rows)
    return (
        '<div class="table"><table><caption>What is drawn, in numbers; prices in USD per million tokens.'
        f"</caption><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _cell(cell: str, side: str) -> str:
    return f"<td{side}>{escape(cell)}</td>"
