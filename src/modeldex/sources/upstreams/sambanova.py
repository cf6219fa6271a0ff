"""SambaNova's model list; prices are texts in USD per token, or per hour of audio."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.core.money import QUANTUM_DIGITS
from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://api.sambanova.ai/v1/models"
_PER_TOKEN = {"prompt": "input_tokens", "completion": "output_tokens"}
_SECONDS_PER_HOUR = 3600
_TO_QUANTUM = decimal.Context(
    prec=QUANTUM_DIGITS, rounding=decimal.ROUND_HALF_EVEN, traps=[decimal.InvalidOperation]
)


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("sambanova", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by"))
    offering.limit("max_context", model.pop("context_length", None))
    offering.limit("max_output", model.pop("max_completion_tokens", None))
    _prices(reading, offering, expect(model.pop("pricing"), dict, f"{offering.id}.pricing"))
    reading.leftovers("model.sn_metadata", expect(model.pop("sn_metadata", None) or {}, dict, "sn_metadata"))
    reading.leftovers("model", model)


def _prices(reading: Reading, offering: Offering, pricing: dict[str, Any]) -> None:
    """What is charged by the hour of audio has zeros for tokens: they are fillers."""
    hour = pop_number(pricing, "duration_per_hour", offering.id)
    for name, unit in _PER_TOKEN.items():
        amount = pop_number(pricing, name, offering.id)
        if hour is None:
            offering.price(unit, amount, 6)
    if hour is not None:
        offering.price("audio_input_seconds", _TO_QUANTUM.divide(Decimal(str(hour)), _SECONDS_PER_HOUR))
        offering.originals["audio_input_seconds"] = f"{hour}_per_hour"
    if not offering.settle_zeros(free=False):
        reading.not_priced.append(offering.id)
    reading.leftovers("model.pricing", pricing)


SOURCE = Source(
    name="sambanova",
    title="SambaNova",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="sambanova",
    bounds=Bounds(
        least=6,
        most=50,
        fill={"max_context": 0.95, "max_output": 0.95, "input_per_1m": 0.70, "output_per_1m": 0.70},
    ),
    parse=own_listing("sambanova", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
