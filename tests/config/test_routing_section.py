"""The section `[routing]`: every key, and every mistake at its place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from modeldex import Settings
from modeldex.config.routing import (
    HealthSettings,
    PoolMember,
    RetrySettings,
    RoutePolicy,
    RoutePool,
    RouteRule,
    RoutingSettings,
)

if TYPE_CHECKING:
    from tests.config.conftest import Desk

WHOLE = """
[routing]
policy = "thrifty"
[routing.health]
half_life_seconds = 60
open_below = 0.25
least_calls = 2.5
open_seconds = 10
most_open_seconds = 100
probe_seconds = 5
[routing.retry]
attempts_per_step = 3
first_wait_seconds = 0.1
most_wait_seconds = 2
longest_retry_after_seconds = 0
budget_ratio = 0.5
budget_least = 0
[routing.policies.thrifty]
weights = { cost = 3, quality = 0.5 }
where = '''
context_window > 1000
'''
max_steps = 2
boundaries = ["region", "price", "region"]
same_model = true
[routing.policies.gradual]
select = "canary"
canary_share = 0.05
[routing.pools.quick]
policy = "gradual"
members = [
  { model = "falcon-2", weight = 2.5, priority = 1 },
  { model = "best", canary = true },
]
[routing.rules.second]
when = "input_tokens > 5"
policy = "cheapest"
[routing.rules.first]
when = "true"
pool = "quick"
[aliases.models]
best = "acme/falcon-1"
"""


def test_everything_that_can_be_stated_is_read(desk: Desk) -> None:
    found = desk.load(WHOLE).routing

    assert found == RoutingSettings(
        policy="thrifty",
        health=HealthSettings(
            half_life_seconds=60,
            open_below=0.25,
            least_calls=2.5,
            open_seconds=10,
            most_open_seconds=100,
            probe_seconds=5,
        ),
        retry=RetrySettings(
            attempts_per_step=3,
            first_wait_seconds=0.1,
            most_wait_seconds=2,
            longest_retry_after_seconds=0,
            budget_ratio=0.5,
            budget_least=0,
        ),
        policies={
            "thrifty": RoutePolicy(
                name="thrifty",
                weights={"cost": 3.0, "quality": 0.5},
                where="context_window > 1000\n",
                max_steps=2,
                boundaries=("region", "price"),
                same_model=True,
            ),
            "gradual": RoutePolicy(name="gradual", select="canary", canary_share=0.05),
        },
        pools={
            "quick": RoutePool(
                name="quick",
                policy="gradual",
                members=(
                    PoolMember(model="acme/falcon-2", weight=2.5, priority=1),
                    PoolMember(model="acme/falcon-1", is_canary=True),
                ),
            )
        },
        rules=(
            RouteRule(name="second", when="input_tokens > 5", policy="cheapest"),
            RouteRule(name="first", when="true", pool="quick"),
        ),
    )
    assert isinstance(found.policies["thrifty"].weights, MappingProxyType)


@pytest.mark.parametrize("text", ["", "[routing]", "[routing]\n[routing.health]\n[routing.retry]\n"])
def test_what_is_not_stated_is_the_default(desk: Desk, text: str) -> None:
    assert desk.load(text).routing == RoutingSettings()


def test_yaml_says_the_same(desk: Desk) -> None:
    text = """
routing:
  rules: {long: {when: 'input_tokens > 9', policy: best}}
  pools:
    quick: {members: [{model: falcon-2}]}
"""
    found = desk.load(text, "modeldex.yaml").routing

    assert found.rules == (RouteRule(name="long", when="input_tokens > 9", policy="best"),)
    assert found.pools["quick"].members == (PoolMember(model="acme/falcon-2"),)


def test_a_later_document_adds_and_changes(desk: Desk) -> None:
    settings = Settings(
        config_yaml="routing: {policy: best, rules: {second: {when: 'false'},"
        " third: {when: 'true', pool: quick}}}"
    )
    found = desk.load(WHOLE, settings=settings).routing

    assert found.policy == "best"
    assert [(rule.name, rule.when, rule.policy) for rule in found.rules] == [
        ("second", "false", "cheapest"), ("first", "true", None), ("third", "true", None),
    ]  # fmt: skip


def test_every_provider_of_a_model_is_a_member_where_the_policy_says_so(desk: Desk) -> None:
    policy = '[routing.policies.all]\nselect = "least_busy"\nsame_model = true\n'
    pool = '[routing.pools.quick]\nmembers = [{ model = "aurora-7b" }]\n'

    found = desk.load(f'{policy}{pool}policy = "all"\n').routing
    assert found.pools["quick"].members == (PoolMember(model="borealis/aurora-7b"),)
    assert desk.load(f'[routing]\npolicy = "all"\n{policy}{pool}').routing.pools == {
        "quick": RoutePool(name="quick", members=(PoolMember(model="borealis/aurora-7b"),))
    }
    (fault,) = desk.faults(pool)
    assert fault.startswith(
        "2:14: routing.pools.quick.members[0].model: 'aurora-7b' is served by 3 offerings"
    )
    assert fault.endswith("; for all that serve borealis/aurora-7b, let its policy say same_model")


@pytest.mark.parametrize("name", ["falcon-2", "aurora-7b", "quick"])
def test_a_pool_may_have_a_bare_id_as_its_name(desk: Desk, name: str) -> None:
    text = f'[routing.pools.{name}]\nmembers = [{{ model = "acme/falcon-1" }}]'

    assert list(desk.load(text).routing.pools) == [name]
