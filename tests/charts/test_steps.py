"""Steps over time as SVG: runs of days, ends, labels."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from modeldex.charts.axis import day_axis, linear_axis
from modeldex.charts.figure import Staircase, Step, Steps
from modeldex.charts.steps import steps, steps_frame
from modeldex.charts.theme import SERIES

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 1, 1).toordinal()


def _step(since: int, until: int, value: float) -> Step:
    return Step(FIRST + since, FIRST + until, value, f"{value:.2f}")


def _panel(*lines: tuple[str, tuple[Step, ...]]) -> Steps:
    drawn = [step for _, line in lines for step in line]
    last = max(step.until for step in drawn)
    return Steps(
        heading="input, USD per million tokens",
        x=day_axis(date.fromordinal(FIRST), date.fromordinal(last)),
        y=linear_axis("input", [step.value for step in drawn], from_zero=True),
        lines=tuple(Staircase(label, place, line) for place, (label, line) in enumerate(lines)),
        names=tuple(label for label, _ in lines),
    )


ONE = _panel(("", (_step(0, 60, 8), _step(60, 150, 4), _step(150, 300, 2))))
TWO = _panel(("swan", (_step(0, 100, 8), _step(100, 300, 4))), ("tern", (_step(50, 300, 4.1),)))


def _texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawn).iter(f"{SVG}text")]


def _lines(drawn: str) -> list[tuple[str, str]]:
    """Path and colour of each run."""
    return [
        (path, stroke)
        for path, stroke in re.findall(
            r'<path [^>]*aria-roledescription="line mark"[^>]* d="([^"]+)" stroke="([^"]+)"', drawn
        )
    ]


def test_a_line_goes_through_both_ends_of_every_step():
    ((path, _),) = _lines(steps(ONE))
    corners = [tuple(map(float, corner.split(","))) for corner in re.split("[ML]", path)[1:]]

    assert len(corners) == 6
    assert [before[1] == after[1] for before, after in zip(corners[::2], corners[1::2], strict=True)] == [
        True
    ] * 3
    assert [x for x, _ in corners] == sorted(x for x, _ in corners)


def test_days_of_which_nobody_says_are_a_gap():
    gap = _panel(("", (_step(0, 60, 8), _step(90, 150, 4))))

    assert len(_lines(steps(ONE))) == 1
    assert len(_lines(steps(gap))) == 2


def test_a_line_alone_names_the_price_of_each_step():
    assert {"8.00", "4.00", "2.00"} <= set(_texts(steps(ONE)))


def test_lines_are_named_at_their_ends_with_their_last_price():
    texts = _texts(steps(TWO))

    assert {"4.00\u2002swan", "4.10\u2002tern"} <= set(texts)
    assert "8.00" not in texts


def test_labels_at_the_same_price_stand_apart():
    drawn = ET.fromstring(steps(TWO))
    places = [
        float(re.findall(r",([\d.-]+)\)", text.attrib["transform"])[0])
        for text in drawn.iter(f"{SVG}text")
        if (text.text or "").endswith(("swan", "tern"))
    ]

    assert abs(places[0] - places[1]) >= 12


def test_each_line_has_its_colour():
    assert [colour for _, colour in _lines(steps(TWO))] == [SERIES[0].light, SERIES[1].light]


def test_a_price_of_one_day_is_seen():
    drawn = steps(_panel(("", (_step(0, 0, 3),)), ("other", (_step(0, 40, 2),))))

    assert len(re.findall(r'class="mark-symbol', drawn)) == 1
    assert len(re.findall(rf'<path [^>]*fill="{SERIES[0].light}"', drawn)) == 1


def test_the_heading_says_what_is_measured():
    assert "input, USD per million tokens" in _texts(steps(ONE))


def test_long_names_leave_the_plot_room_and_are_cut():
    wide = _panel(("n" * 300, (_step(0, 300, 1),)), ("tern", (_step(0, 300, 2),)))

    assert steps_frame(wide).width > 400
    assert steps_frame(ONE).width > steps_frame(wide).width
    assert any(text.endswith("…") for text in _texts(steps(wide)))


@pytest.mark.parametrize("panel", [ONE, TWO])
def test_its_size_is_what_its_frame_says(panel: Steps):
    root = ET.fromstring(steps(panel))
    frame = steps_frame(panel)

    assert float(root.attrib["width"]) == frame.left + frame.width + frame.right == 800
    assert float(root.attrib["height"]) == frame.whole_height
