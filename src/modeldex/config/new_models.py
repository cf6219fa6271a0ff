"""The models of a configuration that its catalog does not have: one's own, or slips of the pen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from modeldex.config.nearness import near_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.configuration import Configuration

_LIKENESS = 0.85
"""From how much likeness on an id is taken for another that was mistyped, 1 being the same."""


def new_models(configuration: Configuration, catalog: ModelCatalog) -> Mapping[str, str | None]:
    """Full id of every model of its own -> the id of the catalog that looks like it.

    None where nothing at its provider does. It is no fault: a model of one's own is stated in the same
    way as a change of a known one.
    """

    @cache
    def known(provider: str) -> list[str]:
        if catalog.names.provider_named(provider) is None:  # a provider of one's own
            return []
        return [model.model_id for model in catalog.find_models(provider=provider)]

    found: dict[str, str | None] = {}
    for full_id in configuration.entries:
        if not catalog.names.has(full_id):
            provider, _, model_id = full_id.partition("/")
            near = near_names(model_id, known(provider), most=1, likeness=_LIKENESS)
            found[full_id] = f"{provider}/{near[0]}" if near else None
    return found
