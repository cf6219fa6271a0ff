"""Which moves between statuses there are, and that a moved model stays where it was moved to."""

import itertools

import pytest
from tests.registry.clock import Clock
from tests.registry.conftest import Kept

from modeldex import ModelConfig, ModelRegistry, ModelStatus, StatusMoveError

A, P, D, R, X, M = (
    ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DEPRECATED, ModelStatus.RETIRED,
    ModelStatus.DISABLED, ModelStatus.MAINTENANCE,
)  # fmt: skip
MOVES = {
    A: {D, X, M, R},
    D: {A, X, M, R},
    X: {A, D, M, P, R},
    M: {A, D, X, P, R},
    P: {A, D, X, M, R},
    R: {D},
}
TODAY = "2026-11-24"
DAYS = (None, "2026-11-01", TODAY, "2027-06-01")
"""No date, one that has come, one that comes now, one to come."""
LATER = "2027-12-31"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, TODAY)


def registry_of(status: ModelStatus, **dates: str | None) -> ModelRegistry:
    registry = ModelRegistry()
    registry.register_model({"provider": "p", "model_id": "m", "status": status, **dates})
    return registry


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(ModelStatus, 2)))
def test_a_model_moves_where_the_table_says_and_nowhere_else(before: ModelStatus, after: ModelStatus):
    registry = registry_of(before)

    if after in MOVES[before]:
        version = registry.update_model_status("p/m", after)
        assert version is not None
        assert registry.get_model_or_raise("p/m").status is after
        return
    with pytest.raises(StatusMoveError) as refusal:
        registry.update_model_status("p/m", after)
    assert f"p/m is {before.name.lower()}, which does not move to {after.name.lower()}" in str(refusal.value)
    listed = str(refusal.value).rpartition("moves to: ")[2].split(", ")
    assert sorted(listed) == sorted(status.name.lower() for status in MOVES[before])
    assert registry.get_model_or_raise("p/m").status is before
    assert len(registry.versions("p/m")) == 1


@pytest.mark.parametrize(
    ("stated", "deprecated", "retires"),
    [
        (stated, deprecated, retires)
        for stated, deprecated, retires in itertools.product((A, P, D, X, M), DAYS, DAYS)
        if deprecated is None or retires is None or deprecated <= retires
    ],
)
def test_a_moved_model_is_there_at_once_and_stays_until_a_date_moves_it_on(
    clock: Clock, stated: ModelStatus, deprecated: str | None, retires: str | None
):
    registry = registry_of(stated, deprecated_on=deprecated, retires_on=retires)
    before = registry.get_model_or_raise("p/m").status

    for after in MOVES[before]:
        clock.set(TODAY)
        moved = registry_of(stated, deprecated_on=deprecated, retires_on=retires)
        moved.update_model_status("p/m", after)
        model = moved.get_model_or_raise("p/m")
        assert model.status is after
        clock.set("2026-11-25")
        moved.reload()
        assert moved.get_model_or_raise("p/m").status is after
        if after is R:
            clock.set(LATER)
            moved.reload()
            assert moved.get_model_or_raise("p/m").status is R
        elif model.retires_on is None and model.deprecated_on is None:
            clock.set(LATER)
            moved.reload()
            assert moved.get_model_or_raise("p/m").status is after


def test_a_date_that_has_come_is_taken_back_by_a_move_that_says_otherwise(clock: Clock):
    registry = registry_of(A, deprecated_on="2026-10-01", retires_on="2026-11-01")
    assert registry.get_model_or_raise("p/m").status is R

    registry.update_model_status("p/m", D, reason="the provider has put it off")
    model = registry.get_model_or_raise("p/m")
    assert (model.deprecated_on, model.retires_on) == ("2026-10-01", None)
    registry.update_model_status("p/m", A)
    assert registry.get_model_or_raise("p/m").deprecated_on is None
    clock.set(LATER)
    registry.reload()
    assert registry.get_model_or_raise("p/m").status is A


def test_a_date_to_come_is_brought_forward_by_a_move_that_says_it_has(clock: Clock):
    registry = registry_of(A, deprecated_on="2027-01-01", retires_on="2027-06-01")

    registry.update_model_status("p/m", D)
    model = registry.get_model_or_raise("p/m")
    assert (model.deprecated_on, model.retires_on) == (TODAY, "2027-06-01")
    registry.update_model_status("p/m", R)
    assert registry.get_model_or_raise("p/m").retires_on == TODAY
    clock.set("2027-06-02")
    registry.reload()
    assert registry.get_model_or_raise("p/m").status is R


@pytest.mark.usefixtures("clock")
def test_a_switch_leaves_dates_to_come_as_they_are():
    registry = registry_of(A, deprecated_on="2027-01-01", retires_on="2027-06-01")

    registry.update_model_status("p/m", X)
    model = registry.get_model_or_raise("p/m")
    assert (model.deprecated_on, model.retires_on) == ("2027-01-01", "2027-06-01")


def test_a_date_that_comes_moves_a_model_on(clock: Clock):
    registry = registry_of(A, deprecated_on="2027-01-01", retires_on="2027-06-01")
    seen = []
    for day in ("2026-12-31", "2027-01-01", "2027-05-31", "2027-06-01"):
        clock.set(day)
        registry.reload()
        seen.append(registry.get_model_or_raise("p/m").status)

    assert seen == [A, D, D, R]


def test_a_model_of_the_catalog_is_moved_by_an_entry_over_it(over_small: ModelRegistry):
    over_small.update_model_status("falcon-1", "maintenance", actor="ada", reason="a fan is broken")

    assert over_small.get_model_or_raise("falcon-1").status is M
    assert [model.id for model in over_small.list_models(status="maintenance")] == ["acme/falcon-1"]
    assert over_small.get_stats()["by_status"]["maintenance"] == 1
    (version,) = over_small.versions("falcon-1")
    assert (version.change, version.actor, version.reason) == ("status", "ada", "a fan is broken")
    over_small.remove_model("falcon-1")
    assert over_small.get_model_or_raise("falcon-1").status is D


def test_a_moved_model_stays_moved_when_the_store_is_read_anew(kept: Kept, clock: Clock):
    clock.set("2026-12-01")
    for name, status in (("acme/falcon-2", "disabled"), ("acme/falcon-1", "active"), ("hub/auto", "retired")):
        kept.registry.update_model_status(name, status, actor="ada", reason=f"{name} moves")
    kept.registry.register_model(ModelConfig(provider="p", model_id="m", status="preview"))
    kept.registry.update_model_status("p/m", "active")

    clock.set("2026-12-31")
    registry = kept.again()
    registry.reload()
    found = {name: registry.get_model_or_raise(name).status for name in ("falcon-2", "hub/auto", "p/m")}
    assert found == {"falcon-2": X, "hub/auto": R, "p/m": A}
    assert registry.get_model_or_raise("acme/falcon-1").status is A
    (version,) = registry.versions("hub/auto")
    assert (version.actor, version.reason) == ("ada", "hub/auto moves")
