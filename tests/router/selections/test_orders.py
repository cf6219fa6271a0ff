"""The other selections: turns, priorities, calls under way, and the share of canaries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.router.models import case_of, frame_of, model

from modeldex.config.routing import PoolMember, RoutePolicy
from modeldex.router.asked.request import RouteRequest
from modeldex.router.seen.readings import LoadReading
from modeldex.router.selections.table import SELECTIONS

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


def _pool(*members: dict[str, Any], groups: list[int] | None = None, **more: Any) -> Case:
    made = [PoolMember(model=f"acme/m{at}", **member) for at, member in enumerate(members)]
    return case_of(frame_of([model(one.model) for one in made], members=made, groups=groups), **more)


def _order(name: str, case: Case, fit: list[int] | None = None) -> list[int]:
    """The order of places that come by score, the first one best."""
    places = range(len(case.frame)) if fit is None else fit
    return SELECTIONS[name].order(case, [(1.0 - at / 100, place) for at, place in enumerate(places)])


def _firsts(case: Case, turns: int, fit: list[int]) -> list[int]:
    found = []
    for turn in range(turns):
        case.turn = turn
        found.append(_order("round_robin", case, fit)[0])
    return found


def test_by_score_is_as_it_comes_and_by_priority_keeps_it_within_a_number() -> None:
    case = _pool({"priority": 1}, {"priority": 0}, {"priority": 1}, {"priority": 0})
    assert _order("score", case, [2, 0, 3, 1]) == [2, 0, 3, 1]
    assert _order("priority", case, [2, 0, 3, 1]) == [3, 1, 2, 0]
    assert SELECTIONS["priority"].words(case, 0) == "priority 1"


def test_members_take_turns_in_the_order_of_the_pool_whatever_their_scores() -> None:
    case = _pool({}, {}, {})
    assert _firsts(case, 6, [2, 0, 1]) == [0, 1, 2, 0, 1, 2]
    case.turn = 1
    assert _order("round_robin", case, [2, 0, 1]) == [1, 2, 0]


@pytest.mark.parametrize("out", range(4))
def test_the_turns_of_a_member_that_is_out_are_dealt_evenly_to_the_others(out: int) -> None:
    left = [place for place in range(4) if place != out]
    counts = Counter(_firsts(_pool({}, {}, {}, {}), 4 * 3 * 5, left))
    assert counts == dict.fromkeys(left, 20)


def test_turns_are_even_with_several_out_and_within_every_whole_round() -> None:
    firsts = _firsts(_pool(*[{}] * 5), 5 * 2 * 10, [1, 4])
    assert Counter(firsts) == {1: 50, 4: 50}
    whole = _firsts(_pool(*[{}] * 5), 50, [0, 1, 2, 3, 4])
    assert all(sorted(whole[at : at + 5]) == [0, 1, 2, 3, 4] for at in range(0, 50, 5))


def test_backups_and_fallbacks_take_no_turns_with_the_members_before_them() -> None:
    backup = _pool({}, {}, {"priority": 1})
    assert _firsts(backup, 4, [0, 1, 2]) == [0, 1, 0, 1]
    fallback = _pool({}, {}, {}, groups=[0, 0, 1 << 20])
    assert _firsts(fallback, 4, [0, 1, 2]) == [0, 1, 0, 1]
    assert _order("round_robin", fallback)[-1] == 2


def test_the_fewest_calls_under_way_come_first_then_the_best_score() -> None:
    case = _pool(
        {}, {}, {}, {"priority": 1},
        loads={"acme/m0": LoadReading(in_flight=3), "acme/m2": LoadReading(in_flight=1)},
    )  # fmt: skip
    assert _order("least_busy", case) == [1, 2, 0, 3]
    assert SELECTIONS["least_busy"].words(case, 2) == "1 call under way"
    assert _order("least_busy", _pool({}, {}, {}), [2, 0, 1]) == [2, 0, 1]


def _canaries(share: float, session: str | None = None, seed: int = 0) -> Case:
    return _pool(
        {}, {"is_canary": True}, {},
        policy=RoutePolicy(name="trial", select="canary", canary_share=share), seed=seed,
        request=None if session is None else RouteRequest(session=session),
    )  # fmt: skip


def test_canaries_come_first_for_their_share_and_last_for_the_others() -> None:
    assert _order("canary", _canaries(1.0)) == [1, 0, 2]
    assert _order("canary", _canaries(0.0)) == [0, 2, 1]
    assert SELECTIONS["canary"].words(_canaries(0.0), 1) == (
        "canary; the request is not among the 0 % of requests for canaries"
    )


def test_the_share_of_requests_is_met_by_seed_and_of_sessions_by_their_keys() -> None:
    for cases in (
        [_canaries(0.2, seed=seed) for seed in range(5_000)],
        [_canaries(0.2, session=f"s{at}") for at in range(5_000)],
    ):
        share = sum(_order("canary", case)[0] == 1 for case in cases) / len(cases)
        assert abs(share - 0.2) < 4 * (0.2 * 0.8 / 5_000) ** 0.5


def test_a_session_is_always_on_one_side_and_stays_with_canaries_as_the_share_grows() -> None:
    for at in range(200):
        on_trial = [
            {_order("canary", _canaries(share, f"s{at}", seed))[0] == 1 for seed in (1, 2)}
            for share in (0.1, 0.4, 0.9)
        ]
        assert all(len(sides) == 1 for sides in on_trial)
        grown = [sides.pop() for sides in on_trial]
        assert grown == sorted(grown)
