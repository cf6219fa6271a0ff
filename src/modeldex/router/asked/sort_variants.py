"""The two endings of OpenRouter's model names that say by what its providers are sorted."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

VARIANTS = MappingProxyType({":nitro": "throughput", ":floor": "price"})
"""Ending of a model's name -> what it sorts by."""
_ENDINGS = tuple(VARIANTS)
_OWN_ENDINGS = ("cloudflare-ai-gateway/",)
"""Where models are listed whose own names end so: such a name stays as it is."""


def sorted_by_name(
    models: tuple[str, ...], fallbacks: tuple[str, ...], sort: str | None, problems: dict[str, str]
) -> dict[str, Any]:
    """The fields of a request that such endings change: names without them, and `sort`.

    A request is sorted by one thing: the problems say where names, or a name and `sort`, differ.
    """
    if not any(_has_ending(name) for name in (*models, *fallbacks)):
        return {}
    asked = [_split(name) for name in models]
    further = [_split(name) for name in fallbacks]
    sorts = {one for _, one in asked} | {one for _, one in further if one is not None}
    if sort is not None:
        sorts = sorts - {None} | {sort}
    if len(sorts) > 1:
        problems["sort"] = (
            f"must be one for all models: {', '.join(VARIANTS)} stand after some names and not after all, or"
            " say otherwise than `sort`; leave the endings out, and state `sort`"
        )
        return {}
    changed = {
        "models": tuple([name for name, _ in asked]),
        "fallbacks": tuple([name for name, _ in further]),
    }
    for field, names in changed.items():
        if len(set(names)) != len(names):
            problems[field] = f"names a model twice, with and without {' or '.join(VARIANTS)}"
        if any(not name or name.endswith(" ") for name in names):
            problems[field] = f"must name a model right before {' or '.join(VARIANTS)}"
    return {**changed, "sort": sorts.pop()}


def _has_ending(name: str) -> bool:
    return name.endswith(_ENDINGS) and not name.startswith(_OWN_ENDINGS)


def _split(name: str) -> tuple[str, str | None]:
    """A name without its endings, and what the last of them sorts by."""
    by = None
    while _has_ending(name):
        base, _, ending = name.rpartition(":")
        name, by = base, by or VARIANTS[f":{ending}"]
    return name, by
