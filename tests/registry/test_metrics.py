"""What Prometheus scrapes of a registry: base units, bounded labels, numbers of one state."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from tests.registry.conftest import Opener

from modeldex import (
    AmbiguousModelError,
    ConfigError,
    ModelCatalog,
    ModelNotFoundError,
    ModelRegistry,
    RegistryMetrics,
)

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(registry: ModelRegistry) -> Samples:
    collectors = CollectorRegistry(auto_describe=True)
    collectors.register(RegistryMetrics(registry))
    families = text_string_to_metric_families(generate_latest(collectors).decode())
    return {
        (sample.name.removeprefix("modeldex_registry_"), frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


def test_models_are_counted_by_status_and_provider(over_small: ModelRegistry):
    over_small.register_model({"provider": "mine", "model_id": "m", "status": "maintenance"})
    over_small.hide_model("hub/auto")
    samples = scraped(over_small)

    counts = {labels: count for (name, labels), count in samples.items() if name == "models"}
    assert sum(counts.values()) == len(over_small) == 9
    assert value(samples, "models", status="active", provider="hub") == 2
    assert value(samples, "models", status="maintenance", provider="mine") == 1
    assert value(samples, "models", status="retired", provider="acme") == 1
    assert value(samples, "layer_models", layer="bundled") == 9
    assert value(samples, "layer_models", layer="in-process") == 2
    assert value(samples, "generation") == over_small.generation == 2


def test_look_ups_are_counted_by_what_came_of_them(over_small: ModelRegistry):
    for name in ("falcon-2", "falcon-2", "acme/falcon-1", "no-such", "aurora-7b"):
        over_small.get_model(name)
    over_small.get_model_or_raise("falcon-2")
    for name, error in (("no-such", ModelNotFoundError), ("aurora-7b", AmbiguousModelError)):
        with pytest.raises(error):
            over_small.get_model_or_raise(name)
    samples = scraped(over_small)

    assert value(samples, "lookups_total", result="found") == 4
    assert value(samples, "lookups_total", result="missed") == 4


def test_reloads_are_counted_by_what_and_how(opened: Opener, sqlite_tables: str, tmp_path: Path):
    path = tmp_path / "modeldex.toml"
    path.write_text("")
    registry = opened(path, database=sqlite_tables)
    registry.reload()
    path.write_text("[models")
    with pytest.raises(ConfigError):
        registry.reload()
    samples = scraped(registry)

    assert value(samples, "reloads_total", what="configuration", result="ok") == 1
    assert value(samples, "reloads_total", what="configuration", result="failed") == 1
    assert value(samples, "reloads_total", what="database", result="ok") == 2
    assert value(samples, "reloads_total", what="database", result="failed") == 0


def test_the_catalog_tells_its_age_version_and_digest(over_small: ModelRegistry, small: ModelCatalog):
    samples = scraped(over_small)

    assert value(samples, "catalog_info", version=small.version, digest=small.digest) == 1
    age = value(samples, "catalog_age_seconds")
    assert age is not None
    assert age == pytest.approx(over_small.get_stats()["catalog_age_seconds"], abs=60)


def test_without_a_catalog_nothing_is_said_of_one():
    samples = scraped(ModelRegistry())

    assert not [name for name, _ in samples if name.startswith("catalog")]
    assert value(samples, "generation") == 0
    assert value(samples, "lookups_total", result="missed") == 0


def test_no_label_comes_from_what_callers_ask_for(over_small: ModelRegistry):
    before = set(scraped(over_small))
    for number in range(50):
        over_small.get_model(f"asked-{number}")

    assert set(scraped(over_small)) == before


def test_both_formats_can_be_written_and_names_are_in_base_units(over_small: ModelRegistry):
    collectors = CollectorRegistry(auto_describe=True)
    metrics = RegistryMetrics(over_small)
    collectors.register(metrics)

    written: bytes = openmetrics.generate_latest(collectors)  # type: ignore[no-untyped-call]
    assert written.endswith(b"# EOF\n")
    for family in metrics.collect():
        assert family.name.startswith("modeldex_registry_")
        assert family.documentation
        assert not family.name.endswith(("_ms", "_days"))


def test_promtool_has_no_complaint(over_small: ModelRegistry):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus (Debian)")
    collectors = CollectorRegistry(auto_describe=True)
    collectors.register(RegistryMetrics(over_small))
    ran = subprocess.run(
        [promtool, "check", "metrics"], input=generate_latest(collectors), capture_output=True, check=False
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


_WITHOUT = """
import sys
sys.modules["prometheus_client"] = None
from modeldex import ModelRegistry, RegistryError, RegistryMetrics
try:
    RegistryMetrics(ModelRegistry())
except RegistryError as error:
    print(error)
"""


def test_without_the_library_the_error_names_the_extra():
    ran = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True)

    assert "pip install 'modeldex[metrics]'" in ran.stdout
