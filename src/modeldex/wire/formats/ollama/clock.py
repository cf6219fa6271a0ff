"""`created_at` <-> seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def read_time(text: Any) -> int | None:
    """Seconds of a time such as `2026-11-24T15:04:05.123456789Z`; None where it is none."""
    if type(text) is not str:
        return None
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789")
    try:
        moment = datetime.fromisoformat(whole + zone)
    except ValueError:
        return None
    return int((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())


def write_time(seconds: int) -> str:
    """The time in the form of Ollama's."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
