"""Which canonical model a name means: its id, or the part after the maker."""

from __future__ import annotations

from modeldex.core.errors import AmbiguousModelError, ModelNotFoundError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_NEAR = 5


def canonical_id(file: CatalogFile, name: str) -> str | None:
    """The canonical id that a name means, exactly; None where it means none.

    `meta/llama-3.3-70b-instruct`, or `llama-3.3-70b-instruct` where one maker alone has it.
    AmbiguousModelError lists those of several makers.
    """
    if not name.isprintable():
        return None
    if file.row("SELECT 1 FROM models WHERE model = ?", name) is not None:
        return name
    rows = file.rows("SELECT DISTINCT model FROM models WHERE substr(model, instr(model, '/') + 1) = ?", name)
    if len(rows) > 1:
        raise AmbiguousModelError(name, [row[0] for row in rows], at_home=True)
    return rows[0][0] if rows else None


def no_canonical_model(file: CatalogFile, name: str, near_offerings: list[str]) -> ModelNotFoundError:
    """The error for a name that means no canonical model, with the ones that look like it."""
    rows = [file.row("SELECT model FROM models WHERE id = ?", full_id) for full_id in near_offerings]
    near = list(dict.fromkeys(row[0] for row in rows if row and row[0]))[:_NEAR]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return ModelNotFoundError(name, near, f"no canonical model and no offering is called {name!r}{hint}")
