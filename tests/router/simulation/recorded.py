"""A registry of three made models, and calls of them as they were recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from modeldex import ModelConfig, ModelRegistry, Usage
from modeldex.core.capability import ModelCapabilities
from modeldex.providers.shapes.shape import RequestShape

START = datetime(2026, 11, 24, 10, tzinfo=UTC)


def registry(*more: ModelConfig) -> ModelRegistry:
    """Three models: a dear one, a cheap one at another provider, and one that nobody states a price of."""
    made = ModelRegistry()
    made.register_models([
        model("acme/large", read="5", written="20", ttft_ms=500.0, tokens_per_second=100.0),
        model("bolt/small", read="0.5", written="1"),
        model("cedar/unpriced"),
        *more,
    ])  # fmt: skip
    return made


def model(full_id: str, read: str | None = None, written: str | None = None, **more: Any) -> ModelConfig:
    """A model that chats, with its rates where they are known."""
    if read is not None:
        more |= {"cost_per_1m_input_tokens": read, "cost_per_1m_output_tokens": written}
    provider, _, model_id = full_id.partition("/")
    return ModelConfig(
        provider=provider,
        model_id=model_id,
        capabilities=ModelCapabilities.parse("chat streaming"),
        context_window=100_000,
        max_output_tokens=8_000,
        **more,
    )


def shape(second: float = 0, model: str = "acme/large", **more: Any) -> RequestShape:
    """A call so many seconds after ten o'clock, of 1,000 tokens read and 100 written."""
    at = START + timedelta(seconds=second)
    usual: dict[str, Any] = {"usage": Usage(input_tokens=1_000, output_tokens=100), "characters": 4_000}
    return RequestShape(model=model, at=f"{at:%Y-%m-%dT%H:%M:%SZ}", **usual | more)
