"""Where a model is served: what its id says of it, else what its provider says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider

GLOBAL = "global"
"""Served anywhere in the world."""

_OF_IDS = frozenset({"us", "us-gov", "eu", "apac", "au", "ca", "in", "jp", GLOBAL})
"""Beginnings of the ids of Bedrock's profiles across regions (`eu.anthropic.claude-…`)."""
_IN_EU = (
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "it", "lt",
    "lu", "lv", "mt", "nl", "pl", "pt", "ro", "se", "si", "sk",
)  # fmt: skip
_IN_APAC = ("ap", "au", "hk", "id", "in", "jp", "kr", "my", "nz", "sg", "th", "tw")
_LARGER = MappingProxyType(dict.fromkeys(_IN_EU, "eu") | dict.fromkeys(_IN_APAC, "apac"))
"""Region -> the larger one of those that providers name, which it is a part of without being named so."""
_ELSEWHERE = frozenset({
    "ae", "af", "ar", "bd", "br", "ch", "cl", "cn", "co", "eg", "gb", "gh", "il", "is", "ke", "kz", "me",
    "mx", "ng", "no", "pe", "ph", "pk", "qa", "ru", "sa", "tr", "ua", "uk", "vn", "za",
})  # fmt: skip
REGIONS = _OF_IDS | _LARGER.keys() | _ELSEWHERE
"""Clouds and countries as their regions begin: `ap-southeast-2`, `eu-central-1`, `us`, `de`."""


def regions_of(model: ModelConfig, provider: Provider | None) -> tuple[str, ...]:
    """Everywhere that a model's requests are worked on, as far as is known; empty: nobody says."""
    first, dot, rest = model.model_id.rpartition("/")[2].partition(".")
    if dot and "." in rest and first in _OF_IDS:
        return (first,)
    return () if provider is None else provider.data_policy.get("regions", ())


def region_named(name: str, stated: Collection[str] = ()) -> str | None:
    """The region that a name means, in any case; `stated`: what providers name beside those that are known.

    None where it means none, so that nobody can refuse a region that there is not.
    """
    region = name.lower().replace(" ", "-").replace("_", "-")
    return region if region in stated or region.partition("-")[0] in REGIONS else None


def lies_in(region: str, larger: str) -> bool:
    """Whether a region is another, or a part of it: `eu-west-1` lies in `eu`, and all do in `global`."""
    if larger in (region, GLOBAL) or region.startswith(f"{larger}-"):
        return True
    return _LARGER.get(region.partition("-")[0]) == larger


def may_touch(region: str, other: str) -> bool:
    """Whether something that is worked on in a region may be worked on in another: what is global may.

    `global` itself is touched by nothing else: what is confined to a region is not worked on anywhere.
    """
    if GLOBAL in (region, other):
        return region == GLOBAL
    return lies_in(region, other) or lies_in(other, region)
