"""Moments of RFC 3339 and seconds since 1970."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.wire.clock import read_moment, write_moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T15:04:05Z",
        "2026-11-24T15:04:05",
        "2026-11-24T15:04:05.123456789Z",
        "2026-11-24T16:04:05.9+01:00",
        "2026-11-24T15:04:05.5",
    ],
)
def test_a_moment_is_read_to_the_second_whatever_its_zone(text: str):
    assert read_moment(text) == 1_795_532_645


@pytest.mark.parametrize("text", ["yesterday", "", 5, None, [], "0001-01-01T00:00:00+23:59"])
def test_what_is_no_moment_is_unknown(text: object):
    assert read_moment(text) is None or isinstance(text, str)


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 10**30])
def test_what_no_calendar_has_is_not_written(seconds: int):
    assert write_moment(seconds) is None


@given(st.integers(0, 4_000_000_000))
def test_what_is_written_is_read_back(seconds: int):
    assert read_moment(write_moment(seconds)) == seconds
