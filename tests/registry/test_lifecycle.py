"""What happens to a model that retires: a warning, a refusal, or a successor that can do as much."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.registry.clock import Clock
from tests.registry.conftest import Opener

from modeldex import AmbiguousModelError, ModelCatalog, ModelNotFoundError, ModelRegistry, ModelRetiredError
from modeldex.config.policy import LifecyclePolicy

OLD: dict[str, Any] = {
    "provider": "mine", "model_id": "old", "status": "retired", "retires_on": "2026-05-01",
    "successor": "new", "context_window": 100, "max_output_tokens": 10, "supports_vision": True,
    "supports_tool_use": True, "cost_per_1m_input_tokens": 1, "cost_per_1m_output_tokens": 4,
}  # fmt: skip
NEW: dict[str, Any] = {**OLD, "model_id": "new", "status": "active", "retires_on": None, "successor": None}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-24")


def under(*models: dict[str, Any], catalog: ModelCatalog | None = None, **policy: Any) -> ModelRegistry:
    registry = ModelRegistry(catalog, lifecycle=LifecyclePolicy(**policy))
    registry.register_models(models)
    return registry


def redirecting(*models: dict[str, Any], **policy: Any) -> ModelRegistry:
    return under(*models, when_retired="redirect", **policy)


def test_a_model_that_goes_on_is_admitted_without_a_word():
    admission = under(NEW).admit("new")

    assert (admission.model.id, admission.warnings, admission.redirected_from) == ("mine/new", (), None)


def test_the_default_policy_warns_and_lets_pass():
    registry = under(OLD, NEW)

    admission = registry.admit("mine/old")
    assert admission.model.id == "mine/old"
    assert admission.redirected_from is None
    assert "mine/old has retired on 2026-05-01" in admission.warnings[0]
    assert registry.lifecycle == LifecyclePolicy()
    assert registry.redirects() == ()


@pytest.mark.parametrize(
    ("retires_on", "told"),
    [
        ("2026-11-25", "retires on 2026-11-25, in 1 day"),
        ("2027-02-22", "in 90 days"),
        ("2027-02-23", None),
        ("2027-01", "retires on 2027-01, in 38 days"),
        (None, None),
    ],
)
def test_an_end_is_warned_of_from_so_many_days_before_it(retires_on: str | None, told: str | None):
    warnings = under({**NEW, "retires_on": retires_on}).admit("new").warnings

    assert len(warnings) == (0 if told is None else 1)
    assert told is None or told in warnings[0]


def test_a_deprecated_model_without_a_date_is_warned_of():
    registry = under({**NEW, "status": "deprecated", "successor": "newer"})

    (warning,) = registry.admit("new").warnings
    assert "is deprecated, and nobody says until when" in warning
    assert "its successor is newer" in warning


def test_a_retired_model_is_blocked_where_the_policy_says_so():
    registry = under(OLD, NEW, when_retired="block")

    with pytest.raises(
        ModelRetiredError, match=r"mine/old has retired on 2026-05-01.*successor is new"
    ) as no:
        registry.admit("old")
    assert no.value.code == "E4303"
    assert registry.admit("new").warnings == ()


def test_a_model_is_blocked_before_its_end_where_the_policy_says_how_long():
    ending = {**NEW, "retires_on": "2026-12-01"}

    assert under(ending, when_retired="block").admit("new").model.id == "mine/new"
    assert under(ending, when_retired="block", block_within_days=6).admit("new").warnings
    with pytest.raises(ModelRetiredError, match="retires on 2026-12-01, within 7 days"):
        under(ending, when_retired="block", block_within_days=7).admit("new")


def test_a_fit_successor_stands_in_and_the_redirect_is_recorded():
    registry = redirecting(OLD, NEW)
    admission = registry.admit("old")

    assert admission.model.id == "mine/new"
    assert admission.redirected_from is not None
    assert admission.redirected_from.id == "mine/old"
    assert admission.warnings == ("mine/old has retired on 2026-05-01: mine/new stands in",)
    (redirect,) = registry.redirects()
    assert (redirect.asked, redirect.model, redirect.successor) == ("old", "mine/old", "mine/new")
    assert "has retired" in (redirect.reason or "")


UNFIT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"supports_vision": None}, "not known to have vision"),
    ({"supports_vision": False, "supports_tool_use": None}, "not known to have vision, tool_use"),
    ({"context_window": 99}, "its context_window is 99, not 100"),
    ({"max_output_tokens": None}, "its max_output_tokens is unknown, not 10"),
    ({"cost_per_1m_input_tokens": "1.21"}, "its cost_per_1m_input_tokens is 1.21 USD, more than 1.2 times 1"),
    ({"cost_per_1m_output_tokens": None}, "cost_per_1m_output_tokens of the successor is unknown"),
    ({"cost_per_1m_input_tokens": "variable"}, "cost_per_1m_input_tokens of the successor is unknown"),
    ({"status": "disabled"}, "it is disabled"),
    ({"status": "maintenance"}, "it is maintenance"),
    ({"status": "retired"}, "it is retired"),
    ({"retires_on": "2026-11-01"}, "mine/new does not do: it is retired"),
)


@pytest.mark.parametrize(("lack", "told"), UNFIT)
def test_a_successor_that_lacks_something_does_not_stand_in(lack: dict[str, Any], told: str):
    registry = redirecting(OLD, {**NEW, **lack})

    with pytest.raises(ModelRetiredError, match="nothing stands in") as refusal:
        registry.admit("old")
    assert told in str(refusal.value)
    assert registry.redirects() == ()


@pytest.mark.parametrize(
    "more",
    [
        {"context_window": 101, "supports_thinking": True},
        {"cost_per_1m_input_tokens": "1.2"},
        {"cost_per_1m_input_tokens": "free", "cost_per_1m_output_tokens": "0.01"},
        {"status": "preview"},
        {"status": "deprecated"},
    ],
)
def test_a_successor_that_can_do_as_much_at_no_more_stands_in(more: dict[str, Any]):
    assert redirecting(OLD, {**NEW, **more}).admit("old").model.id == "mine/new"


def test_the_price_may_rise_as_far_as_the_policy_says():
    dear = {**NEW, "cost_per_1m_input_tokens": 3, "cost_per_1m_output_tokens": 12}

    assert redirecting(OLD, dear, max_price_ratio=Decimal(3)).admit("old").model.id == "mine/new"
    with pytest.raises(ModelRetiredError, match=r"more than 2\.9 times"):
        redirecting(OLD, dear, max_price_ratio=Decimal("2.9")).admit("old")


def test_a_model_whose_own_price_is_unknown_is_not_redirected():
    with pytest.raises(ModelRetiredError, match="of mine/old is unknown"):
        redirecting({**OLD, "cost_per_1m_input_tokens": None}, NEW).admit("old")


def test_successors_are_followed_until_one_stands_in():
    newer = {**NEW, "model_id": "newer"}
    registry = redirecting(OLD, {**NEW, "status": "retired", "successor": "mine/newer"}, newer)

    assert registry.admit("old").model.id == "mine/newer"
    assert registry.redirects()[0].successor == "mine/newer"


def test_successors_in_a_circle_end():
    registry = redirecting(OLD, {**NEW, "status": "retired", "successor": "old"})

    with pytest.raises(ModelRetiredError, match="mine/new does not do: it is retired"):
        registry.admit("old")


@pytest.mark.parametrize(
    ("successor", "told"),
    [(None, "no successor of it is known"), ("gone", "no successor of it is there"), ("old", "there")],
)
def test_without_a_successor_nothing_stands_in(successor: str | None, told: str):
    with pytest.raises(ModelRetiredError, match=told):
        redirecting({**OLD, "successor": successor}).admit("old")


def test_a_successor_is_looked_for_at_the_same_provider_first():
    elsewhere = {**NEW, "provider": "other", "context_window": 1_000}

    assert redirecting(OLD, NEW, elsewhere).admit("old").model.id == "mine/new"
    assert redirecting({**OLD, "successor": "other/new"}, NEW, elsewhere).admit("old").model.id == "other/new"


def test_a_name_that_means_nothing_or_several_is_an_error_as_everywhere(small: ModelCatalog):
    registry = under(catalog=small)

    with pytest.raises(ModelNotFoundError):
        registry.admit("no-such-model")
    with pytest.raises(AmbiguousModelError):
        registry.admit("aurora-7b")


def test_the_newest_redirects_come_first_and_as_many_as_are_asked_for():
    registry = redirecting(OLD, NEW)
    for name in ("old", "mine/old", "mine:old"):
        registry.admit(name)

    assert [redirect.asked for redirect in registry.redirects()] == ["mine:old", "mine/old", "old"]
    assert [redirect.asked for redirect in registry.redirects(2)] == ["mine:old", "mine/old"]


def test_the_policy_is_that_of_the_configuration_and_redirects_are_kept_in_the_database(
    tables: str, opened: Opener, tmp_path: Path
):
    path = tmp_path / "modeldex.toml"
    path.write_text('[lifecycle]\nwhen_retired = "redirect"\nmax_price_ratio = "1.5"\n')
    registry = opened(path, database=tables)
    registry.register_models([OLD, {**NEW, "cost_per_1m_input_tokens": "1.5"}])
    assert registry.admit("mine/old").model.id == "mine/new"

    assert registry.lifecycle.max_price_ratio == Decimal("1.5")
    (redirect,) = opened(path, database=tables).redirects()
    assert (redirect.asked, redirect.successor) == ("mine/old", "mine/new")
    assert redirect.recorded_at.tzinfo is not None
    path.write_text('[lifecycle]\nwhen_retired = "block"\n')
    registry.reload()
    with pytest.raises(ModelRetiredError, match="the lifecycle policy blocks it"):
        registry.admit("mine/old")
