"""The kinds of value that options take, each with what a shell completes for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from modeldex.core.capability import CAPABILITIES
from modeldex.core.days import is_day
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STATUSES = tuple(status.name.lower() for status in ModelStatus)
"""Names of the statuses, as options take them."""
_SPANS = {"d": 1, "w": 7, "m": 30, "y": 365}
_MOST_COMPLETED = 200


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    begun = (name for name in names if name.startswith(incomplete))
    return [CompletionItem(name) for name, _ in zip(begun, range(_MOST_COMPLETED), strict=False)]


class Day(click.ParamType[date, Any]):
    """A day of the calendar: `2026-01-31`, or `today`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        if value == "today":
            return datetime.now(UTC).date()
        if not (len(value) == 10 and is_day(value)):
            self.fail(f"{value!r} is no day; write it like 2026-01-31, or today", param, ctx)
        return date.fromisoformat(value)


class Span(click.ParamType[timedelta, Any]):
    """A length of time in days, weeks, months of 30 or years of 365 days: `90d`, `12w`, `3m`, `1y`."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read the span; a bare number is of days."""
        if isinstance(value, timedelta):
            return value
        count, unit = (value[:-1], value[-1]) if value[-1:].isalpha() else (value, "d")
        if not (count.isascii() and count.isdigit() and unit in _SPANS) or len(count) > 5:
            self.fail(f"{value!r} is no span of time; write it like 90d, 12w, 3m or 1y", param, ctx)
        return timedelta(days=int(count) * _SPANS[unit])


class Named(click.ParamType[str, Any]):
    """A name that a shell can complete."""

    def __init__(self, name: str, known: Callable[[str], Iterable[str]]) -> None:
        self.name = name
        self._known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was written; whether there is one is for the catalog to say."""
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Names that begin so; of a list with commas, the last one is completed."""
        before, comma, last = incomplete.rpartition(",")
        return [CompletionItem(f"{before}{comma}{item.value}") for item in _items(self._known(last), last)]


def _models(begun: str) -> Iterable[str]:
    from modeldex.cli.session import asked_catalog

    return asked_catalog().names_beginning(begun, _MOST_COMPLETED)


def _providers(_begun: str) -> Iterable[str]:
    from modeldex.cli.session import asked_catalog

    return (provider.id for provider in asked_catalog().providers())


def _fields(_begun: str) -> Iterable[str]:
    from modeldex.catalog.columns import field_names

    return field_names()


MODEL = Named("model", _models)
"""A name of a model."""
PROVIDER = Named("provider", _providers)
"""A name of a provider."""
FIELD = Named("field", _fields)
"""A name of a field, as `why` takes it."""
CAPABILITY = Named("capability", lambda _begun: CAPABILITIES)
"""A name of a capability, or several with commas."""
DAY, SPAN = Day(), Span()
