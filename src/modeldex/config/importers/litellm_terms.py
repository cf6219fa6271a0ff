"""What LiteLLM's words for a model mean in ours: limits, capabilities, modes and prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from modeldex.core import money
from modeldex.identity.litellm_words import BASES, SERVICES

if TYPE_CHECKING:
    from modeldex.core.money import Amount

LIMITS = {"max_input_tokens": "max_input", "max_output_tokens": "max_output", "rpm": "rpm", "tpm": "tpm"}
"""Key -> field."""
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
_RATE = re.compile(
    r"(?P<base>[a-z_]+?(?:_above_1hr)?)(?:_above_(?P<thousands>\d{1,6})k_tokens)?"
    rf"(?:_(?P<service>{'|'.join(SERVICES)}))?"
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
        unit, scale = BASES.get(found["base"], ("", 0)) if found else ("", 0)
        if found is None or unit not in FIELDS:
            return None
        service = SERVICES.get(found["service"] or "")
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
