"""The kinds of value that options take, each with what a shell completes for it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from modeldex.cli.session import Session, asked_catalog, set_session
from modeldex.core.capability import CAPABILITIES
from modeldex.core.days import is_day
from modeldex.core.errors import ModeldexError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.catalog.reader import ModelCatalog

STATUSES = tuple(status.name.lower() for status in ModelStatus)
"""Names of the statuses, as options take them."""
ANY = "any"
"""What an option of statuses takes for all of them."""
NOT_SERVED = (ModelStatus.RETIRED, ModelStatus.DISABLED)
"""Statuses of what nobody can call."""
STILL_SERVED = tuple(status.name.lower() for status in ModelStatus if status not in NOT_SERVED)
"""Names of the statuses of what can be called, or will be again."""
_SPANS = {"d": 1, "w": 7, "m": 30, "y": 365}
_TIME = re.compile(r"[T ]\d\d(?::?(\d\d)(?::?(\d\d)([.,]\d+)?)?)?")
"""The time of a moment, with its minute, its second and the fraction of that."""
_SIZES = {"": 1, "K": 1_000, "M": 1_000_000}
_MOST_TOKENS = 10**12
_MOST_COMPLETED = 200


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


class Moment(click.ParamType[datetime, Any]):
    """A moment: `2026-01-31T09:30`, in UTC unless a zone is written.

    A day, a minute and a second each count to their end, as far as it is written.
    """

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the moment."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value) + (_written_span(value) - timedelta(microseconds=1))
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no moment; write it like 2026-01-31T09:30, or 2026-01-31", param, ctx)


def _written_span(moment: str) -> timedelta:
    """The length of what a moment names: of the day, or of the smallest part of its time."""
    time = _TIME.search(moment)
    if time is None:
        return timedelta(days=1)
    minute, second, fraction = time.groups()
    if fraction is not None:
        return timedelta(microseconds=1)
    return timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1)


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


class Word(click.ParamType[str, Any]):
    """A text that says something: a blank one is a variable of the shell that nobody set."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it was written."""
        if not str(value).strip():
            self.fail("must not be blank; leave the option out to ask for any", param, ctx)
        return str(value)


class Tokens(click.ParamType[int, Any]):
    """A count of tokens of at least one: `200000`, `200_000`, `200K`, `1M`."""

    name = "tokens"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the count; K is a thousand, M a million."""
        if isinstance(value, int):
            return value
        digits, letter = (value[:-1], value[-1].upper()) if value[-1:].isalpha() else (value, "")
        plain = digits.replace("_", "").replace(",", "")
        if not (plain.isascii() and plain.isdigit() and letter in _SIZES and 0 < int(plain) < _MOST_TOKENS):
            self.fail(f"{value!r} is no count of tokens; write it like 200000, 200K or 1M", param, ctx)
        return int(plain) * _SIZES[letter]


class Named(Word):
    """A name that a shell can complete; whether there is such a one is for the catalog to say."""

    def __init__(self, name: str, known: Callable[[ModelCatalog, str], Iterable[str]]) -> None:
        self.name = name
        self._known = known

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Names that begin so; of a list with commas, the last one is completed."""
        before, comma, last = incomplete.rpartition(",")
        try:
            begun = [name for name in self._known(_catalog_of(ctx), last) if name.startswith(last)]
        except (ModeldexError, OSError):  # whoever types sees the fault once the command runs
            return []
        first = (f"{before}{comma}{name}" for name, _ in zip(begun, range(_MOST_COMPLETED), strict=False))
        return [CompletionItem(name) for name in first]


def _catalog_of(ctx: click.Context) -> ModelCatalog:
    """The catalog that the words before the one in hand mean; while completing, no command has begun."""
    given = ctx.find_root().params
    with ctx.scope(cleanup=False):
        set_session(ctx, Session(given.get("catalog"), given.get("layer") or ()))
        return asked_catalog()


def _models(catalog: ModelCatalog, begun: str) -> Iterable[str]:
    return catalog.names_beginning(begun, _MOST_COMPLETED)


def _providers(catalog: ModelCatalog, _begun: str) -> Iterable[str]:
    return (provider.id for provider in catalog.providers())


def _canonical(catalog: ModelCatalog, begun: str) -> Iterable[str]:
    return catalog.canonical_ids_beginning(begun)


def _stated(column: str) -> Callable[[ModelCatalog, str], Iterable[str]]:
    query = f"SELECT DISTINCT {column} FROM models WHERE {column} IS NOT NULL ORDER BY 1"  # noqa: S608
    return lambda catalog, _begun: (str(row[0]) for row in catalog.query(query)[1])


def _fields(catalog: ModelCatalog, _begun: str) -> Iterable[str]:
    from modeldex.catalog.columns import field_names
    from modeldex.core.usage import UNITS

    return dict.fromkeys((*field_names(), *UNITS, *catalog.benchmarks()))


def _orders(catalog: ModelCatalog, begun: str) -> Iterable[str]:
    from modeldex.catalog.query import SORTS

    return dict.fromkeys((*SORTS, *_fields(catalog, begun)))


WORD = Word()
"""Any text but a blank one."""
MODEL = Named("model", _models)
"""A name of an offering."""
CANONICAL = Named("canonical model", _canonical)
"""An id of a canonical model."""
ANY_MODEL = Named(
    "model", lambda catalog, begun: dict.fromkeys((*_models(catalog, begun), *_canonical(catalog, begun)))
)
"""A name of an offering or of a canonical model."""
PROVIDER = Named("provider", _providers)
"""A name of a provider."""
PROVIDER_OR_MODEL = Named(
    "provider or model", lambda catalog, begun: (*_providers(catalog, begun), *_canonical(catalog, begun))
)
"""A name of a provider or of a canonical model."""
MAKER = Named("maker", _stated("maker"))
"""A slug of a maker."""
FAMILY = Named("family", _stated("family"))
"""A name of a family."""
FIELD = Named("field", _fields)
"""A name of a field, as `why` takes it."""
FIELDS = Named("fields", _fields)
"""Names of fields with commas."""
SORT = Named("order", _orders)
"""A name of an order, or of a field."""
PRICING = Named("state", lambda _catalog, _begun: ("priced", "free", "variable", "unknown"))
"""A state of prices."""
CAPABILITY = Named("capability", lambda _catalog, _begun: CAPABILITIES)
"""A name of a capability, or several with commas."""
DAY, MOMENT, SPAN, TOKENS = Day(), Moment(), Span(), Tokens()
