"""Hours of the week in UTC, as prices state them: `1-5T00:00-06:00+6-7T00:00-24:00`."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


@lru_cache(maxsize=256)
def windows(hours_utc: str) -> tuple[tuple[int, int, int, int], ...]:
    """Parse `hours_utc` into (first weekday, last weekday, first minute, last minute) windows.

    Raises ValueError where the text is none. A window that ends at 00:00 ends at midnight.
    """
    found = []
    for window in hours_utc.split("+"):
        days, _, span = window.rpartition("T")
        first_day, _, last_day = (days or "1-7").partition("-")
        start, _, end = span.partition("-")
        weekdays = int(first_day), int(last_day or first_day)
        minutes = _minutes(start), _minutes(end) or 24 * 60
        if not 1 <= weekdays[0] <= weekdays[1] <= 7 or minutes[0] >= minutes[1]:
            raise ValueError(f"no window of time: {window!r}")
        found.append((*weekdays, *minutes))
    return tuple(found)


def _minutes(clock: str) -> int:
    hour, colon, minute = clock.partition(":")
    if not colon or not (0 <= int(hour) <= 24 and 0 <= int(minute) < 60):
        raise ValueError(f"no time of day: {clock!r}")
    return int(hour) * 60 + int(minute)


def are_hours(hours_utc: str) -> bool:
    """Whether a text is one of windows."""
    try:
        return bool(windows(hours_utc))
    except ValueError:
        return False


def is_within(hours_utc: str, moment: datetime) -> bool:
    """Whether a moment, in UTC, lies in one of the windows."""
    weekday, minute = moment.isoweekday(), moment.hour * 60 + moment.minute
    return any(
        first_day <= weekday <= last_day and start <= minute < end
        for first_day, last_day, start, end in windows(hours_utc)
    )
