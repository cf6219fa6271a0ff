"""The frontier: the points that no other matches in worth for less, and none but those."""

from hypothesis import given
from hypothesis import strategies as st

from modeldex.charts.frontier import frontier

POINTS = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 30)), max_size=40)


def _matches(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one costs no more than the other and is worth no less."""
    return one[0] <= other[0] and one[1] >= other[1]


@given(POINTS)
def test_no_point_matches_one_of_the_frontier_but_its_equals(points: list[tuple[int, int]]):
    for place in frontier(points):
        assert {point for point in points if _matches(point, points[place])} == {points[place]}


@given(POINTS)
def test_every_other_point_is_matched_by_one_of_the_frontier(points: list[tuple[int, int]]):
    line = [points[place] for place in frontier(points)]

    assert all(any(_matches(best, point) for best in line) for point in points)


@given(POINTS)
def test_it_climbs_from_the_cheapest_to_the_best(points: list[tuple[int, int]]):
    line = [points[place] for place in frontier(points)]

    assert line == sorted(set(line))
    assert [worth for _, worth in line] == sorted({worth for _, worth in line})


def test_of_equal_points_the_first_stands_for_all():
    assert frontier([(1, 5), (1, 5), (1, 4), (2, 5)]) == [0]


def test_of_nothing_it_is_nothing():
    assert frontier([]) == []
