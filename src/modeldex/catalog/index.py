"""Answers to questions about many models at once, out of columns of codes.

Conditions that say what a model is (its capabilities, provider, status) narrow the models to a part,
which is kept for the next question; those that say how much are compared column by column in that
part. Nothing is read or coded before a question needs it.
"""

from __future__ import annotations

from array import array
from itertools import compress

from modeldex.catalog.codes import Codes, both, selected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from modeldex.catalog.codes import Planes
    from modeldex.catalog.column import Column
    from modeldex.catalog.column_source import ColumnSource
    from modeldex.catalog.criteria.base import Condition, Criterion
    from modeldex.catalog.query import Query
    from modeldex.catalog.shelf import Shelf
    from modeldex.core.model_config import ModelConfig

_MOST_PARTS, _MOST_CODES = 32, 200
"""Strangers may choose the conditions: when there are more parts or columns than this, all are made
anew. A column of codes takes up to four bytes for each model, so that these stay at about 10 MB; who asks
by more fields than that in turn, which are mostly benchmarks, waits for their columns again."""
_SHARE_AT_HAND = 4
"""Where more than one in so many of a part are at hand and a question wants others, all are restored:
the next question need not look for gaps."""


class Index:
    """The models of a shelf, asked by the columns that they store."""

    __slots__ = ("_coded", "_codes", "_columns", "_parts", "_shelf", "_source")

    def __init__(self, source: ColumnSource, shelf: Shelf) -> None:
        self._source = source
        self._shelf = shelf
        self._columns: dict[str, Column] = {}
        self._codes: dict[Hashable, Codes] = {}
        self._coded: dict[Codes, Criterion] = {}
        self._parts: dict[Hashable, Part] = {}

    def find(self, query: Query) -> tuple[ModelConfig, ...]:
        """The models that meet all conditions, in their order."""
        part, chosen = self._chosen(query.conditions, query.by)
        if query.by is None and not query.falls and not query.offset and query.limit is None:
            return part.models(chosen, self._shelf)
        places = self._ordered(part.chosen_places(chosen), query)
        end = None if query.limit is None else query.offset + query.limit
        return tuple(self._shelf.at(places[query.offset : end]))

    def count(self, conditions: list[Condition]) -> int:
        """How many models meet all conditions."""
        part, chosen = self._chosen(conditions)
        return len(part.places) if chosen is None else chosen.count(1)

    def prepare_like(self, other: Index) -> None:
        """Make what another index has at hand, so that the next questions find it.

        Whoever makes a new state of the same models does so before others ask it.
        """
        columns_at_hand = list(other._columns)
        at_hand = [(codes, other._coded.get(codes)) for codes in list(other._codes.values())]
        alike = [(codes, criterion) for codes, criterion in at_hand if criterion is not None]
        names = (name for _, criterion in alike for name in criterion.columns)
        columns = self._source.columns(dict.fromkeys((*columns_at_hand, *names)))
        self._columns.update((name, columns[name]) for name in columns_at_hand)
        renewed = {one: self._keep(criterion, columns) for one, criterion in alike}
        for kept_as, part in list(other._parts.items()):
            made = self._parts[kept_as] = self._narrowed(part.conditions)
            made.prepare_like(part, renewed, self._shelf)

    def column(self, name: str) -> Column:
        """What the models store under a name, kept once it was asked for."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._source.columns((name,))[name]
        return found

    def codes(self, criterion: Criterion) -> Codes:
        """The codes of a criterion, made and kept once they were asked for."""
        found = self._codes.get(criterion.kept_as())
        return self._keep(criterion, self._source.columns(criterion.columns)) if found is None else found

    def _read(self, criteria: Iterable[Criterion]) -> None:
        """Read together what several criteria need, and is not at hand."""
        missing = [criterion for criterion in criteria if not self._is_at_hand(criterion)]
        if not missing:
            return
        columns = self._source.columns(dict.fromkeys(name for one in missing for name in one.columns))
        for criterion in missing:
            if criterion.is_coded:
                self._keep(criterion, columns)
            else:
                self._columns.update({name: columns[name] for name in criterion.columns})

    def _is_at_hand(self, criterion: Criterion) -> bool:
        if criterion.is_coded:
            return criterion.kept_as() in self._codes
        return self._columns.keys() >= set(criterion.columns)

    def _keep(self, criterion: Criterion, columns: Mapping[str, Column]) -> Codes:
        if len(self._codes) >= _MOST_CODES:
            self._codes.clear()
            self._coded.clear()
            self._parts.clear()
        codes = Codes(criterion.stored(columns), criterion.key)
        self._coded[codes] = criterion
        self._codes[criterion.kept_as()] = codes
        return codes

    def _chosen(self, conditions: list[Condition], by: Criterion | None = None) -> tuple[Part, bytes | None]:
        """The part of the models that conditions narrow to, and which of them meet the others too."""
        narrow: list[Condition] = []
        wide: list[Condition] = []
        for condition in conditions:
            (narrow if condition[1] == "=" or not condition[0].is_coded else wide).append(condition)
        kept_as = frozenset([(criterion.kept_as(), how, value) for criterion, how, value in narrow])
        part = self._parts.get(kept_as)
        if part is None:
            self._read([condition[0] for condition in conditions] + ([] if by is None else [by]))
            part = self._narrowed(narrow)
            if len(self._parts) >= _MOST_PARTS:
                self._parts.clear()
            self._parts[kept_as] = part
        meeting = []
        for criterion, how, value in wide:
            codes = self.codes(criterion)
            meeting.append(selected(part.planes(codes), criterion.ranges(codes, how, value)))
        return part, both(meeting) if meeting else None

    def _narrowed(self, conditions: list[Condition]) -> Part:
        places: Sequence[int] = range(len(self._shelf.models))
        if not conditions:
            return Part(places, conditions, whole=True)
        meeting = both(criterion.selection(self, how, value) for criterion, how, value in conditions)
        return Part(array("I", compress(places, meeting)), conditions, whole=False)

    def _ordered(self, places: Sequence[int], query: Query) -> Sequence[int]:
        if query.by is None:
            return places[::-1] if query.falls else places
        codes = self.codes(query.by)
        numbers, end = codes.numbers, codes.end
        known = [place for place in places if numbers[place] < end]
        known.sort(key=numbers.__getitem__, reverse=query.falls)
        return known + [place for place in places if numbers[place] >= end]


class Part:
    """Some of the models, with the columns that were asked of them."""

    __slots__ = ("_at_hand", "_planes", "_whole", "conditions", "places")

    def __init__(self, places: Sequence[int], conditions: list[Condition], *, whole: bool) -> None:
        self.places = places
        """Where the models stand, in order."""
        self.conditions = conditions
        """What they meet."""
        self._whole = whole
        self._planes: dict[Codes, Planes] = {}
        self._at_hand: tuple[Sequence[ModelConfig | None], bool] = (), False
        """Its models, None where one has not been asked for yet, and whether all are there: one tuple,
        so that threads never see half."""

    def planes(self, codes: Codes) -> Planes:
        """The planes of a column, for these models alone."""
        if self._whole:
            return codes.planes
        found = self._planes.get(codes)
        if found is None:
            found = tuple(bytes(map(plane.__getitem__, self.places)) for plane in codes.planes)
            self._planes[codes] = found
        return found

    def prepare_like(self, other: Part, renewed: Mapping[Codes, Codes], shelf: Shelf) -> None:
        """Make what another part has at hand; `renewed` has the codes in the place of those of it."""
        for codes in list(other._planes):
            if codes in renewed:
                self.planes(renewed[codes])
        if other._at_hand[0]:
            self.models(None, shelf)

    def chosen_places(self, chosen: bytes | None) -> Sequence[int]:
        """Where those stand that were chosen; None: all."""
        return self.places if chosen is None else list(compress(self.places, chosen))

    def models(self, chosen: bytes | None, shelf: Shelf) -> tuple[ModelConfig, ...]:
        """The models that were chosen; None: all. Those that were restored before are at hand."""
        if self._whole and chosen is None:
            return shelf.everything()
        # asked before anything is copied: another thread may complete them meanwhile
        complete, mine = self._asked_so_far(shelf)
        if mine:
            at_hand = tuple(mine if chosen is None else compress(mine, chosen))
            if complete or all(at_hand):
                return at_hand  # type: ignore[return-value]
        if _SHARE_AT_HAND * sum(map(bool, mine)) > len(mine):
            shelf.at(self.places)
        found = tuple(shelf.at(self.chosen_places(chosen)))
        if not self._whole:
            models = [shelf.models[place] for place in self.places]
            self._at_hand = models, all(models)
        return found

    def _asked_so_far(self, shelf: Shelf) -> tuple[bool, Sequence[ModelConfig | None]]:
        """Whether every model of this part is at hand, and those that are."""
        if self._whole:
            return shelf.is_complete, shelf.models
        models, complete = self._at_hand
        return complete, models
