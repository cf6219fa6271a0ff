"""Conditions that all must hold; an unknown value meets none of them."""

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidValueError, ModelCatalog, ModelStatus, UnknownNameError

FALCON_0, FALCON_1, FALCON_2 = "acme/falcon-0", "acme/falcon-1", "acme/falcon-2"
FREE, ECHO, UNKNOWN = "bazaar/aurora-7b", "bazaar/echo", "cellar/aurora-7b"
RESOLD, CHEAP, VARIABLE = "hub/acme/falcon-2", "hub/aurora-7b", "hub/auto"


def _ids(catalog: ModelCatalog, **conditions: Any) -> list[str]:
    return [model.id for model in catalog.find_models(**conditions)]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"capabilities": "vision"}, [FALCON_2, RESOLD]),
        ({"capabilities": "vision thinking"}, [FALCON_2]),
        ({"capabilities": "vision,thinking"}, [FALCON_2]),
        ({"capabilities": ["vision", "thinking"]}, [FALCON_2]),
        ({"capabilities": ("supports_vision",)}, [FALCON_2, RESOLD]),
        ({"capabilities": "embedding"}, []),
        ({"provider": "acme"}, [FALCON_0, FALCON_1, FALCON_2]),
        ({"provider": "acme-ai"}, [FALCON_0, FALCON_1, FALCON_2]),
        ({"maker": "borealis"}, [FREE, UNKNOWN, CHEAP]),
        ({"family": "falcon"}, [FALCON_1, FALCON_2, RESOLD]),
        ({"category": "local"}, [UNKNOWN]),
        ({"status": "retired"}, [FALCON_0]),
        ({"status": ModelStatus.DEPRECATED}, [FALCON_1]),
        ({"status": ["deprecated", ModelStatus.PREVIEW]}, [FALCON_1, FREE]),
        ({"open_weights": True}, [FREE]),
        ({"open_weights": False}, [FALCON_1, FALCON_2, RESOLD]),
        ({"max_input_cost": 1}, [FALCON_1, FREE, ECHO, CHEAP]),
        ({"max_input_cost": "0.075"}, [FREE, CHEAP]),
        ({"max_input_cost": Decimal("0.0749")}, [FREE]),
        ({"max_input_cost": 0}, [FREE]),
        ({"max_output_cost": 0.3}, [FREE, CHEAP]),
        ({"max_output_cost": 4}, [FALCON_1, FREE, CHEAP]),
        ({"pricing": "free"}, [FREE]),
        ({"pricing": "variable"}, [VARIABLE]),
        ({"pricing": "unknown"}, [UNKNOWN]),
        ({"pricing": "priced"}, [FALCON_0, FALCON_1, FALCON_2, ECHO, RESOLD, CHEAP]),
        ({"min_context": 200_000}, [FALCON_2, RESOLD]),
        ({"min_context": 1}, [FALCON_0, FALCON_1, FALCON_2, FREE, ECHO, RESOLD, CHEAP]),
        ({"min_output": 64_000}, [FALCON_2, RESOLD]),
        ({"released_since": "2025-06"}, [FALCON_2, FREE, RESOLD]),
        ({"released_since": "2026-02-01"}, [FALCON_2, RESOLD]),
        ({"provider": "hub", "capabilities": "tool_use", "max_input_cost": 1}, [CHEAP]),
        ({"maker": "acme", "category": "local"}, []),
    ],
)
def test_a_condition_is_met_by_what_is_known_to_meet_it(
    conditions: dict[str, Any], expected: list[str], small: ModelCatalog
):
    assert _ids(small, **conditions) == expected


def test_without_conditions_every_model_of_every_status_is_found(small: ModelCatalog):
    assert small.find_models() == small.all_models()
    assert len(small.find_models(status=[])) == 9


