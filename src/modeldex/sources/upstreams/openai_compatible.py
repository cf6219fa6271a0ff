"""Lists in the shape that OpenAI gave them: ids that are served, and little beside.

Each row of the table is one such list. That an id is in it is all that most of them say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.listing import own_listing


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of this shape."""

    name: str
    """Slug of the source."""
    title: str
    """Its name for people."""
    url: str
    """Where it is fetched from."""
    provider: str
    """Slug of the provider whose own list it is."""
    least: int
    """Fewest models of a whole answer."""
    most: int
    """Most models of a whole answer."""
    is_complete: bool = True
    """Whether it lists the same to anybody who asks."""
    owners: tuple[str, ...] = ()
    """Who owns a public model; anybody else's is of one account. Empty: all are public."""
    created_is_release: bool = False
    """Whether `created` is when the maker made the model; else it is a filler, or when a host listed it."""


_LISTINGS = (
    Listing(
        name="cerebras",
        title="Cerebras",
        url="https://api.cerebras.ai/v1/models",
        provider="cerebras",
        least=2,
        most=24,
    ),
    Listing(
        name="deepseek",
        title="DeepSeek",
        url="https://api.deepseek.com/models",
        provider="deepseek",
        least=2,
        most=10,
    ),
    Listing(
        name="digitalocean",
        title="DigitalOcean",
        url="https://inference.do-ai.run/v1/models",
        provider="digitalocean",
        least=10,
        most=60,
    ),
    Listing(
        name="meta",
        title="Llama API",
        url="https://api.llama.com/compat/v1/models",
        provider="llama",
        least=3,
        most=20,
    ),
    Listing(
        name="nebius",
        title="Nebius",
        url="https://api.tokenfactory.nebius.com/v1/models",
        provider="nebius",
        least=40,
        most=210,
    ),
    Listing(
        name="nscale",
        title="Nscale",
        url="https://inference.api.nscale.com/v1/models",
        provider="nscale",
        least=18,
        most=100,
    ),
    Listing(
        name="nvidia",
        title="NVIDIA",
        url="https://integrate.api.nvidia.com/v1/models",
        provider="nvidia",
        least=110,
        most=600,
    ),
    Listing(
        name="openai",
        title="OpenAI",
        url="https://api.openai.com/v1/models",
        provider="openai",
        least=60,
        most=480,
        is_complete=False,  # some models are shown only to accounts that may use them
        owners=("openai", "openai-internal", "system"),
        created_is_release=True,
    ),
    Listing(
        name="xai",
        title="xAI",
        url="https://api.x.ai/v1/models",
        provider="xai",
        least=6,
        most=50,
        is_complete=False,  # a key shows the models that it may use
    ),
)


def _model(listing: Listing, reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("id"), str, "id")
    owner = model.pop("owned_by", None)
    if listing.owners and owner not in listing.owners:
        reading.skipped[model_id] = f"belongs to {owner}: a model of one account"
        return
    offering = reading.offering(listing.provider, model_id)
    created = model.pop("created", None)
    if listing.created_is_release and created is not None:
        offering.day("release_date", datetime.fromtimestamp(created, UTC).date().isoformat())
    drop(model, ("object",))
    reading.leftovers("model", model)


def _source(listing: Listing) -> Source:
    return Source(
        name=listing.name,
        title=listing.title,
        url=listing.url,
        licence="API answer, facts only",
        own_listing_of=listing.provider,
        bounds=Bounds(
            least=listing.least,
            most=listing.most,
            fill={"release_date": 0.99} if listing.created_is_release else {},
        ),
        parse=own_listing(listing.name, partial(_model, listing)),
        is_complete=listing.is_complete,
    )


SOURCES = tuple(_source(listing) for listing in _LISTINGS)
