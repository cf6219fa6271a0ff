"""What Cloudflare's AI Gateway reckons a call to cost, by `host/model`; USD per token, mostly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

_URL = "https://gateway.ai.cloudflare.com/v1/${CLOUDFLARE_ACCOUNT_ID}/${CLOUDFLARE_GATEWAY_ID}/compat/models"
_NO_TOKEN_RATE_FROM = Decimal("0.001")
"""USD per token; the dearest model on offer takes 0.0006."""
_FREE_MARK = ":free"


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("cloudflare-ai-gateway", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by", "created_at"))  # created_at: when the gateway listed it
    read, written = (pop_number(model, name, offering.id) for name in ("cost_in", "cost_out"))
    _prices(reading, offering, read, written)
    reading.leftovers("model", model)


def _prices(reading: Reading, offering: Offering, read: Any, written: Any) -> None:
    """Prices per image, and prices per million, stand in the same fields: far above any token.

    A model that reads for nothing and writes for money is one whose input price is missing.
    """
    costs = [Decimal(str(cost)) for cost in (read, written) if cost is not None]
    if any(cost >= _NO_TOKEN_RATE_FROM for cost in costs):
        reading.mended[offering.id] = "token rates withheld: too high for tokens, their unit is unknown"
        return
    if len(costs) == 2 and costs[0] == 0 < costs[1]:
        offering.originals["input_tokens"] = "0"
    else:
        offering.price("input_tokens", read, 6)
    offering.price("output_tokens", written, 6)
    if not offering.settle_zeros(free=offering.model_id.endswith(_FREE_MARK)):
        reading.not_priced.append(offering.id)


SOURCE = Source(
    name="cloudflare_ai_gateway",
    title="Cloudflare AI Gateway",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="cloudflare-ai-gateway",
    bounds=Bounds(least=900, most=6_000, fill={"input_per_1m": 0.85, "output_per_1m": 0.85}),
    parse=own_listing("cloudflare_ai_gateway", _model),  # it names past models too
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
)
