"""The columns of a catalog with models laid over it: as if all of them had been written down together."""

from __future__ import annotations

from typing import Any

from modeldex import ModelCatalog, ModelConfig, ModelRegistry

CATALOG = ModelCatalog.bundled()


def _over(count: int) -> list[ModelConfig]:
    return [
        ModelConfig(
            provider=f"mine-{number}", model_id="m", maker=f"maker-{number}", context_window=number + 1
        )
        for number in range(count)
    ]


def test_a_column_of_few_values_that_becomes_one_of_many_keeps_all_of_them():
    registry = ModelRegistry(CATALOG)
    registry.count_models(provider="openai")
    registry.register_models(_over(300))  # with the catalog's own more than a byte can number

    stats = registry.get_stats()

    assert stats["total_models"] == len(CATALOG) + 300
    assert stats["providers"]["openai"] == sum(model.provider == "openai" for model in CATALOG)
    assert stats["providers"]["mine-299"] == 1
    assert [model.id for model in registry.list_models(provider="mine-7")] == ["mine-7/m"]
    assert registry.find_models(provider="openai") == registry.list_models(provider="openai")


def test_models_over_a_catalog_stand_in_the_order_of_their_ids():
    registry = ModelRegistry(CATALOG)
    first, last = "a/a", "zzzz/z"
    registry.register_models([{"provider": "a", "model_id": "a"}, {"provider": "zzzz", "model_id": "z"}])
    registry.hide_model(next(iter(CATALOG)).id)

    ids = [model.id for model in registry]

    assert ids == sorted(ids)
    assert (first in ids, ids[-1] == last or last in ids) == (True, True)
    assert len(ids) == len(CATALOG) + 1
    assert [registry.get_model_or_raise(full_id).id for full_id in ids[::500]] == ids[::500]


def test_a_question_asked_before_a_change_has_the_right_answer_after_it():
    registry = ModelRegistry(CATALOG)
    asked: Any = {"capabilities": ("vision", "tool_use"), "max_input_cost": 1, "sort": "context"}
    before = registry.find_models(**asked)
    registry.update_model(before[0].id, {"supports_vision": False})
    registry.register_model(before[1].replace(model_id="copy"))

    after = {model.id for model in registry.find_models(**asked)}

    assert after == {model.id for model in before} - {before[0].id} | {f"{before[1].provider}/copy"}
    assert registry.count_models(capabilities=("vision", "tool_use"), max_input_cost=1) == len(after)
