"""The models of a catalog that are in hand: each is one object, whoever asks for it and however."""

from __future__ import annotations

from modeldex.catalog.as_of import as_of
from modeldex.catalog.lock import making
from modeldex.catalog.names import CatalogNames
from modeldex.catalog.price_rows import PriceRows
from modeldex.catalog.releases import Releases
from modeldex.catalog.shelf import BY_ID, BY_IDS, FileShelf, Shelf
from modeldex.core.model_config import ModelConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

    from modeldex.catalog.file import CatalogFile
    from modeldex.catalog.index import Index
    from modeldex.core.price import Price

_AT_ONCE = 500
"""So many ids are asked for in one question: SQLite takes no more than some values."""
_OFFERINGS = "SELECT id FROM models WHERE model = ? ORDER BY at_home DESC, id"


class CatalogHoldings:
    """Models that are restored when somebody first asks for them, and kept.

    Threads may ask at once: what is made is handed out under a lock, what is there without one.
    """

    def __init__(self, file: CatalogFile, day: str | None = None, now: Self | None = None) -> None:
        """`day` makes them the models of a day, out of those of `now`."""
        self._file = file
        self._day = day
        self._now = now
        self.names: CatalogNames = CatalogNames(file) if now is None else now.names
        """The names that resolution and questions ask for."""
        self._releases: Releases = Releases(file) if now is None else now._releases
        self._prices = PriceRows(file)
        self._shelf: Shelf | None = None
        self._index: Index | None = None
        self._kept: dict[str, Any] = {}
        """What was read of the file once: its version, its digest, its providers."""
        self.found: dict[str, ModelConfig] = {}
        """Name -> model, of the names that were asked for and found."""

    def of_id(self, full_id: str) -> ModelConfig | None:
        """The model of a full id; None where there is none."""
        found = self.found.get(full_id)
        if found is not None and found.id == full_id:  # other names are kept there, too
            return found
        shelf = self._shelf
        model = self._restored(full_id) if shelf is None else shelf.one(full_id)
        if model is None:
            return None
        with making():
            if shelf is None and self._shelf is not None:  # it was filled in between
                model = self._shelf.one(full_id) or model
            return self.found.setdefault(full_id, model)

    def fetch(self, full_ids: Iterable[str]) -> None:
        """Restore the models of many full ids together, so that `of_id` has those that there are."""
        missing = [full_id for full_id in full_ids if full_id not in self.found]
        if self._shelf is not None or self._now is not None:
            return  # they are at hand, or made one by one
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            rows = self._file.rows(BY_IDS.replace("?", ", ".join("?" * len(some))), *some)
            models = [ModelConfig.restore(row, self._prices.of) for row in rows]
            with making():
                for model in models:
                    self.found.setdefault(model.id, model)

    def _restored(self, full_id: str) -> ModelConfig | None:
        """The model of a full id, made by itself."""
        if self._now is not None:
            model = self._now.of_id(full_id)
            return None if model is None else self._of_the_day(model, model.prices)
        row = self._file.row(BY_ID, full_id)
        return None if row is None else ModelConfig.restore(row, self._prices.of)

    def _of_the_day(self, model: ModelConfig, prices: tuple[Price, ...]) -> ModelConfig | None:
        assert self._day is not None
        return as_of(model, self._day, prices, self._releases.of(model))

    def warm(self) -> None:
        """Read all models and names, so that no question for a model reads the file after it.

        Prices and statements are read when they are asked for; so are the rates of questions, but for
        those with a column, and what looks like a name that means nothing.
        """
        from modeldex.catalog.names_in_hand import NamesInHand

        if not isinstance(self.names, NamesInHand):
            self.names = NamesInHand(self._file)
        self.shelf().everything()

    def shelf(self) -> Shelf:
        """All models by place, of which those in hand are the same objects."""
        if self._shelf is None:
            with making():
                if self._shelf is None:
                    self._shelf = self._filled()
        return self._shelf

    def _filled(self) -> Shelf:
        if self._now is None:
            return FileShelf(self._file, self._prices.of, tuple(self.found.values()))
        prices, in_hand = self._prices.of_all(), self.found
        known = (
            in_hand.get(model.id) or self._of_the_day(model, prices.get(model.id, ()))
            for model in self._now.shelf().everything()
        )
        return Shelf(tuple(model for model in known if model is not None))

    def _indexed(self) -> Index:
        """What answers questions about all of them."""
        if self._index is None:
            with making():
                if self._index is None:
                    self._index = self._coded()
        return self._index

    def _coded(self) -> Index:
        from modeldex.catalog.column_source import ModelColumns
        from modeldex.catalog.index import Index

        shelf = self.shelf()
        source = shelf.source if isinstance(shelf, FileShelf) else ModelColumns(shelf.everything())
        return Index(source, shelf)

    def _offerings(self, model: str) -> list[ModelConfig]:
        """The offerings of a canonical model, that of its maker first."""
        found = (self.of_id(row[0]) for row in self._file.rows(_OFFERINGS, model))
        return [offering for offering in found if offering is not None]
