"""Labels: near what they name, within the picture, never on each other."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.charts.boxes import Box, is_crossing
from modeldex.charts.labels import placed, spread
from modeldex.charts.text import width

WITHIN = Box(0, 0, 700, 400)
SPOT = st.tuples(st.floats(0, 700), st.floats(0, 400))
NAME = st.text("abcdeMW-", min_size=1, max_size=20)
WANTED = st.lists(st.builds(lambda spot, name: (*spot, name), SPOT, NAME), max_size=9)


@given(WANTED, st.lists(SPOT, max_size=20))
@settings(max_examples=40, deadline=None)
def test_no_label_meets_another_or_leaves_the_picture(wanted, points):
    labels = placed(wanted, WITHIN, 12, points=points)

    for place, label in enumerate(labels):
        assert WITHIN.covers(label.box)
        assert not any(label.meets(other) for other in labels[:place])


@given(WANTED)
@settings(max_examples=40, deadline=None)
def test_no_label_hides_a_point_that_is_named(wanted):
    for label in placed(wanted, WITHIN, 12):
        assert not any(label.box.holds((x, y)) for x, y, _ in wanted)


@given(WANTED)
@settings(max_examples=40, deadline=None)
def test_a_label_says_what_was_wanted_and_is_as_wide_as_its_text(wanted):
    for label in placed(wanted, WITHIN, 12):
        whole = wanted[label.place][2]
        assert label.text == whole or (label.text.endswith("…") and whole.startswith(label.text[:-1]))
        assert label.box.right - label.box.left >= width(label.text, 12)


def test_a_label_alone_stands_beside_its_point_without_a_line():
    (label,) = placed([(350, 200, "alone")], WITHIN, 12)

    assert label.leader is None
    assert abs(label.x - 350) + abs(label.y - 200) < 20


def test_a_label_at_the_edge_stands_on_the_other_side():
    (left,) = placed([(3, 200, "a name of some length")], WITHIN, 12)
    (right,) = placed([(697, 200, "a name of some length")], WITHIN, 12)

    assert (left.align, right.align) == ("left", "right")


def test_a_crowd_of_names_is_led_to_where_there_is_room():
    wanted = [(350.0 + number, 200.0 + number, f"neighbour {number}") for number in range(6)]
    labels = placed(wanted, WITHIN, 12)

    assert [label.place for label in labels] == list(range(6))
    assert any(label.leader for label in labels)


def test_a_label_keeps_off_other_points_where_it_can():
    crowd = [(x, 196.0) for x in range(250, 350, 6)]
    (label,) = placed([(350, 200, "a name of some length")], WITHIN, 12, points=crowd)

    assert not any(label.box.holds(point) for point in crowd)


def test_a_name_that_has_no_room_is_cut():
    (label,) = placed([(80, 80, "a name that is wider than the picture")], Box(0, 0, 160, 160), 12)

    assert label.text.startswith("a name that is")
    assert label.text.endswith("…")


def test_what_has_no_room_is_left_out():
    assert placed([(10, 10, "a name that is wider than the picture")], Box(0, 0, 60, 60), 12) == []


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_spread_places_keep_their_order_and_their_distance(wanted: list[float]):
    found = spread(wanted, 16, 0, 300)
    in_order = [found[place] for place in sorted(range(len(wanted)), key=lambda place: wanted[place])]

    assert all(after - before >= 16 - 1e-6 for before, after in pairwise(in_order))
    assert min(found) >= -1e-6
    assert max(found) <= 300 + 1e-6


def test_places_that_are_far_enough_apart_stay_where_they_are():
    assert spread([100, 10, 50], 16, 0, 300) == [100, 10, 50]


def test_more_places_than_there_is_room_for_are_spread_all_the_same():
    assert spread([5, 5, 5], 16, 0, 20) == [0, 16, 32]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (((0, 0), (10, 10)), True),
        (((0, 10), (4, 6)), False),
        (((20, 0), (20, 10)), False),
    ],
)
def test_lines_cross_or_do_not(line, expected: bool):
    assert is_crossing(line, ((0, 10), (10, 0))) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (((-5, 5), (15, 5)), True),
        (((5, 5), (50, 50)), True),
        (((-5, -5), (-1, 15)), False),
    ],
)
def test_a_line_passes_through_a_box_or_does_not(line, expected: bool):
    assert Box(0, 0, 10, 10).is_crossed(line) is expected
