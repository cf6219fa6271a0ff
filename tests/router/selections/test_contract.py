"""Every selection: an order of exactly the fit ones, that follows from the case alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import case_of, frame_of, model

from modeldex.config import routing
from modeldex.config.routing import PoolMember, RoutePolicy
from modeldex.router.asked.request import RouteRequest
from modeldex.router.seen.readings import LoadReading
from modeldex.router.selections.table import SELECTIONS

_MODELS = [model(f"acme/m{at}") for at in range(7)]
_MEMBERS = st.lists(
    st.none()
    | st.builds(
        PoolMember,
        model=st.just("acme/m"),
        weight=st.sampled_from([0.0, 0.5, 1.0, 1e-300, 1e9]),
        priority=st.integers(0, 2),
        is_canary=st.booleans(),
    ),
    min_size=7,
    max_size=7,
)


def test_the_table_has_the_selections_that_a_configuration_may_name() -> None:
    assert tuple(SELECTIONS) == routing.SELECTIONS
    assert all(selection.name == name for name, selection in SELECTIONS.items())


@pytest.mark.parametrize("name", SELECTIONS)
@given(
    members=_MEMBERS,
    scores=st.dictionaries(st.integers(0, 6), st.floats(0, 4), min_size=1),
    seed=st.integers(0, 2**64),
    turn=st.integers(0, 1_000),
    session=st.none() | st.text(st.characters(categories=["L"]), min_size=1),
    in_flight=st.dictionaries(st.sampled_from([one.id for one in _MODELS]), st.integers(0, 9)),
    groups=st.none() | st.lists(st.integers(0, 2), min_size=7, max_size=7),
)
def test_every_fit_place_is_ordered_once_and_the_same_way_again(
    name: str,
    members: list[PoolMember | None],
    scores: dict[int, float],
    seed: int,
    turn: int,
    session: str | None,
    in_flight: dict[str, int],
    groups: list[int] | None,
) -> None:
    selection = SELECTIONS[name]
    policy = RoutePolicy(name="made", select=name, weights={"cost": 1.0})
    if name == "canary":
        policy = RoutePolicy(name="made", select=name, canary_share=0.5)
    fit = sorted(((score, place) for place, score in scores.items()), key=lambda one: (-one[0], one[1]))

    def order() -> list[int]:
        case = case_of(
            frame_of(_MODELS, members=members, groups=groups),
            RouteRequest(session=session),
            policy=policy,
            seed=seed,
            turn=turn,
            loads={one: LoadReading(in_flight=calls) for one, calls in in_flight.items()},
        )
        assert all(isinstance(selection.words(case, place), str) for place in scores)
        return selection.order(case, fit)

    ordered = order()
    assert sorted(ordered) == sorted(scores)
    assert order() == ordered


@pytest.mark.parametrize("name", SELECTIONS)
def test_one_that_is_fit_alone_is_the_order(name: str) -> None:
    policy = RoutePolicy(name="made", select=name, weights={"cost": 1.0})
    assert SELECTIONS[name].order(case_of(frame_of(_MODELS), policy=policy), [(0.5, 3)]) == [3]
