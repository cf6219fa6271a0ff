"""What a date changes is in force at the moment that its day begins, without a restart."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.registry.clock import Clock
from tests.registry.conftest import Opener
from tests.registry.waiting import wait_until

from modeldex import (
    ModelCatalog,
    ModelChanged,
    ModelConfig,
    ModelRegistry,
    ModelRetired,
    ModelStatus,
    Price,
    RegistryEvent,
    StatusChanged,
    Usage,
)

EVE, DAY, NEXT_EVE = "2026-11-24T23:59:59.98", "2026-11-25", "2026-11-25T23:59:59.98"
"""Just before a day, the day, and just before the next: who waits for a day looks at its end."""
A_MILLION = Usage(input_tokens=1_000_000)
PRICED = ModelConfig(
    provider="mine",
    model_id="m",
    prices=[
        Price.of("input_tokens", 2, valid_to=DAY, recorded_on="2026-10-01"),
        Price.of("input_tokens", 3, valid_from=DAY, recorded_on="2026-10-01"),
    ],
)
ENDING = ModelConfig(provider="mine", model_id="old", deprecated_on="2026-11-01", retires_on=DAY)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, EVE)


def rate(registry: ModelRegistry) -> Decimal | None:
    return registry.get_model_or_raise("mine/m").cost_per_1m_input_tokens


def costs(registry: ModelRegistry, **rest: Any) -> Decimal | None:
    return registry.get_model_or_raise("mine/m").cost(A_MILLION, **rest).amount


def test_a_price_that_begins_and_a_model_that_ends_do_so_as_the_day_turns(clock: Clock, opened: Opener):
    registry = opened(live=True)
    registry.register_models([PRICED, ENDING])
    told: list[RegistryEvent] = []
    registry.subscribe(told.append)
    generation = registry.generation
    assert rate(registry) == costs(registry) == 2
    assert registry.get_model_or_raise("mine/old").status is ModelStatus.DEPRECATED
    before = registry.snapshot()

    clock.set(DAY)
    wait_until(lambda: len(told) == 2)
    assert rate(registry) == costs(registry) == 3
    assert registry.get_model_or_raise("mine/old").status is ModelStatus.RETIRED
    assert [model.id for model in registry.list_models("mine", "retired")] == ["mine/old"]
    assert [model.id for model in registry.find_models(provider="mine", min_context=None, max_input_cost=3)]
    assert registry.find_models(provider="mine", max_input_cost=2) == ()
    assert registry.generation == generation + 1
    priced, retired = told
    assert isinstance(priced, ModelChanged)
    assert (priced.model.id, priced.fields) == ("mine/m", ("input_tokens",))
    assert isinstance(retired, ModelRetired)
    assert (retired.model.id, retired.before) == ("mine/old", ModelStatus.DEPRECATED)
    assert {event.generation for event in told} == {registry.generation}
    assert before.get_model_or_raise("mine/old").status is ModelStatus.DEPRECATED


def test_a_day_on_which_nothing_changes_tells_nothing(clock: Clock, opened: Opener):
    registry = opened(live=True)
    registry.register_model(PRICED)
    told: list[RegistryEvent] = []
    registry.subscribe(told.append)

    clock.set(NEXT_EVE)
    wait_until(lambda: len(told) == 1)
    clock.set("2026-11-26")
    wait_until(lambda: registry._stack.view.day == "2026-11-26")
    assert len(told) == 1


def test_a_day_that_was_slept_through_is_made_up_for(clock: Clock, opened: Opener):
    registry = opened(live=True)
    registry.register_models([PRICED, ENDING.replace(retires_on="2027-03-01")])
    clock.set("2027-06-15")

    wait_until(lambda: rate(registry) == 3)
    assert registry.get_model_or_raise("mine/old").status is ModelStatus.RETIRED


def test_a_registry_in_memory_turns_to_the_day_when_it_is_reloaded(clock: Clock, small: ModelCatalog):
    registry = ModelRegistry(small)
    registry.register_models([PRICED, ENDING])
    told: list[RegistryEvent] = []
    registry.subscribe(told.append)
    clock.set(DAY)
    generation = registry.reload()

    assert rate(registry) == 3
    assert [type(event) for event in told] == [ModelChanged, ModelRetired]
    assert registry.reload() == generation


MAKERS: tuple[Callable[[ModelCatalog, Opener], ModelRegistry], ...] = (
    lambda small, _: ModelRegistry(small),
    lambda _, opened: opened(),
)


@pytest.mark.parametrize("make", MAKERS)
def test_what_has_come_since_the_catalogs_day_holds_from_the_beginning(
    clock: Clock, small: ModelCatalog, opened: Opener, make: Callable[..., ModelRegistry]
):
    assert small.get_model_or_raise("falcon-1").status is ModelStatus.DEPRECATED
    clock.set("2027-01-14")
    assert make(small, opened).get_model_or_raise("falcon-1").status is ModelStatus.DEPRECATED
    clock.set("2027-01-15")
    registry = make(small, opened)

    assert registry.get_model_or_raise("falcon-1").status is ModelStatus.RETIRED
    assert [model.id for model in registry.list_models(status="retired")] == [
        "acme/falcon-0",
        "acme/falcon-1",
    ]
    assert registry.get_stats()["by_status"]["retired"] == 2
    assert "deprecated" not in registry.get_stats()["by_status"]
    assert len(registry) == len(small)
    assert registry.why("falcon-1") == ()


def test_a_model_of_the_catalog_retires_as_the_day_turns(clock: Clock, opened: Opener):
    clock.set("2027-01-14T23:59:59.98")
    registry = opened(live=True)
    told: list[RegistryEvent] = []
    registry.subscribe(told.append)
    clock.set("2027-01-15")
    wait_until(lambda: bool(told))

    (retired,) = told
    assert isinstance(retired, ModelRetired)
    assert retired.model.id == "acme/falcon-1"
    assert registry.list_models(status="deprecated") == ()


def test_a_date_that_a_layer_sets_over_the_catalog_comes_too(clock: Clock, opened: Opener):
    registry = opened(live=True)
    registry.update_model("falcon-2", {"deprecated_on": DAY})
    registry.update_model("falcon-1", {"retires_on": None})
    told: list[RegistryEvent] = []
    registry.subscribe(told.append)
    clock.set(NEXT_EVE)
    wait_until(lambda: bool(told))

    (changed,) = told
    assert type(changed) is StatusChanged
    assert changed.model.id == "acme/falcon-2"
    assert changed.model.status is ModelStatus.DEPRECATED
    clock.set("2027-02-01")
    wait_until(lambda: registry._stack.view.day == "2027-02-01")
    assert registry.get_model_or_raise("falcon-1").status is ModelStatus.DEPRECATED


def test_a_switch_that_was_set_by_hand_holds_until_the_model_retires(clock: Clock, small: ModelCatalog):
    registry = ModelRegistry(small)
    registry.register_model(ENDING.replace(deprecated_on=DAY, retires_on="2027-01-01", status="disabled"))
    seen = []
    for day in (DAY, "2026-12-31", "2027-01-01"):
        clock.set(day)
        registry.reload()
        seen.append(registry.get_model_or_raise("mine/old").status)

    assert seen == [ModelStatus.DISABLED, ModelStatus.DISABLED, ModelStatus.RETIRED]


def test_a_past_call_costs_what_it_cost_whatever_becomes_of_the_price(clock: Clock, small: ModelCatalog):
    registry = ModelRegistry(small)
    recorded = registry.register_model(PRICED).recorded_at
    accounted = registry.get_model_or_raise("mine/m").cost(A_MILLION, at="2026-11-20")
    assert accounted.amount == 2

    clock.set(DAY)
    registry.reload()
    assert costs(registry, at="2026-11-20") == 2
    assert costs(registry) == 3
    registry.update_model("mine/m", {"cost_per_1m_input_tokens": "2.75"}, reason="it was never 3")
    assert costs(registry) == Decimal("2.75")
    assert costs(registry, at="2026-11-20") == 2
    past = registry.as_recorded(recorded).get_model_or_raise("mine/m")
    assert past.cost(A_MILLION, at="2026-11-20") == accounted
    assert accounted.amount == 2


def test_a_correction_leaves_what_was_recorded_before_it_as_it_was(clock: Clock, small: ModelCatalog):
    registry = ModelRegistry(small)
    wrong = Price.of("input_tokens", 2, valid_from="2026-11-01")
    first = registry.register_model({"provider": "mine", "model_id": "m", "prices": (wrong,)})
    accounted = registry.get_model_or_raise("mine/m").cost(A_MILLION, at="2026-11-20")
    right = Price.of("input_tokens", 1, valid_from="2026-11-01", kind="correction")
    registry.update_model("mine/m", {"prices": (right,)}, reason="a misprint")

    assert costs(registry, at="2026-11-20") == 1
    assert accounted.amount == 2
    before = registry.as_recorded(first.recorded_at).get_model_or_raise("mine/m")
    assert before.cost(A_MILLION, at="2026-11-20") == accounted
    (change,) = registry.diff_versions("mine/m", 1, 2)
    assert (change.field, change.before, change.after) == ("input_tokens", "2", "1")


def test_dates_are_those_of_the_days_of_utc(clock: Clock, small: ModelCatalog):
    registry = ModelRegistry(small)
    registry.register_model(ENDING)
    for moment, status in (
        ("2026-11-24T00:00:00", ModelStatus.DEPRECATED),
        ("2026-11-24T23:59:59.999", ModelStatus.DEPRECATED),
        ("2026-11-25T00:00:00", ModelStatus.RETIRED),
    ):
        clock.set(moment)
        registry.reload()
        assert registry.get_model_or_raise("mine/old").status is status
