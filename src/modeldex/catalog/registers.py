"""What a catalog keeps beside its models: providers, sources, other names, and what it is itself."""

from __future__ import annotations

from modeldex.catalog.named_field import field_named
from modeldex.catalog.names import name_given
from modeldex.core.errors import InvalidValueError
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from modeldex.catalog.file import CatalogFile
    from modeldex.catalog.names import CatalogNames
    from modeldex.core.display_order import DisplayOrder
    from modeldex.core.provider import Provider

_OTHER_NAMES = (
    "SELECT names.name, 'model', id FROM names JOIN models USING (n) WHERE is_alias"
    " UNION ALL SELECT provider_names.name, 'provider', provider FROM provider_names ORDER BY 2 DESC, 3, 1"
)
_IDS_BEGINNING = "SELECT id FROM models WHERE id >= ? AND id < ? AND status != 'R' ORDER BY id LIMIT ?"
_BARE_BEGINNING = (
    "SELECT DISTINCT names.name FROM names JOIN models USING (n) WHERE names.name >= ? AND names.name < ?"
    " AND at_home AND status != 'R' ORDER BY names.name LIMIT ?"
)
_CANONICAL_BEGINNING = (
    "SELECT DISTINCT model FROM models WHERE model >= ? AND model < ? AND status != 'R' ORDER BY 1"
)
_SOURCES = "SELECT name, title, url, licence, seen_on, offerings FROM sources ORDER BY name"
_BEYOND_ALL = "\U0010ffff"


class OtherName(Record):
    """Another name of a model or a provider."""

    alias: str
    """The name; of a model it holds at the provider of the target."""
    kind: str
    """`model` or `provider`."""
    target: str
    """Full id of the offering, or slug of the provider, that it means."""


class SourceSeen(Record):
    """One of those who state the facts of a catalog."""

    name: str
    """Its slug, as statements name it."""
    title: str
    """Its name for people."""
    url: str | None
    """Where it is read; None for what is kept by hand or inferred."""
    licence: str
    """Under which terms its facts are carried over."""
    seen_on: str | None
    """Day on which it was last seen."""
    offerings: int
    """How many offerings, or models, it speaks of."""


class CatalogRegisters:
    """The lists of a catalog, all but its models."""

    _file: CatalogFile
    names: CatalogNames
    _kept: dict[str, Any]

    def providers(self) -> tuple[Provider, ...]:
        """Every provider, by slug."""
        if "providers" not in self._kept:
            from modeldex.catalog.directory import providers

            self._kept["providers"] = providers(self._file)
        found: tuple[Provider, ...] = self._kept["providers"]
        return found

    def provider(self, name: str) -> Provider:
        """The provider of a slug or another name of it; UnknownNameError lists the slugs."""
        slug = self._slug(name_given(name, "provider"))
        return next(provider for provider in self.providers() if provider.id == slug)

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker of a model, in order; no model is read for it."""
        return self.names.makers()

    @property
    def display_order(self) -> DisplayOrder:
        """In which order providers and models are shown; see `core.display_order.in_display_order`."""
        if "display_order" not in self._kept:
            from modeldex.catalog.directory import display_order

            self._kept["display_order"] = display_order(self._file)
        found: DisplayOrder = self._kept["display_order"]
        return found

    def offerings_by_provider(self) -> dict[str, int]:
        """Provider -> how many offerings it serves that have not retired.

        It counts what is served now, also where the catalog is asked as of a day.
        """
        return dict(self._file.rows("SELECT provider, count(*) FROM models WHERE status != 'R' GROUP BY 1"))

    def other_names(self) -> tuple[OtherName, ...]:
        """Every other name of providers, then of models, by what it means."""
        rows = self._file.rows(_OTHER_NAMES)
        return tuple(OtherName(alias=alias, kind=kind, target=target) for alias, kind, target in rows)

    def names_beginning(self, begun: str, most: int) -> tuple[str, ...]:
        """Full ids that begin so, and bare ids at their makers' own, so many of each at most.

        What has retired is left out: this is for whoever types a name. They are those of now, also
        where the catalog is asked as of a day.
        """
        if type(most) is not int or most < 0:
            raise InvalidValueError("names_beginning", {"most": f"must be a whole number, not {most!r}"})
        if not name_given(begun, "names_beginning", "begun").isprintable():
            return ()
        beyond = begun + _BEYOND_ALL
        ids = self._file.rows(_IDS_BEGINNING, begun, beyond, most)
        return tuple(row[0] for row in ids + self._file.rows(_BARE_BEGINNING, begun, beyond, most))

    def canonical_ids_beginning(self, begun: str) -> tuple[str, ...]:
        """Canonical ids that begin so, in order; those of now, also of a catalog as of a day."""
        name_given(begun, "canonical_ids_beginning", "begun")
        return tuple(row[0] for row in self._file.rows(_CANONICAL_BEGINNING, begun, begun + _BEYOND_ALL))

    def benchmarks(self) -> tuple[str, ...]:
        """Names of all benchmarks of which some model has a score."""
        return self.names.benchmarks()

    def field_named(self, name: str) -> tuple[str, str]:
        """The kind of field that a name means, and the name it is kept under; see `catalog.named_field`.

        UnknownNameError has those that look like it.
        """
        return field_named(name, self.names)

    def sources_seen(self) -> tuple[SourceSeen, ...]:
        """Who states the facts, and when each was last seen, by name."""
        rows = self._file.rows(_SOURCES)
        return tuple(SourceSeen(**dict(zip(SourceSeen.__fields__, row, strict=True))) for row in rows)

    def query(self, sql: str, most: int | None = None) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Ask the file in SQL: the names of the columns, and the rows, so many at most.

        InvalidValueError says what is wrong with a statement, or that it would do more than read.
        """
        from modeldex.catalog.asking import query

        return query(self._file, sql, most)

    def columns_of_tables(self) -> list[tuple[str, str, str]]:
        """Table, column and type of everything that `query` can ask."""
        from modeldex.catalog.asking import columns_of_tables

        return columns_of_tables(self._file)

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

    def _slug(self, provider: str | None) -> str | None:
        return None if provider is None else self.names.one_of("provider", provider)

    def _meta(self, key: str) -> str:
        if key not in self._kept:
            row = self._file.row("SELECT value FROM meta WHERE key = ?", key)
            self._kept[key] = row[0] if row else ""
        return str(self._kept[key])
