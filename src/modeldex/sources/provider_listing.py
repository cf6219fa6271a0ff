"""A provider's file as a source: its own list of models, with no code but the parser of its shape.

`[listing]` in a file of `data/providers/` makes its list a source of the catalog, with bounds that a
whole answer must meet. Without it the list can still be asked for, to discover what somebody's own
key shows: there the bounds are as wide as they can be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modeldex.sources.base import Bounds, Source
from modeldex.sources.fetching import Fetch
from modeldex.sources.paging import whole
from modeldex.sources.upstreams import ollama
from modeldex.sources.upstreams.openai_compatible import OwnList, lenient_parser, parser

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

_WIRE = "openai_chat"
_PATH = "/models"
_MOST_DISCOVERED = 100_000
_LICENCE = "API answer, facts only"


def listing_source(provider: Provider) -> Source | None:
    """The source that a provider's `[listing]` makes; None where there is none, or no address for it."""
    listing, url = provider.listing, _url(provider)
    if not listing or url is None:
        return None
    own = _own_list(provider, listing.get("source", provider.id))
    return Source(
        name=own.source,
        title=provider.name,
        url=url,
        licence=_LICENCE,
        own_listing_of=provider.id,
        bounds=Bounds(
            least=listing["least"],
            most=listing["most"],
            fill={"release_date": 0.99} if own.created_is_release else {},
        ),
        parse=parser(own),
        fetch=_fetch(provider, url),
        is_complete=listing.get("is_complete", False),
    )


def discovery_source(provider: Provider) -> Source | None:
    """The list that a provider shows to a user, under the provider's id; None where none is known.

    Any provider whose file has an address and the wire format `openai_chat` has one, and any that
    speaks as Ollama does.
    """
    if "ollama" in provider.wire_formats and provider.base_url is not None:
        return _installation(provider)
    url = _url(provider)
    if url is None:
        return None
    return Source(
        name=provider.id,
        title=provider.name,
        url=url,
        licence=_LICENCE,
        own_listing_of=provider.id,
        bounds=Bounds(least=1, most=_MOST_DISCOVERED, fill={}),
        parse=lenient_parser(_own_list(provider, provider.id)),
        fetch=_fetch(provider, url),
    )


def _installation(provider: Provider) -> Source:
    root = f"{provider.base_url}{provider.wire_formats['ollama']}"
    return replace(
        ollama.SOURCE,
        name=provider.id,
        title=provider.name,
        url=f"{root}{ollama.TAGS}",
        own_listing_of=provider.id,
        bounds=Bounds(least=1, most=_MOST_DISCOVERED, fill={}),
        parse=ollama.parser(provider.id),
        fetch=Fetch(gather=ollama.installed(root), signing=_signing(provider)),
    )


def _url(provider: Provider) -> str | None:
    """Where the list is: at the path that the file names, else below the root of the wire format."""
    if provider.base_url is None:
        return None
    path = provider.listing.get("path")
    if path is None:
        root = provider.wire_formats.get(_WIRE)
        if root is None:
            return None
        path = f"{root.rstrip('/')}{_PATH}"
    return f"{provider.base_url}{path}"


def _own_list(provider: Provider, source: str) -> OwnList:
    return OwnList(
        source=source,
        provider=provider.id,
        owners=provider.listing.get("owners", ()),
        created_is_release=provider.listing.get("created_is_release", False),
    )


def _fetch(provider: Provider, url: str) -> Fetch:
    return Fetch(gather=whole(url), signing=_signing(provider))


def _signing(provider: Provider) -> str | None:
    return "bearer" if "api_key" in provider.env else None
