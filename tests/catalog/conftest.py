"""A small catalog with every kind of value in it, compiled from the tables under `tests/golden/data`."""

import shutil
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the small catalog; tests copy it before they touch it."""
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN / "data", path)
    return path


@pytest.fixture(scope="session")
def small(small_path: Path) -> ModelCatalog:
    return ModelCatalog.open(small_path)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder of facts that a test may change."""
    return Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))


@pytest.fixture
def facts_with_a_price_cut(facts: Path, tmp_path: Path) -> ModelCatalog:
    """The small catalog, but acme/falcon-2 fell from 3 to 0.1 USD, below bazaar/echo at 0.5."""
    prices = facts / "prices" / "acme.csv"
    prices.write_text(prices.read_text().replace("input_tokens,2.5", "input_tokens,0.1"))
    survey = facts / "sources" / "survey.csv"
    survey.write_text(survey.read_text().replace(",C,2.5,10,", ",C,0.1,10,"))
    build_catalog(facts, tmp_path / "cut.sqlite")
    return ModelCatalog.open(tmp_path / "cut.sqlite")
