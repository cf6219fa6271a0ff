"""A cost whose parts nobody has read yet is the same value as one whose parts were given."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import Cost, CostPart, ModelConfig, Price, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

MODEL = ModelConfig(
    model_id="m",
    provider="p",
    prices=[Price.of("input_tokens", 5), Price.of("output_tokens", 25), Price.of("compute_seconds", "0.1")],
)
USAGES = [
    pytest.param(Usage(input_tokens=1_000, output_tokens=10), id="known"),
    pytest.param(Usage(input_tokens=1_000, cache_read_tokens=10), id="estimated"),
    pytest.param(Usage(input_tokens=1_000, pages=2), id="unknown"),
    pytest.param(Usage(compute_seconds="2.50", reasoning_tokens=1), id="seconds"),
    pytest.param(Usage(requests=0), id="nothing"),
]


def unread(usage: Usage) -> Cost:
    return MODEL.cost(usage)


def given(usage: Usage) -> Cost:
    cost = MODEL.cost(usage)
    return Cost(status=cost.status, amount=cost.amount, parts=cost.parts, missing=cost.missing)


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize(
    "seen",
    [
        lambda cost: cost,
        hash,
        repr,
        lambda cost: cost.parts,
        lambda cost: cost.at_least,
        lambda cost: cost.price_ids,
        lambda cost: cost.notes,
        lambda cost: (cost.status, str(cost.amount), cost.missing),
        lambda cost: pickle.loads(pickle.dumps(cost)),
        copy.copy,
        copy.deepcopy,
        lambda cost: cost.replace(status="unknown"),
        lambda cost: Cost.total([cost, cost]),
    ],
)
def test_unread_parts_make_no_difference(usage: Usage, seen: Callable[[Cost], object]) -> None:
    assert seen(unread(usage)) == seen(given(usage))


def test_parts_are_worked_out_once() -> None:
    cost = MODEL.cost(Usage(input_tokens=1, output_tokens=2))

    assert cost.parts is cost.parts


def test_costs_of_other_parts_differ() -> None:
    one, other = MODEL.cost(Usage(input_tokens=5)), MODEL.cost(Usage(output_tokens=1))

    assert one.amount == other.amount
    assert one != other
    assert one != one.replace(parts=())


def test_parts_stand_in_the_order_of_the_units() -> None:
    cost = MODEL.cost(Usage(compute_seconds=1, output_tokens=2, input_tokens=3, reasoning_tokens=4))

    assert [part.unit for part in cost.parts] == [
        "input_tokens", "output_tokens", "reasoning_tokens", "compute_seconds",
    ]  # fmt: skip
    assert [part.count for part in cost.parts] == [3, 2, 4, Decimal(1)]


def test_parts_are_frozen() -> None:
    cost = MODEL.cost(Usage(input_tokens=1))
    part: Any = CostPart(unit="pages", count=1, rate=Decimal(1), amount=Decimal(1), price_id="x")

    for replaced in (cost, cost.replace()):
        with pytest.raises(AttributeError, match="frozen"):
            setattr(replaced, "parts", (part,))  # noqa: B010 - a checker would refuse the plain form
        with pytest.raises(AttributeError, match="parts is frozen"):
            object.__setattr__(replaced, "parts", (part,))


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "0.000005"), (200_000, "1"), (2_000_000, "10"), (2_000_000_000, "10000"), (0, "0")],
)
def test_an_amount_is_plain_and_without_trailing_zeros(count: int, text: str) -> None:
    assert str(MODEL.cost(Usage(input_tokens=count)).amount) == text


@pytest.mark.parametrize(("seconds", "text"), [("2.50", "0.25"), (100, "10"), ("1e3", "100"), (0, "0")])
def test_an_amount_of_seconds_is_plain_too(seconds: Any, text: str) -> None:
    assert str(MODEL.cost(Usage(compute_seconds=seconds)).amount) == text
