"""Several deployments of one name, and what follows them: pools that our own router reads."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from modeldex.config.document import TOML, document_of
from modeldex.config.importers.table import convert
from modeldex.config.loading import configuration_of

if TYPE_CHECKING:
    from modeldex import ModelCatalog
    from modeldex.config.importers.base import Converted

GPT, CLAUDE, LLAMA = "openai/gpt-4o", "anthropic/claude-sonnet-4-5", "groq/llama-3.3-70b-versatile"


def converted(catalog: ModelCatalog, *listed: str, settings: str = "") -> Converted:
    """What becomes of deployments, each `name model more`, that our own reader finds no fault in."""
    deployments = []
    for one in listed:
        name, model, *more = one.split(" ", 2)
        params = f"model: {model}, {more[0]}" if more else f"model: {model}"
        deployments.append(f"- {{model_name: {name}, litellm_params: {{{params}}}}}\n")
    text = f"model_list:\n{''.join(deployments)}" + (f"router_settings: {settings}\n" if settings else "")
    made = convert("litellm", text, "config.yaml", catalog)
    configuration_of(None, [document_of("made", made.document, TOML)], catalog)
    return made


def pools(made: Converted) -> Any:
    return tomllib.loads(made.document).get("routing", {}).get("pools", {})


def notes(made: Converted, kind: str) -> dict[str, str]:
    return {note.place: note.message for note in getattr(made, kind)}


def test_deployments_of_one_name_are_a_pool_in_rings_of_their_order(catalog: ModelCatalog):
    made = converted(catalog, f"fast {GPT} order: 2", f"fast {LLAMA} order: 1", f"fast {CLAUDE}")

    assert pools(made) == {
        "fast": {
            "policy": "weighted",
            "members": [{"model": LLAMA}, {"model": GPT, "priority": 1}, {"model": CLAUDE, "priority": 2}],
        }
    }
    assert "aliases" not in tomllib.loads(made.document)
    assert not made.left_out
    assert notes(made, "carried")["model_list[0].litellm_params.order"] == "routing.pools.fast.members"


@pytest.mark.parametrize(
    ("first", "second", "weights"),
    [
        ("weight: 2", "weight: 1", [2, 1]),
        ("weight: 0.5", "weight: 1.5", [0.5, 1.5]),
        ("weight: 2", "rpm: 5", [2, 0]),
        ("rpm: 100", "rpm: 300", [100, 300]),
        ("tpm: 100", "tpm: 300", [100, 300]),
        ("rpm: 100", "tpm: 5", [None, None]),
        ("rpm: 100", "timeout: 5", [None, None]),
        ("weight: heavy", "timeout: 5", [None, None]),
        ("timeout: 5", "timeout: 6", [None, None]),
    ],
)
def test_members_are_drawn_by_weight_or_else_by_the_limits_that_all_state(
    first: str, second: str, weights: list[float | None], catalog: ModelCatalog
):
    made = converted(catalog, f"fast {GPT} {first}", f"fast {LLAMA} {second}")

    assert [one.get("weight") for one in pools(made)["fast"]["members"]] == weights


@pytest.mark.parametrize(
    ("strategy", "policy"),
    [
        ("simple-shuffle", "weighted"), ("least-busy", "least_busy"), ("latency-based-routing", "fastest"),
        ("cost-based-routing", "cheapest"), ("usage-based-routing-v2", None),
    ],
)  # fmt: skip
def test_how_they_take_turns_is_the_policy_of_the_pool(
    strategy: str, policy: str | None, catalog: ModelCatalog
):
    listed = (f"fast {GPT} order: 1", f"fast {LLAMA} order: 2")
    made = converted(catalog, *listed, settings=f"{{routing_strategy: {strategy}}}")

    assert pools(made)["fast"].get("policy") == policy
    is_carried = "router_settings.routing_strategy" in notes(made, "carried")
    assert is_carried == (policy is not None)
    heeds_order = policy in ("weighted", "least_busy")
    assert ("priority" in pools(made)["fast"]["members"][1]) == heeds_order
    assert ("model_list[1].litellm_params.order" in notes(made, "left_out")) != heeds_order


def test_names_that_follow_are_members_of_later_rings(catalog: ModelCatalog):
    made = converted(
        catalog,
        f"main {GPT}",
        f"spare {LLAMA} weight: 2",
        f"spare {CLAUDE} weight: 1",
        settings="{fallbacks: [{main: [spare]}]}",
    )

    assert pools(made)["main"] == {
        "policy": "weighted",
        "members": [
            {"model": GPT},
            {"model": LLAMA, "weight": 2, "priority": 1},
            {"model": CLAUDE, "weight": 1, "priority": 1},
        ],
    }
    assert pools(made)["spare"]["members"][0] == {"model": LLAMA, "weight": 2}
    assert notes(made, "carried")["router_settings.fallbacks[0].main"].startswith("routing.pools.main")


@pytest.mark.parametrize("settings", ["{fallbacks: [{main: [nobody]}]}", "{fallbacks: [{main: 5}]}"])
def test_what_cannot_follow_is_left_out(settings: str, catalog: ModelCatalog):
    made = converted(catalog, f"main {GPT}", settings=settings)

    assert tomllib.loads(made.document)["aliases"]["models"] == {"main": GPT}
    assert list(notes(made, "left_out").values()) == ["state what corresponds to it below [routing] by hand"]


@pytest.mark.parametrize(
    ("name", "called"), [("openai/gpt-4o", "openai-gpt-4o-pool"), ("'two words'", "two-words-pool")]
)
def test_a_name_that_no_pool_can_have_means_the_first_and_the_pool_has_another(
    name: str, called: str, catalog: ModelCatalog
):
    entry = "- {model_name: %s, litellm_params: {model: %s}}\n"
    text = f"model_list:\n{entry % (name, CLAUDE)}{entry % (name, LLAMA)}"
    made = convert("litellm", text, "config.yaml", catalog)

    configuration_of(None, [document_of("made", made.document, TOML)], catalog)
    assert list(pools(made)) == [called]
    assert notes(made, "to_do") == {
        "model_list[0].model_name": f"ask for {called} in its place: a pool cannot have this name"
    }


def test_a_pool_answers_for_further_names_too(catalog: ModelCatalog):
    aliases = "{model_group_alias: {quick: fast, openai/x: fast}}"
    made = converted(catalog, f"fast {GPT}", f"fast {LLAMA}", settings=aliases)

    assert pools(made)["quick"] == pools(made)["fast"]
    assert notes(made, "carried")["router_settings.model_group_alias.quick"] == "routing.pools.quick"
    assert notes(made, "left_out") == {
        'router_settings.model_group_alias."openai/x"': "can be no pool; ask for fast"
    }
