"""Where a model is served: what its id says of it, else what its provider says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider

GLOBAL = "global"
"""Served anywhere in the world."""

_OF_IDS = frozenset({"us", "us-gov", "eu", "apac", "au", "ca", "in", "jp", GLOBAL})
"""Beginnings of the ids of Bedrock's profiles across regions (`eu.anthropic.claude-…`)."""
_LARGER = MappingProxyType({"au": "apac", "in": "apac", "jp": "apac"})
"""Region -> the larger one of those that providers name, which it is a part of without being named so."""


def regions_of(model: ModelConfig, provider: Provider | None) -> tuple[str, ...]:
    """Everywhere that a model's requests are worked on, as far as is known; empty: nobody says."""
    first, dot, rest = model.model_id.rpartition("/")[2].partition(".")
    if dot and "." in rest and first in _OF_IDS:
        return (first,)
    return () if provider is None else provider.data_policy.get("regions", ())


def lies_in(region: str, larger: str) -> bool:
    """Whether a region is another, or a part of it: `eu-west-1` lies in `eu`."""
    return region == larger or region.startswith(f"{larger}-") or _LARGER.get(region) == larger


def may_touch(region: str, other: str) -> bool:
    """Whether something that is worked on in a region may be worked on in another: what is global may."""
    return region == GLOBAL or lies_in(region, other) or lies_in(other, region)
