"""The names of a catalog, all of them in hand: who asks for one reads no file."""

from __future__ import annotations

from modeldex.catalog.names import CatalogNames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_NAMES = (
    "SELECT names.name, models.id, is_alias, at_home FROM names JOIN models USING (n) ORDER BY is_alias, id"
)
_LISTED = ("provider", "maker", "model", "family", "source")
"""Columns whose names questions ask for."""


class NamesInHand(CatalogNames):
    """Answers for one catalog file, out of what was read of it once."""

    __slots__ = ("_by_name", "_ids", "_slugs")

    def __init__(self, file: CatalogFile) -> None:
        super().__init__(file)
        self._ids = frozenset(row[0] for row in file.rows("SELECT id FROM models"))
        by_name: dict[str, list[tuple[str, int, int]]] = {}
        for name, *found in file.rows(_NAMES):
            by_name.setdefault(name, []).append((found[0], found[1], found[2]))
        self._by_name = by_name
        self._slugs = super().providers()
        for column in _LISTED:
            self.names_of(column)
        self.benchmarks()

    def has(self, full_id: str) -> bool:
        return full_id in self._ids

    def provider_named(self, name: str) -> str | None:
        return self.names_of("provider").get(name)

    def providers(self) -> tuple[str, ...]:
        return self._slugs

    def within(self, provider: str, name: str) -> str | None:
        start = f"{provider}/"
        return next((full_id for full_id, _, _ in self._named(name) if full_id.startswith(start)), None)

    def _named(self, name: str) -> list[tuple[str, int, int]]:
        return self._by_name.get(name, [])
