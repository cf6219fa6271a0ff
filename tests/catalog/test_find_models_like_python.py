"""On the whole bundled catalog: a question gives what a plain filter over all models gives."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import ModelCatalog, ModelConfig, ModelStatus
from modeldex.core.capability import CAPABILITIES
from modeldex.core.provider import CATEGORIES


@cache
def _all() -> tuple[ModelConfig, ...]:
    return ModelCatalog.bundled().all_models()


@cache
def _values(name: str) -> list[Any]:
    return sorted({value for model in _all() if (value := getattr(model, name)) is not None})


def _some(name: str) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: st.sampled_from(_values(name)))


_CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "capabilities": st.lists(st.sampled_from(list(CAPABILITIES)), max_size=3, unique=True),
    "provider": _some("provider"),
    "maker": _some("maker"),
    "family": _some("family"),
    "category": st.sampled_from(CATEGORIES),
    "status": st.lists(st.sampled_from(list(ModelStatus)), max_size=2),
    "open_weights": st.booleans(),
    "max_input_cost": _some("cost_per_1m_input_tokens") | st.decimals(0, 100, places=3),
    "max_output_cost": _some("cost_per_1m_output_tokens") | st.decimals(0, 100, places=3),
    "pricing": st.sampled_from(["priced", "free", "variable", "unknown"]),
    "min_context": _some("context_window") | st.integers(1, 2_000_000),
    "min_output": _some("max_output_tokens") | st.integers(1, 200_000),
    "released_since": _some("release_date"),
}


def _at_most(cost: Decimal | None, most: Decimal) -> bool:
    return cost is not None and cost <= most


def _at_least(value: Any, least: Any) -> bool:
    return value is not None and bool(value >= least)


_MEETS: dict[str, Any] = {
    "capabilities": lambda model, names: all(model.supports(name) is True for name in names),
    "provider": lambda model, name: model.provider == name,
    "maker": lambda model, name: model.maker == name,
    "family": lambda model, name: model.family == name,
    "category": lambda model, name: model.category == name,
    "status": lambda model, any_of: not any_of or model.status in any_of,
    "open_weights": lambda model, wanted: model.open_weights is wanted,
    "max_input_cost": lambda model, most: _at_most(model.cost_per_1m_input_tokens, most),
    "max_output_cost": lambda model, most: _at_most(model.cost_per_1m_output_tokens, most),
    "pricing": lambda model, state: model.pricing == state,
    "min_context": lambda model, least: _at_least(model.context_window, least),
    "min_output": lambda model, least: _at_least(model.max_output_tokens, least),
    "released_since": lambda model, day: _at_least(model.release_date, day),
}

_ORDERS: dict[str, tuple[str, bool]] = {
    "id": ("id", False),
    "name": ("name", False),
    "input_cost": ("cost_per_1m_input_tokens", False),
    "output_cost": ("cost_per_1m_output_tokens", False),
    "context": ("context_window", True),
    "max_output": ("max_output_tokens", True),
    "released": ("release_date", True),
}


def _ordered(models: list[ModelConfig], sort: str) -> list[ModelConfig]:
    attribute, descending = _ORDERS[sort]
    known = [model for model in models if getattr(model, attribute) is not None]
    unknown = [model for model in models if getattr(model, attribute) is None]
    by_id = sorted(known, key=lambda model: model.id)
    ranked = sorted(by_id, key=lambda model: getattr(model, attribute), reverse=descending)
    return ranked + sorted(unknown, key=lambda model: model.id)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional=_CONDITIONS),
    st.sampled_from(list(_ORDERS)),
    st.none() | st.integers(0, 50),
)
def test_find_models_is_a_plain_filter_and_a_plain_sort(
    conditions: dict[str, Any], sort: str, limit: int | None
):
    found = ModelCatalog.bundled().find_models(**conditions, sort=sort, limit=limit)

    meeting = [
        model for model in _all() if all(_MEETS[name](model, wanted) for name, wanted in conditions.items())
    ]
    assert [model.id for model in found] == [model.id for model in _ordered(meeting, sort)[:limit]]


@settings(max_examples=60, deadline=None)
@given(_some("cost_per_1m_input_tokens"))
def test_a_bound_that_a_model_meets_exactly_includes_it(cost: Decimal):
    found = ModelCatalog.bundled().find_models(max_input_cost=cost)

    assert cost in {model.cost_per_1m_input_tokens for model in found}
    assert all(_at_most(model.cost_per_1m_input_tokens, cost) for model in found)


def test_the_four_states_of_pricing_take_the_catalog_apart():
    catalog = ModelCatalog.bundled()
    parts = [
        {model.id for model in catalog.find_models(pricing=state)}
        for state in ("priced", "free", "variable", "unknown")
    ]

    assert sum(map(len, parts)) == len(catalog)
    assert set.union(*parts) == {model.id for model in catalog}
