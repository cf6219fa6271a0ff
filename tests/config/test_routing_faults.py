"""Mistakes in the section `[routing]`, each told at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.config.conftest import Desk

POLICY, POOL, RULE = (f"[routing.{name}]\n" for name in ("policies.p", "pools.quick", "rules.r"))
MEMBERS = 'members = [{ model = "falcon-2" }]\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[routing]\npolicy = "chepest"',
            '2:1: routing.policy: names no policy: "chepest"; did you mean cheapest?',
        ),
        ("[routing]\npolicy = 5", "2:1: routing.policy: must be text, not 5"),
        ("[routing]\npolice = 5", "2:1: routing.police: is not a key here; did you mean poli"),
        (
            "[routing.health]\nopen_below = 1.5",
            "2:1: routing.health.open_below: must be a number from 0 to 1, not 1.5",
        ),
        (
            "[routing.health]\nopen_seconds = 0",
            "2:1: routing.health.open_seconds: must be a number above 0, up to 86400, not 0",
        ),
        (
            "[routing.health]\nopen_seconds = 700",
            "1:10: routing.health.most_open_seconds: most_open_seconds must be at least",
        ),
        (
            "[routing.retry]\nattempts_per_step = 0",
            "2:1: routing.retry.attempts_per_step: must be a whole number of at least 1, not 0",
        ),
        (
            "[routing.retry]\nbudget_ratio = -1",
            "2:1: routing.retry.budget_ratio: must be a number of at least 0, not -1",
        ),
        (
            "[routing.retry]\nmost_wait_seconds = 0.25",
            "2:1: routing.retry.most_wait_seconds: must be at least first_wait_seconds, which is 0.5",
        ),
        (POLICY, "1:19: routing.policies.p.weights: weights must not be empty: a score is made of cost,"),
        (POLICY + 'select = "scores"', "2:1: routing.policies.p.select: must be one of score, weighted"),
        (
            POLICY + "weights = { costs = 1 }",
            "2:13: routing.policies.p.weights.costs: is not a key here; did you mean cost?",
        ),
        (
            POLICY + "weights = { cost = 0 }",
            "2:13: routing.policies.p.weights.cost: must be a number above 0, not 0",
        ),
        (POLICY + 'weights = "cost"', "2:1: routing.policies.p.weights: must be a table, not text"),
        (
            POLICY + 'select = "priority"\nwhere = " "',
            "3:1: routing.policies.p.where: must be a condition of at most 2,000 characters",
        ),
        (
            POLICY + 'select = "priority"\ncanary_share = 0.1',
            "3:1: routing.policies.p.canary_share: holds for select = canary, and this is priority",
        ),
        (
            POLICY + 'select = "canary"\ncanary_share = 2',
            "3:1: routing.policies.p.canary_share: must be a number from 0 to 1, not 2",
        ),
        (
            POLICY + 'select = "priority"\nmax_steps = 0',
            "3:1: routing.policies.p.max_steps: must be a whole number of at least 1",
        ),
        (
            POLICY + 'select = "priority"\nboundaries = ["zone"]',
            "3:1: routing.policies.p.boundaries: must be of region, maker, provider, price, licence,",
        ),
        (
            POLICY + 'select = "priority"\nsame_model = 1',
            "3:1: routing.policies.p.same_model: must be true or false, not 1",
        ),
        ('[routing.policies."a b"]', '1:19: routing.policies."a b": must be a name without blanks'),
        (POOL, "1:16: routing.pools.quick: lacks members"),
        (POOL + "members = []", "2:1: routing.pools.quick.members: must name one model at least"),
        (
            POOL + 'members = ["falcon-2"]',
            '2:12: routing.pools.quick.members[0]: must be a table, like { model = "openai/gpt-4o" }',
        ),
        (POOL + "members = [{ weight = 1 }]", "2:12: routing.pools.quick.members[0]: lacks model"),
        (
            POOL + 'members = [{ model = "falcon-2", wight = 1 }]',
            "2:34: routing.pools.quick.members[0].wight: is not a key here; did you mean weight?",
        ),
        (
            POOL + 'members = [{ model = "falcon-2", weight = -1 }]',
            "2:34: routing.pools.quick.members[0].weight: must be a number of at least 0, not -1",
        ),
        (
            POOL + 'members = [{ model = "acme/falcon-9" }]',
            '2:14: routing.pools.quick.members[0].model: means no model: "acme/falcon-9"; did you',
        ),
        (
            POOL + 'members = [{ model = "falcon-2" }, { model = "acme/falcon-2" }]',
            "2:38: routing.pools.quick.members[1].model: means acme/falcon-2, as a member before it",
        ),
        (
            POOL + MEMBERS + 'policy = "bests"',
            '3:1: routing.pools.quick.policy: names no policy: "bests"; did you mean best',
        ),
        (
            POOL + MEMBERS + "polices = 1",
            "3:1: routing.pools.quick.polices: is not a key here; did you mean policy",
        ),
        (
            POOL + MEMBERS + 'policy = "c"\n[routing.policies.c]\nselect = "canary"',
            "2:1: routing.pools.quick.members: has no canary, as its policy needs: say canary = true",
        ),
        ('[routing.pools."a b"]\n' + MEMBERS, '1:16: routing.pools."a b": must be a name without blanks'),
        (
            '[routing.pools."acme/x"]\n' + MEMBERS,
            '1:16: routing.pools."acme/x": must not begin with the name of a provider, acme/',
        ),
        (
            POOL + MEMBERS + '[aliases.models]\nquick = "falcon-1"',
            "1:16: routing.pools.quick: is an alias of acme/falcon-1 already; give the pool",
        ),
        (RULE, "1:16: routing.rules.r: lacks when"),
        (RULE + "when = 5", "2:1: routing.rules.r.when: must be a condition, as text, not 5"),
        (
            RULE + 'when = "true"',
            "1:16: routing.rules.r.policy: policy or a pool is needed: a rule without either changes",
        ),
        (
            RULE + 'when = "true"\npolicy = "fast"',
            '3:1: routing.rules.r.policy: names no policy: "fast"; did you mean fastest',
        ),
        (
            RULE + 'when = "true"\npool = "quik"\n' + POOL + MEMBERS,
            '3:1: routing.rules.r.pool: names no pool: "quik"; did you mean quick?',
        ),
        ("routing = 5", "1:1: routing: must be a table, not 5"),
    ],
)
def test_a_mistake_is_told_at_its_place(desk: Desk, text: str, fault: str) -> None:
    (found,) = desk.faults(text)

    assert found.startswith(fault)


def test_a_hidden_model_is_no_member(desk: Desk) -> None:
    (fault,) = desk.faults(POOL + MEMBERS + '[models."acme/falcon-2"]\nhidden = true')

    assert "2:14: routing.pools.quick.members[0].model: means acme/falcon-2, which is hidden" in fault


def test_all_faults_are_told_at_once(desk: Desk) -> None:
    text = (
        f'[routing]\npolicy = "x"\n{POLICY}select = 1\n{POOL}members = [{{ model = "y" }}]\n{RULE}when = ""'
    )

    assert [fault.split(": ")[1] for fault in desk.faults(text)] == [
        "routing.policy", "routing.policies.p.select", "routing.pools.quick.members[0].model",
        "routing.rules.r.when",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("routing: {rules: {r: }}", "1:19: routing.rules.r: lacks when"),
        ("routing: {pools: {quick: }}", "1:19: routing.pools.quick: lacks members"),
    ],
)
def test_a_table_of_which_nothing_is_written_lacks_what_it_needs(desk: Desk, text: str, fault: str) -> None:
    assert desk.faults(text, "modeldex.yaml") == [fault]
