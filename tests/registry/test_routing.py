"""Routers of a registry: as the configuration in force says, of models that can be called."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.registry.waiting import wait_until

from modeldex import ModelRegistry, ModelStatus, NoRouteError, Settings, UnknownNameError
from modeldex.config.routing import PoolMember, RoutePolicy, RoutePool, RoutingSettings
from modeldex.core.secret import Secret
from modeldex.providers.keyring import KeyringOrigin
from modeldex.registry.routing import RegistryReadiness
from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from tests.registry.conftest import Opener
    from tests.services.redis_server import PrivateRedis

    from modeldex import ModelCatalog
    from modeldex.router.decision import RouteDecision

ROUTING = """
[routing]
policy = "priority"
[routing.health]
least_calls = 2
[routing.pools.quick]
members = [{ model = "mine/small" }, { model = "theirs/small", priority = 1 }]
[routing.rules.long]
when = "input_tokens > 1000"
pool = "quick"
policy = "cheapest"
"""
PROVIDERS = """
[providers.mine]
base_url = "http://localhost:1"
wire_formats = { openai_chat = "/v1" }
api_key = "env:KEY_OF_MINE"
[providers.theirs]
base_url = "http://localhost:2"
wire_formats = { openai_chat = "/v1" }
signing = { openai_chat = "none" }
[models."mine/small"]
caps = ["chat"]
max_context = 8000
input_per_1m = 1
output_per_1m = 1
[models."theirs/small"]
caps = ["chat"]
max_context = 8000
input_per_1m = 2
output_per_1m = 2
"""


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keyring of whoever runs the tests."""
    monkeypatch.setattr(KeyringOrigin, "find", lambda *_: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    written = folder / "modeldex.toml"
    written.write_text(ROUTING + PROVIDERS, "utf-8")
    return written


@pytest.fixture
def registry(opened: Opener, path: Path) -> ModelRegistry:
    return opened(path, settings=Settings(data_dir=path.parent / "data"))


def ids(decision: RouteDecision) -> list[str]:
    return [step.id for step in decision.plan]


def test_a_router_decides_as_the_configuration_says(
    registry: ModelRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY_OF_MINE", "k")
    router = registry.router()

    found = router.route({"models": ["quick"]})
    assert (found.policy, ids(found)) == ("priority", ["mine/small", "theirs/small"])
    ruled = router.route({"input_tokens": 2000})
    assert (ruled.rule, ruled.policy, ids(ruled)) == ("long", "cheapest", ["mine/small", "theirs/small"])
    assert router.health.settings.least_calls == 2  # type: ignore[attr-defined]


def test_what_is_named_counts_more(registry: ModelRegistry) -> None:
    policy = RoutePolicy(name="mine", select="round_robin")
    pool = RoutePool(name="other", members=(PoolMember(model="theirs/small"),))
    routing = RoutingSettings(policy="mine", policies={"mine": policy}, pools={"other": pool})
    health = HealthBoard()

    router = registry.router(routing=routing, health=health, clock=lambda: 5.0)

    assert router.health is health
    found = router.route({"models": ["other"]})
    assert (found.policy, found.case.now, ids(found)) == ("mine", 5.0, ["theirs/small"])
    with pytest.raises(UnknownNameError):
        registry.router(routing=RoutingSettings()).route({"policy": "mine"})


def test_only_models_count_whose_keys_are_there(
    registry: ModelRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = registry.router()
    assert ids(router.route({"models": ["quick"]})) == ["theirs/small"]
    with pytest.raises(NoRouteError):
        _ = router.route({"models": ["mine/small"]}).best
    assert ids(registry.router(readiness=None).route({"models": ["mine/small"]})) == ["mine/small"]

    monkeypatch.setenv("KEY_OF_MINE", "k")
    registry.update_model("theirs/small", {"rpm": 5})
    assert ids(router.route({"models": ["quick"]})) == ["mine/small", "theirs/small"]


def test_keys_are_looked_up_once_for_each_state(registry: ModelRegistry, path: Path) -> None:
    readiness = RegistryReadiness(registry)
    first = readiness.reasons()

    assert first["mine/small"] == "it has no key: set KEY_OF_MINE"
    assert "theirs/small" not in first
    assert readiness.reasons() is first
    path.write_text(ROUTING + PROVIDERS.replace("KEY_OF_MINE", "key_of_ours"), "utf-8")
    registry.reload()
    assert readiness.reasons()["mine/small"] == "it has no key: set key_of_ours"


def test_that_a_model_retired_is_for_the_router_to_judge(registry: ModelRegistry) -> None:
    registry.update_model_status("theirs/small", ModelStatus.RETIRED)

    assert "theirs/small" not in RegistryReadiness(registry).reasons()
    assert not registry.router().route({"models": ["theirs/small"]}).plan


def test_a_registry_without_a_configuration_routes_by_the_defaults(small: ModelCatalog) -> None:
    router = ModelRegistry(small).router(readiness=None)

    assert router.routing == RoutingSettings()
    assert ids(router.route({"models": ["acme/falcon-2"]})) == ["acme/falcon-2"]


def test_readers_of_one_state_look_keys_up_once(
    registry: ModelRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    readiness = RegistryReadiness(registry)
    looked: list[int] = []
    credentials = registry.credentials

    def counted() -> object:
        looked.append(1)
        return credentials()

    monkeypatch.setattr(registry, "credentials", counted)
    threads = [threading.Thread(target=readiness.reasons) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looked) == 1


def test_routers_of_two_registries_route_as_one_through_redis(
    opened: Opener, path: Path, own_redis: PrivateRedis
) -> None:
    settings = Settings(data_dir=path.parent / "data", redis_url=Secret(own_redis.url))
    here, there = opened(path, settings=settings), opened(path, settings=settings)
    ours, theirs = here.router(), there.router()

    for _ in range(5):
        ours.record(Outcome(model="theirs/small", at=time.time(), failure="server"))

    wait_until(lambda: "theirs/small" in theirs.health.readings())
    wait_until(lambda: not theirs.route({"models": ["theirs/small"]}).plan)
    assert here.router().health is ours.health
    before = sharing_threads()
    here.close()
    there.close()
    assert len(before) == 2
    assert not sharing_threads()


def test_routers_that_are_made_at_once_measure_together(
    opened: Opener, path: Path, own_redis: PrivateRedis
) -> None:
    here = opened(path, settings=Settings(data_dir=path.parent / "data", redis_url=Secret(own_redis.url)))
    at_once = threading.Barrier(8)
    made: list[object] = []

    def make() -> None:
        at_once.wait()
        made.append(here.router(readiness=None).health)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 8
    assert all(health is made[0] for health in made)
    assert len(sharing_threads()) == 1
    here.close()


def test_a_router_of_a_registry_that_is_closed_measures_for_itself(
    opened: Opener, path: Path, own_redis: PrivateRedis
) -> None:
    here = opened(path, settings=Settings(data_dir=path.parent / "data", redis_url=Secret(own_redis.url)))
    here.close()

    router = here.router(readiness=None)

    assert not sharing_threads()
    router.record(Outcome(model="theirs/small", at=time.time()))
    assert not router.health.readings()["theirs/small"].shared


def sharing_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "modeldex-routing"]
