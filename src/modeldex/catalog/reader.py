"""`ModelCatalog`: a compiled, immutable catalog, to be asked."""

from __future__ import annotations

from modeldex.catalog import diff, evidence, query, search
from modeldex.catalog.as_of import as_of
from modeldex.catalog.bundled import bundled_file
from modeldex.catalog.columns import CATALOG_COLUMNS
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.names import CatalogNames
from modeldex.core.days import day_of
from modeldex.core.errors import (
    AmbiguousModelError,
    InvalidValueError,
    ModelNotFoundError,
    UnknownNameError,
)
from modeldex.core.model_config import ModelConfig
from modeldex.core.price import Price
from modeldex.identity.ids import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from datetime import date

    from modeldex.catalog.evidence import Statuses
    from modeldex.core.evidence import Change, Conflict, DatedValue, Statement
    from modeldex.core.model import Model
    from modeldex.core.money import Amount
    from modeldex.core.provider import Provider
    from modeldex.core.status import ModelStatus

_SELECT = "SELECT " + ", ".join(f'"{column}"' for column in CATALOG_COLUMNS) + " FROM models"  # noqa: S608
_BY_ID = f"{_SELECT} WHERE id = ?"
_PRICES = (
    "SELECT unit, amount, currency, service, above_tokens, region, hours_utc, variant, valid_from, valid_to,"
    " recorded_on, kind, supersedes, source FROM prices WHERE n = (SELECT n FROM models WHERE id = ?)"
    " ORDER BY unit, service, above_tokens, coalesce(valid_from, recorded_on), price_id"
)
_MOST_FOUND = 50_000


_bundled: ModelCatalog | None = None


