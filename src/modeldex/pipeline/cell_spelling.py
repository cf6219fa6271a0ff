"""The one spelling of a cell: how its value is written, whatever a hand or a spreadsheet made of it.

Only what can be read in one way is written anew. `1,000` is a count of a thousand, and as an amount
it may be one; `03/04/2026` may be in March or in April: such cells stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS, UNKNOWN_CELL, is_blank
from modeldex.core.capability import CAPABILITIES, format_masks, parse_masks
from modeldex.core.days import is_day
from modeldex.core.errors import InvalidPriceError
from modeldex.core.fields import Count, Day, Number, Rate
from modeldex.core.price import Price
from modeldex.core.quality import BENCHMARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OUTER_BLANKS, NUMBERS, DAYS, CAPS, OTHER = (
    "outer blanks",
    "spelling of numbers",
    "spelling of days",
    "order of capabilities",
    "spelling of values",
)
"""What may be mended in a cell, in words."""

_GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[_, \u00a0\u202f'])\d{3})(?:(?P=mark)\d{3})*")
_GROUPED_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+")
"""Amounts in which the commas cannot stand for a decimal point."""
_WHOLE = re.compile(r"(\d+)\.0{1,2}|(\d{4,})\.0+")
"""A whole number with a fraction of nothing; `128.000` may be a hundred and twenty-eight thousand."""
_UNDERSCORED = re.compile(r"\d+(?:_\d+)+(?:\.\d+)?")

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?")
_DAY_IN_WORDS = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3,9})\.?[ -](?:(\d{1,2}),? )?(\d{4})")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip


@lru_cache(maxsize=65_536)
def spelled_cell(column: str, cell: str) -> tuple[str, str | None]:
    """A cell of a row of facts in its one spelling, and what was mended; None where nothing was."""
    bare = cell.strip()
    if is_blank(bare) or bare == UNKNOWN_CELL:
        written, what = bare, OUTER_BLANKS
    elif column == "caps":
        written, what = _capabilities(bare), CAPS
    elif column == "rates":
        written, what = _rates(bare), NUMBERS
    elif column in BENCHMARKS:
        written, what = _value(FIELDS["tps"], bare)
    elif column in FIELDS:
        written, what = _value(FIELDS[column], bare)
    else:
        written, what = bare, OUTER_BLANKS
    if written == cell:
        return cell, None
    return written, OUTER_BLANKS if written == bare else what


@lru_cache(maxsize=65_536)
def spelled_as(kind: str, cell: str) -> tuple[str, str | None]:
    """The same for a cell of another table: an `amount`, a `count`, a `day`, or any `text`."""
    bare = cell.strip()
    written, what = bare, OUTER_BLANKS
    if kind == "amount":
        written, what = _amount(bare), NUMBERS
    elif kind == "count":
        written, what = _count(bare), NUMBERS
    elif kind == "day":
        written, what = _day(bare), DAYS
    if written == cell:
        return cell, None
    return written, OUTER_BLANKS if written == bare else what


def _value(field: object, bare: str) -> tuple[str, str]:
    """The cell of a column, written as its value is; one that has no value stays as it is."""
    spell: Callable[[str], str] = str
    what = OTHER
    if isinstance(field, Count | Number | Rate):
        spell, what = (
            _count if isinstance(field, Count) else _amount if isinstance(field, Rate) else _number,
            NUMBERS,
        )
    elif isinstance(field, Day):
        spell, what = _day, DAYS
    assert hasattr(field, "parse")
    assert hasattr(field, "format")
    for written in (bare, spell(bare)):
        try:
            value = field.parse(written)
        except ValueError:
            continue
        return ("" if value is None else field.format(value)), what
    return bare, what


def _capabilities(bare: str) -> str:
    try:
        yes, no, unknown = parse_masks(bare)
    except ValueError:
        return bare
    known = [format_masks(yes, no)] if yes | no else []
    return " ".join([*known, *(f"?{name}" for name, item in CAPABILITIES.items() if unknown & item.mask)])


def _rates(bare: str) -> str:
    pairs = [word.partition("=") for word in bare.split()]
    keys = [key for key, _, _ in pairs]
    if len(set(keys)) < len(keys) or not all(key and amount for key, _, amount in pairs):
        return bare
    return " ".join(f"{key}={_amount(amount)}" for key, _, amount in sorted(pairs))


def _amount(text: str) -> str:
    digits = text.replace(",", "") if _GROUPED_AMOUNT.fullmatch(text) else text
    if not digits.strip("0."):  # zero is refused where it is read
        return text
    try:
        return Price.of("input_tokens", digits).amount_text
    except InvalidPriceError:
        return text


def _count(text: str) -> str:
    if _GROUPED.fullmatch(text) or _UNDERSCORED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if whole := _WHOLE.fullmatch(text):
        text = whole[1] or whole[2]
    return (text.lstrip("0") or "0") if text.isascii() and text.isdigit() else text


def _number(text: str) -> str:
    return text.replace(",", "") if _GROUPED_AMOUNT.fullmatch(text) else text


def _day(text: str) -> str:
    """The ISO text of a day that can be read in one way; any other text as it is."""
    if is_day(text):
        return text
    found = {day for day in _days(text) if is_day(day)}
    return found.pop() if len(found) == 1 else text


def _days(text: str) -> Iterator[str]:
    """The ISO texts that a day may mean; not each is a day of the calendar."""
    if parts := _YEAR_FIRST.fullmatch(text):
        yield _iso(parts[1], parts[3], parts[4])
    if parts := _DIGITS.fullmatch(text):
        yield _iso(*parts.groups())
    if parts := _MIDNIGHT.fullmatch(text):
        yield parts[1]
    if parts := _YEAR_LAST.fullmatch(text):
        yield _iso(parts[4], parts[3], parts[1])
        yield _iso(parts[4], parts[1], parts[3])
    if parts := _MONTH_AND_YEAR.fullmatch(text):
        yield _iso(parts[2], parts[1], None)
    if parts := _DAY_IN_WORDS.fullmatch(text):
        months = [n for n, name in enumerate(_MONTHS, 1) if parts[2].lower() in (name, name[:3])]
        if months and not (parts[1] and parts[3]):
            yield _iso(parts[4], str(months[0]), parts[1] or parts[3])


def _iso(year: str, month: str, day: str | None) -> str:
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
