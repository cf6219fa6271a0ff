"""What LiteLLM's words for a model mean in ours: limits, capabilities, modes and prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from modeldex.core import money

if TYPE_CHECKING:
    from modeldex.core.money import Amount

LIMITS = {"max_input_tokens": "max_input", "max_output_tokens": "max_output", "rpm": "rpm", "tpm": "tpm"}
"""Key -> field."""
FLAGS = {
    "supports_function_calling": "tool_use",
    "supports_vision": "vision",
    "supports_image_input": "vision",
    "supports_reasoning": "thinking",
    "supports_response_schema": "structured_output",
    "supports_prompt_caching": "prompt_cache",
    "supports_system_messages": "system_messages",
    "supports_parallel_function_calling": "parallel_tool_use",
    "supports_pdf_input": "pdf_input",
    "supports_audio_input": "audio_input",
    "supports_audio_output": "audio_output",
    "supports_video_input": "video_input",
    "supports_web_search": "web_search",
    "supports_assistant_prefill": "assistant_prefill",
    "supports_computer_use": "computer_use",
    "supports_native_streaming": "streaming",
}
"""Key -> capability."""
MODES = {
    "chat": ("chat",),
    "responses": ("chat",),
    "completion": ("text_completion",),
    "embedding": ("embedding",),
    "rerank": ("reranking",),
    "image_generation": ("image_output",),
    "image_edit": ("image_output", "vision"),
    "video_generation": ("video_output",),
    "audio_transcription": ("transcription", "audio_input"),
    "audio_speech": ("audio_output",),
    "realtime": ("realtime",),
    "moderation": ("moderation",),
    "ocr": ("ocr",),
}
"""What a model does -> the capabilities that it takes."""
_PER_MILLION = 6
_UNITS = {
    "input_cost_per_token": ("input_tokens", _PER_MILLION),
    "output_cost_per_token": ("output_tokens", _PER_MILLION),
    "cache_read_input_token_cost": ("cache_read_tokens", _PER_MILLION),
    "cache_creation_input_token_cost": ("cache_write_tokens", _PER_MILLION),
    "cache_creation_input_token_cost_above_1hr": ("cache_write_1h_tokens", _PER_MILLION),
    "output_cost_per_reasoning_token": ("reasoning_tokens", _PER_MILLION),
    "input_cost_per_audio_token": ("audio_input_tokens", _PER_MILLION),
    "output_cost_per_audio_token": ("audio_output_tokens", _PER_MILLION),
    "output_cost_per_image_token": ("image_output_tokens", _PER_MILLION),
    "input_cost_per_image": ("input_images", 0),
    "output_cost_per_image": ("output_images", 0),
    "input_cost_per_character": ("input_characters", 0),
    "input_cost_per_request": ("requests", 0),
    "ocr_cost_per_page": ("pages", 0),
}
"""Key -> the unit, and how far the point moves from a price of one to ours."""
FIELDS = {
    "input_tokens": "input_per_1m",
    "output_tokens": "output_per_1m",
    "cache_read_tokens": "cache_per_1m",
    "cache_write_tokens": "cache_write_per_1m",
    "cache_write_1h_tokens": "cost_per_1m_cache_write_1h_tokens",
    "reasoning_tokens": "cost_per_1m_reasoning_tokens",
    "audio_input_tokens": "cost_per_1m_audio_input_tokens",
    "audio_output_tokens": "cost_per_1m_audio_output_tokens",
    "image_output_tokens": "cost_per_1m_image_output_tokens",
    "input_images": "cost_per_input_image",
    "output_images": "cost_per_output_image",
    "input_characters": "cost_per_input_character",
    "requests": "cost_per_request",
    "pages": "cost_per_page",
}
"""Unit -> the field of its rate without conditions."""
_SERVICES = {"batches": "batch", "priority": "priority", "flex": "flex"}
_RATE = re.compile(
    r"(?P<base>[a-z_]+?(?:_above_1hr)?)(?:_above_(?P<thousands>\d{1,6})k_tokens)?"
    rf"(?:_(?P<service>{'|'.join(_SERVICES)}))?"
)


class Rate(NamedTuple):
    """What a key of a price prices."""

    unit: str
    scale: int
    above_tokens: int
    service: str | None

    @classmethod
    def named(cls, key: str) -> Rate | None:
        """The rate that a key means; None where it means none of ours."""
        found = _RATE.fullmatch(key)
        if found is None or found["base"] not in _UNITS:
            return None
        unit, scale = _UNITS[found["base"]]
        service = _SERVICES.get(found["service"] or "")
        return cls(unit, scale, int(found["thousands"] or 0) * 1000, service)

    @property
    def field(self) -> str | None:
        """The field that states it; None where it is a row of its own."""
        return None if self.above_tokens or self.service else FIELDS[self.unit]

    def amount(self, value: Amount) -> str:
        """Our amount of a price of one, exactly; ValueError where it is none."""
        amount = money.exact(value).scaleb(self.scale, money.CONTEXT)
        return money.text(amount) if amount else "free"

    def row(self, amount: str) -> dict[str, str | int]:
        """The price row that states it."""
        row: dict[str, str | int] = {"unit": self.unit, "amount": amount}
        if self.above_tokens:
            row["above_tokens"] = self.above_tokens
        return row | ({"service": self.service} if self.service else {})
