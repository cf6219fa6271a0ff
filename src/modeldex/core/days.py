"""Calendar days as ISO text, in the precision of their source."""

from __future__ import annotations

from functools import lru_cache

from modeldex.core.errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime


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
    moment = moment_of(day, subject)
    text = day if isinstance(day, str) and moment is None else (moment or day).isoformat()[:10]  # type: ignore[union-attr]
    if not (len(text) == 10 and is_day(text)):
        raise _no_day(day, subject)
    return text


def moment_of(at: str | date | datetime | None, subject: str) -> datetime | None:
    """The moment in UTC, where more than a day is given; without a zone it is taken as UTC.

    Raises InvalidValueError, which names the subject, for a text that is neither day nor moment.
    """
    from datetime import UTC, date, datetime

    if isinstance(at, str) and len(at) > 10:
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            raise _no_day(at, subject) from None
    if at is not None and not isinstance(at, str | date):
        raise _no_day(at, subject)
    if not isinstance(at, datetime):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def today() -> str:
    """This day in UTC."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%d", gmtime())


def _no_day(day: object, subject: str) -> InvalidValueError:
    return InvalidValueError(subject, {"day": f"must be a day like 2025-06-01, not {day!r}"})
