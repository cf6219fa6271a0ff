"""The model list of Amazon Bedrock's OpenAI-shaped endpoint: ids, and whether each is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import for_each

if TYPE_CHECKING:
    from modeldex.sources.fetching import Ask

_STATUS = {"available": "C"}


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("bedrock-mantle", expect(model.pop("id"), str, "id"))
    drop(model, ("object", "owned_by", "created", "data_retention"))  # `created`: when Amazon listed it
    status = model.pop("status", None)
    offering.say("status", _STATUS.get(status))
    if status is not None and status not in _STATUS:
        reading.unknown_fields[f"model.status[{status}]"] += 1
    reading.leftovers("model", model)


async def _gather(ask: Ask) -> Any:
    """The lists of all regions that are asked for, as one; a model that several have stands in it once."""

    async def region(name: str) -> Any:
        answer = await ask.json(f"https://bedrock-mantle.{name}.api.aws/v1/models")
        return expect(answer, dict, name)

    regions = ask.values("region")
    ask.expects(len(regions) - 1)
    first, *others = answers = await for_each(regions, region)
    if not others:
        return first
    models: dict[Any, Any] = {}
    for answer, name in zip(answers, regions, strict=True):
        for place, model in enumerate(expect(answer.get("data"), list, f"{name}: data")):
            model_id = expect(expect(model, dict, f"{name}: model {place}").get("id"), str, f"{name}: id")
            models.setdefault(model_id, model)
    return first | {"data": list(models.values())}


SOURCE = Source(
    name="bedrock_mantle",
    title="Amazon Bedrock Mantle",
    url="https://bedrock-mantle.${AWS_REGION}.api.aws/v1/models",
    licence="API answer, facts only",
    own_listing_of="bedrock-mantle",
    bounds=Bounds(least=36, most=200, fill={"status": 0.95}),
    parse=own_listing("bedrock_mantle", _model),
    fetch=Fetch(gather=_gather, signing="aws-sigv4"),
    is_complete=False,  # an answer is of one region
)
