"""Colours: on either ground, for every kind of eye, and turned dark by a style sheet."""

import re
from itertools import combinations
from math import dist

import pytest

from modeldex.charts.bars import Bar, lying_bars
from modeldex.charts.columns import standing_bars
from modeldex.charts.theme import COLOURS, FAINT, GROUND, INK, OTHER, SERIES, dark_rules


def test_the_ground_is_the_page_s_own():
    assert 'fill="white"' not in lying_bars([Bar("one", 1, "1")])


def test_every_colour_that_is_drawn_has_one_for_a_dark_ground():
    drawn = lying_bars([Bar("one", 1, "1")]) + standing_bars([("2026-01", 1), ("2026-02", 9)])
    used = {(part, value) for part, value in re.findall(r'(fill|stroke)="([^"]+)"', drawn) if value != "none"}
    rules = dark_rules("figure")

    assert used
    assert [pair for pair in used if f'figure [{pair[0]}="{pair[1]}"]' not in rules] == []


@pytest.mark.parametrize("side", ["light", "dark"])
def test_what_is_drawn_stands_out_from_its_ground(side: str):
    ground = getattr(GROUND, side)

    assert all(_contrast(getattr(colour, side), ground) >= 4.5 for colour in (INK, FAINT))
    assert all(_contrast(getattr(colour, side), ground) >= 3 for colour in (*SERIES, OTHER))


@pytest.mark.parametrize("side", ["light", "dark"])
@pytest.mark.parametrize("eye", ["usual", "protan", "deutan", "tritan"])
def test_groups_are_told_apart_by_every_kind_of_eye(eye: str, side: str):
    seen = [_seen(getattr(colour, side), eye) for colour in (*SERIES, OTHER)]

    assert min(dist(one, other) for one, other in combinations(seen, 2)) >= 20


def test_no_two_colours_are_one_on_a_light_ground():
    lights = [colour.light for colour in COLOURS]

    assert len(set(lights)) == len(lights)


_EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How eyes with two kinds of cones mix red, green and blue light (Machado and others, 2009)."""
_XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))
"""From red, green and blue light to the three measures of CIE, as shares of white."""


def _mixed(matrix: tuple[tuple[float, ...], ...], light: list[float]) -> list[float]:
    return [sum(share * value for share, value in zip(row, light, strict=True)) for row in matrix]


def _light(colour: str) -> list[float]:
    values = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def _seen(colour: str, eye: str) -> tuple[float, float, float]:
    """The colour in CIELAB, as such an eye sees it."""
    light = [min(1, max(0, value)) for value in _mixed(_EYES[eye], _light(colour))]
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in _mixed(_XYZ, light)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _contrast(one: str, other: str) -> float:
    """How many times lighter one is than the other, by the rule of the web's guidelines."""
    dark, bright = sorted(_mixed(_XYZ, _light(colour))[1] for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)
