"""Bars by name, as SVG text."""

import re
import xml.etree.ElementTree as ET

import pytest

from modeldex.charts.bars import Bar, lying_bars

SVG = "{http://www.w3.org/2000/svg}"


def _texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawn).iter(f"{SVG}text")]


def _lengths(drawn: str) -> list[float]:
    """Widths of the bars, in the order in which they are drawn."""
    return [float(width) for width in re.findall(r'aria-roledescription="bar" d="M0,[\d.]+h([\d.]+)v', drawn)]


def test_every_bar_has_its_label_and_its_value_from_the_top_in_the_order_of_the_rows():
    drawn = lying_bars([Bar("zulu", 3, "3 days"), Bar("alpha", 1, "1 day")])

    assert _texts(drawn) == ["zulu", "alpha", "3 days", "1 day"]


def test_lengths_are_in_proportion_to_values():
    long, short = _lengths(lying_bars([Bar("long", 4, "4"), Bar("short", 1, "1")]))

    assert long == pytest.approx(4 * short)


def test_the_scale_ends_where_it_is_told_to():
    (half,) = _lengths(lying_bars([Bar("half", 0.5, "50 %")], most=1))
    (whole,) = _lengths(lying_bars([Bar("whole", 1, "100 %")], most=1))

    assert half == pytest.approx(whole / 2)


def test_nothing_but_zeros_can_be_drawn():
    drawn = lying_bars([Bar("none", 0, "0"), Bar("nothing", 0, "0")])

    assert _texts(drawn) == ["none", "nothing", "0", "0"]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", 'a" onload="x', "]]>", "a & b", "</svg>", "é回"]
)
def test_a_hostile_name_is_a_text_and_nothing_else(name: str):
    plain = {element.tag for element in ET.fromstring(lying_bars([Bar("plain", 1, "1")])).iter()}
    drawn = ET.fromstring(lying_bars([Bar(name, 1, name)]))

    assert {element.tag for element in drawn.iter()} == plain
    assert {key for element in drawn.iter() for key in element.attrib if key.startswith("on")} == set()
    assert [text.text for text in drawn.iter(f"{SVG}text")] == [name, name]


def test_a_long_label_is_cut_and_the_chart_stays_narrow_enough_for_a_telephone():
    drawn = ET.fromstring(lying_bars([Bar("a" * 200, 1, "1")]))

    assert (next(drawn.iter(f"{SVG}text")).text or "").endswith("…")
    assert float(drawn.attrib["width"]) < 500


def test_charts_can_stand_side_by_side_in_one_page():
    drawn = lying_bars([Bar("one", 1, "1")])

    assert " id=" not in drawn
    assert "url(" not in drawn


def test_a_chart_loads_nothing_from_elsewhere():
    drawn = re.sub(r' xmlns(:\w+)?="[^"]*"', "", lying_bars([Bar("one", 1, "1")]))

    assert "http" not in drawn
    assert "href" not in drawn
    assert "<style" not in drawn
