"""A scatter as SVG: points, frontier, labels, axes, legend."""

import re
import xml.etree.ElementTree as ET

import pytest

from modeldex.charts.axis import linear_axis, log_axis
from modeldex.charts.figure import Point, Scatter
from modeldex.charts.frontier import frontier
from modeldex.charts.scatter import scatter, scatter_frame
from modeldex.charts.theme import OTHER, SERIES

SVG = "{http://www.w3.org/2000/svg}"


def _scatter(*points: tuple[str, float, float, str | None], groups: tuple[str, ...] = ("acme",)) -> Scatter:
    made = tuple(Point(name, x, y, f"{name} told", group) for name, x, y, group in points)
    return Scatter(
        x=log_axis("USD, log scale", [point.x for point in made]),
        y=linear_axis("a score", [point.y for point in made]),
        points=made,
        groups=groups,
        frontier=tuple(frontier([(point.x, point.y) for point in made])),
    )


SMALL = _scatter(
    ("cheap", 0.1, 40, None), ("good", 1, 80, "acme"), ("dear", 50, 60, "acme"), ("best", 10, 90, None)
)


def _texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawn).iter(f"{SVG}text")]


def _points(drawn: str) -> dict[str, tuple[float, float, str]]:
    """What a point is -> where it stands, and its colour."""
    found = re.findall(
        r'<path aria-label="([^"]*)"[^>]* transform="translate\(([\d.-]+),([\d.-]+)\)"[^>]* fill="([^"]*)"',
        drawn,
    )
    return {told: (float(x), float(y), colour) for told, x, y, colour in found}


def test_every_point_is_drawn_where_its_measures_say():
    points = _points(scatter(SMALL))
    xs = [points[f"{name} told"][0] for name in ("cheap", "good", "best")]
    heights = [points[f"{name} told"][1] for name in ("cheap", "dear", "good", "best")]

    assert set(points) == {"cheap told", "good told", "dear told", "best told"}
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1])  # a factor of ten each
    assert heights == sorted(heights, reverse=True)


def test_the_frontier_alone_is_named():
    texts = _texts(scatter(SMALL))

    assert [texts.count(name) > 0 for name in ("cheap", "good", "best", "dear")] == [True, True, True, False]


def test_axes_say_what_they_measure_and_name_round_numbers():
    texts = _texts(scatter(SMALL))

    assert {"USD, log scale", "a score", "0.1", "1", "10"} <= set(texts)


def test_a_group_has_a_colour_and_the_others_are_grey():
    drawn = scatter(SMALL)
    points = _points(drawn)

    assert points["dear told"][2] == SERIES[0].light
    assert points["cheap told"][2] == OTHER.light
    assert {"acme", "others"} <= set(_texts(drawn))


def test_a_group_called_others_is_not_the_others():
    drawn = scatter(_scatter(("one", 1, 1, "others"), ("two", 2, 2, None), groups=("others",)))

    assert _points(drawn)["one told"][2] == SERIES[0].light
    assert _points(drawn)["two told"][2] == OTHER.light


def test_a_group_alone_needs_no_legend():
    alone = _scatter(("one", 1, 1, "acme"), ("two", 2, 2, "acme"))

    assert "acme" not in _texts(scatter(alone))
    assert scatter_frame(alone).top < scatter_frame(SMALL).top


def test_the_line_has_a_corner_for_every_point_of_the_frontier():
    (path,) = re.findall(r'class="mark-line[^"]*"[^>]*><path [^>]*d="([^"]+)"', scatter(SMALL))

    assert len(re.findall(r"[MLHV]", path)) >= 2 * 3 - 1


def test_one_point_can_be_drawn():
    drawn = scatter(_scatter(("alone", 1, 1, None)))

    assert "alone" in _texts(drawn)
    assert len(_points(drawn)) == 1


def test_a_long_name_is_cut():
    texts = _texts(scatter(_scatter(("n" * 200, 1, 1, None))))

    assert any(text.endswith("…") and len(text) < 60 for text in texts)


def test_long_names_of_groups_do_not_run_out_of_the_picture():
    groups = tuple(f"{letter}{'w' * 40}" for letter in "abcdef")
    points = [(group, 1 + place, place, group) for place, group in enumerate(groups)]
    panel = _scatter(*points, ("x", 9, 9, None), groups=groups)

    cut = [text for text in _texts(scatter(panel)) if text.endswith("…")]
    assert len([text for text in cut if len(text) < 12]) >= len(groups)


@pytest.mark.parametrize("count", [3, 900])
def test_a_crowd_is_drawn_smaller_and_whole(count: int):
    panel = _scatter(*((f"model {place}", 1 + place, place % 7, None) for place in range(count)))
    drawn = scatter(panel)
    radii = [float(radius) for radius in re.findall(r'd="M([\d.]+),0A', drawn)]

    assert len(_points(drawn)) == count
    assert (min(radii) < 3) is (count > 600)


def test_its_size_is_what_its_frame_says():
    root = ET.fromstring(scatter(SMALL))
    frame = scatter_frame(SMALL)

    assert float(root.attrib["width"]) == frame.left + frame.width + frame.right == 800
    assert float(root.attrib["height"]) == frame.whole_height
