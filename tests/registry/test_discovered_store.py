"""What was discovered lies in files that are whole, their owner's alone, and say when they are damaged."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.any_model import MODELS

from modeldex import ModelConfig
from modeldex.core.errors import DataError
from modeldex.registry.discovered_store import Discovered, DiscoveredStore

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 9, 10, 2, tzinfo=UTC)
NEW = ModelConfig(provider="acme", model_id="falcon-9", context_window=64_000, quality="unknown")


def found(*models: ModelConfig, provider: str = "acme") -> Discovered:
    return Discovered(
        provider=provider,
        refreshed_at=AT,
        origin="https://api.acme.example/v1/models",
        models={model.id: model for model in models},
    )


@pytest.fixture
def store(tmp_path: Path) -> DiscoveredStore:
    return DiscoveredStore(tmp_path / "data" / "discovered")


@given(models=st.lists(MODELS, max_size=3, unique_by=lambda one: one.id))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_discovered_is_read_as_it_was_written(
    store: DiscoveredStore, models: list[ModelConfig]
) -> None:
    written = found(*models, provider="mine")

    store.write(written)

    assert store.read("mine") == written
    assert store.all() == (written,)


def test_a_file_is_its_owners_alone(store: DiscoveredStore) -> None:
    store.write(found(NEW))
    store.write(found())

    assert stat.S_IMODE((store.folder / "acme.json").stat().st_mode) == 0o600
    assert [path.name for path in store.folder.iterdir()] == ["acme.json"]


def test_where_nothing_was_discovered_there_is_nothing(store: DiscoveredStore) -> None:
    assert (store.providers(), store.all(), store.read("acme")) == ((), (), None)


def test_what_cannot_be_written_leaves_what_was_there(store: DiscoveredStore) -> None:
    store.write(found(NEW))

    full = OSError(28, "No space left on device")
    with mock.patch("json.dumps", side_effect=full), pytest.raises(OSError, match="No space"):
        store.write(found())

    assert store.read("acme") == found(NEW)
    assert [path.name for path in store.folder.iterdir()] == ["acme.json"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-9],
        lambda _: "[]",
        lambda _: "[" * 100_000,
        lambda text: text.replace('"form": 1', '"form": 2'),
        lambda text: text.replace('"provider": "acme",\n  "ref', '"provider": "hub",\n  "ref'),
        lambda text: text.replace("+00:00", ""),
        lambda text: text.replace("2026-11-09T", "yesterday "),
        lambda text: text.replace('"acme/falcon-9"', '"acme/falcon-8"'),
        lambda text: text.replace("64000", "-64000"),
        lambda text: text.replace('"model": {', '"changes": {'),
    ],
)
def test_a_damaged_file_is_named_with_the_mend(store: DiscoveredStore, damage) -> None:
    store.write(found(NEW))
    path = store.folder / "acme.json"
    before = path.read_text("utf-8")
    path.write_text(damage(before), "utf-8")
    assert path.read_text("utf-8") != before

    with pytest.raises(DataError) as raised:
        store.all()

    assert raised.value.path == str(path)
    assert "is damaged" in raised.value.problem
    assert "modeldex discover acme" in raised.value.problem


def test_a_time_of_another_zone_is_told_in_utc(store: DiscoveredStore) -> None:
    store.write(found(NEW))
    path = store.folder / "acme.json"
    stored = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(stored | {"refreshed_at": "2026-11-09T12:02:00+02:00"}), "utf-8")

    kept = store.read("acme")

    assert kept is not None
    assert (kept.refreshed_at, kept.refreshed_at.tzinfo) == (AT, UTC)


def test_other_files_of_the_folder_are_left_alone(store: DiscoveredStore) -> None:
    store.write(found(NEW))
    for name in ("notes.txt", ".acme.json.7.new", "Not A Slug.json"):
        (store.folder / name).write_text("no JSON", "utf-8")

    assert store.providers() == ("acme",)
