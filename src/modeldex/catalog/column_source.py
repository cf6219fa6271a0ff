"""Where an index takes its columns from: a catalog file, or models in hand.

A column is what the models store under a name, in the order of their ids: a column of the catalog's
table, `id`, `pricing` (what the rates in force say together), or the key of a rate such as
`input_tokens@batch` (its amounts in force). In force are rates today; those of models as of a day are
all the rates of that day.
"""

from __future__ import annotations

from modeldex.catalog.column import Column
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.named_field import PRICING
from modeldex.core.days import today
from modeldex.core.model_config import STORED_SLOTS
from modeldex.core.price_key import price_of_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Protocol

    from modeldex.catalog.file import CatalogFile
    from modeldex.core.model_config import ModelConfig

    class ColumnSource(Protocol):
        """Columns of some models."""

        def columns(self, names: Iterable[str]) -> dict[str, Column]:
            """Name -> what each model stores there, of several columns at once."""


STATES = ("unknown", "free", "priced", "variable")
"""What prices say together is the last of these that one of them says."""
_OF_TABLE = ("id", *CATALOG_COLUMNS)
_SLOTS = dict(zip(CATALOG_COLUMNS, STORED_SLOTS, strict=True))

_SIZE = "SELECT (SELECT count(*) FROM models), (SELECT max(n) FROM models)"
_HAS_COLUMNS = "SELECT 1 FROM sqlite_schema WHERE name = 'columns'"
_PRICING = (
    "SELECT n, max(CASE amount WHEN 'variable' THEN 3 WHEN 'free' THEN 1 ELSE 2 END) FROM prices"
    " WHERE ifnull(valid_from, '0') <= ? AND ifnull(valid_to, '9999') > ? GROUP BY n"
)
_RATES = (
    "SELECT n, amount FROM prices WHERE unit = ? AND currency = ? AND service = ? AND above_tokens = ?"
    " AND region IS ? AND hours_utc IS ? AND variant IS ? AND ifnull(valid_from, '0') <= ?"
    " AND ifnull(valid_to, '9999') > ? ORDER BY coalesce(valid_from, recorded_on) DESC, price_id DESC"
)


class FileColumns:
    """The columns of a catalog file.

    The file keeps the columns of its models once more, each as a whole. Who changes a model in a copy
    of the file empties that table; then the columns are read model by model.
    """

    __slots__ = ("_file", "_kept", "_numbers", "_places")

    def __init__(self, file: CatalogFile) -> None:
        self._file = file
        size, last = file.row(_SIZE) or (0, None)
        self._kept = size == last and bool(file.row(_HAS_COLUMNS) and file.row("SELECT 1 FROM columns"))
        self._numbers: Sequence[int] = range(1, size + 1) if self._kept else ()
        self._places: dict[int, int] = {}

    @property
    def numbers(self) -> Sequence[int]:
        """The number `n` of each model, in the order of the ids."""
        if not self._numbers:
            self._numbers = [row[0] for row in self._file.rows("SELECT n FROM models ORDER BY id")]
        return self._numbers

    def columns(self, names: Iterable[str]) -> dict[str, Column]:
        """Name -> what each model stores there."""
        wanted = tuple(names)
        found: dict[str, Column] = {}
        if self._kept:
            of_models = tuple(name for name in wanted if name in CATALOG_COLUMNS)
            query = f"SELECT * FROM columns WHERE name IN ({', '.join('?' * len(of_models))})"  # noqa: S608
            found.update((row[0], Column.read(*row)) for row in self._file.rows(query, *of_models))
        of_table = [name for name in wanted if name in _OF_TABLE and name not in found]
        if of_table:
            listed = ", ".join(f'"{name}"' for name in of_table)
            rows = self._file.rows(f"SELECT {listed} FROM models ORDER BY id")  # noqa: S608 - our own names
            found.update((name, Column.of([row[at] for row in rows])) for at, name in enumerate(of_table))
        found.update((name, self._by_prices(name)) for name in wanted if name not in found)
        return found

    def place_of(self, n: int) -> int | None:
        """Where the model of a number stands among all by id; None where there is none."""
        if self._kept:
            return n - 1
        if not self._places:
            self._places = {n: place for place, n in enumerate(self.numbers)}
        return self._places.get(n)

    def _by_prices(self, name: str) -> Column:
        """A column that follows from the price rows."""
        if name == PRICING:
            states = ((n, STATES[state]) for n, state in self._file.rows(_PRICING, today(), today()))
            return self._placed(states, STATES[0])
        rate = price_of_key(name, 1)
        conditions = (rate.unit, rate.currency, rate.service, rate.above_tokens, rate.region,
                      rate.hours_utc, rate.variant)  # fmt: skip
        return self._placed(self._file.rows(_RATES, *conditions, today(), today()), None)

    def _placed(self, rows: Iterable[tuple[int, str]], otherwise: str | None) -> Column:
        """The column of what stands beside the numbers of models, a later row over an earlier one."""
        stored = [otherwise] * len(self.numbers)
        for n, value in rows:
            place = self.place_of(n)
            if place is not None:
                stored[place] = value
        return Column.of(stored)


class ModelColumns:
    """The columns of models in hand, in the order in which they are given."""

    __slots__ = ("_models",)

    def __init__(self, models: Sequence[ModelConfig]) -> None:
        self._models = models

    def columns(self, names: Iterable[str]) -> dict[str, Column]:
        """Name -> what each model stores there."""
        return {name: Column.of(self._stored(name)) for name in names}

    def _stored(self, name: str) -> Sequence[Any]:
        attribute = _SLOTS.get(name, name)
        if name in _OF_TABLE or name == PRICING:
            return [getattr(model, attribute) for model in self._models]
        return [_amount(model, name) for model in self._models]


def _amount(model: ModelConfig, key: str) -> str | None:
    return next((price.amount_text for price in model.rates_in_force if price.key == key), None)
