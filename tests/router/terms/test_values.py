"""What each term says: the better figure has the better value, and unknown is no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.router.models import NOW, case_of, frame_of, model

from modeldex.router.asked.request import RouteRequest
from modeldex.router.seen.readings import HealthReading, Warmth
from modeldex.router.terms.table import TERMS

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


def _value(term: str, case: Case, full_id: str) -> float | None:
    place = case.frame.place_of(full_id)
    assert place is not None
    return TERMS[term].values(case, (place,))[0]


def _priced(read: str, written: str) -> dict[str, str]:
    return {"cost_per_1m_input_tokens": read, "cost_per_1m_output_tokens": written}


def test_cost_is_a_half_at_a_dollar_per_million_tokens() -> None:
    frame = frame_of(
        [model("acme/one", **_priced("0.5", "3")), model("acme/free", **_priced("free", "free"))]
    )
    case = case_of(frame, RouteRequest(input_tokens=8_000, output_tokens=2_000))
    assert _value("cost", case, "acme/one") == pytest.approx(0.5)
    assert _value("cost", case, "acme/free") == 1.0
    assert TERMS["cost"].words(case, 0) == "0.01 USD (1 per million tokens)"


def test_cost_counts_the_tier_and_what_the_session_has_in_its_cache() -> None:
    frame = frame_of()
    short, long = (
        case_of(frame, RouteRequest(input_tokens=size, output_tokens=0)) for size in (100_000, 400_000)
    )
    assert _value("cost", short, "acme/tiered") == pytest.approx(1 / (1 + 1.25 + 0.1))
    assert _value("cost", long, "acme/tiered") == pytest.approx(1 / (1 + 2.5 + 0.025))
    cached = frame_of([model("acme/cached", cost_per_1m_cache_read_tokens="0.1", **_priced("1", "2"))])
    request = RouteRequest(input_tokens=10_000, cached_input_tokens=9_000, output_tokens=0, session="s")
    warm = case_of(cached, request, warmth=Warmth("acme/cached", until=NOW + 60))
    assert _value("cost", warm, "acme/cached") == pytest.approx(1 / (1 + 0.19))
    assert _value("cost", case_of(cached, request), "acme/cached") == pytest.approx(0.5)
    assert TERMS["cost"].words(warm, 0).endswith("9,000 tokens read from the cache)")


def test_an_unknown_or_variable_rate_makes_cost_unknown_where_it_is_needed() -> None:
    case = case_of(frame_of(), RouteRequest(input_tokens=10, output_tokens=10))
    assert _value("cost", case, "acme/early") is None
    assert _value("cost", case, "void/nothing") is None
    reading = case_of(frame_of(), RouteRequest(operation="embedding", input_tokens=10))
    assert _value("cost", reading, "acme/vectors") == pytest.approx(1 / 1.02)


@given(rates=st.tuples(*[st.decimals("0.001", "900", places=3)] * 2))
def test_the_cheaper_has_the_higher_value(rates: tuple[object, object]) -> None:
    assume(rates[0] != rates[1])
    cheap, dear = sorted(map(str, rates), key=float)
    frame = frame_of(
        [model("acme/cheap", **_priced(cheap, cheap)), model("acme/dear", **_priced(dear, dear))]
    )
    case = case_of(frame)
    values = [_value("cost", case, full_id) for full_id in ("acme/cheap", "acme/dear")]
    assert None not in values
    assert values[0] > values[1]  # type: ignore[operator]


def test_latency_is_a_half_at_five_seconds_to_the_last_token() -> None:
    frame = frame_of([model("acme/slow", ttft_ms=1_000.0, tokens_per_second=100.0)])
    case = case_of(frame, RouteRequest(output_tokens=400))
    assert _value("latency", case, "acme/slow") == pytest.approx(0.5)
    assert TERMS["latency"].words(case, 0) == (
        "1 s to the first token, 400 tokens at 10 ms (the catalog's figures)"
    )


def test_what_was_observed_is_weighed_against_the_catalog_by_calls() -> None:
    frame = frame_of([model("acme/slow", ttft_ms=1_000.0, tokens_per_second=100.0), model("acme/unstated")])
    seen = HealthReading(calls=15.0, success_rate=1.0, first_token_seconds=5.0, seconds_per_token=0.02)
    health = dict.fromkeys(frame.ids, seen)
    case = case_of(frame, RouteRequest(output_tokens=0), health=health)
    assert _value("latency", case, "acme/slow") == pytest.approx(1 / (1 + (5 * 1.0 + 15 * 5.0) / 20 / 5))
    assert _value("latency", case, "acme/unstated") == pytest.approx(0.5)
    longer = case_of(frame, RouteRequest(output_tokens=100), health=health)
    assert _value("latency", longer, "acme/unstated") == pytest.approx(1 / (1 + 7 / 5))
    assert TERMS["latency"].words(longer, 0).endswith("(15 calls and the catalog's figures)")
    assert TERMS["latency"].words(longer, 1).endswith("(15 calls)")


def test_first_token_is_a_half_at_a_second_and_throughput_at_fifty_tokens_a_second() -> None:
    frame = frame_of([
        model("acme/even", ttft_ms=1_000.0, tokens_per_second=50.0), model("acme/unstated"),
        model("acme/halted", tokens_per_second=0.0),
    ])  # fmt: skip
    seen = HealthReading(calls=15.0, first_token_seconds=5.0, seconds_per_token=0.1)
    case = case_of(frame, health={"acme/even": seen, "acme/unstated": seen})
    for term, figure, stated, observed in (
        ("first_token", "s to the first token", 1.0, 5.0), ("throughput", "tokens per second", 0.02, 0.1),
    ):  # fmt: skip
        assert TERMS[term].values(case_of(frame), (0, 1, 2)) == [pytest.approx(0.5), None, None]
        mean = (5 * stated + 15 * observed) / 20 / stated
        alone = observed / stated
        assert _value(term, case, "acme/even") == pytest.approx(1 / (1 + mean))
        assert _value(term, case, "acme/unstated") == pytest.approx(1 / (1 + alone))
        assert TERMS[term].words(case_of(frame), 0).endswith(f"{figure} (the catalog's figure)")
        assert TERMS[term].words(case, 0).endswith(f"{figure} (15 calls and the catalog's figure)")
        assert TERMS[term].words(case, 1).endswith(f"{figure} (15 calls)")
    assert TERMS["throughput"].words(case, 0).startswith("12.5 ")


@given(st.lists(st.floats(1e-3, 1e4), min_size=2, max_size=2, unique=True))
def test_sooner_and_faster_is_better_and_nothing_else_counts(figures: list[float]) -> None:
    low, high = sorted(figures)
    assume(high / low > 1 + 1e-6)
    frame = frame_of([
        model("acme/low", ttft_ms=low, tokens_per_second=low),
        model("acme/high", ttft_ms=high, tokens_per_second=high),
    ])  # fmt: skip
    for output in (0, 7, 100_000):
        case = case_of(frame, RouteRequest(output_tokens=output))
        first, pace = (TERMS[name].values(case, (0, 1)) for name in ("first_token", "throughput"))
        assert first[0] > first[1]  # type: ignore[operator]
        assert pace[0] < pace[1]  # type: ignore[operator]


def test_latency_is_unknown_where_a_part_of_it_is() -> None:
    frame = frame_of([model("acme/first", ttft_ms=100.0), model("acme/speed", tokens_per_second=50.0)])
    case = case_of(frame, RouteRequest(output_tokens=10))
    assert [TERMS["latency"].values(case, (place,))[0] for place in (0, 1)] == [None, None]
    assert TERMS["latency"].words(case, 0) == "0.1 s to the first token, the rest unknown"
    assert TERMS["latency"].values(case_of(frame, RouteRequest(output_tokens=0)), (0,))[0] is not None
    halted = frame_of([model("acme/halted", ttft_ms=100.0, tokens_per_second=0.0)])
    assert TERMS["latency"].values(case_of(halted, RouteRequest(output_tokens=10)), (0,))[0] is None


@given(seconds=st.lists(st.floats(0.001, 1_000), min_size=2, max_size=2, unique=True))
def test_the_quicker_has_the_higher_value(seconds: list[float]) -> None:
    quick, slow = sorted(seconds)
    assume(slow - quick > 1e-9)
    frame = frame_of([model("acme/quick"), model("acme/slow")])
    health = {
        one: HealthReading(calls=3.0, first_token_seconds=time)
        for one, time in zip(frame.ids, (quick, slow), strict=True)
    }
    case = case_of(frame, RouteRequest(output_tokens=0), health=health)
    assert _value("latency", case, "acme/quick") > _value("latency", case, "acme/slow")  # type: ignore[operator]


def test_quality_is_the_score_for_the_task_or_the_mean_of_those_known() -> None:
    frame = frame_of()
    coding, any_task = case_of(frame, RouteRequest(task="coding")), case_of(frame)
    assert _value("quality", coding, "acme/large") == 0.8
    assert _value("quality", any_task, "acme/large") == pytest.approx(0.85)
    assert _value("quality", case_of(frame, RouteRequest(task="creative")), "acme/large") is None
    assert _value("quality", any_task, "void/nothing") is None
    assert TERMS["quality"].words(any_task, 0) == "0.85 for reasoning, coding"
    assert TERMS["quality"].words(coding, 0) == "0.8 for coding"


def test_health_forgives_a_failure_of_few_calls_and_not_of_many() -> None:
    frame = frame_of([model("acme/new"), model("acme/tried"), model("acme/failing")])
    health = {
        "acme/tried": HealthReading(calls=1.0, success_rate=0.0, last_failure="timeout"),
        "acme/failing": HealthReading(calls=97.0, success_rate=0.0),
    }
    case = case_of(frame, health=health)
    values = [TERMS["health"].values(case, (place,))[0] for place in range(3)]
    assert values == [1.0, pytest.approx(0.75), pytest.approx(0.03)]
    assert TERMS["health"].words(case, 0) == "no calls yet"
    assert TERMS["health"].words(case, 1) == "0 % of 1 call answered, last failure: timeout"


@given(rates=st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True), calls=st.floats(1, 1e4))
def test_who_answers_more_has_the_higher_health(rates: list[float], calls: float) -> None:
    low, high = sorted(rates)
    assume(high - low > 1e-9)
    frame = frame_of([model("acme/low"), model("acme/high")])
    health = {"acme/low": HealthReading(calls, low), "acme/high": HealthReading(calls, high)}
    case = case_of(frame, health=health)
    assert _value("health", case, "acme/low") < _value("health", case, "acme/high")  # type: ignore[operator]


def test_affinity_is_where_the_session_was_answered_as_long_as_the_cache_lives() -> None:
    frame = frame_of()
    request = RouteRequest(session="s")
    warm = case_of(frame, request, warmth=Warmth("acme/small", until=NOW + 1))
    cold = case_of(frame, request, warmth=Warmth("acme/small", until=NOW))
    assert _value("affinity", warm, "acme/small") == 1.0
    assert _value("affinity", warm, "acme/large") == 0.0
    assert _value("affinity", cold, "acme/small") == 0.0
    assert TERMS["affinity"].words(case_of(frame), 0) == "no session"
