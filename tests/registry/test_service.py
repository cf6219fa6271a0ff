"""Every method of the service through the public face, in memory and over a catalog."""

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import (
    InvalidModelConfigError,
    InvalidValueError,
    ModelCatalog,
    ModelConfig,
    ModelNotFoundError,
    ModelRegistry,
    ModelStatus,
    RegistryError,
    UnknownNameError,
)

SEES = ModelConfig(
    provider="mine",
    model_id="sees",
    category="local",
    supports_chat=True,
    supports_vision=True,
    supports_tool_use=True,
)
READS = ModelConfig(
    provider="mine", model_id="reads", supports_chat=True, supports_vision=False, status=ModelStatus.PREVIEW
)
EARS = ModelConfig(provider="yours", model_id="ears", supports_audio_input=True)


@pytest.fixture
def three() -> ModelRegistry:
    """A registry in memory, of three models."""
    registry = ModelRegistry()
    registry.register_models((SEES, READS, EARS))
    return registry


def ids(models: tuple[ModelConfig, ...]) -> list[str]:
    return [model.id for model in models]


def test_a_new_registry_is_empty_and_needs_nothing():
    registry = ModelRegistry()

    assert registry.is_initialized() is False
    assert len(registry) == 0
    assert list(registry) == []
    assert registry.get_model("gpt-4o") is None
    assert registry.list_models() == ()
    assert registry.get_available_models() == ()
    assert registry.get_providers() == ()
    assert registry.get_capabilities() == ()
    assert registry.providers() == ()
    assert registry.reload() == registry.generation == 0
    assert repr(registry) == "<ModelRegistry 0: 0 models>"


def test_a_registered_model_is_found_by_every_name_of_it(three: ModelRegistry):
    assert three.is_initialized() is True
    assert three.get_model("mine/sees") is SEES
    assert three.get_model("sees") is SEES
    assert three.get_model("mine:sees") is SEES
    assert three.get_model_or_raise("sees") is SEES
    assert "sees" in three
    assert "hears" not in three
    assert 5 not in three


def test_a_model_may_be_given_as_a_mapping():
    registry = ModelRegistry()
    registry.register_model({"provider": "mine", "model_id": "sees", "context_window": 8_192})

    assert registry.get_model_or_raise("mine/sees").context_window == 8_192


def test_every_bad_field_of_a_model_is_named_and_nothing_is_registered():
    registry = ModelRegistry()

    with pytest.raises(InvalidModelConfigError) as refusal:
        registry.register_model({"provider": "mine", "context_window": -1, "contxt": 3})

    assert set(refusal.value.problems) == {"model_id", "context_window", "contxt"}
    assert registry.is_initialized() is False
    assert registry.generation == 0


def test_a_name_that_means_nothing_is_none_or_an_error_with_near_names(three: ModelRegistry):
    assert three.get_model("mine/seas") is None
    with pytest.raises(ModelNotFoundError, match="mine/sees") as refusal:
        three.get_model_or_raise("mine/seas")
    assert refusal.value.code == "E4001"


def test_a_name_is_text(three: ModelRegistry):
    with pytest.raises(InvalidValueError, match="must be text"):
        three.get_model(None)  # type: ignore[arg-type]


def test_registering_an_id_again_replaces_the_whole_model(three: ModelRegistry):
    three.register_model(ModelConfig(provider="mine", model_id="sees", supports_thinking=True))

    found = three.get_model_or_raise("sees")
    assert found.supports_vision is None
    assert found.supports_thinking is True
    assert [one.version for one in three.versions("sees")] == [1, 2]
    assert len(three) == 3


def test_models_are_listed_by_id_provider_and_status(three: ModelRegistry):
    assert ids(three.list_models()) == ["mine/reads", "mine/sees", "yours/ears"]
    assert three.list_models() == tuple(three)
    assert ids(three.list_models(provider="mine")) == ["mine/reads", "mine/sees"]
    assert ids(three.list_models(status=ModelStatus.PREVIEW)) == ["mine/reads"]
    assert ids(three.list_models("mine", "active")) == ["mine/sees"]
    assert ids(three.list_models(status=["active", "preview"])) == ids(three.list_models())
    assert ids(three.get_models_by_provider("yours")) == ["yours/ears"]
    assert ids(three.get_models_by_provider("mine", status="preview")) == ["mine/reads"]
    assert ids(three.get_available_models()) == ["mine/sees", "yours/ears"]


def test_a_capability_is_had_only_where_somebody_says_so(three: ModelRegistry):
    assert ids(three.get_models_by_capability("vision")) == ["mine/sees"]
    assert ids(three.get_models_by_capability("chat")) == ["mine/reads", "mine/sees"]
    assert ids(three.get_models_by_capability("chat", status="active")) == ["mine/sees"]
    assert three.get_models_by_capability("batch") == ()


def test_models_with_several_capabilities_have_all_of_them(three: ModelRegistry):
    assert ids(three.get_models_by_capabilities(["chat", "tool_use"])) == ["mine/sees"]
    assert ids(three.get_models_by_capabilities("chat tool_use")) == ["mine/sees"]
    assert ids(three.get_models_by_capabilities(["chat"], status="preview")) == ["mine/reads"]
    assert three.get_models_by_capabilities(["chat", "audio_input"]) == ()
    assert three.get_models_by_capabilities([]) == three.list_models()


