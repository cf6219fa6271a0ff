"""What the tables of sources and of curated facts say, row by row, as statements to weigh."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, ROW_COLUMNS, UNKNOWN_CELL, is_blank, parse_row
from modeldex.core.capability import stated
from modeldex.core.errors import InvalidPriceError
from modeldex.core.list_fields import Scores
from modeldex.core.price import canonical_amount
from modeldex.core.price_key import canonical_key, price_of_key, same_rate
from modeldex.core.usage import UNITS
from modeldex.pipeline.manifest import CURATED, MODELS, OFFERINGS, SourceInfo, is_whole_day, read_manifest
from modeldex.pipeline.tables import Row, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from modeldex.core.price import Price
    from modeldex.pipeline.directory import Directory

NO_STATEMENT = frozenset(
    ("caps_yes", "caps_no", "caps_unknown", "provider", "model_id", "benchmarks", *BASE_RATES)
)
"""Stored forms that are no statement as they stand: masks, ids, and what is stated one by one."""


@dataclass(slots=True)
class Claims:
    """Everything one source says about one offering."""

    info: SourceInfo
    row: Row
    provider: str
    model_id: str
    stored: dict[str, object]
    """Stored forms by catalog column."""
    rates: dict[str, str] = field(default_factory=dict)
    """Key of a rate -> its amount, both as `Price` writes them."""
    originals: dict[str, str] = field(default_factory=dict)
    touched_day: int = 0
    """The day from which its word counts: when the source was seen, or when it last touched the row."""
    masks: tuple[int, int] = field(init=False)
    """Bit masks of the capabilities said to be there, and not to be."""
    _prices: list[Price] | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.touched_day = self.touched_day or self.info.seen_day
        yes, no = self.stored.get("caps_yes", 0), self.stored.get("caps_no", 0)
        assert isinstance(yes, int)
        assert isinstance(no, int)
        self.masks = yes, no

    @property
    def prices(self) -> list[Price]:
        """The rates as prices, made when they are first asked for: of most rates the text will do."""
        if self._prices is None:
            full_id, info = f"{self.provider}/{self.model_id}", self.info
            self._prices = [
                stated_price(key, amount, full_id, info.name, info.seen_on)
                for key, amount in self.rates.items()
            ]
        return self._prices

    @property
    def url(self) -> str | None:
        """Page that carries the facts, else where the source is fetched from."""
        return self.row.cells.get("url") or self.info.url

    @property
    def unknown_mask(self) -> int:
        """Bit mask of the capabilities set back to unknown."""
        unknown = self.stored.get("caps_unknown", 0)
        assert isinstance(unknown, int)
        return unknown

    def statements(self) -> Iterable[tuple[str, str]]:
        """(field, value) of everything stated, in canonical text."""
        said = {
            column: UNKNOWN_CELL if value is None else str(value)
            for column, value in self.stored.items()
            if column not in NO_STATEMENT
        }
        said.update(stated(*self.masks))
        said.update((name, UNKNOWN_CELL) for name, _ in stated(self.unknown_mask, 0))
        benchmarks = self.stored.get("benchmarks")
        if isinstance(benchmarks, str):
            said.update(scores_in(benchmarks))
        said.update(self.rates)
        said.update((key, UNKNOWN_CELL) for key in self.originals if key not in self.rates and _is_rate(key))
        return said.items()


@lru_cache(maxsize=4096)
def scores_in(benchmarks: str) -> tuple[tuple[str, str], ...]:
    """(Name, score) of the benchmarks in a stored form, as statements write them."""
    return tuple((name, format(score, "g")) for name, score in Scores.read(benchmarks).items())


def read_claims(data: Path, directory: Directory) -> Iterator[Claims]:
    """Every row of `data/sources/` and `data/curated/`; DataError at the first fault."""
    infos = read_manifest(data)
    for name, info in infos.items():
        path = data / "sources" / f"{name}.csv"
        if path.exists():
            yield from _table(path, info, directory)
    seen: dict[str, Row] = {}
    for path in sorted((data / "curated").glob("*.csv")):
        yield from _table(path, None, directory, seen)


@lru_cache(maxsize=4096)
def _is_rate(key: str) -> bool:
    """Whether an original belongs to a rate; where the rate is not stated, it was taken as no price."""
    return key.partition("@")[0] in UNITS


def _table(
    path: Path, info: SourceInfo | None, directory: Directory, seen: dict[str, Row] | None = None
) -> Iterator[Claims]:
    seen = {} if seen is None else seen
    for row in read_table(path, ROW_COLUMNS, required=("id",), with_blanks=False):
        other = seen.setdefault(row.cells.get("id", ""), row)
        if other is not row:
            place = f"{other.path}:{other.line}"
            raise row.fault("id", f"{row.cells['id']!r} stands at {place} too; keep one row")
        yield claims_of_row(row, info or curated_info(row), directory)


def curated_info(row: Row) -> SourceInfo:
    """Who says what a row kept by hand says: its page, on its day; DataError where it lacks one."""
    url, day = row.cells.get("url", ""), row.cells.get("updated", "")
    if not url or not day:
        raise row.fault(
            None if url else "url", "a fact kept by hand names its page (url) and its date (updated)"
        )
    if not url.startswith(("https://", "http://")):
        raise row.fault("url", f"must be the page that states the fact, https://..., not {url!r}")
    if not is_whole_day(day):
        raise row.fault("updated", f"must be a whole day like 2025-06-01, not {day!r}")
    return SourceInfo(CURATED, "kept by hand", url, "facts", None, day, 0)


def claims_of_row(row: Row, info: SourceInfo, directory: Directory) -> Claims:
    """What one row says, under the name of its source; DataError at its first fault."""
    provider, model_id = split_id(row, directory, about=info.about)
    stored, problems = parse_row(row.cells)
    for column, problem in problems.items():
        raise row.fault(column, problem)
    rates = _rates(row, stored)
    return Claims(info, row, provider, model_id, stored, rates, _pairs(row, "original"))


def split_id(row: Row, directory: Directory, about: str = OFFERINGS) -> tuple[str, str]:
    """Provider and model id of a row's full id; DataError where the provider has no file.

    A row about a model has its maker in the provider's place.
    """
    provider, slash, model_id = row.cells.get("id", "").partition("/")
    if not slash or not model_id:
        raise row.fault("id", f"must be provider/model, not {row.cells.get('id', '')!r}")
    if not model_id.isprintable() or model_id != model_id.strip():
        raise row.fault("id", f"must be one line without outer blanks, not {row.cells['id']!r}")
    if about == MODELS and provider not in directory.makers.by_id:
        raise row.fault("id", f"no maker {provider!r}: add it to makers.toml")
    if about != MODELS and provider not in directory.providers:
        known = directory.provider_named(provider)
        hint = f"write {known}" if known else f"add data/providers/{provider}.toml"
        raise row.fault("id", f"no provider {provider!r}: {hint}")
    return provider, model_id


def _rates(row: Row, stored: dict[str, object]) -> dict[str, str]:
    rates = {unit: str(stored[column]) for column, unit in BASE_RATES.items() if stored.get(column)}
    conditional = _pairs(row, "rates")
    for column, unit in BASE_RATES.items():
        if column in stored and stored[column] is None:
            raise row.fault(column, "a price cannot be set back to unknown; state the right one")
        if column in stored and unit in conditional:
            raise row.fault("rates", f"{unit} stands in the column {column} too")
    for key, amount in conditional.items():
        if not amount.strip("0."):
            raise row.fault("rates", f"{key}: zero is not a price here: write free, or leave the rate out")
        canonical, text = _canonical(row, key, amount)
        if canonical in rates:
            raise row.fault("rates", "states one rate twice, its conditions in another order")
        rates[canonical] = text
    return rates


def _canonical(row: Row, key: str, amount: str) -> tuple[str, str]:
    try:
        return canonical_key(key), canonical_amount(amount)
    except (ValueError, InvalidPriceError):  # read once more, so that all its faults are told
        try:
            price = price_of_key(key, amount, model=row.cells["id"])
        except InvalidPriceError as error:
            raise row.fault("rates", str(error)) from None
        return price.key, price.amount_text


def stated_price(key: str, amount: str, full_id: str, source: str, seen_on: str) -> Price:
    """The price of a rate that was read from a source's table; `seen_on`: first day on which it stated it."""
    return same_rate(_sample(key, source, seen_on), amount, full_id)


@lru_cache(maxsize=8192)
def _sample(key: str, source: str, seen_on: str) -> Price:
    """A rate as a source states it of many offerings, checked once for all."""
    return price_of_key(key, "free", source=source, recorded_on=seen_on)


def rates_of(cells: dict[str, str]) -> dict[str, str]:
    """Key -> amount of the rates in a row that was written before, base rates and conditional ones."""
    rates = {unit: cells[column] for column, unit in BASE_RATES.items() if cells.get(column)}
    return rates | dict(pair.split("=") for pair in cells.get("rates", "").split())


def _pairs(row: Row, column: str) -> dict[str, str]:
    """`key=value` pairs of a cell; a key may hold no '=', a value may."""
    pairs: dict[str, str] = {}
    cell = row.cells.get(column, "")
    for word in () if is_blank(cell) else cell.split():
        key, equals, value = word.partition("=")
        if not equals or not key or not value or key in pairs:
            raise row.fault(column, f"must be key=value pairs, each key once; not {word!r}")
        pairs[key] = value
    return pairs
