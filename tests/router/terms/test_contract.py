"""Every soft term: a value from 0 to 1 or none, told in words, and never above its bound."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import MODELS, NOW, case_of, frame_of, model

from modeldex import ModelCatalog, Price
from modeldex.config import routing
from modeldex.router.asked.request import TASKS, RouteRequest
from modeldex.router.frames.frame import Frame
from modeldex.router.seen.readings import HealthReading, Warmth
from modeldex.router.terms.table import TERMS

if TYPE_CHECKING:
    from modeldex import ModelConfig
    from modeldex.router.terms.base import Term

_SIZES = st.integers(0, 3_000_000) | st.sampled_from([0, 1, 2_048, 2_049, 200_000, 200_001])
_RATES = st.sampled_from(["free", "variable", "0.000001", "0.05", "1", "7.5", "600", None])
REQUESTS = st.builds(
    RouteRequest,
    input_tokens=st.none() | _SIZES,
    output_tokens=st.none() | _SIZES,
    task=st.none() | st.sampled_from(TASKS),
    operation=st.sampled_from(["chat", "embedding"]),
)


@st.composite
def _models(draw: st.DrawFn) -> ModelConfig:
    """A model with rates in up to three tiers, of which a higher one may be the cheaper."""
    prices = [
        Price(unit=unit, amount=draw(st.decimals("0", "50", places=4)), above_tokens=above)
        for above in draw(st.sets(st.sampled_from([1, 1_000, 2_048, 32_000, 200_000]), max_size=2)) | {0}
        for unit in ("input_tokens", "output_tokens")
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        prices.append(Price(unit="requests", amount=draw(st.decimals("0", "1", places=3))))
    rates: dict[str, Any] = {"prices": tuple(prices)}
    if draw(st.booleans()):
        rates = {"cost_per_1m_input_tokens": draw(_RATES), "cost_per_1m_output_tokens": draw(_RATES)}
    return model(
        "acme/made",
        ttft_ms=draw(st.none() | st.floats(0, 1e5)),
        tokens_per_second=draw(st.none() | st.floats(0, 1e4)),
        benchmarks=draw(st.dictionaries(st.sampled_from(["mmlu", "humaneval"]), st.floats(0, 100))),
        **rates,
    )


def _holds_bounds(term: Term, frame: Frame, first: RouteRequest, second: RouteRequest) -> None:
    """The bounds that are made for one request hold for another of the same key."""
    made_for, case = case_of(frame, first), case_of(frame, second)
    if term.bound_key(made_for.needs) != term.bound_key(case.needs):
        made_for = case
    bounds = term.bounds(frame, made_for.needs)
    assert len(bounds) == len(frame)
    for place in range(len(frame)):
        value = term.values(case, (place,))[0]
        assert bounds[place] >= (0.0 if value is None else value), frame.ids[place]
        assert 0.0 <= bounds[place] <= 1.0


def test_the_table_has_the_terms_that_a_configuration_may_weigh() -> None:
    assert tuple(TERMS) == routing.TERMS
    assert all(term.name == name for name, term in TERMS.items())


@pytest.mark.parametrize("name", TERMS)
@given(made=_models(), first=REQUESTS, second=REQUESTS)
def test_no_value_is_above_its_bound(
    name: str, made: ModelConfig, first: RouteRequest, second: RouteRequest
) -> None:
    _holds_bounds(TERMS[name], frame_of([made, *MODELS]), first, second)


@pytest.mark.parametrize("name", TERMS)
@given(
    sizes=st.tuples(st.integers(1, 3_000_000), st.integers(1, 100_000)),
    factors=st.tuples(st.floats(0.5, 2), st.floats(0.5, 2)),
    made=_models(),
)
def test_bounds_hold_for_other_requests_nearby(
    name: str, sizes: tuple[int, int], factors: tuple[float, float], made: ModelConfig
) -> None:
    near = [int(size * factor) for size, factor in zip(sizes, factors, strict=True)]
    first, second = (RouteRequest(input_tokens=one, output_tokens=other) for one, other in (sizes, near))
    _holds_bounds(TERMS[name], frame_of([made]), first, second)


@cache
def _whole() -> Frame:
    return Frame(tuple(ModelCatalog.bundled()), {}, generation=0, is_whole=True)


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize(
    ("read", "written"), [(None, None), (100, 2_000), (2_048, 300), (150_000, 0), (220_000, 7_000), (0, 40)]
)
def test_no_value_of_the_catalog_is_above_its_bound(name: str, read: int | None, written: int | None) -> None:
    request = RouteRequest(input_tokens=read, output_tokens=written, task="coding" if read == 100 else None)
    _holds_bounds(TERMS[name], _whole(), request, request)


def test_short_inputs_are_bounded_without_reading_price_rows() -> None:
    unread = ModelCatalog.open(ModelCatalog.bundled().path)
    frame = Frame(tuple(unread), {}, generation=0, is_whole=True)
    TERMS["cost"].bounds(frame, case_of(frame, RouteRequest(input_tokens=2_048)).needs)
    assert all(one.has_unread_prices for one in frame.models)


def test_no_tier_of_the_catalog_begins_where_short_inputs_end() -> None:
    tiers = [price.above_tokens for one in _whole().models for price in one.prices if price.above_tokens]
    assert min(tiers) > 2_048


@pytest.mark.parametrize("name", TERMS)
@given(
    calls=st.floats(0, 1e6),
    rate=st.none() | st.floats(0, 1),
    first=st.none() | st.floats(0, 1e4),
    each=st.none() | st.floats(0, 10),
    request=REQUESTS,
)
def test_values_lie_between_0_and_1_and_are_told_in_one_line(
    name: str,
    calls: float,
    rate: float | None,
    first: float | None,
    each: float | None,
    request: RouteRequest,
) -> None:
    frame, term = frame_of(), TERMS[name]
    seen = HealthReading(calls, rate, first, each, last_failure="timeout")
    case = case_of(
        frame, request, health=dict.fromkeys(frame.ids, seen), warmth=Warmth("acme/small", until=NOW + 1)
    )
    for place in range(len(frame)):
        value = term.values(case, (place,))[0]
        assert value is None or 0.0 <= value <= 1.0
        words = term.words(case, place)
        assert words
        assert words.isprintable()
        assert ("unknown" in words) == (value is None)