def test_an_unknown_price_is_below_no_bound(small: ModelCatalog):
    found = _ids(small, max_input_cost=10**12)

    assert UNKNOWN not in found
    assert VARIABLE not in found
    assert FREE in found


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("id", [FALCON_0, FALCON_1, FALCON_2, FREE, ECHO, UNKNOWN, RESOLD, CHEAP, VARIABLE]),
        ("name", [RESOLD, UNKNOWN, CHEAP, VARIABLE, FALCON_0, FALCON_1, FALCON_2, FREE, ECHO]),
        ("input_cost", [FREE, CHEAP, ECHO, FALCON_1, FALCON_2, RESOLD, FALCON_0, UNKNOWN, VARIABLE]),
        ("output_cost", [FREE, CHEAP, FALCON_1, FALCON_2, RESOLD, FALCON_0, ECHO, UNKNOWN, VARIABLE]),
        ("context", [FALCON_2, RESOLD, FALCON_1, FREE, CHEAP, FALCON_0, ECHO, UNKNOWN, VARIABLE]),
        ("max_output", [FALCON_2, RESOLD, FALCON_1, CHEAP, FALCON_0, FREE, ECHO, UNKNOWN, VARIABLE]),
        ("released", [FALCON_2, RESOLD, FREE, FALCON_1, FALCON_0, ECHO, UNKNOWN, CHEAP, VARIABLE]),
    ],
)
def test_an_order_puts_unknown_values_last_and_equal_ones_by_id(
    sort: str, expected: list[str], small: ModelCatalog
):
    assert _ids(small, sort=sort) == expected


def test_a_limit_takes_the_first_of_the_order(small: ModelCatalog):
    assert _ids(small, sort="input_cost", limit=2) == [FREE, CHEAP]
    assert _ids(small, limit=0) == []
    assert len(small.find_models(limit=100)) == 9


@pytest.mark.parametrize(
    ("conditions", "kind", "known"),
    [
        ({"capabilities": "sight"}, "capability", {"vision", "tool_use", "text_completion"}),
        ({"capabilities": ["vision", "-chat"]}, "capability", {"chat"}),
        ({"provider": "amce"}, "provider", {"acme", "bazaar", "cellar", "hub"}),
        ({"maker": "boreal"}, "maker", {"acme", "borealis"}),
        ({"status": "gone"}, "status", {"active", "preview", "deprecated", "retired"}),
        ({"sort": "price"}, "order", {"input_cost", "output_cost", "context"}),
        ({"pricing": "cheap"}, "pricing", {"priced", "free", "variable", "unknown"}),
        ({"category": "cloud"}, "category", {"core", "aggregators", "local"}),
    ],
)
def test_an_unknown_name_is_an_error_that_lists_the_known_ones(
    conditions: dict[str, Any], kind: str, known: set[str], small: ModelCatalog
):
    with pytest.raises(UnknownNameError) as caught:
        small.find_models(**conditions)

    assert caught.value.code == "E4006"
    assert caught.value.kind == kind
    assert known <= set(caught.value.known)
    assert f"unknown {kind} {caught.value.name!r}" in str(caught.value)
    assert all(name in str(caught.value) for name in known)


def test_a_slip_of_the_keyboard_gets_the_right_name(small: ModelCatalog):
    with pytest.raises(UnknownNameError, match="did you mean vision"):
        small.find_models(capabilities="visoin")


@pytest.mark.parametrize("bound", ["cheap", "", -1, float("nan"), float("inf"), True, [1]])
@pytest.mark.parametrize("name", ["max_input_cost", "max_output_cost"])
def test_a_cost_that_is_no_amount_is_refused_by_name(name: str, bound: Any, small: ModelCatalog):
    conditions: dict[str, Any] = {name: bound}

    with pytest.raises(InvalidValueError) as caught:
        small.find_models(**conditions)

    assert caught.value.code == "E4000"
    assert list(caught.value.problems) == [name]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "01.02.2026"])
def test_a_day_that_is_no_date_is_refused_by_name(day: str, small: ModelCatalog):
    with pytest.raises(InvalidValueError) as caught:
        small.find_models(released_since=day)

    assert "released_since" in caught.value.problems
    assert repr(day) in str(caught.value)


def test_a_condition_that_does_not_exist_is_refused(small: ModelCatalog):
    with pytest.raises(TypeError, match="max_inputcost"):
        small.find_models(max_inputcost=1)  # type: ignore[call-arg]