QUESTIONS: tuple[tuple[Callable[[ModelRegistry], Any], str, str], ...] = (
    (lambda registry: registry.list_models(provider="mien"), "provider", "did you mean mine"),
    (lambda registry: registry.get_models_by_provider("theirs"), "provider", "known: mine, yours"),
    (lambda registry: registry.provider("theirs"), "provider", "known:"),
    (lambda registry: registry.get_models_by_capability("visoin"), "capability", "did you mean vision"),
    (lambda registry: registry.get_models_by_capabilities(["chat", "sight"]), "capability", "known: chat"),
    (lambda registry: registry.list_models(status="actve"), "status", "active"),
    (lambda registry: registry.update_model_status("sees", "gone"), "status", "maintenance"),
    (lambda registry: registry.aliases("maker"), "kind of alias", "known: model, provider"),
    (lambda registry: registry.set_alias("a", "sees", kind="maker"), "kind of alias", "model, provider"),
    (lambda registry: registry.remove_alias("a", kind="maker"), "kind of alias", "model, provider"),
    (lambda registry: registry.register_model(SEES, layer="config"), "layer", "database, in-process"),
)


@pytest.mark.parametrize(("ask", "what", "told"), QUESTIONS)
def test_an_unknown_name_is_an_error_that_lists_the_known_ones(
    three: ModelRegistry, ask: Callable[[ModelRegistry], Any], what: str, told: str
):
    with pytest.raises(UnknownNameError, match=f"unknown {what}") as refusal:
        ask(three)

    assert told in str(refusal.value)


def test_a_layer_that_is_not_there_says_how_to_open_one(three: ModelRegistry):
    with pytest.raises(RegistryError, match=r"no database: open it with `ModelRegistry.open\(database="):
        three.register_model(SEES, layer="database")


def test_the_stats_count_what_is_in_force(three: ModelRegistry):
    stats = three.get_stats()

    assert stats == {
        "total_models": 3,
        "active_models": 2,
        "providers": {"mine": 2, "yours": 1},
        "capabilities": {"chat": 2, "vision": 1, "tool_use": 1, "audio_input": 1},
        "by_status": {"active": 2, "preview": 1},
        "by_category": {"local": 1},
        "layers": {"in-process": 3},
        "generation": 1,
        "catalog_version": None,
        "catalog_digest": None,
        "catalog_age_seconds": None,
    }
    assert three.get_providers() == ("mine", "yours")
    assert three.get_capabilities() == ("chat", "vision", "tool_use", "audio_input")


def test_a_status_moves_and_one_that_is_there_already_stays(three: ModelRegistry):
    moved = three.update_model_status("reads", "active")

    assert moved is not None
    assert moved.change == "status"
    assert three.get_model_or_raise("reads").status is ModelStatus.ACTIVE
    generation = three.generation
    assert three.update_model_status("reads", ModelStatus.ACTIVE) is None
    assert three.generation == generation


def test_the_default_models_are_exactly_three_and_run_on_a_development_machine():
    registry = ModelRegistry()
    models = registry.load_default_models()

    assert len(models) == len(registry) == 3
    assert registry.get_providers() == ("ollama",)
    assert {model.pricing for model in models} <= {"free", "unknown"}
    assert all(model.category == "local" for model in models)
    registry.load_default_models()
    assert len(registry) == 3


def test_what_a_catalog_has_is_in_force_under_a_registry(over_small: ModelRegistry, small: ModelCatalog):
    assert over_small.is_initialized() is True
    assert len(over_small) == len(small) == 9
    assert [model.id for model in over_small] == [model.id for model in small]
    assert over_small.get_model("falcon-latest") is over_small.get_model("acme/falcon-2")
    stats = over_small.get_stats()
    assert stats["layers"] == {"bundled": 9}
    assert (stats["catalog_version"], stats["catalog_digest"]) == (small.version, small.digest)
    assert stats["catalog_age_seconds"] is not None
    assert stats["catalog_age_seconds"] > 0


def test_a_model_is_one_object_however_it_is_asked_for(over_small: ModelRegistry):
    over_small.register_model(SEES)

    for model in over_small.list_models():
        assert over_small.get_model(model.id) is model
    assert list(map(id, over_small)) == list(map(id, over_small.list_models()))


def test_a_snapshot_holds_a_state_fast(three: ModelRegistry):
    snapshot = three.snapshot()
    three.hide_model("sees")

    assert snapshot.get_model("sees") is SEES
    assert len(snapshot) == 3
    assert snapshot.generation == 1
    assert repr(snapshot) == "<RegistrySnapshot 1: 3 models>"
    assert three.get_model("sees") is None
    assert repr(three) == "<ModelRegistry 2: 2 models; in-process>"


def test_questions_are_those_of_a_catalog(over_small: ModelRegistry):
    over_small.register_model(SEES.replace(context_window=2_000_000))

    assert ids(over_small.find_models(min_context=200_000, sort="context")) == [
        "mine/sees", "acme/falcon-2", "hub/acme/falcon-2",
    ]  # fmt: skip
    assert over_small.count_models(capabilities=["vision"]) == 3
    with pytest.raises(InvalidValueError, match="must be a whole number"):
        over_small.find_models(min_context="many")  # type: ignore[arg-type]


def test_a_provider_is_described_by_any_name_of_it(over_small: ModelRegistry):
    assert [provider.id for provider in over_small.providers()] == ["acme", "bazaar", "cellar", "hub"]
    assert over_small.provider("acme-ai").name == "Acme"


def test_a_provider_that_nobody_describes_is_unknown(over_small: ModelRegistry):
    over_small.register_model(SEES)

    with pytest.raises(UnknownNameError, match="mine"):
        over_small.provider("mine")


def test_a_closed_registry_goes_on_answering(small: ModelCatalog):
    with ModelRegistry(small) as registry:
        registry.register_model(SEES)

    assert registry.get_model("sees") is SEES
    registry.close()
