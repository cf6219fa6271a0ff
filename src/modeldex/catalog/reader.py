"""`ModelCatalog`: a compiled, immutable catalog, to be asked."""

from __future__ import annotations

from modeldex.catalog import diff, evidence, search
from modeldex.catalog.as_of import as_of
from modeldex.catalog.bundled import bundled_file
from modeldex.catalog.canonical import canonical_id, no_canonical_model
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.names import CatalogNames
from modeldex.catalog.price_rows import PriceRows
from modeldex.catalog.registers import CatalogRegisters
from modeldex.catalog.shelf import BY_ID, FileShelf, Shelf
from modeldex.core.days import day_of
from modeldex.core.errors import AmbiguousModelError, InvalidValueError, ModelNotFoundError
from modeldex.core.model_config import ModelConfig
from modeldex.identity.ids import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from datetime import date
    from typing import Unpack

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.evidence import Statuses
    from modeldex.catalog.index import Index
    from modeldex.catalog.query import Question
    from modeldex.core.evidence import Change, Conflict, DatedValue, Statement
    from modeldex.core.model import Model

_OFFERINGS = "SELECT id FROM models WHERE model = ? ORDER BY at_home DESC, id"
_MOST_FOUND = 50_000


_bundled: ModelCatalog | None = None


class ModelCatalog(CatalogRegisters):
    """Thousands of models as providers serve them, with prices, limits, capabilities, and evidence.

    Open one with `ModelCatalog.bundled()` or `ModelCatalog.open(path)`. It never changes, keeps
    the models it has handed out, and may be shared between threads.
    """

    def __init__(self, file: CatalogFile, day: str | None = None, now: ModelCatalog | None = None) -> None:
        """`day` makes it a catalog as of a day, of the models of `now`."""
        self._file = file
        self._day = day
        self._now = now
        self._names: CatalogNames = CatalogNames(file) if now is None else now._names
        self._prices = PriceRows(file)
        self._shelf: Shelf | None = None
        self._index: Index | None = None
        self.found: dict[str, ModelConfig] = {}
        """Name -> model, of the names that were asked for and found."""

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> ModelCatalog:
        """The catalog in a file; CatalogError says why it cannot be opened."""
        return cls(CatalogFile(path))

    @classmethod
    def bundled(cls) -> ModelCatalog:
        """The catalog that came with the package, opened on first use and kept."""
        global _bundled  # noqa: PLW0603 - one per process, made when first asked for
        if _bundled is None:
            _bundled = cls(bundled_file())
        return _bundled

    def get_model(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one.

        A full id (`anthropic/claude-opus-4-5`), a bare id at its maker's own provider
        (`claude-opus-4-5`), or a spelling of another tool (`bedrock:...`, an ARN).
        """
        found = self.found.get(name)
        if found is not None:
            return found
        try:
            return self._resolved(name)
        except AmbiguousModelError:
            return None

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means.

        Raises AmbiguousModelError with the candidates where a bare name has several offerings and
        none is its maker's own, ModelNotFoundError with near matches where it means nothing.
        """
        found = self.found.get(name) or self._resolved(name)
        if found is None:
            raise ModelNotFoundError(name, near=search.search_ids(self._file, name, 5))
        return found

    def all_models(self) -> tuple[ModelConfig, ...]:
        """Every model, by full id."""
        return self._models().everything()

    def find_models(self, **asked: Unpack[Question]) -> tuple[ModelConfig, ...]:
        """Every model that meets all conditions; an unknown value meets none.

        Conditions are `capabilities`, `lacks`, `provider`, `maker`, `model`, `family`, `category`,
        `status`, `pricing`, `open_weights`, `can_classify`, `max_input_cost`, `max_output_cost`,
        `max_cache_read_cost`, `min_context`, `min_input`, `min_output`, `released_since`,
        `released_before`, `retires_before`, `knowledge_since`, `updated_since`, and `where`: texts like
        `gpqa>=80`, on any field that `why` takes. Costs are USD per million tokens. Every status is
        returned unless `status` is given; it is the one of the day that the catalog speaks of
        (`version`), `ModelConfig.status_on` gives another's.

        `sort` orders by id, or by another name of `query.SORTS` or any field that can be compared;
        `reverse`, `offset` and `limit` say how much of it. UnknownNameError lists the names there are.
        """
        from modeldex.catalog.query import Query

        return self._indexed().find(Query(asked, self._names))

    def count_models(self, **asked: Unpack[Conditions]) -> int:
        """How many models meet all conditions, which are those of `find_models`."""
        from modeldex.catalog.conditions import conditions_of_keywords

        return self._indexed().count(conditions_of_keywords("count_models", asked, self._names))

    def search(self, text: str, limit: int = 20) -> tuple[ModelConfig, ...]:
        """Models whose id or name looks like a text, the likest first; typing errors are forgiven."""
        found = (self.get_model(full_id) for full_id in search.search_ids(self._file, text, limit))
        return tuple(model for model in found if model is not None)

    def why(self, name: str, field: str | None = None) -> tuple[Statement, ...]:
        """Who says what about a model, or about one field of it; the value taken comes first."""
        return evidence.statements(self._file, self.get_model_or_raise(name), field)

    def history(self, name: str, field: str) -> tuple[DatedValue, ...]:
        """The values of a field over time, the oldest first."""
        return evidence.dated_values(self._file, self.get_model_or_raise(name), field)

    def conflicts(
        self, provider: str | None = None, field: str | None = None, status: Statuses = None
    ) -> tuple[Conflict, ...]:
        """Every field about which sources disagree, with all they say."""
        return evidence.conflicts(self._file, self._slug(provider), field, status)

    def compared(self, provider: str | None = None, status: Statuses = None) -> dict[str, int]:
        """Field -> of how many offerings two sources state it: what `conflicts` are a share of."""
        return evidence.compared(self._file, self._slug(provider), status)

    def diff(self, other: ModelCatalog) -> tuple[Change, ...]:
        """What is different in another catalog, or on another day: models, fields and current rates."""
        return tuple(diff.changes(self.all_models(), other.all_models()))

    def at(self, day: str | date) -> ModelCatalog:
        """This catalog as of a day: the prices and statuses of then, and no model released later.

        A price of which nobody says that it held on that day is unknown.
        """
        return ModelCatalog(self._file, day_of(day, "at"), self._now or self)

    def canonical_model(self, name: str) -> Model | None:
        """The model as its maker published it, with all its offerings; None where a name means none.

        `meta/llama-3.3-70b-instruct`, or the part after the maker where one maker alone has it.
        """
        try:
            return self._published(canonical_id(self._file, name))
        except AmbiguousModelError:
            return None

    def canonical_model_or_raise(self, name: str) -> Model:
        """The canonical model that a name means: its id, the part after the maker, or any offering of it.

        Raises AmbiguousModelError with the ids of several makers, ModelNotFoundError with near ones.
        """
        offering = self.get_model(name)
        of_offering = None if offering is None else offering.canonical_model
        found = self._published(canonical_id(self._file, name) or of_offering)
        if found is None:
            raise no_canonical_model(self._file, name, search.search_ids(self._file, name, 5))
        return found

    def _published(self, model: str | None) -> Model | None:
        from modeldex.catalog.directory import canonical_model

        return None if model is None else canonical_model(self._offerings(model))

    def __len__(self) -> int:
        if self._day is not None:
            return len(self.all_models())
        row = self._file.row("SELECT count(*) FROM models")
        return row[0] if row else 0

    def __iter__(self) -> Iterator[ModelConfig]:
        return iter(self.all_models())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get_model(name) is not None

    def __repr__(self) -> str:
        day = f" as of {self._day}" if self._day else ""
        return f"<ModelCatalog {self.version}{day}: {len(self)} models>"

    def _resolved(self, name: str) -> ModelConfig | None:
        if not isinstance(name, str):
            raise InvalidValueError("get_model", {"name": f"must be text, not {name!r}"})
        if not name.isprintable():  # no id holds such characters, and SQLite does not take all of them
            return None
        model = self._restored(name)
        if model is not None:
            return self.found.setdefault(name, model)
        full_id = resolve(name, self._names)
        model = self.found.get(full_id) or self._restored(full_id) if full_id is not None else None
        if model is not None:
            model = self.found.setdefault(model.id, model)
            if len(self.found) < _MOST_FOUND:  # names have many spellings, and strangers may choose them
                self.found[name] = model
        return model

    def _restored(self, full_id: str) -> ModelConfig | None:
        """The model of a full id: the one on the shelf, where there is a shelf."""
        if isinstance(self._shelf, FileShelf):
            return self._shelf.one(full_id)
        row = self._file.row(BY_ID, full_id)
        if row is None:
            return None
        model = ModelConfig.restore(row, self._prices.of)
        return model if self._day is None else as_of(model, self._day, model.prices)

    def _models(self) -> Shelf:
        if self._shelf is None:
            if self._day is None or self._now is None:
                self._shelf = FileShelf(self._file, self._prices.of, tuple(self.found.values()))
            else:
                prices = self._prices.of_all()
                models = self._now.all_models()
                known = (as_of(model, self._day, prices.get(model.id, ())) for model in models)
                self._shelf = Shelf(tuple(model for model in known if model is not None))
        return self._shelf

    def _indexed(self) -> Index:
        if self._index is None:
            from modeldex.catalog.column_source import ModelColumns
            from modeldex.catalog.index import Index

            shelf = self._models()
            source = shelf.source if isinstance(shelf, FileShelf) else ModelColumns(shelf.everything())
            self._index = Index(source, shelf)
        return self._index

    def _offerings(self, model: str) -> list[ModelConfig]:
        """The offerings of a canonical model, that of its maker first."""
        if self._day is None or self._now is None:
            found = (self.get_model(row[0]) for row in self._file.rows(_OFFERINGS, model))
            return [offering for offering in found if offering is not None]
        known = (as_of(one, self._day, one.prices) for one in self._now._offerings(model))
        return [one for one in known if one is not None]
