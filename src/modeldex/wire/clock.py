"""Moments of RFC 3339, as some formats write them, and the hub's seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def read_moment(text: Any) -> int | None:
    """Seconds of a moment such as `2026-11-24T15:04:05.123456789Z`; None where it is none.

    It is in UTC where it names no zone.
    """
    if type(text) is not str:
        return None
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789")
    try:
        moment = datetime.fromisoformat(whole + zone)
        return int((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def write_moment(seconds: int) -> str | None:
    """The moment, to the second, in UTC; None where no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None
