"""`modeldex route --explain` and `modeldex route explain`: why these models, and why no other."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.config.routing import RetrySettings
from modeldex.router.decision import RouteDecision
from modeldex.router.health.board import HealthBoard
from modeldex.router.router import LLMRouter
from modeldex.router.seen.outcome import Outcome
from modeldex.router.walking.retry_budget import RetryBudget
from modeldex.router.walking.walk import RouteWalk

BODY = {
    "model": "falcon-2",
    "models": ["hub/acme/falcon-2"],
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "a question"}],
}
NOW = 1_792_900_000.0  # 2026-10-25


@pytest.fixture
def write(folder: Path):
    def written(value: object) -> str:
        (folder / "request.json").write_text(value if isinstance(value, str) else json.dumps(value))
        return "request.json"

    return written


def decided(small: ModelCatalog) -> RouteDecision:
    router = LLMRouter(small, clock=lambda: NOW)
    return router.route({"models": ["falcon-2", "hub/acme/falcon-2"], "seed": 5, "input_tokens": 1_000})


def with_trail(decision: RouteDecision) -> dict[str, Any]:
    walk = RouteWalk(decision, HealthBoard(), RetryBudget(), RetrySettings())
    first = walk.begin(NOW)
    assert first is not None
    failed = Outcome(model=first.step.id, at=NOW, failure="rate_limit", retry_after_seconds=60.0)
    second = walk.failed(failed, NOW)
    assert second is not None
    walk.succeeded(
        Outcome(model=second.step.id, at=NOW + 2, seconds=2.0, input_tokens=1_000, output_tokens=200)
    )
    return {
        **decision.facts(),
        "trail": [entry.record() for entry in walk.trail],
        "ended": walk.ended,
    }


def test_people_see_each_term_the_price_rows_and_what_was_rejected(run):
    ran = run("route", "--needs", "vision", "--explain", "--seed", "3")
    told = " ".join(ran.out.split())

    assert ran.code == 0
    assert "balanced: 2 of 9 candidates are fit" in told
    assert "UTC, seed 3, generation" in told
    assert "1. acme/falcon-2: 0.0055 USD, score" in told
    assert "quality 1 0.740 0.74 for reasoning" in told
    assert "price input_tokens 2.50 USD/1M, survey, since 2026-08-01 (38f5db0bac9f7b7e)" in told
    assert "capability 4 4 bazaar/echo: nobody says whether it can vision" in told
    assert max(map(len, ran.out.splitlines())) <= 80


def test_all_lists_the_rejected_ones_with_every_reason(run):
    usual = run("route", "--needs", "vision", "--explain").out
    told = " ".join(run("route", "--needs", "vision", "--explain", "--all").out.split())

    assert "hub/auto" not in usual
    assert "hub/auto nobody says whether it can vision" in told
    assert "acme/falcon-1 status deprecated" in told


def test_fit_models_beside_the_plan_say_why_they_are_not_in_it(run):
    ran = run("route", "--explain")

    assert "not in the plan: it comes after the 5 steps of a plan" in ran.out


def test_an_explanation_is_a_record_for_programs(run):
    record = json.loads(run("route", "--needs", "vision", "--explain", "--json").out)

    first = record["candidates"][0]
    assert (record["considered"], record["fit"], record["plan"][0]) == (9, 2, "acme/falcon-2")
    assert (first["fate"], first["step"]) == ("planned", 1)
    assert {one["term"] for one in first["terms"]} == {"cost", "latency", "quality", "health", "affinity"}
    assert first["prices"][0]["source"] == "survey"
    [of_capability] = [one for one in record["rejected"] if one["constraint"] == "capability"]
    assert (of_capability["count"], of_capability["alone"]) == (4, 4)
    assert of_capability["examples"][0]["reason"] == "nobody says whether it can vision"
    assert sum(one["count"] for one in record["rejected"]) == 7


def test_candidates_are_rows_for_programs(run):
    header, *rows = run("route", "--needs", "vision", "--explain", "--csv").out.splitlines()

    assert header == "model,fate,step,score,cost,terms,constraints,why"
    assert len(rows) == 9
    assert rows[0].startswith("acme/falcon-2,planned,1,")


@pytest.mark.parametrize(
    ("request_", "plan"),
    [
        (BODY, ["acme/falcon-2", "hub/acme/falcon-2"]),
        ({"models": ["hub/acme/falcon-2"]}, ["hub/acme/falcon-2"]),
        ({"capabilities": ["vision"], "policy": "cheapest"}, ["acme/falcon-2", "hub/acme/falcon-2"]),
    ],
)
def test_a_request_of_a_file_is_decided(request_: object, plan: list[str], run, write):
    ran = run("route", "explain", "--request", write(request_), "--json")

    assert (ran.code, json.loads(ran.out)["plan"]) == (0, plan)


def test_a_request_comes_from_standard_input_too(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(BODY).encode())))

    assert run("route", "explain", "--request", "-").code == 0


def test_a_time_decides_as_of_then(run, write):
    file = write({"models": ["falcon-1"]})
    before = run("route", "explain", "--request", file, "--at", "2026-05-01")
    after = run("route", "explain", "--request", file, "--at", "2027-02-01")

    assert before.code == 0
    assert "at 2026-05-01 23:59:59 UTC" in before.out
    assert (after.code, "no route" in after.err) == (1, True)


def test_stored_facts_lead_to_the_same_plan(run, small: ModelCatalog, write):
    decision = decided(small)
    ran = run("route", "explain", "--request", write(decision.facts()))
    record = json.loads(run("route", "explain", "--request", "request.json", "--json").out)

    assert ran.code == 0
    assert "the plan is the same as then" in ran.err
    assert (record["seed"], record["moment"], record["plan"]) == (5, NOW, [one.id for one in decision.plan])


def test_where_the_models_have_changed_the_plan_of_then_is_told(run, small: ModelCatalog, write):
    facts = decided(small).facts() | {"plan": ["hub/acme/falcon-2"]}
    ran = run("route", "explain", "--request", write(facts))

    assert "decided then: hub/acme/falcon-2; the models or their rates are others now" in ran.err


def test_words_of_a_file_of_facts_reach_a_terminal_as_one_line_of_text(run, small: ModelCatalog, write):
    facts = decided(small).facts()
    evil = "\x1b[31mx\x07\u202e\nforged: line ("
    changed = write(facts | {"plan": [evil]})
    told = run("route", "explain", "--request", changed).err
    wrong = write(facts | {"policy": facts["policy"] | {"where": evil}})
    refused = run("route", "explain", "--request", wrong)

    assert refused.code == 2
    assert "decided then: [31mx forged: line (;" in told
    assert "policy.where" in refused.err
    for said in (told, refused.err):
        assert not any(one.startswith("forged") for one in said.splitlines())
        assert all(char.isprintable() or char == "\n" for char in said)


def test_the_wait_before_an_attempt_is_told(run, small: ModelCatalog, write):
    facts = with_trail(decided(small))
    facts["trail"][1]["waited_seconds"] = 1.25
    told = run("route", "explain", "--request", write(facts), "--analyze").out

    assert "2. hub/acme/falcon-2: waited 1.25 s, then answered after 2 s" in " ".join(told.split())
    assert told.count("waited") == 1


def test_what_happened_stands_beside_what_was_expected(run, small: ModelCatalog, write):
    file = write(with_trail(decided(small)))
    told = " ".join(run("route", "explain", "--request", file, "--analyze").out.split())
    record = json.loads(run("route", "explain", "--request", file, "--analyze", "--json").out)

    assert "1. acme/falcon-2: rate limit after ? s" in told
    assert "2. hub/acme/falcon-2: answered after 2 s (expected ?), 0.00504 USD (expected 0.00616)" in told
    assert "ended: answered" in told
    assert [one["happened"] for one in record["happened"]] == ["failed", "answered"]
    assert "what happened" not in run("route", "explain", "--request", file).out


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("{", "is no JSON"),
        ("[1]", "must hold one JSON object"),
        ("[" * 100_000, "is no JSON"),
        ({"colour": "red"}, "colour is no such field"),
        ({"messages": "hello"}, "messages"),
        ({"facts": 1}, "policy is missing"),
        ({"facts": 99}, "another version of modeldex"),
    ],
)
def test_what_is_no_request_is_told_with_its_file(value: object, told: str, run, write):
    ran = run("route", "explain", "--request", write(value))

    assert (ran.code, ran.out) == (2, "")
    assert "request.json" in ran.err
    assert told in ran.err


def test_a_request_can_name_what_is_not_there(run, write):
    assert run("route", "explain", "--request", write({"models": ["falcn"]})).code == 4
    assert run("route", "explain", "--request", "nowhere.json").code == 2


@pytest.mark.parametrize(
    ("trail", "told"),
    [
        ("answered", "must be a list"),
        ([{"model": "acme/falcon-2", "step": 1, "happened": "exploded"}], "trail[0] says that 'exploded'"),
        ([{"model": "hub/auto", "step": 1, "happened": "answered"}], "none of this plan"),
        ([{"model": "acme/falcon-2", "step": 9, "happened": "answered"}], "none of this plan"),
        (
            [{"model": "acme/falcon-2", "step": 1, "happened": "answered", "seconds": "2"}],
            "trail[0] has no number from 0 as seconds",
        ),
        (
            [{"model": "acme/falcon-2", "step": 1, "happened": "answered", "waited_seconds": 10**400}],
            "trail[0] has no number from 0 as waited_seconds",
        ),
    ],
)
def test_a_trail_that_is_none_is_refused(trail: object, told: str, run, small: ModelCatalog, write):
    facts = decided(small).facts() | {"trail": trail}
    ran = run("route", "explain", "--request", write(facts), "--analyze")

    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_nothing_can_be_analyzed_where_no_trail_is_stored(run, small: ModelCatalog, write):
    for value in (BODY, decided(small).facts()):
        ran = run("route", "explain", "--request", write(value), "--analyze")
        assert (ran.code, "no facts with their trail" in ran.err) == (2, True)


def test_facts_say_themselves_what_was_ready(run, small: ModelCatalog, write):
    ran = run("route", "explain", "--request", write(decided(small).facts()), "--ready")

    assert (ran.code, "say themselves what was ready" in ran.err) == (2, True)
