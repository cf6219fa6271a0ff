"""The names of a catalog, as `identity.ids.resolve` asks for them."""

from __future__ import annotations

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


class CatalogNames:
    """Answers for one catalog file."""

    __slots__ = ("_file",)

    def __init__(self, file: CatalogFile) -> None:
        self._file = file

    def has(self, full_id: str) -> bool:
        """Whether this is the full id of an offering."""
        return self._file.row("SELECT 1 FROM models WHERE id = ?", full_id) is not None

    def provider_named(self, name: str) -> str | None:
        """The provider's slug for a slug or another name of it."""
        row = self._file.row(_PROVIDER, name, name)
        return row[0] if row else None

    def within(self, provider: str, name: str) -> str | None:
        """The full id for a model id, or else an alias of one, at a provider."""
        row = self._file.row(_WITHIN, name, provider)
        return row[0] if row else None

    def at_home(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at its maker's own provider; ids before aliases."""
        rows = [(full_id, is_alias) for full_id, is_alias, home in self._file.rows(_BY_NAME, name) if home]
        as_ids = tuple(full_id for full_id, is_alias in rows if not is_alias)
        return as_ids or tuple(full_id for full_id, _ in rows)

    def anywhere(self, name: str) -> tuple[str, ...]:
        """Full ids of this bare id or alias at any provider."""
        return tuple(dict.fromkeys(full_id for full_id, _, _ in self._file.rows(_BY_NAME, name)))
