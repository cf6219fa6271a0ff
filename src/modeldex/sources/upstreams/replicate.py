"""Replicate's public models, the first pages of them: they exist, and what they do stands in no field.

The list has no end that is worth reaching: anybody's upload stands in it, the newest version first. What
is asked for is the beginning.
"""

from __future__ import annotations

from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_link

_NOT_CARRIED = (
    "description",
    "github_url",
    "paper_url",
    "license_url",
    "weights_url",
    "cover_image_url",
    "run_count",
    "is_official",
)
_OF_AN_EXAMPLE = (
    "completed_at",
    "created_at",
    "error",
    "id",
    "input",
    "logs",
    "metrics",
    "output",
    "started_at",
    "status",
    "urls",
    "model",
    "version",
    "webhook_completed",
)
_OF_A_VERSION = ("id", "created_at", "cog_version", "openapi_schema")


def _model(reading: Reading, model: dict[str, Any]) -> None:
    owner, name = (expect(model.pop(key), str, key) for key in ("owner", "name"))
    url, visibility = model.pop("url"), model.pop("visibility")
    drop(model, _NOT_CARRIED)
    for part, known in (("default_example", _OF_AN_EXAMPLE), ("latest_version", _OF_A_VERSION)):
        record = expect(model.pop(part, None) or {}, dict, part)
        drop(record, known)
        reading.leftovers(f"model.{part}", record)
    reading.leftovers("model", model)
    if visibility != "public":
        reading.skipped[f"{owner}/{name}"] = f"its visibility is {visibility}"
        return
    reading.offering("replicate", f"{owner}/{name}").url = expect(url, str, "url")


_URL = "https://api.replicate.com/v1/models"
_PAGES = 4

SOURCE = Source(
    name="replicate",
    title="Replicate",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="replicate",
    bounds=Bounds(least=10, most=1_000, fill={}),
    parse=own_listing("replicate", _model, under="results"),
    fetch=Fetch(
        gather=by_link(_URL, "results", at=("next",), most_pages=_PAGES), signing="bearer", per_minute=100
    ),
    is_excerpt=True,
)