class ModelCatalog:
    """Thousands of models as providers serve them, with prices, limits, capabilities, and evidence.

    Open one with `ModelCatalog.bundled()` or `ModelCatalog.open(path)`. It never changes, keeps
    the models it has handed out, and may be shared between threads.
    """

    def __init__(self, file: CatalogFile, day: str | None = None) -> None:
        self._file = file
        self._day = day
        self._names = CatalogNames(file)
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
        return self._models("1 ORDER BY id")

    def find_models(
        self,
        *,
        capabilities: str | Iterable[str] = (),
        provider: str | None = None,
        maker: str | None = None,
        family: str | None = None,
        category: str | None = None,
        status: ModelStatus | str | Iterable[ModelStatus | str] | None = None,
        open_weights: bool | None = None,
        max_input_cost: Amount | None = None,
        max_output_cost: Amount | None = None,
        pricing: str | None = None,
        min_context: int | None = None,
        min_output: int | None = None,
        released_since: str | None = None,
        sort: str = "id",
        limit: int | None = None,
    ) -> tuple[ModelConfig, ...]:
        """Every model that meets all conditions; an unknown value meets none.

        Costs are USD per million tokens. Every status is returned unless `status` is given; it is the
        one of the day that the catalog speaks of (`version`), `ModelConfig.status_on` gives another's.
        UnknownNameError lists the names there are.
        """
        asked = query.query_of(
            capabilities, status, provider=self._provider_slug(provider), category=category,
            maker=self._one_of("maker", maker), family=self._one_of("family", family),
            open_weights=open_weights, max_input_cost=max_input_cost, max_output_cost=max_output_cost,
            pricing=pricing, min_context=min_context, min_output=min_output, released_since=released_since,
        )  # fmt: skip
        if sort not in query.SORTS:
            raise UnknownNameError("order", str(sort), query.SORTS)
        if limit is not None and (type(limit) is not int or limit < 0):
            raise InvalidValueError(
                "find_models", {"limit": f"must be a whole number or None, not {limit!r}"}
            )
        where, values = asked.sql(dated=self._day is not None)
        ordered = f"{where} ORDER BY {query.SORTS[sort]}, id"
        if self._day is not None:
            found = [model for model in self._models(ordered, *values) if asked.matches_dated(model)]
            return tuple(query.sorted_by_cost(found, sort)[:limit])
        return self._models(f"{ordered} LIMIT ?", *values, -1 if limit is None else limit)

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
        return evidence.conflicts(self._file, self._provider_slug(provider), field, status)

    def compared(self, provider: str | None = None, status: Statuses = None) -> dict[str, int]:
        """Field -> of how many offerings two sources state it: what `conflicts` are a share of."""
        return evidence.compared(self._file, self._provider_slug(provider), status)

    def diff(self, other: ModelCatalog) -> tuple[Change, ...]:
        """What is different in another catalog, or on another day: models, fields and current rates."""
        return tuple(diff.changes(self.all_models(), other.all_models()))

    def at(self, day: str | date) -> ModelCatalog:
        """This catalog as of a day: the prices and statuses of then, and no model released later.

        A price of which nobody says that it held on that day is unknown.
        """
        return ModelCatalog(self._file, day_of(day, "at"))

    def providers(self) -> tuple[Provider, ...]:
        """Every provider, by slug."""
        from modeldex.catalog.directory import providers

        return providers(self._file)

    def provider(self, name: str) -> Provider:
        """The provider of a slug or another name of it; UnknownNameError lists the slugs."""
        if not isinstance(name, str):
            raise InvalidValueError("provider", {"name": f"must be text, not {name!r}"})
        slug = self._provider_slug(name)
        return next(provider for provider in self.providers() if provider.id == slug)

    def canonical_model(self, model: str) -> Model | None:
        """The model `maker/name` as its maker published it, with all its offerings; None where unknown."""
        from modeldex.catalog.directory import canonical_model

        return canonical_model(self._models("model = ? ORDER BY at_home DESC, id", model))

    def stats(self) -> dict[str, object]:
        """How many models, providers and statements the file holds, and how many models state each field.

        It counts the whole file, also where the catalog is asked as of a day.
        """
        from modeldex.catalog.statistics import statistics

        return statistics(self._file)

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical rows: the same data give the same digest."""
        return self._meta("digest")

    @property
    def version(self) -> str:
        """`YYYY-MM-DD-vN`: the day of the newest source, and a number."""
        return self._meta("version")

    @property
    def sources(self) -> dict[str, int]:
        """Source -> number of offerings it speaks of."""
        return dict(self._file.rows("SELECT name, offerings FROM sources WHERE offerings ORDER BY name"))

    @property
    def path(self) -> str:
        """The file it is read from."""
        return self._file.path

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
        row = self._file.row(_BY_ID, name)
        if row is None:
            full_id = resolve(name, self._names)
            row = self._file.row(_BY_ID, full_id) if full_id is not None else None
        model = self._restored(row) if row is not None else None
        if model is not None:
            model = self.found.setdefault(model.id, model)
            if len(self.found) < _MOST_FOUND:  # names have many spellings, and strangers may choose them
                self.found[name] = model
        return model

    def _models(self, clause: str, *values: object) -> tuple[ModelConfig, ...]:
        rows = self._file.rows(f"{_SELECT} WHERE {clause}", *values)
        restored = (self._restored(row) for row in rows)
        return tuple(model for model in restored if model is not None)

    def _restored(self, row: tuple[object, ...]) -> ModelConfig | None:
        model = ModelConfig.restore(row, self._prices)
        return model if self._day is None else as_of(model, self._day)

    def _prices(self, full_id: str) -> tuple[Price, ...]:
        return tuple(
            Price.restore(amount, unit, full_id, *rest)
            for unit, amount, *rest in self._file.rows(_PRICES, full_id)
        )

    def _provider_slug(self, name: str | None) -> str | None:
        if name is None:
            return None
        slug = self._names.provider_named(name)
        if slug is None:
            known = [row[0] for row in self._file.rows("SELECT id FROM providers ORDER BY id")]
            raise UnknownNameError("provider", name, known)
        return slug

    def _one_of(self, column: str, name: str | None) -> str | None:
        """A name that stands in a column; UnknownNameError lists those that do."""
        if name is None:
            return None
        stated = f"FROM models WHERE {column}"  # a column of ours, never a caller's word
        if self._file.row(f"SELECT 1 {stated} = ?", name) is None:
            known = self._file.rows(f"SELECT DISTINCT {column} {stated} IS NOT NULL ORDER BY 1")
            raise UnknownNameError(column, name, [row[0] for row in known])
        return name

    def _meta(self, key: str) -> str:
        row = self._file.row("SELECT value FROM meta WHERE key = ?", key)
        return row[0] if row else ""
