"""Calendar days as ISO text, in the precision of their source."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime, strftime, time

from modeldex.core.errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

_DAY_SECONDS = 86_400


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Whether a text is a calendar date in ISO form, to the day, the month or the year."""
    parts = text.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(text) not in (4, 7, 10):
        return False
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
        return False
    year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= _days_in(year, month)


def _days_in(year: int, month: int) -> int:
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_of(day: str | date | datetime, subject: str) -> str:
    """The ISO text of a whole day; a moment's day is its day in UTC.

    Raises InvalidValueError, which names the subject, for what is no day of the calendar.
    """
    return day_and_moment(day, subject)[0]


def day_and_moment(at: str | date | datetime, subject: str) -> tuple[str, datetime | None]:
    """The day in UTC, and the moment in UTC where more than a day is given.

    A moment without a zone is taken as UTC. Raises InvalidValueError, which names the subject, for
    what is neither a day nor a moment.
    """
    if isinstance(at, str) and len(at) == 10 and is_day(at):
        return at, None
    date, datetime, utc = _calendar()
    moment = _parsed(at, subject) if isinstance(at, str) else at
    if isinstance(moment, datetime):
        if moment.tzinfo is not utc:
            try:
                moment = moment.astimezone(utc) if moment.tzinfo else moment.replace(tzinfo=utc)
            except OverflowError:  # the first or last day of the calendar, which in UTC is beyond it
                raise _no_day(at, subject) from None
        return _text_of(moment.date()), moment
    if not isinstance(moment, date):
        raise _no_day(at, subject)
    return _text_of(moment), None


@lru_cache(maxsize=4096)
def _text_of(day: date) -> str:
    """The ISO text of a day; it is asked for once per call, and calls share few days."""
    return day.isoformat()


def _parsed(at: str, subject: str) -> datetime:
    """The moment that a text longer than a day says."""
    _, datetime, _ = _calendar()
    try:
        if len(at) > 10:
            return datetime.fromisoformat(at)
    except ValueError:
        pass
    raise _no_day(at, subject)


@lru_cache(maxsize=1)
def _calendar() -> tuple[type[date], type[datetime], tzinfo]:
    """The types of the calendar; they load when the first moment is met."""
    from datetime import UTC, date, datetime

    return date, datetime, UTC


_this_day = (0.0, 0.0, "")
"""Since when, until when, and what `today` last answered: one tuple, so that threads never see half."""


def today() -> str:
    """This day in UTC."""
    global _this_day  # noqa: PLW0603 - a day is made into text once
    now = time()
    since, until, text = _this_day
    if not since <= now < until:
        text = strftime("%Y-%m-%d", gmtime(now))
        since = now // _DAY_SECONDS * _DAY_SECONDS
        _this_day = since, since + _DAY_SECONDS, text
    return text


def seconds_to_next_day() -> float:
    """Seconds until this day in UTC is over."""
    return _DAY_SECONDS - time() % _DAY_SECONDS


def _no_day(day: object, subject: str) -> InvalidValueError:
    return InvalidValueError(subject, {"day": f"must be a day like 2025-06-01, not {day!r}"})
