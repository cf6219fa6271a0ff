"""AI21's model list: names and limits."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import whole

_URL = "https://api.ai21.com/studio/v1/models"


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("ai21", expect(model.pop("id"), str, "id"))
    offering.say("name", model.pop("name", None))
    offering.limit("max_context", model.pop("context_length", None))
    offering.limit("max_output", model.pop("max_completion_tokens", None))
    offering.day("updated", model.pop("updated", None))  # a month: no day is made up
    drop(model, ("quantization",))
    reading.leftovers("model", model)


SOURCE = Source(
    name="ai21",
    title="AI21",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="ai21",
    bounds=Bounds(least=3, most=16, fill={"name": 1.0, "max_context": 1.0, "max_output": 1.0}),
    parse=own_listing("ai21", _model),
    fetch=Fetch(gather=whole(_URL), signing="bearer"),
    is_complete=True,
)
