"""Requests, and what was observed, as hypothesis draws them; and many models, so that columns are cut."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.router.models import MODELS, NOW, frame_of, model

from modeldex import ModelStatus, Price, QualityScores
from modeldex.router.asked.data_needs import DataNeeds
from modeldex.router.asked.request import OPERATIONS, TASKS, RouteRequest
from modeldex.router.health.readings import HealthReadings
from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth

if TYPE_CHECKING:
    from modeldex import ModelConfig
    from modeldex.router.frames.frame import Frame

_RATES = ("free", "variable", None, "0.1", "0.25", "0.4", "1", "1.1", "3", "15")
_BOUNDS = st.sampled_from(
    [Decimal(text) for text in ("0", "0.1", "0.25", "0.3", "1", "1.1000000000000000000001", "3", "20")]
)
_COSTS = st.sampled_from(
    [Decimal(text) for text in ("0", "0.0001", "0.0004", "0.00055", "0.01", "0.1", "0.4", "5")]
)
_PARAMETERS = (
    "temperature", "seed", "logprobs", "top_k", "tool_choice.required", "reasoning.effort",
    "output.json_schema", "x_new",
)  # fmt: skip


def _some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_SIZES = st.integers(0, 400_000) | st.sampled_from([0, 1, 1_000, 8_192, 8_193, 200_000, 200_001])
_SLUGS = _some("acme", "bolt", "cedar", "amazon-bedrock", "void", "nowhere")

REQUESTS = st.builds(
    RouteRequest,
    operation=st.sampled_from(OPERATIONS),
    capabilities=_some("vision", "tool_use", "thinking", "audio_input"),
    input_modalities=_some("text", "image", "audio", "file"),
    output_modalities=_some("text", "image"),
    input_tokens=_maybe(_SIZES),
    output_tokens=_maybe(_SIZES),
    max_output_tokens=_maybe(st.integers(1, 40_000)),
    parameters=_some(*_PARAMETERS),
    require_parameters=st.booleans(),
    only_makers=_some("acme", "cedar", "nobody"),
    not_makers=_some("field", "nobody"),
    only_providers=_SLUGS,
    not_providers=_SLUGS,
    provider_order=_SLUGS,
    allow_fallbacks=st.booleans(),
    only_regions=_some("us", "EU", "apac"),
    not_regions=_some("eu", "eu-west-1", "cn"),
    only_licences=_some("open", "proprietary"),
    not_licences=_some("open", "proprietary"),
    quantizations=_some("fp8", "q4", "unknown"),
    max_input_price=_maybe(_BOUNDS),
    max_output_price=_maybe(_BOUNDS),
    max_request_price=_maybe(_BOUNDS),
    max_image_price=_maybe(_BOUNDS),
    max_cost=_maybe(_COSTS),
    max_first_token_ms=_maybe(st.sampled_from([120.0, 250.0, 400.0, 5_000.0])),
    max_latency_ms=_maybe(st.sampled_from([250.0, 2_000.0, 3_250.0, 100_000.0])),
    min_tokens_per_second=_maybe(st.sampled_from([1.0, 60.0, 150.0])),
    task=_maybe(st.sampled_from(TASKS)),
    min_quality=_maybe(st.sampled_from([0.0, 0.5, 0.55, 0.85])),
    min_days_to_retirement=st.sampled_from([0, 1, 7, 8, 400]),
    data=_maybe(
        st.builds(
            DataNeeds,
            no_training=st.booleans(),
            zero_retention=st.booleans(),
            max_retention_days=_maybe(st.sampled_from([0, 29, 30])),
        )
    ),
    allowed_models=_maybe(_some("*", "acme/*", "acme/small", "bolt/*", "nowhere/model")),
    unknown=_maybe(st.sampled_from(["allow", "reject"])),
)

_NAMES = st.sampled_from([*(one.id for one in MODELS), "acme/*", "cedar/*", "gone/away", "gone/*"])
_MOMENTS = _maybe(st.sampled_from([NOW - 1, NOW, NOW + 1, NOW + 30.5]))
_READINGS = st.builds(
    HealthReading,
    calls=st.sampled_from([0.0, 1.0, 50.0]),
    first_token_seconds=_maybe(st.sampled_from([0.1, 0.25, 3.0])),
    seconds_per_token=_maybe(st.sampled_from([0.001, 1 / 60, 0.5])),
    open_until=_MOMENTS,
    probe_until=_MOMENTS,
    cool_until=_MOMENTS,
    last_failure=_maybe(st.sampled_from(["rate_limit", "timeout"])),
)
_LOADS = st.builds(
    LoadReading,
    requests=st.sampled_from([0.0, 58.9, 59.1, 60.0]),
    tokens=st.sampled_from([0.0, 99_000.0, 100_000.5]),
    requests_left=_maybe(st.sampled_from([0.0, 1.0])),
    tokens_left=_maybe(st.sampled_from([0.0, 1_000.0])),
    told_until=_MOMENTS,
)


def _on_board(readings: dict[str, HealthReading]) -> HealthReadings:
    """As a board hands them out: it knows which of them may block."""
    troubled = [name for name, one in readings.items() if one.open_until or one.cool_until]
    return HealthReadings(readings, tuple(troubled))


_HEALTH = st.dictionaries(_NAMES, _READINGS, max_size=6)
OBSERVED = st.fixed_dictionaries(
    {
        "health": _HEALTH | _HEALTH.map(_on_board),
        "loads": st.dictionaries(_NAMES, _LOADS, max_size=6),
        "not_ready": st.dictionaries(_NAMES, st.just("no key:\nset one"), max_size=4),
        "warmth": _maybe(st.builds(Warmth, _NAMES, st.sampled_from([NOW - 1, NOW + 60]))),
        "budget_left": _maybe(_COSTS),
    }
)
"""Fields of a case."""


_STATUSES = (ModelStatus.ACTIVE, ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DISABLED)
_SCORES = (None, QualityScores(coding=0.55), QualityScores(coding=0.85, reasoning=0.5))


def _made(at: int) -> ModelConfig:
    """One of many models: of every fact some have it, some lack it, and of some nobody says."""
    more: dict[str, Any] = {
        "cost_per_1m_input_tokens": _RATES[at % 10], "cost_per_1m_output_tokens": _RATES[at * 7 // 10 % 10],
    }  # fmt: skip
    if at % 4 == 0:
        more = {
            "prices": tuple(
                Price(unit=unit, amount=Decimal(rate + at % 3) / 4, above_tokens=above)
                for unit, rate in (("input_tokens", 1), ("output_tokens", 4))
                for above in ((0, 8_192) if at % 8 else (0, 128_000, 200_000))
            )
        }
        if at % 3 == 0:
            more["cost_per_request"] = ("0.0001", "0.01", "variable")[at // 12 % 3]
        if at % 5 == 0:
            more["cost_per_input_image"] = "0.25"
    ending = ("", "-fp8", ":q4_K_M", ":batch")[at // 2 % 4]
    return model(
        f"{('acme', 'bolt', 'cedar', 'void')[at % 4]}/made-{at}{ending}",
        ("chat", "chat vision", "embedding", "", "chat -vision tool_use", "image_output")[at % 6],
        maker=(None, "acme", "field")[at % 3],
        open_weights=(None, True, False)[at // 2 % 3],
        context_window=(None, 8_192, 128_000, 1_000_000)[at // 3 % 4],
        max_input_tokens=(None, None, 8_192)[at // 5 % 3],
        max_output_tokens=(None, 4_096, 64_000)[at // 7 % 3],
        status=_STATUSES[at // 11 % 4],
        retires_on=(None, None, "2026-11-24", "2026-11-25", "2026-12", "2028")[at // 13 % 6],
        ttft_ms=(None, 120.0, 400.0)[at // 2 % 3],
        tokens_per_second=(None, 60.0, 150.0)[at // 4 % 3],
        rate_limit_tpm=(None, None, 100_000)[at // 6 % 3],
        quality_scores=_SCORES[at // 3 % 3],
        **more,
    )  # fmt: skip


@cache
def frames() -> dict[str, Frame]:
    """A frame of few named models, the same as a whole registry, and one of many."""
    many = (*MODELS, *map(_made, range(240)))
    return {
        "named": frame_of(),
        "stand-ins": frame_of(stand_ins=range(1, len(MODELS), 2)),
        "whole": frame_of(is_whole=True),
        "many": frame_of(many, is_whole=True),
        "one": frame_of(MODELS[:1]),
    }
