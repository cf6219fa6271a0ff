"""Made models of made providers, frames of them, and cases: what the tests of the router decide about."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex import ModelConfig, ModelStatus, Price, Provider, QualityScores
from modeldex.config.routing import RoutePolicy
from modeldex.core.capability import ModelCapabilities
from modeldex.router.asked.needs import Needs
from modeldex.router.asked.request import RouteRequest
from modeldex.router.deciding.case import Case
from modeldex.router.frames.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = 1_795_500_000.0
"""The moment of a case where none is given: 2026-11-24, 06:00 UTC."""

POLICY = RoutePolicy(name="made", weights={"cost": 1.0, "latency": 1.0, "quality": 1.0, "health": 1.0})


def provider(slug: str, **more: Any) -> Provider:
    """A provider that speaks OpenAI's chat format, where `more` does not say otherwise."""
    return Provider(
        **{"id": slug, "name": slug.title(), "category": "core", "wire_formats": {"openai_chat": "/v1"}}
        | more
    )


PROVIDERS: Mapping[str, Provider] = {
    one.id: one
    for one in (
        provider(
            "acme",
            data_policy={"trains_on_input": False, "zero_retention": True, "regions": ("us", "eu")},
        ),
        provider("bolt", quirks={"lacks": ("seed", "logprobs")}, data_policy={"trains_on_input": True}),
        provider(
            "cedar",
            wire_formats={"anthropic": "/v1"},
            data_policy={"trains_on_input": False, "retention_days": 30, "regions": ("us",)},
        ),
        provider("amazon-bedrock", wire_formats={"bedrock": ""}),
        provider("den", category="local", wire_formats={"ollama": ""}),
        provider("mute", wire_formats={}),
    )
}
"""Slug -> provider; nobody describes `void`."""


def model(full_id: str, caps: str = "chat streaming", **more: Any) -> ModelConfig:
    """A model of a full id and a signed list of capabilities; nothing else is known but what `more` says."""
    slug, _, model_id = full_id.partition("/")
    return ModelConfig(provider=slug, model_id=model_id, capabilities=ModelCapabilities.parse(caps), **more)


def _rates(read: str, written: str) -> dict[str, str]:
    return {"cost_per_1m_input_tokens": read, "cost_per_1m_output_tokens": written}


MODELS: Sequence[ModelConfig] = (
    model(
        "acme/large", "chat streaming vision tool_use -audio_input", maker="acme",
        canonical_model="acme/large", context_window=200_000, max_output_tokens=32_000,
        ttft_ms=600.0, tokens_per_second=60.0, quality_scores=QualityScores(reasoning=0.9, coding=0.8),
        open_weights=False, rate_limit_rpm=60, rate_limit_tpm=100_000, **_rates("5", "20"),
    ),
    model(
        "acme/small", "chat streaming tool_use -vision", maker="acme", canonical_model="acme/small",
        context_window=128_000, max_input_tokens=100_000, max_output_tokens=8_000, ttft_ms=250.0,
        tokens_per_second=150.0, quality_scores=QualityScores(reasoning=0.6, coding=0.5), open_weights=False,
        **_rates("0.25", "1"),
    ),
    model(
        "acme/tiered", "chat vision", maker="acme", context_window=1_000_000,
        prices=(
            Price(unit="input_tokens", amount=Decimal("1.25")),
            Price(unit="input_tokens", amount=Decimal("2.5"), above_tokens=200_000),
            Price(unit="output_tokens", amount=Decimal(10)),
            Price(unit="output_tokens", amount=Decimal(15), above_tokens=200_000),
            Price(unit="requests", amount=Decimal("0.01")),
        ),
    ),
    model("acme/old", context_window=8_192, status=ModelStatus.RETIRED, **_rates("1", "1")),
    model("acme/ending", retires_on="2026-12-01", status=ModelStatus.DEPRECATED, **_rates("1", "2")),
    model("acme/early", "chat thinking", status=ModelStatus.PREVIEW, **_rates("variable", "2")),
    model("acme/vectors", "embedding", context_window=8_192, cost_per_1m_input_tokens="0.02"),
    model(
        "bolt/acme/small", "chat tool_use", maker="acme", canonical_model="acme/small",
        context_window=64_000, **_rates("0.2", "0.9"), ttft_ms=120.0,
    ),
    model(
        "bolt/open-70b-fp8", "chat", maker="field", canonical_model="field/open-70b", open_weights=True,
        context_window=131_072, max_output_tokens=4_096, quality_scores=QualityScores(coding=0.55),
        **_rates("0.4", "0.6"),
    ),
    model("cedar/claude", "chat vision tool_use thinking", maker="cedar", **_rates("3", "15")),
    model("cedar/switched-off", status=ModelStatus.MAINTENANCE),
    model(
        "amazon-bedrock/eu.cedar.claude-v1:0", "chat vision", maker="cedar", canonical_model="cedar/claude",
        context_window=200_000, **_rates("3.3", "16.5"),
    ),
    model("amazon-bedrock/cedar.claude-v1:0", "chat vision", maker="cedar", **_rates("3", "15")),
    model(
        "den/open-8b:q4_K_M", "", maker="field", open_weights=True, context_window=32_768,
        **_rates("free", "free"),
    ),
    model("mute/silent", "", cost_per_1m_input_tokens="1"),
    model("void/nothing", ""),
)  # fmt: skip
"""What they are good for: every fact is known of one, denied of another and unknown of a third."""


def frame_of(models: Sequence[ModelConfig] = MODELS, **more: Any) -> Frame:
    """A frame of models, named ones where `is_whole` does not say otherwise; `more` are its fields."""
    usual: dict[str, Any] = {"providers": PROVIDERS, "generation": 1}
    return Frame(models, **usual | more)


def case_of(frame: Frame, request: RouteRequest | None = None, **more: Any) -> Case:
    """A request against a frame, with nothing observed; `more` are fields of the case."""
    asked = RouteRequest() if request is None else request
    needs = Needs(asked, named=not frame.is_whole)
    usual: dict[str, Any] = {
        "policy": POLICY, "now": NOW, "seed": 1, "turn": 0, "health": {}, "loads": {}, "not_ready": {},
        "warmth": None, "budget_left": None,
    }  # fmt: skip
    return Case(frame, needs, **usual | more)
