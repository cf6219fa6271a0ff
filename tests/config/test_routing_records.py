"""What can be said of routing from Python: records that are checked as a file is."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import InvalidValueError
from modeldex.config.routing import (
    BUILT_IN_POLICIES,
    SELECTIONS,
    TERMS,
    HealthSettings,
    PoolMember,
    RetrySettings,
    RoutePolicy,
    RoutePool,
    RouteRule,
    RoutingSettings,
)
from modeldex.router.deciding.policies import BUILT_IN
from modeldex.router.selections.table import SELECTIONS as WAYS
from modeldex.router.terms.table import TERMS as MEASURES

if TYPE_CHECKING:
    from modeldex.core.record import Record

MEMBER = PoolMember(model="acme/x")
POOL = RoutePool(name="quick", members=(MEMBER,))
POLICY = RoutePolicy(name="p", weights={"cost": 1.0})
TRIAL = RoutePolicy(name="t", select="canary", canary_share=0.1)
NO_CANARY = "quick has no canary, as its policy needs: say is_canary=True of one"


def test_the_names_are_those_that_the_router_has() -> None:
    assert tuple(BUILT_IN) == BUILT_IN_POLICIES
    assert set(WAYS) == set(SELECTIONS)
    assert set(MEASURES) == set(TERMS)


@pytest.mark.parametrize(
    ("record", "field", "value", "complaint"),
    [
        (MEMBER, "model", "", "must be a name, not ''"),
        (MEMBER, "weight", -1, "must be a number from 0 to 1e+09, not -1"),
        (MEMBER, "weight", float("nan"), "must be a number"),
        (MEMBER, "weight", True, "must be a number"),
        (MEMBER, "priority", 1.5, "must be a whole number of at least 0"),
        (MEMBER, "is_canary", 1, "must be True or False, not 1"),
        (POOL, "name", " quick", "must be a name"),
        (POOL, "members", (), "must name one model at least"),
        (POOL, "members", [MEMBER, "acme/y"], "must be a list of PoolMember"),
        (POOL, "members", MEMBER, "must be a list of PoolMember"),
        (POOL, "members", (MEMBER, MEMBER), "names acme/x twice"),
        (POOL, "policy", "", "must be a name"),
        (POLICY, "select", "best", "must be one of score, weighted"),
        (POLICY, "weights", {}, "must not be empty: a score is made of cost"),
        (POLICY, "weights", {"price": 1.0}, "must be one of cost, latency"),
        (POLICY, "weights", {"cost": 0.0}, "cost must be above 0"),
        (POLICY, "weights", {"cost": "1"}, "cost must be a number"),
        (POLICY, "where", " ", "must be a condition"),
        (POLICY, "canary_share", 0.5, "holds for select = canary, and this is score"),
        (POLICY, "max_steps", 0, "must be a whole number of at least 1"),
        (POLICY, "boundaries", ("zone",), "must be one of region, maker"),
        (POLICY, "boundaries", "region", "must be a list of words, not 'region'"),
        (POLICY, "boundaries", [7], "must be a list of words"),
        (POLICY, "weights", ["cost"], "must map terms to weights, not be ['cost']"),
        (RouteRule(name="r", when="true", pool="p"), "pool", None, "a rule without either changes nothing"),
        (RouteRule(name="r", when="true", pool="p"), "when", "", "must be a condition"),
        (HealthSettings(), "open_seconds", 0, "must be above 0"),
        (HealthSettings(), "open_below", 1.5, "must be a number from 0 to 1"),
        (
            HealthSettings(open_seconds=9.0),
            "most_open_seconds",
            8.0,
            "must be at least open_seconds, which is 9",
        ),
        (RetrySettings(), "attempts_per_step", 0, "must be a whole number of at least 1"),
        (RetrySettings(), "budget_ratio", -0.1, "must be a number from 0"),
        (RetrySettings(), "most_wait_seconds", 0.1, "must be at least first_wait_seconds, which is 0.5"),
        (RoutingSettings(), "policy", "quick", "names no policy: 'quick'; known: cheapest"),
        (RoutingSettings(), "policies", {"q": POLICY}, "has 'p' under 'q'"),
        (RoutingSettings(), "policies", [POLICY], "must map names to RoutePolicy"),
        (RoutingSettings(), "pools", {"quick": POLICY}, "must map names to RoutePool"),
        (RoutingSettings(), "rules", ["true"], "must be a list of RouteRule"),
        (RoutingSettings(), "retry", {"budget_ratio": 1}, "must be a RetrySettings"),
        (RoutingSettings(policies={"t": TRIAL}), "pools", {"quick": POOL.replace(policy="t")}, NO_CANARY),
        (RoutingSettings(policies={"t": TRIAL}, policy="t"), "pools", {"quick": POOL}, NO_CANARY),
        (RoutingSettings(), "pools", {"q": POOL}, "has 'quick' under 'q'"),
        (RoutingSettings(), "pools", {"quick": POOL.replace(policy="x")}, "quick names no policy: 'x'"),
        (RoutingSettings(), "rules", (RouteRule(name="r", when="a", policy="x"),), "r names no policy: 'x'"),
        (RoutingSettings(), "rules", (RouteRule(name="r", when="a", pool="x"),), "r names no pool: 'x'"),
        (RoutingSettings(), "rules", (RouteRule(name="r", when="a", policy="best"),) * 2, "has r twice"),
    ],
)
def test_what_cannot_be_is_refused(record: Record, field: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        record.replace(**{field: value})

    assert complaint in " ".join(refusal.value.problems.values())


def test_settings_can_be_kept_and_compared() -> None:
    made = RoutingSettings(policy="p", policies={"p": POLICY}, pools={"quick": POOL})

    assert pickle.loads(pickle.dumps(made)) == made == copy.copy(made)
    assert hash(POLICY) == hash(RoutePolicy(name="p", weights={"cost": 1.0}))
    assert hash(POOL) == hash(RoutePool(name="quick", members=(PoolMember(model="acme/x"),)))


def test_lists_are_kept_as_tuples_and_settings_are_made_of_records_by_their_names() -> None:
    pool = RoutePool(name="quick", members=[MEMBER.replace(is_canary=True)], policy="t")
    policy, rule = POLICY.replace(boundaries=["maker"]), RouteRule(name="r", when="true", pool="quick")
    made = RoutingSettings.of(policies=[policy, TRIAL], pools=[pool], rules=[rule], policy="p")

    assert (pool.members, policy.boundaries) == ((MEMBER.replace(is_canary=True),), ("maker",))
    assert made == RoutingSettings(
        policy="p", policies={"p": policy, "t": TRIAL}, pools={"quick": pool}, rules=(rule,)
    )
    with pytest.raises(InvalidValueError, match="policies: has p twice; pools: has quick twice"):
        RoutingSettings.of(policies=[POLICY, policy], pools=[pool, POOL])


@given(st.dictionaries(st.sampled_from(TERMS), st.floats(0.001, 1e9), min_size=1), st.integers(1, 99))
def test_a_policy_of_weights_above_zero_can_be(weights: dict[str, float], most: int) -> None:
    policy = RoutePolicy(name="any", weights=weights, max_steps=most)

    assert RoutingSettings(policy="any", policies={"any": policy}).policies["any"].weights == weights
