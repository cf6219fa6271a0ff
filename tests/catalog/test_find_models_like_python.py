"""On the whole bundled catalog: a question gives what a plain filter over all models gives."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import ModelCatalog, ModelConfig, ModelStatus
from modeldex.core.capability import CAPABILITIES
from modeldex.core.provider import CATEGORIES

DAY = "2026-03-01"
PRICINGS = ("priced", "free", "variable", "unknown")


@cache
def _catalog(day: str | None = None) -> ModelCatalog:
    return ModelCatalog.bundled() if day is None else _catalog().at(day)


@cache
def _all(day: str | None = None) -> tuple[ModelConfig, ...]:
    return _catalog(day).all_models()


@cache
def _values(name: str) -> list[Any]:
    return sorted({value for model in _all() if (value := getattr(model, name)) is not None})


def _some(name: str) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: st.sampled_from(_values(name)))


_DAYS = st.dates().map(str) | _some("release_date") | st.sampled_from(["2025", "2025-06"])
_NAMES = st.lists(st.sampled_from(list(CAPABILITIES)), max_size=3, unique=True)
_COSTS = st.decimals(0, 100, places=3)

_CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "capabilities": _NAMES,
    "lacks": _NAMES,
    "provider": _some("provider"),
    "maker": _some("maker"),
    "model": _some("canonical_model"),
    "family": _some("family"),
    "category": st.sampled_from(CATEGORIES),
    "status": st.lists(st.sampled_from(list(ModelStatus)), max_size=2),
    "open_weights": st.booleans(),
    "can_classify": st.booleans(),
    "max_input_cost": _some("cost_per_1m_input_tokens") | _COSTS,
    "max_output_cost": _some("cost_per_1m_output_tokens") | _COSTS,
    "max_cache_read_cost": _some("cost_per_1m_cache_read_tokens") | _COSTS,
    "pricing": st.sampled_from(PRICINGS),
    "min_context": _some("context_window") | st.integers(1, 2_000_000),
    "min_input": _some("max_input_tokens") | st.integers(1, 2_000_000),
    "min_output": _some("max_output_tokens") | st.integers(1, 200_000),
    "released_since": _DAYS,
    "released_before": _DAYS,
    "retires_before": _DAYS,
    "knowledge_since": _DAYS,
    "updated_since": _DAYS,
}

_QUESTIONS = st.lists(st.sampled_from(list(_CONDITIONS)), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: _CONDITIONS[name] for name in names})
)
"""Few conditions at a time: many together find nothing, which proves little."""


def _at_most(cost: Decimal | None, most: Decimal) -> bool:
    return cost is not None and cost <= most


def _at_least(value: Any, least: Any) -> bool:
    return value is not None and bool(value >= least)


def _before(day: str | None, other: str) -> bool:
    return day is not None and day < other


_MEETS: dict[str, Any] = {
    "capabilities": lambda model, names: all(model.supports(name) is True for name in names),
    "lacks": lambda model, names: all(model.supports(name) is False for name in names),
    "provider": lambda model, name: model.provider == name,
    "maker": lambda model, name: model.maker == name,
    "model": lambda model, name: model.canonical_model == name,
    "family": lambda model, name: model.family == name,
    "category": lambda model, name: model.category == name,
    "status": lambda model, any_of: not any_of or model.status in any_of,
    "open_weights": lambda model, wanted: model.open_weights is wanted,
    "can_classify": lambda model, wanted: model.can_classify is wanted,
    "max_input_cost": lambda model, most: _at_most(model.cost_per_1m_input_tokens, most),
    "max_output_cost": lambda model, most: _at_most(model.cost_per_1m_output_tokens, most),
    "max_cache_read_cost": lambda model, most: _at_most(model.cost_per_1m_cache_read_tokens, most),
    "pricing": lambda model, state: model.pricing == state,
    "min_context": lambda model, least: _at_least(model.context_window, least),
    "min_input": lambda model, least: _at_least(model.max_input_tokens, least),
    "min_output": lambda model, least: _at_least(model.max_output_tokens, least),
    "released_since": lambda model, day: _at_least(model.release_date, day),
    "released_before": lambda model, day: _before(model.release_date, day),
    "retires_before": lambda model, day: _before(model.retires_on, day),
    "knowledge_since": lambda model, day: _at_least(model.knowledge_cutoff, day),
    "updated_since": lambda model, day: _at_least(model.updated, day),
}

_ORDERS: dict[str, tuple[str, bool]] = {
    "id": ("id", False),
    "name": ("name", False),
    "input_cost": ("cost_per_1m_input_tokens", False),
    "output_cost": ("cost_per_1m_output_tokens", False),
    "context": ("context_window", True),
    "max_output": ("max_output_tokens", True),
    "released": ("release_date", True),
    "maker": ("maker", False),
    "retires_on": ("retires_on", False),
    "deprecated_on": ("deprecated_on", False),
    "updated": ("updated", True),
    "knowledge_cutoff": ("knowledge_cutoff", True),
    "ttft_ms": ("ttft_ms", False),
    "tokens_per_second": ("tokens_per_second", True),
    "rpm": ("rate_limit_rpm", True),
    "cost_per_1m_cache_read_tokens": ("cost_per_1m_cache_read_tokens", False),
    "input_tokens@batch": ("cost_per_1m_batch_input_tokens", False),
}


def _ordered(models: list[ModelConfig], sort: str, *, reverse: bool) -> list[ModelConfig]:
    attribute, descending = _ORDERS[sort]
    by_id = sorted(models, key=lambda model: model.id)
    known = [model for model in by_id if getattr(model, attribute) is not None]
    unknown = [model for model in by_id if getattr(model, attribute) is None]
    return (
        sorted(known, key=lambda model: getattr(model, attribute), reverse=descending is not reverse)
        + unknown
    )


def _meeting(conditions: dict[str, Any], day: str | None = None) -> list[ModelConfig]:
    return [
        model
        for model in _all(day)
        if all(_MEETS[name](model, wanted) for name, wanted in conditions.items())
    ]


@settings(max_examples=120, deadline=None)
@given(
    _QUESTIONS,
    st.sampled_from(list(_ORDERS)),
    st.booleans(),
    st.integers(0, 30),
    st.none() | st.integers(0, 50),
)
def test_find_models_is_a_plain_filter_and_a_plain_sort(
    conditions: dict[str, Any], sort: str, reverse: bool, offset: int, limit: int | None
):
    found = _catalog().find_models(**conditions, sort=sort, reverse=reverse, offset=offset, limit=limit)

    wanted = _ordered(_meeting(conditions), sort, reverse=reverse)[offset:][:limit]
    assert [model.id for model in found] == [model.id for model in wanted]


@settings(max_examples=60, deadline=None)
@given(_QUESTIONS)
def test_count_models_counts_what_find_models_finds(conditions: dict[str, Any]):
    assert _catalog().count_models(**conditions) == len(_catalog().find_models(**conditions))


@settings(max_examples=25, deadline=None)
@given(_QUESTIONS, st.sampled_from(list(_ORDERS)))
def test_a_day_is_asked_like_the_present(conditions: dict[str, Any], sort: str):
    found = _catalog(DAY).find_models(**conditions, sort=sort)

    wanted = _ordered(_meeting(conditions, DAY), sort, reverse=False)
    assert [model.id for model in found] == [model.id for model in wanted]
    assert _catalog(DAY).count_models(**conditions) == len(wanted)


@settings(max_examples=60, deadline=None)
@given(_some("cost_per_1m_input_tokens"))
def test_a_bound_that_a_model_meets_exactly_includes_it(cost: Decimal):
    found = _catalog().find_models(max_input_cost=cost)

    assert cost in {model.cost_per_1m_input_tokens for model in found}
    assert all(_at_most(model.cost_per_1m_input_tokens, cost) for model in found)


@settings(max_examples=30, deadline=None)
@given(_some("cost_per_1m_input_tokens"))
def test_a_bound_just_below_a_price_leaves_it_out(cost: Decimal):
    found = _catalog().find_models(max_input_cost=max(cost - Decimal("1e-12"), Decimal(0)))

    assert cost == 0 or cost not in {model.cost_per_1m_input_tokens for model in found}


@pytest.mark.parametrize("day", [None, DAY])
def test_the_four_states_of_pricing_take_the_catalog_apart(day: str | None):
    catalog = _catalog(day)
    parts = [{model.id for model in catalog.find_models(pricing=state)} for state in PRICINGS]

    assert sum(map(len, parts)) == len(catalog)
    assert set.union(*parts) == {model.id for model in catalog}
