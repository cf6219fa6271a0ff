"""What a catalog keeps in order to answer, and that it stays within bounds."""

from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelConfig, Price, Usage
from modeldex.catalog import index
from modeldex.catalog.column_source import ModelColumns
from modeldex.catalog.index import Index
from modeldex.catalog.names import CatalogNames
from modeldex.catalog.query import Query
from modeldex.catalog.shelf import Shelf

_MEASURES = ("max_context", "max_output", "release_date", "input_tokens", "mmlu", "gpqa", "updated", "tps")


@pytest.fixture
def fresh(small_path: Path) -> ModelCatalog:
    return ModelCatalog.open(small_path)


def _kept(catalog: ModelCatalog) -> dict[Any, Any]:
    assert catalog._index is not None
    return catalog._index._parts


def test_strangers_cannot_fill_the_memory_with_questions(
    fresh: ModelCatalog, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(index, "_MOST_PARTS", 4)

    for context in range(50):
        fresh.find_models(where=f"context_window={context}", capabilities="vision")
        assert len(_kept(fresh)) <= 4


def test_strangers_cannot_fill_the_memory_with_columns(fresh: ModelCatalog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(index, "_MOST_CODES", 4)
    expected = {name: fresh.count_models(where=f"{name}!=?") for name in _MEASURES}

    for name in _MEASURES * 2:
        assert fresh.count_models(where=f"{name}!=?") == expected[name]
        assert fresh._index is not None
        assert len(fresh._index._codes) <= 4


def test_a_bound_leaves_nothing_behind(fresh: ModelCatalog):
    for cost in range(20):
        fresh.find_models(max_input_cost=cost, min_context=cost, released_since=f"20{cost:02}")

    assert len(_kept(fresh)) == 1


def test_conditions_in_another_order_are_the_same_question(fresh: ModelCatalog):
    fresh.find_models(provider="hub", capabilities=["vision", "tool_use"], where=["category=core"])
    kept = len(_kept(fresh))
    fresh.count_models(where=("category=core",), capabilities="tool_use vision", provider="hub")

    assert len(_kept(fresh)) == kept


def test_an_answer_is_a_tuple_of_its_own_that_later_questions_leave_alone(fresh: ModelCatalog):
    first = fresh.find_models(capabilities="vision")
    again = fresh.find_models(capabilities="vision")
    fresh.all_models()

    assert first == again == fresh.find_models(capabilities="vision")
    assert isinstance(first, tuple)


def test_models_that_no_file_holds_can_be_asked_too(fresh: ModelCatalog):
    models = (
        ModelConfig(model_id="a", provider="mine", context_window=1_000, cost_per_1m_input_tokens="0.3"),
        ModelConfig(model_id="b", provider="mine", supports_vision=True, cost_per_1m_input_tokens="free"),
        ModelConfig(model_id="c", provider="mine", prices=(Price.of("input_tokens", "2", service="batch"),)),
    )
    asked = Index(ModelColumns(models), Shelf(models))
    names = CatalogNames(fresh._file)

    def found(**question: Any) -> list[str]:
        return [model.model_id for model in asked.find(Query(question, names))]

    assert found(max_input_cost=1) == ["a", "b"]
    assert found(sort="input_cost") == ["b", "a", "c"]
    assert found(where="input_tokens@batch<=2") == ["c"]
    assert found(where="vision=?") == ["a", "c"]
    assert found(pricing="priced") == ["a", "c"]
    assert found(min_context=1_000, limit=5) == ["a"]


def test_no_models_are_asked_without_ado(fresh: ModelCatalog):
    asked = Index(ModelColumns(()), Shelf(()))
    names = CatalogNames(fresh._file)

    for question in ({}, {"capabilities": "vision"}, {"max_input_cost": 1}, {"sort": "released"}):
        query = Query(question, names)
        assert asked.find(query) == ()
        assert asked.count(query.conditions) == 0


def test_a_cost_of_a_found_model_is_that_of_the_model_asked_by_name(fresh: ModelCatalog):
    usage = Usage(input_tokens=1_000, output_tokens=10)

    for model in fresh.find_models():
        assert model.cost(usage) == ModelCatalog.open(fresh.path).get_model_or_raise(model.id).cost(usage)
