"""Models to exchange, a catalog that knows their providers, and the way there and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import ModelCatalog, ModelConfig
from modeldex.exchange import exporting
from modeldex.exchange.desk import Desk
from modeldex.exchange.exporting import export
from modeldex.exchange.facts import FORMER, SINCE, Facts
from modeldex.exchange.importing import read
from modeldex.exchange.rows import statements
from modeldex.pipeline.build import build_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger

DAY = "2026-11-24"
GOLDEN = Path(__file__).parents[1] / "golden" / "data"
OF_NO_FACT = ("category", "quality", "updated", "source", FORMER, SINCE)
"""What stands beside the facts that a format carries."""


@dataclass(frozen=True)
class Trip:
    """Models written in a format, and what reading the file gives."""

    text: str
    ledger: Ledger
    carried: dict[str, dict[str, str]]
    """Full id -> what the writer says it carried."""
    imported: Imported

    @property
    def read(self) -> dict[str, dict[str, str]]:
        """Full id -> what the rows state; ACTIVE is what every format means where it says nothing."""
        return {row["id"]: _stated(statements(row)) for row in self.imported.rows}


def _stated(said: dict[str, str]) -> dict[str, str]:
    kept = {field: value for field, value in said.items() if value and field not in OF_NO_FACT}
    if kept.get("status") == "C":
        del kept["status"]
    if "alias" in kept:
        kept["alias"] = " ".join(sorted(kept["alias"].split()))
    return kept


@pytest.fixture(scope="session")
def catalog() -> ModelCatalog:
    """The catalog that came with the package: it knows every provider that a neighbour names."""
    return ModelCatalog.bundled()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    """The small catalog of `tests/golden/data`: acme, bazaar, cellar and hub."""
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN, path)
    return ModelCatalog.open(path)


@pytest.fixture(scope="session")
def there_and_back(
    catalog: ModelCatalog, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Iterable[ModelConfig]], Trip]:
    """Export models in a format and read the file again, by a catalog that knows them."""
    folder = tmp_path_factory.mktemp("trip")

    def travel(name: str, models: Iterable[ModelConfig]) -> Trip:
        seen: list[Facts] = []

        class Watched(Facts):
            __slots__ = ()

            def __init__(self, model: ModelConfig, day: str) -> None:
                super().__init__(model, day)
                seen.append(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exporting, "Facts", Watched)
            made = export(name, models, catalog.providers(), day=DAY)
            text = made.text()
        path = folder / "file"
        path.write_text(text, encoding="utf-8")
        known = {one.model.id: one.model for one in seen}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Desk, "known", lambda _, full_id: known.get(full_id))
            imported = read(path, catalog, format_name=name, day=DAY)
        carried = {one.model.id: _stated(one.carried) for one in seen}
        return Trip(text, made.ledger, carried, imported)

    return travel


@pytest.fixture
def written(catalog: ModelCatalog) -> Callable[..., Any]:
    """The decoded JSON of one model in a format."""

    def write(name: str, *models: ModelConfig, **options: Any) -> Any:
        return json.loads(export(name, models, catalog.providers(), day=DAY, **options).text())

    return write


@pytest.fixture
def taken(catalog: ModelCatalog, tmp_path: Path) -> Callable[..., Imported]:
    """Read a text or a JSON value as a file of a format."""

    def take(content: Any, name: str | None = None, **options: Any) -> Imported:
        path = tmp_path / "file"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return read(path, options.pop("catalog", catalog), format_name=name, day=DAY, **options)

    return take
