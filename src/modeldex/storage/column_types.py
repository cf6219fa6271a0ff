"""What a column holds at rest, and what it is in hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Text
from sqlalchemy.types import TypeDecorator

from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LONGEST_NAME = 512
"""Characters that an id or an alias may have: an index of PostgreSQL holds no key above 2,704 bytes."""
_SHOWN = 60


class Moment(TypeDecorator[datetime]):
    """A moment: whole microseconds since 1970 at rest, an aware datetime in UTC in hand."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + value * _MICROSECOND


class Json(TypeDecorator[Any]):
    """Plain values as JSON text; None is the column's NULL, not the text `null`.

    The text is ASCII, so that whatever a string in Python may hold can be kept by every database.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else json.dumps(value, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def moment_given(moment: object, subject: str) -> datetime:
    """A moment that somebody gave; InvalidValueError where it is none, or says no time zone."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise InvalidValueError(subject, {"moment": f"must be a datetime with a time zone, not {moment!r}"})
    return moment


def check_texts(subject: str, names: Mapping[str, object], remarks: Mapping[str, object]) -> None:
    """Refuse what cannot be kept as text: InvalidValueError names every bad field.

    A name is one line without outer blanks, of at most LONGEST_NAME characters; a remark is any text,
    or None where nothing is said.
    """
    problems = {}
    for name, value in names.items():
        if not (isinstance(value, str) and value and value == value.strip() and value.isprintable()):
            problems[name] = f"must be one line without outer blanks, not {value!r}"
        elif len(value) > LONGEST_NAME:
            problems[name] = f"must have at most {LONGEST_NAME} characters, and has {len(value)}"
    for name, value in remarks.items():
        if value is not None and not (isinstance(value, str) and _can_be_kept(value)):
            problems[name] = f"must be text without NUL and lone surrogates, not {value!r}"
    if problems:
        raise InvalidValueError(subject, problems)


def shortened(name: object) -> str:
    """A name as an error calls it: of a long one, how it begins."""
    text = str(name)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def as_kept(subject: str, content: object) -> Any:
    """A content as it comes back: a copy, of lists and dicts alone. InvalidValueError where it is no JSON."""
    try:
        return json.loads(json.dumps(content, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValueError(subject, {"content": f"cannot be written as JSON: {error}"}) from None


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
