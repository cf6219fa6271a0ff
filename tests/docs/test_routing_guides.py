"""The pages about routing explain all of it: constraints, terms, kinds of failure, policies, keys, fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docs.generate import ROOT
from docs.generating.blocks import blocks

from modeldex import HealthSettings, RetrySettings
from modeldex.config.routing import BOUNDARIES, BUILT_IN_POLICIES, SELECTIONS, TERMS
from modeldex.config.routing_keys import HEALTH, MEMBER, POLICY, POOL, RETRY, RULE
from modeldex.router.conditions.fields import CANDIDATE_FIELDS, REQUEST_FIELDS
from modeldex.router.constraints.table import CONSTRAINTS
from modeldex.router.deciding.policies import BUILT_IN
from modeldex.router.health.verdicts import VERDICTS
from modeldex.router.walking.fallback import ANY, ELSEWHERE, END, LARGER, NEVER, SEQUELS
from modeldex.wire.failure import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

_ONWARD = {ANY: "any", LARGER: "more tokens", ELSEWHERE: "other providers", END: "none"}
"""Which others may follow -> what the page says of it."""


def _page(*path: str) -> str:
    return (ROOT / "docs").joinpath(*path).read_text("utf-8")


def _rows(text: str, heading: str) -> dict[str, str]:
    """Code of a first cell -> the rest of its row, of the table whose first heading is given."""
    table = text.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+) \|(.*)\|$", table, flags=re.MULTILINE)
    return {name: rest for cell, rest in rows for name in re.findall(r"`([^`]+)`", cell)}


CONCEPT, POLICIES, ROUTE = (
    _page("concepts", "routing.md"),
    _page("guides", "policies.md"),
    _page("guides", "route.md"),
)
EXAMPLES = [block for block in blocks(POLICIES) if block.language in ("sh", "python", "toml")]
SHOWN = "\n".join(line for block in EXAMPLES for line in block.lines)


def test_every_constraint_is_explained_in_the_order_of_the_table():
    explained = _rows(CONCEPT, "constraint")

    assert list(explained) == [one.name for one in CONSTRAINTS]


@pytest.mark.parametrize(("heading", "names"), [("term", TERMS), ("selection", SELECTIONS)])
def test_every_term_and_every_selection_is_explained(heading: str, names: tuple[str, ...]):
    assert set(_rows(CONCEPT, heading)) == set(names)


def test_every_boundary_is_explained():
    assert set(_rows(CONCEPT, "boundary")) == set(BOUNDARIES)


def test_what_follows_each_kind_of_failure_is_explained_as_it_is():
    explained = _rows(CONCEPT, "kind")

    assert explained.keys() == SEQUELS.keys() == STATUSES.keys()
    for kind, sequel in SEQUELS.items():
        same, onward = explained[kind].split("|", 1)
        assert same.strip().startswith("never") == (sequel.same == NEVER), kind
        assert _ONWARD[sequel.onward] in onward, kind


def test_what_each_kind_of_failure_says_of_a_model_is_explained():
    explained = _rows(CONCEPT, "kind of failure")

    assert explained.keys() == STATUSES.keys()
    silent = {kind for kind, rest in explained.items() if rest.split("|")[0].strip() == "nothing"}
    assert STATUSES.keys() - VERDICTS.keys() <= silent


def test_every_built_in_policy_is_explained_with_an_example():
    explained = _rows(POLICIES, "policy")

    assert list(explained) == list(BUILT_IN) == list(BUILT_IN_POLICIES)
    assert [name for name in BUILT_IN if not re.search(rf"\b{name}\b", SHOWN)] == []


@pytest.mark.parametrize("section", re.findall(r"^## (.+)", POLICIES, flags=re.MULTILINE)[:-1])
def test_every_section_about_policies_has_an_example_that_is_run(section: str):
    text = POLICIES.partition(f"\n## {section}\n")[2].partition("\n## ")[0]

    assert any(block.language in ("sh", "python") and not block.title for block in blocks(text))


@pytest.mark.parametrize("word", [*SELECTIONS, *BOUNDARIES, "same_model", "where", "when", "max_steps"])
def test_every_word_of_a_policy_is_named_on_its_page(word: str):
    assert f"`{word}`" in POLICIES


@pytest.mark.parametrize("key", [*POLICY.keys, *POOL.keys, *RULE.keys, *MEMBER.keys])
def test_every_key_of_policies_pools_and_rules_is_explained(key: str):
    table = POLICIES.partition("\n## All keys of a policy")[2]

    assert f"`{key}`" in table


@pytest.mark.parametrize(
    ("section", "keys", "settings"),
    [("retry", RETRY.keys, RetrySettings()), ("health", HEALTH.keys, HealthSettings())],
)
def test_every_key_of_retries_and_health_is_explained_with_its_default(
    section: str, keys: Mapping[str, object], settings: object
):
    explained = _rows(POLICIES, f"key of `[routing.{section}]`")

    assert explained.keys() == set(keys)
    for key, rest in explained.items():
        assert float(rest.split("|")[0]) == getattr(settings, key), key


def test_every_field_of_a_condition_is_explained():
    after_rules = POLICIES.partition("A rule's `when`")[2]
    of_request, _, of_candidate = after_rules.partition("A policy's `where`")

    assert _rows(of_request, "field").keys() == REQUEST_FIELDS.keys()
    plain = {name for name in CANDIDATE_FIELDS if not name.startswith("supports_")}
    assert _rows(of_candidate, "field").keys() == plain | {"supports_NAME"}


def test_the_numbers_of_retries_and_health_in_the_concept_are_those_of_the_code():
    retry, health = RetrySettings(), HealthSettings()
    words = " ".join(CONCEPT.split())

    assert (health.half_life_seconds, health.least_calls, health.open_below) == (120, 5, 0.5)
    assert "half after two minutes" in words
    assert "fewer than half of at least five such calls were answered. It stays open for 30 seconds" in words
    assert (health.open_seconds, health.most_open_seconds, health.probe_seconds) == (30, 600, 60)
    assert "up to ten minutes; one that is never heard of again is given up after a minute" in words
    assert (retry.budget_ratio, retry.budget_least, retry.longest_retry_after_seconds) == (0.2, 10, 10)
    assert (
        "each first attempt puts in a fifth of one, each further attempt takes one out, and ten may be"
        in words
    )


def test_every_statement_about_a_neighbour_has_its_page():
    table = CONCEPT.partition("\n## Beside other routers")[2].partition("\nWhere they do better")[0]
    cited = set(re.findall(r"\[([LOB]\d)\]", table))

    assert cited == set(re.findall(r"^\| ([LOB]\d) \|", CONCEPT, flags=re.MULTILINE))
    assert cited == set(re.findall(r"^\[([LOB]\d)\]: https://", CONCEPT, flags=re.MULTILINE))
    for row in re.findall(r"^\| [a-z].*\|$", table, flags=re.MULTILINE):
        for cell in row.strip("|").split("|")[2:]:
            assert re.search(r"\[[LOB]\d\]|not documented|the service's own", cell), cell


@pytest.mark.parametrize(
    "name", ["route", "walk", "record", "warm", "facts", "explain", "begin", "failed", "succeeded"]
)
def test_every_step_of_a_routed_call_is_named_where_it_is_shown(name: str):
    assert re.search(rf"\b{name}\b", ROUTE)
