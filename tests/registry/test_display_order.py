"""What is shown first: the user's configuration before the catalog."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

from tests.registry.conftest import Opener

from modeldex import ModelCatalog, ModelRegistry
from modeldex.core.display_order import DisplayOrder

ROWS = (
    ("model", 1, "acme/falcon-2"), ("model", 2, "acme/falcon-1"),
    ("provider", 1, "acme"), ("provider", 2, "bazaar"),
)  # fmt: skip


def ordered(small_path: Path, target: Path) -> ModelCatalog:
    """The small catalog with an order of its own."""
    copyfile(small_path, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        db.executemany("INSERT INTO display_order VALUES (?, ?, ?)", ROWS)
    return ModelCatalog.open(target)


def test_the_configuration_comes_before_the_catalog_and_changes_with_its_file(
    opened: Opener, small_path: Path, tmp_path: Path
):
    catalog = ordered(small_path, tmp_path / "ordered.sqlite")
    path = tmp_path / "modeldex.toml"
    path.write_text('[order]\nmodels = ["falcon-1"]\nproviders = ["hub"]\n')

    registry = opened(path, catalog=catalog)
    held = registry.snapshot()

    assert registry.display_order == DisplayOrder(
        providers=("hub", "acme", "bazaar"), models=("acme/falcon-1", "acme/falcon-2")
    )
    before = registry.generation
    path.write_text("")
    registry.reload()
    assert registry.display_order == catalog.display_order
    assert registry.generation > before
    assert held.display_order.providers == ("hub", "acme", "bazaar")


def test_a_registry_without_a_catalog_has_no_order():
    assert ModelRegistry(None).display_order == DisplayOrder()
