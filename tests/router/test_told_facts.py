"""Facts that somebody changed are refused as such, each by its path, and leave nothing behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import MODELS, case_of

from modeldex import InvalidValueError, ModelCatalog, ModelNotFoundError, ModelRegistry
from modeldex.router.asked.request import RouteRequest
from modeldex.router.choose import choose
from modeldex.router.conditions.condition import _KEPT
from modeldex.router.frames.candidates import Candidates
from modeldex.router.replay import replay
from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth

REGISTRY = ModelRegistry()
REGISTRY.register_models(MODELS)
CANDIDATES = Candidates(REGISTRY.snapshot(), REGISTRY.generation)
ONE = {"id": "acme/large", "group": None, "member": None}


def facts() -> dict[str, Any]:
    """Facts in which everything stands that can."""
    asked = RouteRequest(models=("acme/large", "acme/small"), key="k", session="s")
    frame = CANDIDATES.named(asked.models, (), in_order=True, same_model=False)
    return choose(
        case_of(
            frame,
            asked,
            health={"acme/large": HealthReading(calls=3.0, open_until=5.0)},
            loads={"acme/small": LoadReading(requests=1.0)},
            not_ready={"acme/small": "set ACME_API_KEY"},
            warmth=Warmth("acme/large", 9.0),
            budget_left=Decimal(1),
        )
    ).facts()


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"moment": "x"}, "moment"),
        ({"moment": float("nan")}, "moment"),
        ({"seed": None}, "seed"),
        ({"turn": "x"}, "turn"),
        ({"rule": "red\x1b[31m"}, "rule"),
        ({"health": {"acme/large": {"open_until": "x"}}}, "health.acme/large.open_until"),
        ({"health": {"acme/large": {"mood": 1}}}, "health.acme/large.mood"),
        ({"loads": {"acme/large": {"requests": "x"}}}, "loads.acme/large.requests"),
        ({"loads": [1]}, "loads"),
        ({"not_ready": {"acme/large": 1}}, "not_ready.acme/large"),
        ({"warmth": {"model": "acme/large"}}, "warmth"),
        ({"budget_left": "abc"}, "budget_left"),
        ({"budget_left": "NaN"}, "budget_left"),
        ({"request": {"bad": 1}}, "request.bad"),
        ({"request": None}, "request"),
        ({"policy": None}, "policy"),
        ({"policy": {"name": "p", "weights": [1]}}, "policy.weights"),
        ({"policy": {"name": "p", "weights": {"cost": 1.0}, "where": "1 +"}}, "policy.where"),
        ({"candidates": [ONE, ONE | {"id": "acme/small", "group": 1}]}, "candidates"),
        ({"candidates": [ONE, ONE]}, "candidates"),
        ({"candidates": [{"id": "acme/large"}]}, "candidates.0"),
        ({"candidates": [ONE | {"member": {"model": 1}}]}, "candidates.0.member.model"),
        ({"candidates": nested(5_000)}, "facts"),
        ({"seed": 10**5_000}, "facts"),
        ({"facts": True}, "facts"),
    ],
)
def test_a_fact_that_is_none_is_named_by_its_path(change: dict[str, Any], path: str):
    with pytest.raises(InvalidValueError, match="facts of a decision") as caught:
        replay(facts() | change, CANDIDATES)

    assert any(one == path or one.startswith(f"{path}.") for one in caught.value.problems)


@pytest.mark.parametrize("value", [[], None, "facts"])
def test_what_is_no_object_is_refused(value: Any):
    with pytest.raises(InvalidValueError, match="must be an object"):
        replay(value, CANDIDATES)


def test_every_fact_that_is_missing_is_named_at_once():
    with pytest.raises(InvalidValueError) as caught:
        replay({"facts": 1}, CANDIDATES)

    assert caught.value.problems.keys() == facts().keys() - {"facts", "generation", "catalog", "plan"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(name=st.sampled_from(sorted(facts().keys() - {"facts"})), value=ANYTHING)
def test_anything_in_the_place_of_a_fact_is_taken_or_refused_as_promised(name: str, value: Any):
    try:
        decision = replay(facts() | {name: value}, CANDIDATES)
    except (InvalidValueError, ModelNotFoundError):
        return
    decision.explain().record(limit=None)


def test_conditions_out_of_facts_do_not_fill_the_frame():
    stored = facts() | {"candidates": None}
    for at in range(_KEPT + 20):
        where = {"name": "p", "weights": {"cost": 1.0}, "where": f"context_window > {at}"}
        replay(stored | {"policy": where}, CANDIDATES)

    assert len(CANDIDATES.whole().kept("conditions", dict)) <= _KEPT


def test_prices_are_those_of_the_catalog_that_is_handed_in():
    bundled, name = ModelCatalog.bundled(), "amazon-bedrock/meta.llama3-1-70b-instruct-v1:0"
    frame = Candidates(bundled, 0).named((name,), (), in_order=True, same_model=False)
    stored = choose(case_of(frame, RouteRequest(models=(name,), input_tokens=100_000))).facts()
    then = bundled.at("2025-06-01")

    [row] = replay(stored, Candidates(then, 0)).explain().plan
    told = {price.key: price.amount_text for price in row.prices}
    old, new = (one.get_model_or_raise(name).cost_per_1m_input_tokens for one in (then, bundled))
    assert None not in (old, new)
    assert old != new
    assert Decimal(told["input_tokens"]) == old
    assert {part.rate for part in row.cost.parts} == {old}  # it costs the same to read and to write
