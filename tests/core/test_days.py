"""Calendar days as text: only dates that exist, in the precision of their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.core.days import day_of, is_day
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from datetime import date


@pytest.mark.parametrize(
    "text", ["2025-06-01", "2025-06", "2025", "2024-02-29", "2000-02-29", "2025-12-31", "0001-01-01"]
)
def test_a_date_to_the_day_the_month_or_the_year(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-02-29",
        "1900-02-29",
        "2025-04-31",
        "2025-13",
        "2025-00",
        "2025-01-00",
        "0000",
        "2025-6-1",
        "20250601",
        "2025-1-1-1",
        "20256-1",
        "2025/06/01",
        "June 2025",
        "2025-06-01T00:00",
        "\uff12\uff10\uff12\uff15",
        "-2025-0",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert not is_day(text)


@given(st.dates())
@settings(max_examples=100)
def test_every_calendar_date_is_a_day(day: date) -> None:
    assert is_day(day.isoformat())
    assert is_day(day.isoformat()[:7])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:00-14:00"])
def test_a_moment_whose_day_in_utc_is_beyond_the_calendar_is_refused(moment: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        day_of(moment, "the time of a call")

    assert repr(moment) in caught.value.problems["day"]
