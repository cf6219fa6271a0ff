"""What is in a catalog, in numbers."""

from __future__ import annotations

from modeldex.catalog.columns import FIELDS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile


def statistics(file: CatalogFile) -> dict[str, object]:
    """Counts by status, category and source, and the share of models that state each field."""
    models = _one(file, "SELECT count(*) FROM models")
    meta = dict(file.rows("SELECT key, value FROM meta"))
    by_status = dict(file.rows("SELECT status, count(*) FROM models GROUP BY 1"))
    return {
        "models": models,
        "providers": _one(file, "SELECT count(DISTINCT provider) FROM models"),
        "makers": _one(file, "SELECT count(DISTINCT maker) FROM models"),
        "canonical_models": _one(file, "SELECT count(DISTINCT model) FROM models"),
        "prices": _one(file, "SELECT count(*) FROM prices"),
        "statements": _one(
            file, "SELECT (SELECT count(*) FROM claims) + (SELECT count(*) FROM model_claims)"
        ),
        "by_status": {s.name.lower(): by_status[s.value] for s in ModelStatus if s.value in by_status},
        "by_category": dict(file.rows("SELECT category, count(*) FROM models GROUP BY 1 ORDER BY 2 DESC")),
        "sources": {
            name: {"offerings": offerings, "seen_on": seen_on}
            for name, offerings, seen_on in file.rows(
                "SELECT name, offerings, seen_on FROM sources ORDER BY name"
            )
        },
        "stated": {
            name: round(_count_stated(file, name) / (models or 1), 4) for name in (*FIELDS, *CAPABILITIES)
        },
        "version": meta["version"],
        "digest": meta["digest"],
        "path": file.path,
    }


def _one(file: CatalogFile, query: str) -> int:
    row = file.row(query)
    assert row is not None
    return int(row[0])


def _count_stated(file: CatalogFile, name: str) -> int:
    capability = CAPABILITIES.get(name)
    if capability is None:
        return _one(file, f'SELECT count("{name}") FROM models')  # noqa: S608 - our own column names
    mask = capability.mask
    return _one(file, f"SELECT count(*) FROM models WHERE (caps_yes | caps_no) & {mask} != 0")  # noqa: S608
