"""The forms in which a picture is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import vl_convert

from modeldex.charts.frame import framed
from modeldex.charts.page import page
from modeldex.charts.png import packed

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.charts.figure import Figure

SCALE = 2
"""Pixels of a PNG for one of the drawing, so that it is sharp on fine screens."""


def written(figure: Figure, form: str) -> bytes:
    """A picture in a form out of `FORMATS`; the same picture gives the same bytes."""
    return FORMATS[form](figure)


def _png(figure: Figure) -> bytes:
    return packed(vl_convert.svg_to_png(framed(figure), scale=SCALE))


def _svg(figure: Figure) -> bytes:
    return framed(figure, dark=True).encode("utf-8")


def _html(figure: Figure) -> bytes:
    return page(figure).encode("utf-8")


FORMATS: dict[str, Callable[[Figure], bytes]] = {"png": _png, "svg": _svg, "html": _html}
"""Name of a form, which is also the ending of a file -> what writes it."""
