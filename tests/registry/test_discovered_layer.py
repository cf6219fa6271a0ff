"""What was discovered stands in a layer of its own: known by its full id, and nobody's default."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.registry.test_discovered_store import NEW, found

from modeldex import DataError, ModelConfig, ModelNotFoundError, ModelStatus, Settings
from modeldex.registry.discovered_store import DiscoveredStore
from modeldex.registry.discovery import as_discovered, known_as, looking_like

if TYPE_CHECKING:
    from pathlib import Path

    from tests.registry.conftest import Opener

    from modeldex import ModelCatalog, ModelRegistry


@pytest.fixture
def store(tmp_path: Path) -> DiscoveredStore:
    return DiscoveredStore(tmp_path / "discovered")


@pytest.fixture
def over(opened: Opener, store: DiscoveredStore, tmp_path: Path) -> ModelRegistry:
    """A registry that found one discovered model when it was opened."""
    store.write(found(NEW))
    return opened(settings=Settings(data_dir=tmp_path))


def test_a_discovered_model_is_there_under_its_full_id(over: ModelRegistry) -> None:
    model = over.get_model_or_raise("acme/falcon-9")

    assert (model.context_window, model.quality) == (64_000, "unknown")
    assert over.get_stats()["layers"]["discovered"] == 1


def test_why_shows_the_layer_and_its_folder(over: ModelRegistry, store: DiscoveredStore) -> None:
    (said,) = over.why("acme/falcon-9", "context_window")

    assert (said.layer, said.value, said.wins, said.origin) == (
        "discovered", 64_000, True, str(store.folder)
    )  # fmt: skip


def test_who_asks_for_active_models_does_not_get_it(over: ModelRegistry) -> None:
    assert over.get_model_or_raise("acme/falcon-9").status is ModelStatus.PREVIEW
    assert "acme/falcon-9" not in {model.id for model in over.get_available_models()}
    assert "acme/falcon-9" in {model.id for model in over.find_models(provider="acme")}


def test_what_a_list_says_of_an_end_stands(small: ModelCatalog) -> None:
    for status in set(ModelStatus) - {ModelStatus.ACTIVE}:
        assert as_discovered(NEW.replace(status=status)).status is status
    assert as_discovered(NEW).status is ModelStatus.PREVIEW


def test_what_the_catalog_has_by_now_is_left_to_it(
    opened: Opener, store: DiscoveredStore, tmp_path: Path
) -> None:
    names = ("falcon-2", "falcon-two", "falcon-9")
    store.write(found(*(ModelConfig(provider="acme", model_id=name, context_window=5) for name in names)))

    registry = opened(settings=Settings(data_dir=tmp_path))

    assert registry.get_stats()["layers"]["discovered"] == 1
    assert registry.get_model_or_raise("acme/falcon-2").context_window == 1_000_000
    assert registry.get_model_or_raise("acme/falcon-two").id == "acme/falcon-2"


def test_a_model_is_known_at_its_own_provider_alone(small: ModelCatalog) -> None:
    def known(provider: str, model_id: str) -> str | None:
        return known_as(small, ModelConfig(provider=provider, model_id=model_id))

    assert known("acme", "falcon-two") == "acme/falcon-2"
    assert known("hub", "falcon-2") is None
    assert known("my-server", "falcon-2") is None
    assert known_as(None, NEW) is None


def test_the_configuration_counts_more(opened: Opener, store: DiscoveredStore, tmp_path: Path) -> None:
    store.write(found(NEW))
    path = tmp_path / "modeldex.toml"
    path.write_text('[models."acme/falcon-9"]\nstatus = "active"\nmax_output = 100\n', "utf-8")

    model = opened(path, settings=Settings(data_dir=tmp_path)).get_model_or_raise("acme/falcon-9")

    assert (model.status, model.max_output_tokens, model.context_window) == (ModelStatus.ACTIVE, 100, 64_000)


def test_a_reload_takes_up_what_was_discovered_meanwhile(over: ModelRegistry, store: DiscoveredStore) -> None:
    other = ModelConfig(provider="acme", model_id="falcon-10")
    store.write(found(other))

    over.reload()

    assert over.get_model("acme/falcon-9") is None
    assert over.get_model("acme/falcon-10") is not None
    (store.folder / "acme.json").unlink()
    store.folder.rmdir()
    over.reload()
    assert over.get_model("acme/falcon-10") is None


def test_what_the_process_discovered_itself_outlasts_a_reload(over: ModelRegistry) -> None:
    over.discovered("hub", [ModelConfig(provider="hub", model_id="owl", context_window=7)])
    over.discovered("acme", [NEW.replace(context_window=9)])

    over.reload()

    assert over.get_model_or_raise("hub/owl").context_window == 7
    assert over.get_model_or_raise("acme/falcon-9").context_window == 9


def test_a_damaged_file_is_an_error_when_a_registry_is_opened(
    opened: Opener, store: DiscoveredStore, tmp_path: Path
) -> None:
    store.write(found(NEW))
    (store.folder / "acme.json").write_text("{", "utf-8")

    with pytest.raises(DataError, match=r"acme\.json: is damaged .* modeldex discover acme"):
        opened(settings=Settings(data_dir=tmp_path))


def test_a_damaged_file_holds_up_no_reload(over: ModelRegistry, store: DiscoveredStore) -> None:
    (store.folder / "acme.json").write_text("{", "utf-8")

    with pytest.raises(DataError, match="is damaged"):
        over.reload()

    assert over.get_model("acme/falcon-9") is not None


def test_without_the_folder_nothing_is_loaded_for_it(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom modeldex import ModelRegistry\nModelRegistry.open(live=False).close()\n"
        "print('modeldex.registry.discovery' in sys.modules)"
    )
    around = {**os.environ, "MODELDEX_DATA_DIR": str(tmp_path), "MODELDEX_CONFIG": ""}

    def loads() -> str:
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=around,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip()

    assert loads() == "False"
    (tmp_path / "discovered").mkdir()
    assert loads() == "True"


@pytest.mark.parametrize("text", ["falcon 9", "falcn-9", "FALCON", "acme/falcon-9"])
def test_a_discovered_model_is_found_by_a_text_that_looks_like_it(text: str) -> None:
    other = ModelConfig(provider="hub", model_id="zzz")

    assert looking_like([other, NEW], text, 5) == [NEW]


def test_the_likest_comes_first_and_only_so_many_are_given() -> None:
    models = [ModelConfig(provider="acme", model_id=f"falcon-{n}") for n in range(5)]

    assert looking_like(models, "falcon-3", 2)[0].model_id == "falcon-3"
    assert len(looking_like(models, "falcon", 2)) == 2


def test_a_name_that_nothing_looks_like_is_still_an_error(over: ModelRegistry) -> None:
    with pytest.raises(ModelNotFoundError, match="acme/falcon-9"):
        over.get_model_or_raise("acme/falcon-99")
