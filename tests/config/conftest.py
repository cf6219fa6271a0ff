"""A small catalog to configure, and a way to read a configuration from its text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog
from modeldex.config.loading import load
from modeldex.core.errors import ConfigError
from modeldex.pipeline.build import build_catalog

if TYPE_CHECKING:
    from modeldex.config.configuration import Configuration
    from modeldex.settings import Settings

FACTS = Path(__file__).parent.parent / "golden" / "data"


class Desk:
    """Writes configurations into a folder and reads them."""

    def __init__(self, folder: Path, catalog: ModelCatalog) -> None:
        self.folder = folder
        self.catalog = catalog

    def write(self, text: str | bytes, name: str = "modeldex.toml") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(
        self, text: str | bytes, name: str = "modeldex.toml", settings: Settings | None = None
    ) -> Configuration:
        return load(self.write(text, name), self.catalog, settings=settings)

    def faults(
        self, text: str | bytes, name: str = "modeldex.toml", settings: Settings | None = None
    ) -> list[str]:
        """Every fault, `line:column: key: problem`, without the path; none where it is right."""
        try:
            self.load(text, name, settings)
        except ConfigError as error:
            return [str(fault).removeprefix(f"{self.folder / name}").lstrip(":") for fault in error.faults]
        return []


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    """The catalog of the tables under `tests/golden/data`."""
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(FACTS, path)
    return ModelCatalog.open(path)


@pytest.fixture
def desk(tmp_path: Path, small: ModelCatalog) -> Desk:
    return Desk(tmp_path, small)
