"""Models are restored once, share what is equal, and are the same ones however they are asked for."""

from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelConfig


def _catalog() -> ModelCatalog:
    return ModelCatalog.open(ModelCatalog.bundled().path)


def _facts(model: ModelConfig) -> tuple[Any, ...]:
    return model._stored()


def test_a_model_is_one_object_whichever_way_it_is_asked_for(small_path: Path):
    catalog = ModelCatalog.open(small_path)

    first = catalog.get_model_or_raise("falcon-2")
    found = catalog.find_models(capabilities="vision", provider="acme")
    every = catalog.all_models()

    assert found[0] is first
    assert next(model for model in every if model.id == "acme/falcon-2") is first
    assert catalog.get_model_or_raise("acme:falcon-2") is first
    assert catalog.get_model_or_raise("hub/auto") is every[-1]
    assert all(mine is theirs for mine, theirs in zip(every, catalog.find_models(), strict=True))
    assert catalog.all_models() is every


def test_restored_alone_together_or_all_at_once_models_are_equal():
    alone, together, at_once = _catalog(), _catalog(), _catalog().all_models()

    for model in at_once[::257]:
        assert _facts(alone.get_model_or_raise(model.id)) == _facts(model)
    found = {model.id: model for model in together.find_models(provider="openrouter")}
    assert len(found) > 100
    for model in at_once:
        assert model.id not in found or _facts(found[model.id]) == _facts(model)


def test_a_question_after_another_completes_the_shelf():
    catalog = _catalog()
    expected = [model.id for model in ModelCatalog.bundled().all_models()]

    catalog.find_models(maker="anthropic")
    catalog.find_models(capabilities="vision", limit=10)
    catalog.find_models(sort="input_cost", limit=500)

    assert [model.id for model in catalog.all_models()] == expected
    assert [model.id for model in catalog.find_models()] == expected


@pytest.mark.parametrize("question", [{"provider": "openrouter"}, {"capabilities": "vision"}, {}])
def test_a_part_that_was_restored_in_part_is_whole_when_all_of_it_is_asked_for(question: dict[str, Any]):
    catalog = _catalog()

    catalog.find_models(**question, where="max_context>=1000000")
    catalog.find_models(**question, max_input_cost=1)
    catalog.all_models()
    found = catalog.find_models(**question)

    assert found == ModelCatalog.bundled().find_models(**question)
    assert catalog.count_models(**question) == len(found)


@pytest.mark.parametrize(
    "name", ["provider", "_maker", "_category", "_release_date", "_benchmarks", "_cost_per_1m_input_tokens"]
)
def test_equal_values_of_all_models_are_one_object(name: str):
    values = [getattr(model, name) for model in _catalog().all_models()]

    assert len({id(value) for value in values}) == len(set(values))


def test_a_catalog_of_a_day_shares_what_that_day_did_not_change():
    catalog = _catalog()
    dated = {model.id: model for model in catalog.at("2026-11-09").all_models()}

    shared = sum(dated.get(model.id) is model for model in catalog.all_models())

    assert shared > len(dated) / 2


def test_a_small_catalog_of_a_day_holds_its_own_statuses(small: ModelCatalog):
    dated = small.at("2025-01-01")

    assert [model.status.name for model in dated.find_models(model="acme/falcon-0")] == ["ACTIVE"]
    assert [model.status.name for model in small.find_models(where="model_id=falcon-0")] == ["RETIRED"]


def test_a_model_of_a_day_is_one_object_whichever_way_it_is_asked_for(small_path: Path):
    first_asked = ModelCatalog.open(small_path).at("2026-03-01")
    asked = first_asked.get_model_or_raise("falcon-2")
    assert next(model for model in first_asked.all_models() if model.id == asked.id) is asked

    every_asked = ModelCatalog.open(small_path).at("2026-03-01")
    every = {model.id: model for model in every_asked.all_models()}
    assert every_asked.get_model_or_raise("falcon-2") is every["acme/falcon-2"]
    assert every_asked.get_model("hub/auto") is every["hub/auto"]
    assert every_asked.get_model("hub/none") is None
    assert every_asked.find_models(maker="acme", limit=1)[0] is every_asked.get_model("acme/falcon-0")


def test_an_offering_of_a_day_is_one_object_with_the_model_asked_by_name(small_path: Path):
    dated = ModelCatalog.open(small_path).at("2026-03-01")

    offerings = dated._offerings("acme/falcon-2")

    assert offerings
    assert all(dated.get_model(one.id) is one for one in offerings)
