"""The models of a catalog with others laid over: their places, their columns, and the models in hand.

Most models are the catalog's own. Their columns are taken from its file in stretches, and only what
lies over them is put in between, so that a new state of thousands of models is ready in milliseconds.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from modeldex.catalog.column import Column
from modeldex.catalog.column_source import ModelColumns
from modeldex.catalog.lock import making
from modeldex.catalog.shelf import FileShelf, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from modeldex.catalog.column import Numbers
    from modeldex.catalog.column_source import ColumnSource
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig


class Stretch(NamedTuple):
    """Models that follow each other by id: some of the catalog's, then one that lies over it."""

    start: int
    """Place of the first of the catalog's."""
    end: int
    """Place after the last of them; as `start` where there is none."""
    over: int | None
    """Which of the models laid over follows them; None at the end."""


def stretches(catalog: FileShelf, over: Sequence[ModelConfig], gone: Iterable[str]) -> list[Stretch]:
    """How the catalog's models and those over them follow each other by id, without those that are gone."""
    cuts: list[tuple[str, int | None]] = [(model.id, at) for at, model in enumerate(over)]
    cuts += [(full_id, None) for full_id in gone if catalog.place_of(full_id) is not None]
    found, reached = [], 0
    for full_id, at in sorted(cuts, key=lambda cut: cut[0]):
        place, is_there = catalog.place_near(full_id)
        found.append(Stretch(reached, place, at))
        reached = place + is_there
    found.append(Stretch(reached, len(catalog.models), None))
    return [one for one in found if one.over is not None or one.start < one.end]


class KeptColumns:
    """The columns of a catalog, kept from one state of a registry to the next."""

    def __init__(self, catalog: ModelCatalog) -> None:
        self._catalog = catalog
        self._kept: dict[str, Column] = {}

    def columns(self, names: Iterable[str]) -> dict[str, Column]:
        """Name -> what each model stores there; of a rate, what was in force when it was first asked for.

        A state is of one day, and the next day's has columns of its own.
        """
        wanted = tuple(names)
        missing = [name for name in wanted if name not in self._kept]
        if missing:
            below = self._catalog.shelf()
            assert isinstance(below, FileShelf)
            self._kept.update(below.source.columns(missing))
        return {name: self._kept[name] for name in wanted}


class LayeredColumns:
    """The columns of a catalog's models with others over them."""

    def __init__(self, base: ColumnSource, over: Sequence[ModelConfig], parts: Sequence[Stretch]) -> None:
        self._base = base
        self._over = ModelColumns(over)
        self._parts = parts

    def columns(self, names: Iterable[str]) -> dict[str, Column]:
        """Name -> what each model stores there."""
        wanted = tuple(names)
        below, above = self._base.columns(wanted), self._over.columns(wanted)
        return {name: self._joined(below[name], above[name]) for name in wanted}

    def _joined(self, below: Column, above: Column) -> Column:
        number_of = {value: number for number, value in enumerate(below.values)}
        values = [*below.values, *(value for value in above.values[1:] if value not in number_of)]
        for number in range(len(below.values), len(values)):
            number_of[values[number]] = number
        numbers = [number_of[above.values[number]] for number in above.numbers]
        return Column(values, self._numbers(below, numbers, len(values) - 1))

    def _numbers(self, below: Column, above: Sequence[int], most: int) -> Numbers:
        """The numbers of all models; stretches of the catalog's are copied whole."""
        joined = _empty(most)
        stored = below.numbers
        if isinstance(joined, array) and getattr(stored, "typecode", None) != joined.typecode:
            stored = array(joined.typecode, memoryview(stored))  # of bytes alone it would take the memory
        for start, end, over in self._parts:
            joined.extend(stored[start:end])
            if over is not None:
                joined.append(above[over])
        return bytes(joined) if isinstance(joined, bytearray) else joined


def _empty(most: int) -> bytearray | array[int]:
    """What numbers up to `most` are put into, one by one or many at once."""
    return bytearray() if most < 1 << 8 else array("H" if most < 1 << 16 else "I")


class LayeredShelf(Shelf):
    """The models of a catalog's shelf with others over them, in the order of their ids."""

    __slots__ = ("_base", "_everything", "_places")

    def __init__(self, base: FileShelf, over: Sequence[ModelConfig], parts: Sequence[Stretch]) -> None:
        self._base = base
        self._everything: tuple[ModelConfig, ...] | None = None
        self._places = array("l", _places(parts))
        """Place in the catalog of each model; -1 for one that lies over it."""
        models: list[ModelConfig | None] = []
        for start, end, at in parts:
            models.extend(base.models[start:end])
            if at is not None:
                models.append(over[at])
        self.models: Sequence[ModelConfig | None] = models

    @property
    def is_complete(self) -> bool:
        return self._everything is not None

    def at(self, places: Sequence[int]) -> list[ModelConfig]:
        if self._everything is None:
            missing = [place for place in places if self.models[place] is None]
            if missing:
                self._fill(missing, self._base.at([self._places[place] for place in missing]))
        return super().at(places)

    def everything(self) -> tuple[ModelConfig, ...]:
        if self._everything is None:
            below = self._base.everything()
            with making():
                if self._everything is None:
                    places = [place for place, model in enumerate(self.models) if model is None]
                    self._fill(places, [below[self._places[place]] for place in places])
                    self._everything = tuple(filter(None, self.models))
        return self._everything

    def _fill(self, places: Iterable[int], models: Iterable[ModelConfig]) -> None:
        mine = self.models
        assert isinstance(mine, list)
        for place, model in zip(places, models, strict=True):
            mine[place] = model


def _places(parts: Sequence[Stretch]) -> Iterator[int]:
    for start, end, over in parts:
        yield from range(start, end)
        if over is not None:
            yield -1
