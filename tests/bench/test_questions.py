"""The tables of the bench agree with each other, and modeldex answers every question in them."""

from itertools import islice
from typing import Any

import pytest
from bench.bars import BARS, figures_of, verdict
from bench.bounds import new_bounds
from bench.calls import CALLS
from bench.commands import COMMANDS
from bench.fresh import OWN_FIGURES
from bench.peers import OURS, PEERS
from bench.questions import CATALOGS, QUESTIONS, Question
from bench.registry import REGISTRY_FIGURES
from bench.routing import ROUTING_FIGURES
from bench.turns import Timing, first_answer
from bench.wires import WIRE_FIGURES

import modeldex

PACKAGES = {package.distribution for package in (OURS, *PEERS)}
NAMES = [bar.name for bar in BARS]
OF_REGISTRY = {question.name for question in QUESTIONS if question.name.startswith("registry_")}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_modeldex_answers_every_question(question: Question) -> None:
    way = question.ways["modeldex"]

    said, timer = first_answer(way.setup, way.expression)

    assert "error" not in said
    assert timer is not None
    if question.per_run != 1:
        assert said == {"answers": question.per_run}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_put_to_packages_that_are_measured(question: Question) -> None:
    assert question.ways.keys() <= PACKAGES
    assert (len(question.ways) > 1) == question.is_shared == bool(question.compared)
    for package, way in question.ways.items():
        compile(way.setup, package, "exec")
        compile(way.expression, package, "eval")


def test_bounds_begin_at_one_dollar_lie_around_it_and_none_comes_twice() -> None:
    first, *others = islice(new_bounds(), 10_000)

    assert first == 1
    assert len({first, *others}) == 10_000
    assert all(0.5 <= bound < 1.5 for bound in others)
    assert abs(sum(others) / len(others) - 1) < 0.01


def test_another_bound_each_time_is_another_search_of_the_same_kind() -> None:
    ways = {question.name: question.ways for question in QUESTIONS}
    names: dict[str, Any] = {}
    way = ways["find_anew"]["modeldex"]
    exec(way.setup, names)
    expected = modeldex.find_models(capabilities=("vision", "tool_use"), max_input_cost=1)

    found = [len(eval(way.expression, names)) for _ in range(20)]

    assert found[0] == len(expected)
    assert len(set(found)) > 1
    assert ways["find_anew"].keys() == ways["find"].keys()


def test_the_parts_that_are_read_are_those_of_the_amounts() -> None:
    ways = {question.name: question.ways["modeldex"] for question in QUESTIONS}
    names: dict[str, Any] = {}
    exec(ways["cost_parts"].setup, names)
    amounts = eval(ways["cost"].expression, names)

    parts = eval(ways["cost_parts"].expression, names)

    assert [sum(part.amount for part in each) for each in parts] == amounts
    assert all(parts)


@pytest.mark.parametrize("name", ["cost_by_name", "cost", "cost_parts", "find", "find_anew"])
def test_a_footnote_says_what_modeldex_keeps_between_repeats(name: str) -> None:
    told = next(question.compared for question in QUESTIONS if question.name == name)

    assert "kept" in told


def test_the_catalogs_that_are_loaded_are_those_of_measured_packages() -> None:
    assert {"modeldex"} < CATALOGS.keys() <= PACKAGES


def test_some_calls_are_above_a_tier_and_some_read_from_a_cache() -> None:
    first, *_ = CALLS
    statuses = {
        modeldex.get_model_or_raise(f"{provider}/{model}")
        .cost(modeldex.Usage(input_tokens=read, output_tokens=written, cache_read_tokens=cached))
        .status
        for provider, model, read, written, cached in CALLS
    }

    assert "unknown" not in statuses
    assert any(read > 200_000 for _, _, read, _, _ in CALLS)
    assert any(cached for *_, cached in CALLS)
    assert len({model for _, model, *_ in CALLS}) > 1
    assert len(first) == 5


def test_every_figure_has_a_bar_and_every_bar_a_figure() -> None:
    asked = {question.name for question in QUESTIONS} & set(NAMES)
    commands = {command.name for command in COMMANDS}

    assert len(NAMES) == len(set(NAMES))
    assert set(NAMES) == {
        "process",
        "look_up",
        *OWN_FIGURES,
        *REGISTRY_FIGURES,
        *WIRE_FIGURES,
        *ROUTING_FIGURES,
        *commands,
        *asked,
    }
    assert asked == {"find", "count", "cost", "cost_at", *OF_REGISTRY}


def test_a_figure_on_its_bar_is_within_it() -> None:
    assert [verdict(figure, 2.0) for figure in (1.9, 2.0, 2.1)] == [
        "within the bar", "within the bar", "over the bar",
    ]  # fmt: skip


def test_figures_of_questions_are_in_microseconds_and_missing_ones_say_why() -> None:
    figures, reasons = figures_of(
        {"cost": {"modeldex": Timing(1_500.0, 12)}, "find": {"modeldex": Timing(reason="it fell")}}
    )

    assert figures == {"cost": 1.5}
    assert reasons == {
        "find": "it fell", **dict.fromkeys(("count", "cost_at", *OF_REGISTRY), "it was not asked")
    }  # fmt: skip
