"""The model list of Amazon Bedrock's OpenAI-shaped endpoint: ids, and whether each is served."""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.listing import own_listing

_STATUS = {"available": "C"}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("bedrock-mantle", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by", "created", "data_retention"))  # `created`: when Amazon listed it
    status = model.pop("status", None)
    offering.say("status", _STATUS.get(status))
    if status is not None and status not in _STATUS:
        reading.unknown_fields[f"model.status[{status}]"] += 1
    reading.leftovers("model", model)


SOURCE = Source(
    name="bedrock_mantle",
    title="Amazon Bedrock Mantle",
    url="https://bedrock-mantle.${AWS_REGION}.api.aws/v1/models",
    licence="API answer, facts only",
    own_listing_of="bedrock-mantle",
    bounds=Bounds(least=36, most=200, fill={"status": 0.95}),
    parse=own_listing("bedrock_mantle", _model),
    is_complete=False,  # an answer is of one region
)
