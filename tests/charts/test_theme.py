"""Colours: what is drawn can be turned dark by a style sheet."""

import re

from modeldex.charts.bars import Bar, lying_bars
from modeldex.charts.columns import standing_bars
from modeldex.charts.theme import COLOURS, dark_rules


def test_the_ground_is_the_page_s_own():
    assert 'fill="white"' not in lying_bars([Bar("one", 1, "1")])


def test_every_colour_that_is_drawn_has_one_for_a_dark_ground():
    drawn = lying_bars([Bar("one", 1, "1")]) + standing_bars([("2026-01", 1), ("2026-02", 9)])
    used = {(part, value) for part, value in re.findall(r'(fill|stroke)="([^"]+)"', drawn) if value != "none"}
    rules = dark_rules("figure")

    assert used
    assert [pair for pair in used if f'figure [{pair[0]}="{pair[1]}"]' not in rules] == []


def test_a_dark_colour_is_lighter_than_the_one_it_replaces_but_for_lines():
    def light(colour: str) -> int:
        return sum(int(colour[place : place + 2], 16) for place in (1, 3, 5))

    brighter = {colour.light for colour in COLOURS if light(colour.dark) > light(colour.light)}

    assert {colour.light for colour in COLOURS} - brighter == {"#d1d9e0"}
