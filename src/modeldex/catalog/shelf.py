"""The models of a catalog, each restored when it is first asked for and kept.

A model stands on the shelf at the place of its id in order. Many that are asked for together are
restored column by column and share equal values; a few are read one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from itertools import repeat
from operator import attrgetter, itemgetter

from modeldex.catalog.column_source import FileColumns
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.lock import making
from modeldex.core.model_config import STORED_SLOTS, ModelConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from modeldex.catalog.column import Column, Numbers
    from modeldex.catalog.file import CatalogFile
    from modeldex.core.price import Price

_SELECT = "SELECT " + ", ".join(f'"{column}"' for column in CATALOG_COLUMNS) + " FROM models"  # noqa: S608
BY_ID = f"{_SELECT} WHERE id = ?"
"""What `ModelConfig.restore` takes, of one model."""
BY_IDS = f"{_SELECT} WHERE id IN (?)"
"""The same of several, once there are as many question marks."""
_NEXT = "SELECT n FROM models WHERE id > ? ORDER BY id LIMIT 1"
_BY_NUMBER = f"{_SELECT} WHERE n = ?"

_FEW = 200
"""So many models are read one by one as soon as all columns are read."""
_AT_ONCE = 1_000
"""So many models of half a kilobyte stay near the processor while their slots are filled."""

_id_of = attrgetter("id")
_PUTS = tuple(getattr(ModelConfig, slot).__set__ for slot in STORED_SLOTS)
_put_prices: Callable[[ModelConfig, object], None] = ModelConfig._prices.__set__  # type: ignore[attr-defined]


class Shelf:
    """Models in hand, in the order of their ids."""

    __slots__ = ("models",)

    def __init__(self, models: Sequence[ModelConfig]) -> None:
        self.models: Sequence[ModelConfig | None] = models
        """By place; None where one has not been asked for yet."""

    @property
    def is_complete(self) -> bool:
        """Whether every model is in hand."""
        return True

    def at(self, places: Sequence[int]) -> list[ModelConfig]:
        """The models at some places."""
        models = self.models
        return [models[place] for place in places]  # type: ignore[misc]

    def one(self, full_id: str) -> ModelConfig | None:
        """The model of an id; None where there is none."""
        models = self.everything()
        place = bisect_left(models, full_id, key=_id_of)
        return models[place] if place < len(models) and models[place].id == full_id else None

    def everything(self) -> tuple[ModelConfig, ...]:
        """Every model."""
        return self.models  # type: ignore[return-value]


class FileShelf(Shelf):
    """The models of a catalog file."""

    __slots__ = ("_columns", "_everything", "_file", "_prices", "models", "source")

    def __init__(
        self,
        file: CatalogFile,
        prices: Callable[[str], tuple[Price, ...]],
        in_hand: Iterable[ModelConfig] = (),
    ) -> None:
        """`in_hand` are models that were restored one by one before."""
        self.source = FileColumns(file)
        """The columns of the same models."""
        self.models: list[ModelConfig | None] = [None] * len(self.source.numbers)
        self._file = file
        self._prices = prices
        self._columns: list[Column] = []
        self._everything: tuple[ModelConfig, ...] | None = None
        for model in in_hand:
            place = self.place_of(model.id)
            assert place is not None
            self.models[place] = model

    @property
    def is_complete(self) -> bool:
        return self._everything is not None

    def place_of(self, full_id: str) -> int | None:
        """Where the model of an id stands; None where there is none."""
        row = self._file.row("SELECT n FROM models WHERE id = ?", full_id)
        return self.source.place_of(row[0]) if row else None

    def place_near(self, full_id: str) -> tuple[int, bool]:
        """Where the model of an id stands, or the first after it, and whether it is there."""
        place = self.place_of(full_id)
        if place is not None:
            return place, True
        row = self._file.row(_NEXT, full_id)
        following = len(self.models) if row is None else self.source.place_of(row[0])
        assert following is not None
        return following, False

    def one(self, full_id: str) -> ModelConfig | None:
        if self._everything is not None:
            return super().one(full_id)
        place = self.place_of(full_id)
        return None if place is None else self.at((place,))[0]

    def at(self, places: Sequence[int]) -> list[ModelConfig]:
        if self._everything is None:
            missing = [place for place in places if self.models[place] is None]
            if len(missing) > _FEW:
                self._restore(missing, itemgetter(*missing))
            elif missing:
                self._restore_few(missing)
        return super().at(places)

    def everything(self) -> tuple[ModelConfig, ...]:
        if self._everything is None:
            with making():
                if self._everything is None:
                    for start in range(0, len(self.models), _AT_ONCE):
                        end = min(start + _AT_ONCE, len(self.models))
                        self._restore(range(start, end), itemgetter(slice(start, end)))
                    self._everything = tuple(filter(None, self.models))
                    self._columns = []
        return self._everything

    def _restore_few(self, places: Iterable[int]) -> None:
        for place in places:
            row = self._file.row(_BY_NUMBER, self.source.numbers[place])
            assert row is not None
            self._publish((place,), (ModelConfig.restore(row, self._prices),))

    def _restore(self, places: Sequence[int], picked: Callable[[Numbers], Iterable[int]]) -> None:
        """Restore the models at some places, which are picked, slot by slot out of columns."""
        columns = self._columns
        if not columns:
            of_names = self.source.columns(CATALOG_COLUMNS)
            columns = self._columns = [of_names[name] for name in CATALOG_COLUMNS]
        models = [ModelConfig.__new__(ModelConfig) for _ in places]
        for put, column in zip(_PUTS, columns, strict=True):
            deque(map(put, models, column.at(picked)), 0)
        deque(map(_put_prices, models, repeat(self._prices)), 0)
        self._publish(places, models)

    def _publish(self, places: Iterable[int], models: Iterable[ModelConfig]) -> None:
        """Put models at their places; one that was handed out before stays the one."""
        mine = self.models
        with making():
            for place, model in zip(places, models, strict=True):
                if mine[place] is None:
                    mine[place] = model
