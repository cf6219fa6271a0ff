"""The table of what may follow a failure, and the boundaries that no fallback crosses."""

from __future__ import annotations

import pytest
from tests.router.models import MODELS, NOW, case_of, frame_of, model

from modeldex.config.routing import BOUNDARIES, RoutePolicy
from modeldex.router.asked.request import RouteRequest
from modeldex.router.deciding.boundaries import crossed
from modeldex.router.seen.readings import Warmth
from modeldex.router.walking.fallback import (
    ANY,
    AS_LAST,
    ELSEWHERE,
    END,
    LARGER,
    NEVER,
    ONCE_MORE,
    SEQUELS,
    room_of,
)  # fmt: skip
from modeldex.wire.failure import STATUSES


def test_every_kind_of_failure_has_a_sequel():
    assert SEQUELS.keys() == STATUSES.keys()
    for sequel in SEQUELS.values():
        assert sequel.same in {ONCE_MORE, AS_LAST, NEVER}
        assert sequel.onward in {ANY, LARGER, ELSEWHERE, END}
        assert sequel.why


def test_what_may_have_been_charged_is_never_sent_to_the_same_model_again():
    assert {SEQUELS[kind].same for kind in ("timeout", "cut", "conflict")} == {NEVER}


@pytest.mark.parametrize("kind", ["invalid_request", "conflict", "too_large"])
def test_a_request_that_is_wrong_itself_is_sent_to_nobody_else(kind: str):
    assert SEQUELS[kind].onward == END


@pytest.mark.parametrize(
    ("window", "most_input", "room"),
    [(200_000, None, 200_000), (200_000, 64_000, 64_000), (None, 64_000, 64_000), (None, None, None)],
)
def test_the_room_of_a_model_is_the_tightest_limit_that_is_known(
    window: int | None, most_input: int | None, room: int | None
):
    assert room_of(model("acme/x", context_window=window, max_input_tokens=most_input)) == room


def policy(*boundaries: str) -> RoutePolicy:
    return RoutePolicy(name="fenced", weights={"cost": 1.0}, boundaries=boundaries)


FRAME = frame_of()


def why(boundary: str, first: str, other: str) -> str | None:
    case = case_of(FRAME, policy=policy(boundary))
    here, there = FRAME.place_of(first), FRAME.place_of(other)
    assert here is not None
    assert there is not None
    return crossed(case, here, there)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_nothing_lies_between_a_model_and_itself(boundary: str):
    assert why(boundary, "void/nothing", "void/nothing") is None


def test_a_policy_without_boundaries_crosses_none():
    case = case_of(FRAME)

    assert {crossed(case, 0, place) for place in range(len(MODELS))} == {None}


@pytest.mark.parametrize(
    ("boundary", "other", "is_crossed"),
    [
        ("provider", "acme/small", False),
        ("provider", "bolt/acme/small", True),
        ("region", "acme/small", False),
        ("region", "cedar/claude", False),
        ("region", "amazon-bedrock/eu.cedar.claude-v1:0", False),
        ("region", "amazon-bedrock/cedar.claude-v1:0", True),
        ("region", "bolt/acme/small", True),
        ("maker", "bolt/acme/small", False),
        ("maker", "cedar/claude", True),
        ("maker", "void/nothing", True),
        ("licence", "acme/small", False),
        ("licence", "bolt/open-70b-fp8", True),
        ("licence", "cedar/claude", True),
        ("price", "acme/small", False),
        ("price", "cedar/claude", False),
        ("price", "den/open-8b:q4_K_M", False),
        ("price", "acme/early", True),
        ("price", "void/nothing", True),
    ],
)
def test_what_lies_behind_a_boundary_and_what_nobody_knows_is_crossed(
    boundary: str, other: str, is_crossed: bool
):
    told = why(boundary, "acme/large", other)

    assert (told is not None) is is_crossed
    assert told is None or told.startswith(f"{boundary}: ")


def test_what_is_unknown_of_the_first_choice_is_crossed_too():
    assert why("maker", "void/nothing", "acme/large") == "maker: nobody knows the maker of the first choice"


@pytest.mark.parametrize(
    ("first", "other", "told"),
    [
        ("cedar/claude", "acme/large", "region: may be served in eu, outside us of the first choice"),
        ("void/nothing", "acme/large", "region: nobody says in which region the first choice is served"),
        ("bolt/global.acme.x", "acme/large", None),
        (
            "acme/large",
            "bolt/global.acme.x",
            "region: may be served in global, outside us, eu of the first choice",
        ),
        ("acme/large", "bolt/us-gov.acme.x", None),
    ],
)
def test_a_fallback_is_worked_on_nowhere_but_where_the_first_choice_may_be(
    first: str, other: str, told: str | None
):
    frame = frame_of([*MODELS, model("bolt/global.acme.x"), model("bolt/us-gov.acme.x")])
    here, there = frame.place_of(first), frame.place_of(other)
    assert here is not None
    assert there is not None

    assert crossed(case_of(frame, policy=policy("region")), here, there) == told


def test_a_dearer_model_lies_behind_the_price_boundary_with_both_amounts():
    asked = RouteRequest(input_tokens=1_000_000, output_tokens=1)
    case = case_of(FRAME, asked, policy=policy("price"))
    small, large = FRAME.place_of("acme/small"), FRAME.place_of("acme/large")
    assert small is not None
    assert large is not None

    assert crossed(case, small, large) == ("price: 5.00002 USD is more than 0.250001 USD at the first choice")


def test_a_warm_cache_at_the_first_does_not_make_equal_prices_a_boundary():
    rates = {
        "cost_per_1m_input_tokens": "3", "cost_per_1m_cache_read_tokens": "0.3",
        "cost_per_1m_output_tokens": "15",
    }  # fmt: skip
    frame = frame_of([model("acme/a", **rates), model("bolt/a", **rates)])
    asked = RouteRequest(input_tokens=1_000, cached_input_tokens=900, output_tokens=10)
    case = case_of(frame, asked, policy=policy("price"), warmth=Warmth("acme/a", NOW + 60))

    assert case.is_warm(0)
    assert crossed(case, 0, 1) is None


def test_the_first_boundary_that_is_crossed_is_told():
    case = case_of(FRAME, policy=policy("maker", "provider"))
    first, other = FRAME.place_of("acme/large"), FRAME.place_of("bolt/acme/small")
    assert first is not None
    assert other is not None

    assert crossed(case, first, other) == "provider: bolt is not acme, that of the first choice"
