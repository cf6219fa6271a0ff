"""Subscribers are told what happened, event by event, in order, and nothing that did not."""

import logging
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.registry.any_model import FIELDS, values_of

from modeldex import (
    ModelAdded,
    ModelCatalog,
    ModelChanged,
    ModelConfig,
    ModelRegistry,
    ModelRemoved,
    ModelRetired,
    ModelStatus,
    RegistryEvent,
    StatusChanged,
)

FALCON = "acme/falcon-2"
SEES = ModelConfig(provider="mine", model_id="sees", context_window=10)
_PATIENCE_SECONDS = 20


class Heard(list[RegistryEvent]):
    """What a subscriber was told."""

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self]


@pytest.fixture
def heard(over_small: ModelRegistry) -> Heard:
    heard = Heard()
    over_small.subscribe(heard.append)
    return heard


def test_a_new_model_is_added_and_a_hidden_one_removed(over_small: ModelRegistry, heard: Heard):
    before = datetime.now(UTC)
    over_small.register_model(SEES)
    hidden = over_small.get_model_or_raise(FALCON)
    over_small.hide_model(FALCON)
    over_small.remove_model(FALCON)

    added, removed, back = heard
    assert isinstance(added, ModelAdded)
    assert added.model is over_small.get_model("sees")
    assert isinstance(removed, ModelRemoved)
    assert removed.model is hidden
    assert isinstance(back, ModelAdded)
    assert [event.generation for event in heard] == [1, 2, 3]
    assert all(before <= event.at <= datetime.now(UTC) for event in heard)


def test_changed_fields_are_named_as_tables_name_them(over_small: ModelRegistry, heard: Heard):
    before = over_small.get_model_or_raise(FALCON)
    over_small.update_model(
        FALCON,
        {"context_window": 5, "supports_vision": False, "cost_per_1m_batch_input_tokens": "0.5"},
    )

    (event,) = heard
    assert isinstance(event, ModelChanged)
    assert event.before is before
    assert event.model is over_small.get_model(FALCON)
    assert set(event.fields) == {"max_context", "vision", "input_tokens@batch"}


def test_a_status_that_changes_is_told_by_itself(over_small: ModelRegistry, heard: Heard):
    over_small.update_model_status(FALCON, "disabled")
    over_small.update_model_status(FALCON, "retired")

    changed, retired = heard
    assert type(changed) is StatusChanged
    assert isinstance(retired, ModelRetired)
    assert (changed.before, changed.model.status) == (ModelStatus.ACTIVE, ModelStatus.DISABLED)
    assert (retired.before, retired.model.status) == (ModelStatus.DISABLED, ModelStatus.RETIRED)


def test_a_status_and_a_field_are_two_events_of_one_state(over_small: ModelRegistry, heard: Heard):
    over_small.update_model(FALCON, {"status": "maintenance", "context_window": 5})

    assert heard.kinds() == ["ModelChanged", "StatusChanged"]
    assert len({event.generation for event in heard}) == 1


def test_many_models_of_one_change_are_told_in_order_of_their_ids(over_small: ModelRegistry, heard: Heard):
    over_small.register_models(SEES.replace(model_id=name) for name in ("c", "a", "b"))

    assert heard.kinds() == ["ModelAdded"] * 3
    assert [event.model.id for event in heard if isinstance(event, ModelAdded)] == [
        "mine/a", "mine/b", "mine/c",
    ]  # fmt: skip
    assert {event.generation for event in heard} == {over_small.generation}


def test_a_change_that_says_the_same_tells_nothing(over_small: ModelRegistry, heard: Heard):
    over_small.register_model(over_small.get_model_or_raise(FALCON))
    over_small.update_model(FALCON, {"context_window": 1_000_000})
    over_small.remove_model(FALCON)
    over_small.update_model_status(FALCON, "active")
    over_small.discovered("hub", [])
    over_small.reload()

    assert heard == []


