"""What was observed: pace, circuits, cool-downs and what is left of rate limits."""

from __future__ import annotations

import pytest
from tests.router.models import NOW, case_of, frame_of, model

from modeldex.router.asked.request import RouteRequest
from modeldex.router.constraints.pressure import Circuit, Cooldown, Headroom
from modeldex.router.constraints.speed import Speed
from modeldex.router.health.board import HealthBoard
from modeldex.router.seen.outcome import Outcome
from modeldex.router.seen.readings import HealthReading, LoadReading

FRAME = frame_of([
    model("acme/one", rate_limit_rpm=10, rate_limit_tpm=1_000, ttft_ms=200.0, tokens_per_second=100.0),
    model("acme/two"), model("bolt/three"),
])  # fmt: skip


def _out(constraint, case) -> list[str]:
    found = constraint.passing(case)
    return [] if found is None else [one for at, one in enumerate(FRAME.ids) if not found >> at & 1]


@pytest.mark.parametrize(("reading", "words"), [
    (HealthReading(open_until=NOW + 12, last_failure="rate_limit"),
     "circuit open for 12 s more (last: rate_limit)"),
    (HealthReading(open_until=NOW - 1, probe_until=NOW + 5), "circuit half open, and another call tries it"),
    (HealthReading(open_until=NOW - 1, probe_until=NOW), None), (HealthReading(open_until=NOW), None),
    (HealthReading(calls=9, success_rate=0.0), None),
])  # fmt: skip
def test_an_open_circuit_is_out_and_a_half_open_one_is_there_to_be_tried(reading, words):
    case = case_of(FRAME, health={"acme/two": reading})

    assert _out(Circuit(), case) == ([] if words is None else ["acme/two"])
    assert words is None or Circuit().reason(case, 1) == words


def test_a_circuit_of_a_provider_is_that_of_all_its_models():
    case = case_of(FRAME, health={"acme/*": HealthReading(open_until=NOW + 0.5)})

    assert _out(Circuit(), case) == ["acme/one", "acme/two"]
    assert Circuit().reason(case, 0) == "circuit of acme open for 1 s more"


def test_what_a_board_hands_out_is_seen_as_soon_as_it_has_it():
    board = HealthBoard()
    board.record(Outcome(model="acme/two", at=NOW, failure="rate_limit", retry_after_seconds=20.0))

    case = case_of(FRAME, health=board.readings(), now=NOW + 5)
    assert _out(Cooldown(), case) == ["acme/two"]
    assert (
        Cooldown().reason(case, 1) == "its provider wants to be left alone for 15 s more (last: rate_limit)"
    )
    assert _out(Cooldown(), case_of(FRAME, health=board.readings(), now=NOW + 20)) == []


def test_a_small_frame_beside_thousands_of_readings_sees_its_own():
    health = {f"other/{at}": HealthReading(open_until=NOW + 9) for at in range(500)}
    health |= {"acme/two": HealthReading(open_until=NOW + 9), "bolt/*": HealthReading(cool_until=NOW + 9)}

    case = case_of(FRAME, health=health)
    assert _out(Circuit(), case) == ["acme/two"]
    assert _out(Cooldown(), case) == ["bolt/three"]


@pytest.mark.parametrize(("load", "words"), [
    (LoadReading(requests=9.0), None), (LoadReading(requests=9.5), "10 of 10 requests a minute are used"),
    (LoadReading(tokens=700.0), None),
    (LoadReading(tokens=701.0), "701 of 1,000 tokens a minute are used, and 300 more are needed"),
    (LoadReading(requests_left=0.0, told_until=NOW + 3),
     "its provider says that 0 requests are left for 3 s, of 1 needed"),
    (LoadReading(requests_left=0.0, told_until=NOW), None),
    (LoadReading(tokens_left=299.0, told_until=NOW + 3),
     "its provider says that 299 tokens are left for 3 s, of 300 needed"),
])  # fmt: skip
def test_one_call_more_must_stay_within_each_limit(load, words):
    case = case_of(FRAME, RouteRequest(input_tokens=200, output_tokens=100), loads={"acme/one": load})

    assert _out(Headroom(), case) == ([] if words is None else ["acme/one"])
    assert words is None or Headroom().reason(case, 0) == words


def test_a_call_larger_than_the_limit_of_a_minute_never_fits():
    assert _out(Headroom(), case_of(FRAME, RouteRequest(input_tokens=1_001))) == ["acme/one"]
    assert _out(Headroom(), case_of(FRAME, RouteRequest(input_tokens=1_000))) == []


def test_what_was_observed_moves_a_stated_figure():
    asked = RouteRequest(max_first_token_ms=250.0)
    slow = {"acme/one": HealthReading(calls=5.0, first_token_seconds=0.4)}

    assert _out(Speed(), case_of(FRAME, asked)) == []
    case = case_of(FRAME, asked, health=slow)
    assert _out(Speed(), case) == ["acme/one"]  # (5 calls' worth of 200 ms and 5 calls of 400 ms) / 10
    assert Speed().reason(case, 0) == "first token after 300 ms > 250 ms"


def test_a_pace_that_nobody_knows_passes_where_it_is_named_and_falls_once_it_is_seen():
    asked = RouteRequest(min_tokens_per_second=50.0, max_latency_ms=3_200.0, output_tokens=300)
    seen = {"acme/two": HealthReading(calls=1.0, seconds_per_token=0.1)}

    assert _out(Speed(), case_of(FRAME, asked)) == []
    case = case_of(FRAME, asked, health=seen)
    assert _out(Speed(), case) == ["acme/two"]
    assert Speed().reason(case, 1) == "10 tokens a second < 50 asked for"
    assert _out(Speed(), case_of(FRAME, RouteRequest(max_latency_ms=3_199.0, output_tokens=300))) == [
        "acme/one"
    ]
