"""Sets of places: what goes in comes out, whatever the size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeldex.router.frames.bits import bits_of, flags_of, holds, places_of

SIZES = st.sampled_from([1, 7, 8, 9, 63, 64, 65, 200, 1_000])


@given(SIZES.flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1)))))
def test_a_set_has_the_places_that_it_was_made_of(made: tuple[int, set[int]]):
    size, places = made

    chosen = bits_of(places, size)

    assert places_of(chosen, size) == sorted(places)
    assert chosen.bit_count() == len(places)
    assert flags_of(chosen, size) == bytes(at in places for at in range(size))
    assert all(holds(chosen, at) == (at in places) for at in range(size))


def test_no_place_is_no_set():
    assert bits_of([], 5) == 0
    assert places_of(0, 5) == []
    assert flags_of(0, 0) in {b"", b"\0"[:0]}
