"""One contract over every store: what is told stays, version by version, with who and why."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.registry.any_model import MODELS
from tests.registry.conftest import Kept

from modeldex import (
    InvalidModelConfigError,
    ModelConfig,
    ModelNotFoundError,
    ModelRegistry,
    ModelStatus,
    QualityScores,
    RegistryError,
    StaleWriteError,
)
from modeldex.core.model_entry import ModelEntry

FALCON = "acme/falcon-2"
SEES = ModelConfig(provider="mine", model_id="sees", context_window=10, supports_vision=True)


@pytest.fixture
def registry(kept: Kept) -> ModelRegistry:
    return kept.registry


def told(registry: ModelRegistry, name: str) -> list[tuple[int, str]]:
    return [(one.version, one.change) for one in registry.versions(name)]


def test_each_change_is_a_version_with_who_why_and_when(registry: ModelRegistry):
    before = datetime.now(UTC) - timedelta(microseconds=1)
    registry.register_model(SEES, actor="ada", reason="new server")
    registry.update_model("sees", {"context_window": 20}, actor="bob")
    registry.update_model_status("sees", "maintenance", reason="a fan is broken")
    registry.hide_model("sees")
    registry.remove_model("mine/sees")

    assert told(registry, "mine/sees") == [
        (1, "registered"), (2, "changed"), (3, "status"), (4, "hidden"), (5, "removed"),
    ]  # fmt: skip
    first, second, third, *_ = registry.versions("mine/sees")
    assert (first.actor, first.reason) == ("ada", "new server")
    assert (second.actor, second.reason) == ("bob", None)
    assert (third.actor, third.reason) == (None, "a fan is broken")
    moments = [one.recorded_at for one in registry.versions("mine/sees")]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is UTC and moment >= before for moment in moments)
    generations = [one.generation for one in registry.versions("mine/sees")]
    assert generations == sorted(set(generations))


def test_what_a_write_returns_is_the_version_that_is_kept(registry: ModelRegistry):
    written = registry.register_model(SEES, actor="ada")

    assert registry.versions("mine/sees") == (written,)
    assert registry.version("mine/sees", 1) == written
    assert written.entry == ModelEntry("mine/sees", model=SEES)


def test_a_model_that_no_layer_was_told_of_has_no_versions(registry: ModelRegistry):
    assert registry.versions(FALCON) == ()
    with pytest.raises(ModelNotFoundError, match="no-such"):
        registry.versions("no-such-thing")
    with pytest.raises(ModelNotFoundError, match="has never said anything"):
        registry.version(FALCON, 1)


def test_a_version_that_is_not_there_says_which_there_are(registry: ModelRegistry):
    registry.register_model(SEES)

    with pytest.raises(RegistryError, match="has no version 7; it has 1 to 1"):
        registry.version("sees", 7)
    with pytest.raises(RegistryError, match="has no version -1"):
        registry.rollback("sees", -1)


def test_the_difference_of_two_versions_is_told_field_by_field(registry: ModelRegistry):
    registry.update_model(FALCON, {"context_window": 5})
    registry.update_model(FALCON, {"supports_vision": False, "cost_per_1m_input_tokens": 4})

    fields = {one.field: (one.before, one.after) for one in registry.diff_versions(FALCON, 1, 2)}
    assert fields == {"vision": ("true", "false"), "input_tokens": ("2.5", "4")}
    assert {one.field for one in registry.diff_versions(FALCON, 0, 1)} == {"max_context"}
    assert registry.diff_versions(FALCON, 2, 2) == ()


def test_a_rollback_says_again_what_a_version_said(registry: ModelRegistry):
    registry.register_model(SEES)
    registry.update_model("sees", {"context_window": 20})
    back = registry.rollback("sees", 1, actor="ada")

    assert registry.get_model("sees") == SEES
    assert (back.version, back.change, back.actor) == (3, "rolled_back", "ada")
    assert back.reason == "back to version 1"
    registry.remove_model("sees")
    registry.rollback("mine/sees", 3)
    registry.rollback("mine/sees", 4)
    assert registry.get_model("mine/sees") is None
    assert len(registry.versions("mine/sees")) == 6


def test_the_past_is_asked_as_it_was_recorded(registry: ModelRegistry):
    empty = datetime.now(UTC) - timedelta(seconds=1)
    first = registry.register_model(SEES).recorded_at
    registry.update_model(FALCON, {"context_window": 5})
    last = registry.hide_model("sees").recorded_at

    assert registry.as_recorded(empty).get_model("mine/sees") is None
    assert registry.as_recorded(first).get_model("mine/sees") == SEES
    assert registry.as_recorded(first).get_model_or_raise(FALCON).context_window == 1_000_000
    assert registry.as_recorded(last).get_model("mine/sees") is None
    assert registry.as_recorded(last).get_model_or_raise(FALCON).context_window == 5
    naive = first.replace(tzinfo=None)
    assert registry.as_recorded(naive).get_model("mine/sees") == SEES
    assert registry.as_recorded(last + timedelta(days=1)).list_models() == registry.list_models()


def test_a_stale_write_is_refused_and_changes_nothing(registry: ModelRegistry):
    registry.register_model(SEES, expected_version=0)
    registry.update_model("sees", {"context_window": 20}, expected_version=1)
    before, generation = registry.get_model("sees"), registry.generation

    writes: tuple[Any, ...] = (
        lambda: registry.register_model(SEES, expected_version=0),
        lambda: registry.update_model("sees", {"context_window": 30}, expected_version=1),
        lambda: registry.update_model_status("sees", "disabled", expected_version=3),
        lambda: registry.hide_model("sees", expected_version=1),
        lambda: registry.remove_model("sees", expected_version=1),
        lambda: registry.rollback("sees", 1, expected_version=1),
    )
    for write in writes:
        with pytest.raises(StaleWriteError, match="mine/sees") as refusal:
            write()
        assert (refusal.value.code, registry.generation) == ("E4301", generation)
    assert registry.get_model("sees") is before
    assert len(registry.versions("sees")) == 2


def test_many_models_are_registered_as_one_change_or_not_at_all(registry: ModelRegistry):
    versions = registry.register_models(SEES.replace(model_id=f"m{number}") for number in range(50))

    assert len({one.generation for one in versions}) == 1
    assert registry.count_models(provider="mine") == 50
    generation = registry.generation
    with pytest.raises(InvalidModelConfigError, match="context_window"):
        registry.register_models([SEES, {"provider": "mine", "model_id": "bad", "context_window": "x"}])
    assert registry.generation == generation
    assert registry.get_model("mine/sees") is None
    assert registry.register_models([]) == ()
    twice = registry.register_models([SEES, SEES.replace(context_window=20)])
    assert [one.version for one in twice] == [1]
    assert registry.get_model_or_raise("sees").context_window == 20


def test_a_removed_model_leaves_what_lies_below(registry: ModelRegistry):
    below = registry.get_model_or_raise(FALCON)
    registry.hide_model("falcon-2")
    with pytest.raises(ModelNotFoundError, match="hidden by the layer"):
        registry.get_model_or_raise(FALCON)
    registry.remove_model(FALCON)

    assert registry.get_model(FALCON) is below
    with pytest.raises(ModelNotFoundError, match="has never said anything"):
        registry.remove_model("hub/auto")


FORMS: tuple[tuple[str, Any, Any], ...] = (
    ("release_date", "2026-01", "2026-01"),
    ("knowledge_cutoff", date(2026, 1, 1), "2026-01-01"),
    ("benchmarks", {"gpqa": Decimal("80.5")}, {"mmlu": 88.0, "gpqa": 80.5}),
    ("default_parameters", {"temperature": Decimal("0.5")}, {"temperature": 0.5}),
    ("quality_scores", {"coding": 0.5}, QualityScores(coding=0.5)),
    ("ttft_ms", Decimal("1.5"), 1.5),
    ("aliases", {"peregrine"}, ("falcon-latest", "peregrine")),
    ("status", "deprecated", ModelStatus.DEPRECATED),
    ("cost_per_1m_input_tokens", 0.1, Decimal("0.1")),
    ("cost_per_1m_output_tokens", "free", Decimal(0)),
    ("cost_per_1m_batch_output_tokens", Decimal("1e-7"), Decimal("1e-7")),
    ("max_output_tokens", None, None),
    ("supports_vision", None, None),
)


def test_every_form_of_a_value_is_kept_as_the_model_has_it(kept: Kept):
    for field, given_as, _ in FORMS:
        kept.registry.update_model(FALCON, {field: given_as})

    for registry in (kept.registry, kept.again()):
        model = registry.get_model_or_raise(FALCON)
        assert [getattr(model, field) for field, *_ in FORMS] == [kept_as for *_, kept_as in FORMS]


def test_other_names_are_kept(kept: Kept):
    assert kept.registry.set_alias("best", "falcon-2", actor="ada", reason="the best we have") == FALCON
    assert kept.registry.set_alias("zenith", "acme-ai", kind="provider") == "acme"

    for registry in (kept.registry, kept.again()):
        assert registry.aliases() == {"best": FALCON}
        assert registry.aliases("provider") == {"zenith": "acme"}
        assert registry.get_model_or_raise("best").id == FALCON
        assert registry.get_model_or_raise("zenith/falcon-2").id == FALCON
        assert [model.id for model in registry.list_models("zenith", "active")] == [FALCON]
    assert kept.registry.set_alias("best", "hub/auto") == "hub/auto"
    assert kept.registry.remove_alias("zenith", kind="provider") is True
    assert kept.registry.remove_alias("zenith", kind="provider") is False
    assert kept.again().get_model("zenith/falcon-2") is None
    assert kept.again().get_model_or_raise("best").id == "hub/auto"


@pytest.mark.parametrize("field", ["provider", "model_id"])
def test_what_names_a_model_is_not_changed(registry: ModelRegistry, field: str):
    with pytest.raises(InvalidModelConfigError, match=field):
        registry.update_model(FALCON, {field: "other"})

    assert registry.get_model_or_raise(FALCON).id == FALCON


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(MODELS)
def test_an_entry_comes_back_out_of_plain_values(model: ModelConfig):
    entry = ModelEntry(model.id, model=model)
    again = ModelEntry.read(model.id, json.loads(json.dumps(entry.plain())))

    assert again == entry
    assert again.over(None) == model


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(MODELS)
def test_a_registered_model_comes_back_equal(kept: Kept, model: ModelConfig):
    kept.registry.register_model(model, layer=kept.layer)
    found = kept.registry.get_model_or_raise(model.id)

    assert kept.again().get_model(model.id) == found
    assert found == model.replace(status=found.status)
