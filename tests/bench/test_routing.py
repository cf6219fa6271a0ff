"""What the bench of routing decides about is what its bars speak of."""

from pathlib import Path

import pytest
from bench.bars import BARS
from bench.routing import OBSERVED, POLICIES, POOL, ROUTING_FIGURES, requests, routing_figures, seasoned

from modeldex import LLMRouter
from modeldex.router.deciding.policies import BUILT_IN


@pytest.fixture(scope="module")
def router() -> LLMRouter:
    return seasoned()


def test_the_policies_are_those_that_only_score() -> None:
    assert {name for name, one in BUILT_IN.items() if one.select == "score"} == set(POLICIES)


def test_the_pool_has_ten_models_that_all_fit_every_request(router: LLMRouter) -> None:
    assert len(set(POOL)) == 10
    for policy in POLICIES:
        for asked in requests(policy, POOL):
            decision = router.route(asked)

            assert set(decision.case.frame.ids) == set(POOL)
            assert decision.fit.bit_count() == len(POOL), dict(decision.explain().rejected)


def test_a_request_over_the_catalog_leaves_some_of_many_to_choose_from(router: LLMRouter) -> None:
    for policy in POLICIES:
        for asked in requests(policy):
            decision = router.route(asked)

            assert decision.policy == policy
            assert len(decision.case.frame) > 10_000
            assert 50 < decision.fit.bit_count() < len(decision.case.frame)
            assert len(decision.plan) == 5


def test_requests_differ_in_their_sizes() -> None:
    for models in ((), POOL):
        sizes = {(one.input_tokens, one.output_tokens) for one in requests("balanced", models)}

        assert len(sizes) == len(requests("balanced", models)) > 3


def test_so_many_models_were_called_and_count(router: LLMRouter) -> None:
    readings = router.health.readings()
    called = [name for name in readings if not name.endswith("/*")]

    assert len(called) == OBSERVED
    assert set(POOL) <= set(called)
    assert {readings[name].last_failure for name in called} == {None, "server"}
    assert all(readings[name].first_token_seconds for name in called if not readings[name].last_failure)


def test_every_figure_has_a_bar_and_is_measured(tmp_path: Path) -> None:
    figures, reasons = routing_figures(1, tmp_path)

    assert reasons == {}
    assert {bar.name for bar in BARS} >= figures.keys() == set(ROUTING_FIGURES)
    assert all(figure > 0 for figure in figures.values())


def test_what_cannot_be_measured_says_why(tmp_path: Path) -> None:
    figures, reasons = routing_figures(0, tmp_path)

    assert figures == {}
    assert reasons.keys() == set(ROUTING_FIGURES)
    assert all(reasons.values())
