"""What the facts were at the last build: from a folder of facts as it was then, or a catalog file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import parse_row
from modeldex.catalog.evidence import is_rounding
from modeldex.catalog.reader import ModelCatalog
from modeldex.pipeline.claims import read_claims, split_id
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.folding import fold
from modeldex.pipeline.manifest import OFFERINGS
from modeldex.pipeline.model_tables import read_models, restored
from modeldex.pipeline.price_tables import read_prices
from modeldex.pipeline.report.disagreements import Torn, torn_of
from modeldex.pipeline.version import read_version

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.core.model_config import ModelConfig
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.tables import Row


@dataclass(frozen=True, slots=True)
class Former:
    """The facts of the last build."""

    version: str | None
    models: dict[str, ModelConfig]
    torn: Torn
    """About what its sources disagreed."""


def read_former(before: Path) -> Former:
    """Read a folder of facts, its merged tables as they stand, or a catalog file.

    DataError, or CatalogError, where it is no good.
    """
    return _of_folder(before) if before.is_dir() else _of_catalog(before)


def _of_catalog(path: Path) -> Former:
    catalog = ModelCatalog.open(path)
    torn = {
        (one.model, one.field): {said.source: said.value for said in one.statements}
        for one in catalog.conflicts()
        if not is_rounding(one)
    }
    return Former(catalog.version, {model.id: model for model in catalog.all_models()}, torn)


def _of_folder(data: Path) -> Former:
    directory = read_directory(data)
    lines = read_prices(data)
    models = {
        full_id: restored(_stored(row, directory), tuple(line.price for line in lines.get(full_id, ())))
        for full_id, row in read_models(data).items()
    }
    said = fold(one for one in read_claims(data, directory) if one.info.about == OFFERINGS).by_id
    torn = {
        (full_id, field): by_source
        for full_id, claims in said.items()
        for field, by_source in torn_of(claims).items()
    }
    return Former(read_version(data), models, torn)


def _stored(row: Row, directory: Directory) -> dict[str, object]:
    """The stored forms of a row of the merged tables."""
    provider, model_id = split_id(row, directory)
    stored, problems = parse_row(
        {name: cell for name, cell in row.cells.items() if name not in ("id", "description")}
    )
    for column, problem in problems.items():
        raise row.fault(column, problem)
    unstated: dict[str, object] = {"status": "C", "caps_yes": 0, "caps_no": 0}
    category = directory.providers[provider].category
    return unstated | stored | {"provider": provider, "model_id": model_id, "category": category}
