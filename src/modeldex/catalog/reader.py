"""`ModelCatalog`: a compiled, immutable catalog, to be asked."""

from __future__ import annotations

from modeldex.catalog import calendar, diff, evidence, search
from modeldex.catalog.bundled import bundled_file
from modeldex.catalog.canonical import canonical_id, no_canonical_model
from modeldex.catalog.file import CatalogFile
from modeldex.catalog.history import dated_values
from modeldex.catalog.holdings import CatalogHoldings
from modeldex.catalog.lock import making
from modeldex.catalog.names import name_given
from modeldex.catalog.registers import CatalogRegisters
from modeldex.core.days import day_of
from modeldex.core.errors import AmbiguousModelError, ModelNotFoundError
from modeldex.identity.ids import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from datetime import date
    from typing import Unpack

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.evidence import Statuses
    from modeldex.catalog.query import Question
    from modeldex.core.evidence import Change, Conflict, DatedValue, Statement
    from modeldex.core.model import Model
    from modeldex.core.model_config import ModelConfig

_MOST_FOUND = 50_000
_NEAR = 5
_LOOKED_AT = 25
"""So many names that look like one are looked at for those of a day."""


_bundled: ModelCatalog | None = None


class ModelCatalog(CatalogHoldings, CatalogRegisters):
    """Thousands of models as providers serve them, with prices, limits, capabilities, and evidence.

    Open one with `ModelCatalog.bundled()` or `ModelCatalog.open(path)`. It never changes, keeps
    the models it has handed out, and may be shared between threads.
    """

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> ModelCatalog:
        """The catalog in a file; CatalogError says why it cannot be opened."""
        return cls(CatalogFile(path))

    @classmethod
    def bundled(cls) -> ModelCatalog:
        """The catalog that came with the package, opened on first use and kept."""
        global _bundled  # noqa: PLW0603 - one per process, made when first asked for
        if _bundled is None:
            with making():
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
        found = self.found.get(name)
        if found is None:
            found = self._resolved(name)
        if found is None:
            raise self._not_found(name)
        return found

    def all_models(self) -> tuple[ModelConfig, ...]:
        """Every model, by full id."""
        return self.shelf().everything()

    def find_models(self, **asked: Unpack[Question]) -> tuple[ModelConfig, ...]:
        """Every model that meets all conditions; an unknown value meets none.

        Conditions are `capabilities`, `lacks`, `provider`, `maker`, `model`, `family`, `category`,
        `status`, `pricing`, `open_weights`, `can_classify`, `max_input_cost`, `max_output_cost`,
        `max_cache_read_cost`, `min_context`, `min_input`, `min_output`, `released_since`,
        `released_before`, `retires_before`, `knowledge_since`, `updated_since`, and `where`: texts like
        `gpqa>=80`, on any field that `why` takes too. Costs are USD per million tokens. Every status is
        returned unless `status` is given; it is the one of the day that the catalog speaks of
        (`version`), `ModelConfig.status_on` gives another's.

        `sort` orders by id, or by another name of `query.SORTS` or any field that can be compared;
        `reverse`, `offset` and `limit` say how much of it. UnknownNameError lists the names there are.
        """
        from modeldex.catalog.query import Query

        return self._indexed().find(Query(asked, self.names))

    def count_models(self, **asked: Unpack[Conditions]) -> int:
        """How many models meet all conditions, which are those of `find_models`."""
        from modeldex.catalog.conditions import conditions_of_keywords

        return self._indexed().count(conditions_of_keywords("count_models", asked, self.names))

    def search(self, text: str, limit: int = 20) -> tuple[ModelConfig, ...]:
        """Models whose id or name looks like a text, the likest first; typing errors are forgiven."""
        name_given(text, "search", "text")
        found = (self.get_model(full_id) for full_id in search.search_ids(self._file, text, limit))
        return tuple(model for model in found if model is not None)

    def why(self, name: str, field: str | None = None) -> tuple[Statement, ...]:
        """Who says what about a model, or about one field of it; the value taken comes first.

        `field` is any that `where` takes. Of a quality score it is what its benchmarks were, of
        `pricing` all rates, of `id` nothing.
        """
        return evidence.statements(self._file, self.get_model_or_raise(name), field, self.names)

    def history(self, name: str, field: str) -> tuple[DatedValue, ...]:
        """The values of a field over time, the oldest first."""
        return dated_values(self._file, self.get_model_or_raise(name), field, self.names)

    def conflicts(
        self, provider: str | None = None, field: str | None = None, status: Statuses = None
    ) -> tuple[Conflict, ...]:
        """Every field about which sources disagree, with all they say."""
        return evidence.conflicts(self._file, self._slug(provider), field, status, self.names)

    def compared(self, provider: str | None = None, status: Statuses = None) -> dict[str, int]:
        """Field -> of how many offerings two sources state it: what `conflicts` are a share of."""
        return evidence.compared(self._file, self._slug(provider), status)

    def diff(self, other: ModelCatalog) -> tuple[Change, ...]:
        """What is different in another catalog, or on another day: models, fields and current rates."""
        return tuple(diff.changes(self.all_models(), other.all_models()))

    def at(self, day: str | date) -> ModelCatalog:
        """This catalog as of a day: the prices and statuses of then, and no model released later.

        An offering that states no release was released when the first other offering of its
        canonical model was; one of which nobody states it is there on every day. A price of which
        nobody says that it held on that day is unknown.
        """
        return ModelCatalog(self._file, day_of(day, "at"), self if self._now is None else self._now)

    def changing_between(self, after: str | date, until: str | date) -> tuple[str, ...]:
        """Full ids of the models that change by a date of theirs, after one day and up to another.

        A rate begins or ends, the model is deprecated, or it retires.
        """
        days = day_of(after, "changing_between"), day_of(until, "changing_between")
        return calendar.changing_between(self._file, *days)

    def canonical_model(self, name: str) -> Model | None:
        """The model as its maker published it, with all its offerings; None where a name means none.

        `meta/llama-3.3-70b-instruct`, or the part after the maker where one maker alone has it.
        """
        name_given(name, "canonical_model")
        try:
            return self._published(canonical_id(self._file, name))
        except AmbiguousModelError:
            return None

    def canonical_model_or_raise(self, name: str) -> Model:
        """The canonical model that a name means: its id, the part after the maker, or any offering of it.

        Raises AmbiguousModelError with the ids of several makers, ModelNotFoundError with near ones.
        """
        name_given(name, "canonical_model_or_raise")
        model = canonical_id(self._file, name)
        if model is None:
            offering = (self if self._now is None else self._now).get_model(name)
            model = None if offering is None else offering.canonical_model
        found = self._published(model)
        if found is None:
            released = self._releases.of_canonical(model)
            raise self._too_early(name, model, released) or no_canonical_model(
                self._file, name, self.near(name)
            )
        return found

    def _published(self, model: str | None) -> Model | None:
        from modeldex.catalog.directory import canonical_model

        return None if model is None else canonical_model(self._offerings(model))

    def __len__(self) -> int:
        if self._day is not None or self._shelf is not None:
            return len(self.shelf().models)
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
        if not name_given(name, "get_model").isprintable():
            return None  # no id holds such characters, and SQLite does not take all of them
        model = self.of_id(name)
        if model is None:
            full_id = resolve(name, self.names)
            model = None if full_id is None else self.of_id(full_id)
            if model is not None and len(self.found) < _MOST_FOUND:
                self.found[name] = model  # names have many spellings, and strangers may choose them
        return model

    def _not_found(self, name: str) -> ModelNotFoundError:
        """The error for a name that means no model, or on this day none yet."""
        later = None if self._now is None else self._now.get_model(name)
        if later is not None and (error := self._too_early(name, later.id, self._releases.of(later))):
            return error
        return ModelNotFoundError(name, near=self.near(name))

    def _too_early(self, name: str, meant: str | None, released: str | None) -> ModelNotFoundError | None:
        """The error for a name of a model that was released after the day; None where it was not."""
        if self._day is None or released is None or released <= self._day:
            return None
        when = f"on {released}" if len(released) == len(self._day) else f"in {released}"
        return ModelNotFoundError(name, reason=f"{meant} was released {when}, after {self._day}")

    def near(self, name: str) -> list[str]:
        """Ids of this catalog, as of its day, that look like a name."""
        if self._day is None:
            return search.search_ids(self._file, name, _NEAR)
        near = search.search_ids(self._file, name, _LOOKED_AT)
        return [full_id for full_id in near if self.of_id(full_id) is not None][:_NEAR]
