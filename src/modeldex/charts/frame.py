"""A whole picture as SVG: its ground, its words, and its panels one below the other."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from modeldex.charts.dots import dots, dots_frame
from modeldex.charts.figure import Dots, Scatter
from modeldex.charts.scatter import scatter, scatter_frame
from modeldex.charts.steps import steps, steps_frame
from modeldex.charts.text import wrapped
from modeldex.charts.theme import FAINT, FIXED_FONT, GROUND, INK, dark_rules

if TYPE_CHECKING:
    from modeldex.charts.figure import Figure, Steps

WIDTH = 800
"""Pixels: what every picture is wide."""
_MARGIN = 24
_TITLE_SIZE, _TITLE_TOP = 18, 36
_WORDS_SIZE, _WORDS_LINE = 13, 18
_FOOT = 14
_TOLD = re.compile(r'(<path aria-label="([^"]*)" role="graphics-symbol"[^>]*)/>')


def framed(figure: Figure, *, heading: bool = True, dark: bool = False) -> str:
    """SVG of a picture, 800 pixels wide.

    `heading`: whether title and subtitle are drawn too; `dark`: whether it turns dark where the
    reader's screen is.
    """
    title = wrapped(figure.title, WIDTH - 2 * _MARGIN, _TITLE_SIZE * 1.08)[:2] if heading else []
    words = wrapped(figure.subtitle, WIDTH - 2 * _MARGIN, _WORDS_SIZE) if heading else []
    parts: list[str] = []
    height = _TITLE_TOP if heading else 0
    for line in title:
        parts.append(_text(line, height, _TITLE_SIZE, INK.light, 'font-weight="bold"'))
        height += _TITLE_SIZE + 6
    for line in words:
        parts.append(_text(line, height, _WORDS_SIZE, FAINT.light))
        height += _WORDS_LINE
    for panel in figure.panels:
        drawn, tall = _panel(panel)
        parts.append(f'<g transform="translate(0,{height})">{_with_hints(drawn)}</g>')
        height += tall
    return _svg(figure, height + _FOOT, parts, dark=dark)


def _svg(figure: Figure, height: int, parts: list[str], *, dark: bool) -> str:
    rules = f"@media (prefers-color-scheme: dark) {{\n{dark_rules('svg')}\n}}"
    style = f"<style>{rules}</style>\n" if dark else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}"'
        f' height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(figure.title)}">\n'
        f"<title>{escape(figure.title)}</title>\n<desc>{escape(figure.summary)}</desc>\n{style}"
        f'<rect width="{WIDTH}" height="{height}" fill="{GROUND.light}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _text(words: str, y: float, size: int, colour: str, more: str = "") -> str:
    return (
        f'<text x="{_MARGIN}" y="{y}" font-family="{FIXED_FONT}" font-size="{size}" fill="{colour}" {more}>'
        f"{escape(words)}</text>"
    )


def _panel(panel: Scatter | Steps | Dots) -> tuple[str, int]:
    """A panel's SVG and its height."""
    if isinstance(panel, Scatter):
        return scatter(panel), scatter_frame(panel).whole_height
    if isinstance(panel, Dots):
        return dots(panel), dots_frame(panel).whole_height
    return steps(panel), steps_frame(panel).whole_height


def _with_hints(drawn: str) -> str:
    """The marks with what they stand for as a title too, which a browser shows under the pointer."""
    return _TOLD.sub(r"\1><title>\2</title></path>", drawn)
