"""The registry's types as a type checker sees them; checked by mypy, never run."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import assert_type

from modeldex import (
    Admission,
    LayerValue,
    LifecyclePolicy,
    ModelCatalog,
    ModelChanged,
    ModelConfig,
    ModelRegistry,
    ModelStatus,
    Provider,
    Redirect,
    RegistryEvent,
    RegistrySnapshot,
    Settings,
    StaleWriteError,
    Version,
)
from modeldex.core.evidence import Change

registry = ModelRegistry.open("modeldex.toml", database="sqlite:///registry.db", actor="docs", live=False)
assert_type(registry, ModelRegistry)
assert_type(
    ModelRegistry(ModelCatalog.bundled(), lifecycle=LifecyclePolicy(when_retired="block")), ModelRegistry
)
assert_type(ModelRegistry.open(settings=Settings()), ModelRegistry)
ModelRegistry.open(databse="sqlite:///x.db")  # type: ignore[call-arg]

# Questions.
assert_type(registry.get_model("gpt-5"), ModelConfig | None)
assert_type(registry.get_model_or_raise("gpt-5"), ModelConfig)
assert_type(registry.list_models(provider="openai", status="active"), tuple[ModelConfig, ...])
assert_type(registry.get_models_by_provider("openai"), tuple[ModelConfig, ...])
assert_type(registry.get_models_by_capability("vision"), tuple[ModelConfig, ...])
assert_type(registry.get_models_by_capabilities(["vision", "tool_use"]), tuple[ModelConfig, ...])
assert_type(registry.get_available_models(), tuple[ModelConfig, ...])
assert_type(registry.find_models(min_context=1_000, sort="input_cost"), tuple[ModelConfig, ...])
assert_type(registry.count_models(capabilities="vision"), int)
assert_type(registry.get_providers(), tuple[str, ...])
assert_type(registry.get_capabilities(), tuple[str, ...])
assert_type(registry.get_stats()["providers"], dict[str, int])
assert_type(registry.get_stats()["catalog_digest"], str | None)
assert_type(registry.providers(), tuple[Provider, ...])
assert_type(registry.why("gpt-5", "context_window"), tuple[LayerValue, ...])
assert_type(registry.layer_of("gpt-5", "vision"), str | None)
assert_type(registry.aliases(), dict[str, str])
assert_type(registry.generation, int)
assert_type(registry.is_initialized(), bool)
assert_type(len(registry), int)
assert_type(iter(registry), Iterator[ModelConfig])
registry.find_models(min_contxt=5)  # type: ignore[call-arg]

# Changes.
assert_type(registry.register_model({"provider": "acme", "model_id": "m"}, reason="new"), Version)
assert_type(registry.register_models([]), tuple[Version, ...])
assert_type(registry.update_model("acme/m", {"context_window": 5}, expected_version=1), Version)
assert_type(registry.update_model_status("acme/m", ModelStatus.DISABLED, actor="me"), Version | None)
assert_type(registry.hide_model("acme/m"), Version)
assert_type(registry.remove_model("acme/m"), Version)
assert_type(registry.rollback("acme/m", 1), Version)
assert_type(registry.load_default_models(), tuple[ModelConfig, ...])
assert_type(registry.set_alias("fast", "acme/m"), str)
assert_type(registry.remove_alias("fast"), bool)
assert_type(registry.reload(), int)
registry.register_model("acme/m")  # type: ignore[arg-type]

# What was before, and what happens.
assert_type(registry.versions("acme/m"), tuple[Version, ...])
assert_type(registry.versions("acme/m")[0].recorded_at, datetime)
assert_type(registry.diff_versions("acme/m", 1, 2), tuple[Change, ...])
assert_type(registry.as_recorded(datetime.now(UTC)), RegistrySnapshot)
assert_type(registry.snapshot().get_model("gpt-5"), ModelConfig | None)
assert_type(registry.admit("gpt-5"), Admission)
assert_type(registry.admit("gpt-5").redirected_from, ModelConfig | None)
assert_type(registry.redirects(), tuple[Redirect, ...])
assert_type(StaleWriteError("acme/m", 1, 2).latest, int)


def told(event: RegistryEvent) -> None:
    assert_type(event.generation, int)
    if isinstance(event, ModelChanged):
        assert_type(event.fields, tuple[str, ...])


assert_type(registry.subscribe(told), Callable[[], None])
