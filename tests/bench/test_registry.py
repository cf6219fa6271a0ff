"""The registry of the bench is the one that its bars speak of, and each of its measures gives a figure."""

from pathlib import Path

import pytest
from bench.layered import ASKED, EACH, MARKED, Configuration, commonest, configured, through_all_layers
from bench.processes import MeasurementError
from bench.registry import REGISTRY_FIGURES, registry_figures
from bench.reloading import measure

from modeldex import ModelRegistry


def test_a_registry_of_questions_has_the_whole_catalog_and_the_configured_models() -> None:
    layers = configured().get_stats()["layers"]

    assert layers["bundled"] > 10_000
    assert layers["config"] == 2 * EACH


def test_every_layer_states_something_of_the_model_that_is_looked_up(tmp_path: Path) -> None:
    with through_all_layers(tmp_path) as asked:
        said = {one.layer for one in asked.why(ASKED)}

        assert said >= {"discovered", "database", "in-process"}
        assert asked.get_stats()["layers"].keys() == {
            "bundled", "discovered", "config", "database", "in-process",
        }  # fmt: skip


def test_the_three_capabilities_together_are_had_by_fewer_than_the_first() -> None:
    asked = configured()
    one, *others = commonest(asked)

    assert 0 < asked.count_models(capabilities=[one, *others]) < asked.count_models(capabilities=one)


def test_each_mark_is_another_state_of_the_file(tmp_path: Path) -> None:
    configuration = Configuration(tmp_path)
    asked = ModelRegistry.open(configuration.write(1), live=False)
    configuration.write(2)

    before = {model.context_window for model in asked.get_models_by_provider(MARKED)}
    asked.reload()

    assert before == {100_001}
    assert {model.context_window for model in asked.get_models_by_provider(MARKED)} == {100_002}


def test_every_measure_gives_its_figures(tmp_path: Path) -> None:
    figures, reasons = registry_figures(1, tmp_path)

    assert reasons == {}
    assert tuple(figures) == REGISTRY_FIGURES
    assert all(figure > 0 for figure in figures.values())


def test_what_cannot_be_measured_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"reload_ms": 1.0, "read_ms": 1.0, "reads": 1_200, "mixed": 3}
    monkeypatch.setattr("bench.reloading.told", lambda *_: seen)

    with pytest.raises(MeasurementError, match="3 of 1,200 reads saw a mixed state"):
        measure(1, tmp_path)