def test_the_change_is_in_force_when_it_is_told(over_small: ModelRegistry):
    seen: list[tuple[int, Any]] = []
    over_small.subscribe(lambda _: seen.append((over_small.generation, over_small.get_model("sees"))))
    over_small.register_model(SEES)

    assert seen == [(1, SEES)]


def test_whoever_ends_it_is_told_no_more_and_the_others_are(over_small: ModelRegistry, heard: Heard):
    others = Heard()
    end = over_small.subscribe(others.append)
    over_small.subscribe(others.append)
    over_small.register_model(SEES)
    assert len(others) == 2
    end()
    end()
    over_small.hide_model("sees")

    assert len(others) == 3
    assert heard.kinds() == ["ModelAdded", "ModelRemoved"]


def test_a_subscriber_that_fails_holds_up_nobody(over_small: ModelRegistry, caplog: pytest.LogCaptureFixture):
    others = Heard()

    def fails(event: RegistryEvent) -> None:
        raise ZeroDivisionError

    over_small.subscribe(fails)
    over_small.subscribe(others.append)
    with caplog.at_level(logging.ERROR):
        over_small.register_model(SEES)

    assert others.kinds() == ["ModelAdded"]
    assert "a subscriber failed at ModelAdded" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_subscriber_may_write_and_everybody_is_told_in_order(over_small: ModelRegistry):
    others = Heard()

    def writes(event: RegistryEvent) -> None:
        if isinstance(event, ModelAdded) and event.model.id == "mine/sees":
            over_small.register_model(SEES.replace(model_id="follows"))
            over_small.update_model_status("mine/sees", "maintenance")

    over_small.subscribe(writes)
    over_small.subscribe(others.append)
    over_small.register_model(SEES)

    assert others.kinds() == ["ModelAdded", "ModelAdded", "StatusChanged"]
    assert [event.generation for event in others] == [1, 2, 3]


def test_subscribers_that_write_and_writers_in_other_threads_do_not_wait_for_each_other_for_ever(
    over_small: ModelRegistry,
):
    over_small.register_models(SEES.replace(model_id=f"m{number}") for number in range(4))
    counted: list[str] = []

    def writes(event: RegistryEvent) -> None:
        if isinstance(event, StatusChanged) and event.model.status is ModelStatus.DISABLED:
            counted.append(event.model.id)
            over_small.set_alias(f"off-{event.model.model_id}", event.model.id)
            over_small.update_model(event.model.id, {"context_window": len(counted) + 1})

    over_small.subscribe(writes)

    def toggles(name: str) -> None:
        for _ in range(25):
            over_small.update_model_status(name, "disabled")
            over_small.update_model_status(name, "active")

    threads = [
        threading.Thread(target=toggles, args=(f"mine/m{number}",), daemon=True) for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE_SECONDS)

    assert not any(thread.is_alive() for thread in threads)
    assert sorted(counted) == sorted([f"mine/m{number}" for number in range(4)] * 25)


def test_a_registry_that_nobody_listens_to_keeps_no_events(over_small: ModelRegistry):
    over_small.register_model(SEES)
    heard = Heard()
    over_small.subscribe(heard.append)
    over_small.hide_model("sees")

    assert heard.kinds() == ["ModelRemoved"]


def _are_told(registry: ModelRegistry, changes: dict[str, Any]) -> Heard:
    heard = Heard()
    end = registry.subscribe(heard.append)
    registry.update_model(FALCON, changes)
    end()
    return heard


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FIELDS).flatmap(lambda name: st.tuples(st.just(name), values_of(name))))
def test_whatever_field_changes_is_told_and_what_stays_is_not(small: ModelCatalog, change: tuple[str, Any]):
    name, value = change
    assume(value not in (ModelStatus.PREVIEW, "preview", "P"))  # an active model does not move there
    registry = ModelRegistry(small)
    before = registry.get_model_or_raise(FALCON)
    first = _are_told(registry, {name: value})

    assert len(first) == (registry.get_model_or_raise(FALCON) != before)
    assert _are_told(registry, {name: value}) == []
