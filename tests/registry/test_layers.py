"""What each layer says counts over what lies below it, field by field, and every field tells its layer."""

import json
import pickle
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest
from tests.registry.conftest import Opener

from modeldex import (
    InvalidModelConfigError,
    InvalidValueError,
    ModelCatalog,
    ModelConfig,
    ModelNotFoundError,
    ModelRegistry,
    RegistryError,
    RegistryEvent,
    ReloadRefused,
    Settings,
    UnknownNameError,
)
from modeldex.core.model_entry import ModelEntry
from modeldex.registry.layer import LAYERS, Layer

FALCON = "acme/falcon-2"


def put(registry: ModelRegistry, layer: str, *entries: ModelEntry) -> None:
    """Let a layer say this and nothing else, whoever fills it."""
    registry._stack.put(Layer(name=layer, entries=MappingProxyType({entry.id: entry for entry in entries})))


def states(full_id: str, **changes: object) -> ModelEntry:
    return ModelEntry(full_id, changes=changes)


@pytest.fixture
def all_six(opened: Opener, small_path: Path, tmp_path: Path, sqlite_tables: str) -> ModelRegistry:
    """A registry whose every layer states another window of one model."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(small_path, data / "catalog.sqlite")
    pinned = ModelCatalog.open(small_path).version  # it is older than the package's
    (data / "updates").mkdir()
    (data / "updates" / "state.json").write_text(json.dumps({"pinned": pinned}))
    path = tmp_path / "modeldex.toml"
    path.write_text(f'[models."{FALCON}"]\nmax_context = 3000\n')
    registry = opened(path, database=sqlite_tables, catalog=None, settings=Settings(data_dir=data))
    registry.discovered("acme", [ModelConfig(provider="acme", model_id="falcon-2", context_window=2000)])
    registry.update_model(FALCON, {"context_window": 4000}, layer="database")
    registry.update_model(FALCON, {"context_window": 5000}, layer="in-process")
    return registry


def test_all_six_layers_lie_over_each_other_in_their_order(all_six: ModelRegistry, tmp_path: Path):
    assert LAYERS == ("bundled", "updated", "discovered", "config", "database", "in-process")
    said = all_six.why(FALCON, "max_context")
    assert [(one.layer, one.value, one.wins) for one in said] == [
        ("in-process", 5000, True), ("database", 4000, False), ("config", 3000, False),
        ("discovered", 2000, False), ("updated", 1_000_000, False),
    ]  # fmt: skip
    assert [one.origin for one in said][2] == str(tmp_path / "modeldex.toml")
    assert all_six.get_stats()["layers"] == {
        "updated": 9, "discovered": 1, "config": 1, "database": 1, "in-process": 1,
    }  # fmt: skip
    windows = [all_six.get_model_or_raise(FALCON).context_window]
    for layer in ("in-process", "database"):
        all_six.remove_model(FALCON, layer=layer)
        windows.append(all_six.get_model_or_raise(FALCON).context_window)
    (tmp_path / "modeldex.toml").write_text("")
    all_six.reload()
    windows.append(all_six.get_model_or_raise(FALCON).context_window)
    all_six.discovered("acme", [])
    windows.append(all_six.get_model_or_raise(FALCON).context_window)
    assert windows == [5000, 4000, 3000, 2000, 1_000_000]
    assert all_six.layer_of(FALCON, "context_window") == "updated"


@pytest.mark.parametrize("name", ["max_context", "context_window"])
def test_a_field_tells_its_layer_by_any_name_of_it(over_small: ModelRegistry, name: str):
    assert over_small.layer_of(FALCON, name) == "bundled"
    over_small.update_model(FALCON, {"context_window": 5})
    assert over_small.layer_of("falcon-latest", name) == "in-process"
    (mine, below) = over_small.why(FALCON, name)
    assert (mine.model, mine.field, mine.value, mine.wins) == (FALCON, "context_window", 5, True)
    assert (below.layer, below.value, below.wins) == ("bundled", 1_000_000, False)


def test_a_field_that_nobody_states_has_no_layer(over_small: ModelRegistry):
    assert over_small.layer_of("cellar/aurora-7b", "max_context") is None
    assert over_small.why("cellar/aurora-7b", "max_context") == ()
    with pytest.raises(UnknownNameError, match="max_context"):
        over_small.why(FALCON, "max_contxt")
    with pytest.raises(ModelNotFoundError):
        over_small.why("no-such", "max_context")


def test_capabilities_benchmarks_and_rates_tell_their_layer_one_by_one(over_small: ModelRegistry):
    over_small.update_model(
        FALCON,
        {"supports_audio_input": False, "benchmarks": {"gpqa": 61}, "cost_per_1m_input_tokens": "2.25"},
    )

    layers = {
        name: over_small.layer_of(FALCON, name)
        for name in ("audio_input", "supports_vision", "gpqa", "mmlu", "input_per_1m", "output_tokens")
    }
    assert layers == {
        "audio_input": "in-process", "supports_vision": "bundled", "gpqa": "in-process", "mmlu": "bundled",
        "input_per_1m": "in-process", "output_tokens": "bundled",
    }  # fmt: skip
    assert over_small.why(FALCON, "input_tokens")[0].value == "2.25"
    assert over_small.why(FALCON, "vision")[0].value is True


def test_without_a_field_all_that_layers_state_is_told(over_small: ModelRegistry):
    assert over_small.why(FALCON) == ()
    over_small.update_model(FALCON, {"context_window": 5, "supports_vision": None})

    said = [(one.field, one.layer, one.value, one.wins) for one in over_small.why(FALCON)]
    assert said == [
        ("context_window", "in-process", 5, True), ("context_window", "bundled", 1_000_000, False),
        ("vision", "in-process", None, True), ("vision", "bundled", True, False),
    ]  # fmt: skip


def test_a_field_is_set_back_to_unknown_and_the_layer_says_so(over_small: ModelRegistry):
    over_small.update_model(FALCON, {"max_output_tokens": None, "cost_per_1m_input_tokens": None})

    model = over_small.get_model_or_raise(FALCON)
    assert model.max_output_tokens is None
    assert model.cost_per_1m_input_tokens is None
    assert model.cost_per_1m_output_tokens == 10
    assert over_small.layer_of(FALCON, "max_output") == "in-process"
    assert over_small.why(FALCON, "input_tokens")[0].value is None


def test_fields_of_several_values_are_joined(over_small: ModelRegistry):
    put(over_small, "config", states(FALCON, aliases=("best",), benchmarks={"gpqa": 61.0}))
    over_small.update_model(FALCON, {"aliases": "zenith", "benchmarks": {"swe_bench": 40}})

    model = over_small.get_model_or_raise(FALCON)
    assert model.aliases == ("falcon-latest", "best", "zenith")
    assert dict(model.benchmarks) == {"mmlu": 88.0, "gpqa": 61.0, "swe_bench": 40.0}
    over_small.update_model(FALCON, {"aliases": None})
    assert over_small.get_model_or_raise(FALCON).aliases == ()


def test_a_whole_model_takes_the_place_of_all_below(over_small: ModelRegistry):
    put(over_small, "config", states(FALCON, max_output_tokens=7))
    over_small.register_model(ModelConfig(provider="acme", model_id="falcon-2", context_window=5))

    model = over_small.get_model_or_raise(FALCON)
    assert (model.context_window, model.max_output_tokens, model.supports_vision) == (5, None, None)
    assert over_small.layer_of(FALCON, "max_output") == "in-process"
    said = over_small.why(FALCON, "max_output")
    assert [(one.layer, one.value, one.wins) for one in said] == [
        ("in-process", None, True), ("config", 7, False), ("bundled", 64_000, False),
    ]  # fmt: skip


def test_a_layer_may_add_a_model_by_fields_alone(over_small: ModelRegistry):
    put(over_small, "config", states("mine/small", context_window=8_192, supports_chat=True))

    model = over_small.get_model_or_raise("small")
    assert model == ModelConfig(provider="mine", model_id="small", context_window=8_192, supports_chat=True)
    assert over_small.layer_of("small", "max_context") == "config"


def test_a_layer_may_hide_a_model_and_one_above_it_bring_one_of_its_own(over_small: ModelRegistry):
    put(over_small, "config", ModelEntry(FALCON, is_hidden=True))
    assert over_small.get_model(FALCON) is None
    assert FALCON not in {model.id for model in over_small.list_models()}
    put(over_small, "database", states(FALCON, context_window=4))
    assert over_small.get_model(FALCON) is None

    whole = ModelConfig(provider="acme", model_id="falcon-2", context_window=5)
    put(over_small, "database", ModelEntry(FALCON, model=whole))

    model = over_small.get_model_or_raise(FALCON)
    assert (model.context_window, model.max_output_tokens) == (5, None)
    assert [one.value for one in over_small.why(FALCON, "max_output")] == [None, 64_000]
    assert over_small.why(FALCON, "max_context")[0].layer == "database"


def test_what_cannot_stand_over_what_lies_below_is_refused_and_nothing_changes(over_small: ModelRegistry):
    generation = over_small.generation
    with pytest.raises(
        InvalidModelConfigError, match=r"retires_on must not be before deprecated_on|retires_on"
    ):
        over_small.update_model("acme/falcon-1", {"retires_on": "2026-01-01"})
    with pytest.raises(InvalidModelConfigError, match="benchmarks"):
        over_small.update_model(FALCON, {"benchmarks": {"gpqa": 101}})
    with pytest.raises(InvalidModelConfigError, match="did you mean context_window"):
        over_small.update_model(FALCON, {"context_windw": 5})

    assert over_small.generation == generation
    assert over_small.versions("acme/falcon-1") == over_small.versions(FALCON) == ()


def test_every_fault_of_a_strict_layer_is_told_at_once_with_layer_and_model(over_small: ModelRegistry):
    bad = (states("acme/falcon-1", retires_on="2026-01-01"), states(FALCON, benchmarks={"gpqa": 101}))
    layer = Layer(name="config", entries={one.id: one for one in bad})
    with pytest.raises(RegistryError) as refusal:
        over_small._stack.put(layer, is_strict=True)

    assert "layer 'config', acme/falcon-1: retires_on" in str(refusal.value)
    assert "layer 'config', acme/falcon-2: benchmarks" in str(refusal.value)
    assert over_small.get_stats()["layers"] == {"bundled": 9}
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)


def test_of_any_other_layer_the_entry_that_cannot_stand_is_left_out_and_told(over_small: ModelRegistry):
    told: list[RegistryEvent] = []
    over_small.subscribe(told.append)
    put(
        over_small,
        "database",
        states(FALCON, benchmarks={"gpqa": 101}),
        states("acme/falcon-1", rate_limit_rpm=5),
    )
    over_small._stack.subscribers.tell()

    assert over_small.get_model_or_raise("acme/falcon-1").rate_limit_rpm == 5
    assert over_small.get_model_or_raise(FALCON).benchmarks["gpqa"] == 60
    (refused,) = [event for event in told if isinstance(event, ReloadRefused)]
    assert "left out: layer 'database', acme/falcon-2: benchmarks" in refused.reason


def test_what_is_found_at_a_provider_takes_the_place_of_what_was_found_before(over_small: ModelRegistry):
    found = [ModelConfig(provider="cellar", model_id=name, context_window=4096) for name in ("a", "b")]
    over_small.discovered("cellar", found)
    over_small.discovered("hub", [ModelConfig(provider="hub", model_id="new")])
    over_small.discovered("cellar", found[:1])

    assert over_small.get_model("cellar/a") is not None
    assert over_small.get_model("cellar/b") is None
    assert over_small.get_model("hub/new") is not None
    assert over_small.layer_of("cellar/a", "max_context") == "discovered"
    with pytest.raises(InvalidValueError, match="must be of cellar, not hub/new"):
        over_small.discovered("cellar", [ModelConfig(provider="hub", model_id="new")])
