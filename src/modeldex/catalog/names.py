"""The names of a catalog, as `identity.ids.resolve` and the conditions of a question ask for them."""

from __future__ import annotations

from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.core.price import Price

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_BY_NAME = (
    "SELECT models.id, is_alias, at_home FROM names JOIN models USING (n)"
    " WHERE names.name = ? ORDER BY is_alias, id"
)
_WITHIN = (
    "SELECT models.id FROM names JOIN models USING (n)"
    " WHERE names.name = ? AND models.provider = ? ORDER BY is_alias LIMIT 1"
)
_PROVIDER = (
    "SELECT id FROM providers WHERE id = ? UNION ALL SELECT provider FROM provider_names WHERE name = ?"
)
_CONDITIONS = {
    "service": "service class", "region": "region", "variant": "variant", "hours_utc": "hours",
    "currency": "currency",
}  # fmt: skip
"""Conditions of a rate that are words -> what an error calls one."""
_PROVIDERS = "SELECT id, id FROM providers UNION ALL SELECT name, provider FROM provider_names"


def name_given(name: object, subject: str, what: str = "name") -> str:
    """What somebody gave as a name; InvalidValueError where it is no text."""
    if not isinstance(name, str):
        raise InvalidValueError(subject, {what: f"must be text, not {name!r}"})
    return name


class CatalogNames:
    """Answers for one catalog file."""

    __slots__ = ("_benchmarks", "_file", "_listed")

    def __init__(self, file: CatalogFile) -> None:
        self._file = file
        self._listed: dict[str, dict[str, str]] = {}
        self._benchmarks: tuple[str, ...] | None = None

    def has(self, full_id: str) -> bool:
        """Whether this is the full id of an offering."""
        return self._file.row("SELECT 1 FROM models WHERE id = ?", full_id) is not None

    def provider_named(self, name: str) -> str | None:
        """The provider's slug for a slug or another name of it."""
        row = self._file.row(_PROVIDER, name, name)
        return row[0] if row else None

    def providers(self) -> tuple[str, ...]:
        """Slug of every provider that the catalog describes."""
        return tuple(row[0] for row in self._file.rows("SELECT id FROM providers ORDER BY id"))

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker of a model."""
        return tuple(sorted(self.names_of("maker")))

    def registered(self, name: str) -> tuple[str, ...]:  # noqa: ARG002 - a registry has some
        """Full ids that the user registered under this name: none in a catalog by itself."""
        return ()

    def within(self, provider: str, name: str) -> str | None:
        """The full id for a model id, or else an alias of one, at a provider."""
        row = self._file.row(_WITHIN, name, provider)
        return row[0] if row else None

    def at_home(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at its maker's own provider; ids before aliases."""
        rows = [(full_id, is_alias) for full_id, is_alias, home in self._named(name) if home]
        as_ids = tuple(full_id for full_id, is_alias in rows if not is_alias)
        return as_ids or tuple(full_id for full_id, _ in rows)

    def anywhere(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at any provider."""
        return tuple(dict.fromkeys(full_id for full_id, _, _ in self._named(name)))

    def one_of(self, column: str, name: str) -> str:
        """A name as a column of the models has it; a provider's by any name of it.

        UnknownNameError lists those that there are.
        """
        listed = self.names_of(column)
        if name not in listed:
            raise UnknownNameError(column, name, sorted(set(listed.values())))
        return listed[name]

    def names_of(self, column: str) -> dict[str, str]:
        """Every name in a column of the models -> itself; of providers also every other name -> the slug."""
        listed = self._listed.get(column)
        if listed is None:
            listed = self._listed[column] = dict(self._file.rows(_names_query(column)))
        return listed

    def rate(self, rate: Price) -> Price:
        """A rate with its conditions as the price rows have them, whose case `cost` does not heed either.

        UnknownNameError lists the classes, regions, variants, hours or currencies that there are.
        """
        if self._file.row("SELECT 1 FROM fields WHERE name = ?", rate.key) is not None:
            return rate
        known = {column: self._condition(column, kind, rate) for column, kind in _CONDITIONS.items()}
        changed = {column: word for column, word in known.items() if word != getattr(rate, column)}
        return rate.replace(**changed) if changed else rate

    def _named(self, name: str) -> list[tuple[str, int, int]]:
        """Full id, whether it is an alias, and whether it is at home: of each model of a name, ids first."""
        return self._file.rows(_BY_NAME, name)

    def _condition(self, column: str, kind: str, rate: Price) -> str | None:
        word: str | None = getattr(rate, column)
        if word == Price.__fields__[column].default:
            return word
        listed = self._listed.get(column)
        if listed is None:
            rows = self._file.rows(f"SELECT DISTINCT {column} FROM prices WHERE {column} IS NOT NULL")  # noqa: S608
            listed = self._listed[column] = {_folded(column, row[0]): row[0] for row in rows}
        assert word is not None
        found = listed.get(_folded(column, word))
        if found is None:
            raise UnknownNameError(kind, word, sorted(listed.values()))
        return found

    def benchmarks(self) -> tuple[str, ...]:
        """Every benchmark that some model has a score of."""
        if self._benchmarks is None:
            rows = self._file.rows("SELECT DISTINCT benchmarks FROM models WHERE benchmarks IS NOT NULL")
            pairs = (pair for row in rows for pair in row[0].split())
            self._benchmarks = tuple(sorted({pair.rpartition("=")[0] for pair in pairs}))
        return self._benchmarks


def _folded(column: str, word: str) -> str:
    """A condition as it is compared: classes and regions in any case, as `cost` takes them."""
    return word.lower() if column in ("service", "region") else word


def _names_query(column: str) -> str:
    if column == "provider":
        return _PROVIDERS
    return f'SELECT DISTINCT "{column}", "{column}" FROM models WHERE "{column}" IS NOT NULL'  # noqa: S608
