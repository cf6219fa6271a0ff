"""Several registries on one database: none loses what another has written, nor contradicts it."""

from datetime import UTC, datetime

import pytest
from tests.registry.conftest import Opener

from modeldex import (
    ModelConfig,
    ModelRegistry,
    ModelStatus,
    RegistryError,
    RegistryEvent,
    ReloadRefused,
    StaleWriteError,
    StatusMoveError,
)

FALCON = "acme/falcon-2"
SEES = ModelConfig(provider="mine", model_id="sees", context_window=10)


@pytest.fixture
def two(tables: str, opened: Opener) -> tuple[ModelRegistry, ModelRegistry]:
    """Two registries on one database, of which neither follows the other by itself."""
    return opened(database=tables), opened(database=tables)


Two = tuple[ModelRegistry, ModelRegistry]


def test_a_change_of_another_is_taken_up_with_the_next_of_ones_own(two: Two):
    one, other = two
    one.register_model(SEES)
    assert other.get_model("mine/sees") is None
    other.register_model(SEES.replace(model_id="reads"))

    assert other.get_model("mine/sees") == SEES
    assert other.get_stats()["layers"]["database"] == 2


def test_a_reload_takes_up_what_others_wrote(two: Two):
    one, other = two
    one.register_model(SEES)
    one.set_alias("eyes", "mine/sees")
    before = other.generation

    assert other.reload() > before
    assert other.get_model("eyes") == SEES
    assert other.reload() == other.generation


def test_fields_of_two_writers_are_joined(two: Two):
    one, other = two
    one.update_model(FALCON, {"context_window": 5})
    other.update_model(FALCON, {"max_output_tokens": 3})
    one.reload()

    for registry in two:
        model = registry.get_model_or_raise(FALCON)
        assert (model.context_window, model.max_output_tokens) == (5, 3)
        assert len(registry.versions(FALCON)) == 2


def test_a_write_that_names_the_version_it_has_read_is_not_made_over_another(two: Two):
    one, other = two
    one.register_model(SEES)
    other.reload()
    one.update_model("sees", {"context_window": 20}, expected_version=1)

    with pytest.raises(StaleWriteError) as refusal:
        other.update_model("sees", {"context_window": 30}, expected_version=1)
    assert "mine/sees" in str(refusal.value)
    assert len(one.versions("sees")) == 2
    other.reload()
    other.update_model("sees", {"context_window": 30}, expected_version=2)
    assert [version.version for version in other.versions("sees")] == [1, 2, 3]


def test_a_status_moves_from_where_another_has_moved_it_to(two: Two):
    one, other = two
    one.update_model_status("falcon-1", "retired")

    with pytest.raises(StatusMoveError, match="retired, which does not move to active"):
        other.update_model_status("falcon-1", "active")
    assert [version.change for version in one.versions("falcon-1")] == ["status"]
    assert other.get_model_or_raise("falcon-1").status is ModelStatus.RETIRED


def test_a_status_is_moved_back_where_another_has_moved_it_away(two: Two):
    one, other = two
    one.update_model_status(FALCON, "disabled")

    other.update_model_status(FALCON, "active")
    assert other.get_model_or_raise(FALCON).status is ModelStatus.ACTIVE
    assert [version.version for version in other.versions(FALCON)] == [1, 2]


def test_a_move_that_another_has_made_already_is_not_recorded_again(two: Two):
    one, other = two
    one.update_model_status(FALCON, "disabled")

    other.update_model_status(FALCON, "disabled")
    assert len(one.versions(FALCON)) == 1


def test_what_the_process_itself_says_lies_over_the_database_of_all(two: Two):
    one, other = two
    one.update_model(FALCON, {"context_window": 5}, layer="in-process")
    other.update_model(FALCON, {"context_window": 7, "max_output_tokens": 3})
    one.reload()

    assert one.get_model_or_raise(FALCON).context_window == 5
    assert one.get_model_or_raise(FALCON).max_output_tokens == 3
    assert other.get_model_or_raise(FALCON).context_window == 7
    assert one.get_stats()["layers"] == {"bundled": 9, "database": 1, "in-process": 1}


def test_a_write_that_a_layer_above_contradicts_is_refused_before_it_is_written(two: Two):
    one, _ = two
    one.update_model(FALCON, {"retires_on": "2030-01-01"}, layer="in-process")

    with pytest.raises(RegistryError, match=r"in-process.*retires_on"):
        one.update_model(FALCON, {"deprecated_on": "2031-01-01"}, layer="database")
    assert one.versions(FALCON) == ()
    assert one.reload() == one.generation
    with pytest.raises(RegistryError, match="say which is meant, layer='in-process' or layer='database'"):
        one.update_model(FALCON, {"deprecated_on": "2029-01-01"})
    one.update_model(FALCON, {"deprecated_on": "2029-01-01"}, layer="database")
    assert one.get_model_or_raise(FALCON).deprecated_on == "2029-01-01"


def test_what_another_wrote_against_a_layer_above_is_left_out_and_all_else_is_taken(two: Two):
    one, other = two
    one.update_model(FALCON, {"retires_on": "2030-01-01"}, layer="in-process")
    other.update_model(FALCON, {"deprecated_on": "2031-01-01"})
    other.register_model(SEES)
    told: list[RegistryEvent] = []
    one.subscribe(told.append)
    one.reload()

    model = one.get_model_or_raise(FALCON)
    assert (model.retires_on, model.deprecated_on) == ("2030-01-01", None)
    assert one.get_model("sees") is not None
    (refused,) = [event for event in told if isinstance(event, ReloadRefused)]
    assert "in-process" in refused.reason
    one.remove_model(FALCON, layer="in-process")
    one.reload()
    assert one.get_model_or_raise(FALCON).deprecated_on == "2031-01-01"


def test_the_past_is_the_same_for_all(two: Two):
    one, other = two
    moment = one.register_model(SEES).recorded_at
    one.hide_model("sees")

    assert other.as_recorded(moment).get_model("mine/sees") == SEES
    assert other.as_recorded(datetime.now(UTC)).get_model("mine/sees") is None


def test_the_database_has_no_say_in_a_registry_without_one(opened: Opener):
    registry = opened()
    registry.register_model(SEES)

    assert registry.get_stats()["layers"] == {"bundled": 9, "in-process": 1}
    with pytest.raises(RegistryError, match="no database"):
        registry.update_model("sees", {"context_window": 5}, layer="database")
