"""Updates over the small catalog of `tests/golden/data`, which lies where the bundled one does."""

from pathlib import Path

import pytest
from tests.updates.desk import Desk

from modeldex import ModelCatalog
from modeldex.catalog import reader
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN / "data", path)
    return path


@pytest.fixture
def desk(tmp_path: Path, small_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(reader, "_bundled", ModelCatalog.open(small_path))
    return Desk(tmp_path, small_path)
