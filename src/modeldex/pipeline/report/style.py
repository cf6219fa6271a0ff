"""How the HTML page looks: on paper and screens, light and dark, wide and narrow."""

from __future__ import annotations

from modeldex.charts.theme import dark_rules

_LIGHT = """\
:root { color-scheme: light dark; --ground: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0;
  --band: #f6f8fa; --link: #0969da }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
h1 { margin: .5rem 0; font-size: 1.7rem }
h2 { margin: 2.5rem 0 .5rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); font-size: 1.3rem }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem }
p { max-width: 44rem }
header p { color: var(--faint) }
a { color: var(--link) }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem;
  align-items: start; margin: 1rem 0 }
figure { margin: 0; min-width: 0 }
figcaption { margin-bottom: .4rem; font-size: .9rem; font-weight: 600 }
svg { display: block; max-width: 100%; height: auto }
.table { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th:first-child, td:first-child { min-width: 13rem }
td:last-child:not(.number, :first-child) { min-width: 9rem }
th { color: var(--faint); font-weight: 600 }
tbody tr:nth-child(even) { background: var(--band) }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.whole { white-space: nowrap }
code { font: .95em ui-monospace, monospace; white-space: nowrap }
td:first-child code { white-space: normal; overflow-wrap: anywhere }
"""
_DARK = """\
:root { --ground: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --band: #151b23;
  --link: #58a6ff }"""


def stylesheet() -> str:
    """The CSS of the page."""
    return f"{_LIGHT}@media (prefers-color-scheme: dark) {{\n{_DARK}\n{dark_rules('figure')}\n}}"
