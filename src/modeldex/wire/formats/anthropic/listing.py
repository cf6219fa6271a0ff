"""Which models there are: https://platform.claude.com/docs/en/api/models-list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.core.errors import WireDataError
from modeldex.wire.listing import ListedModels

if TYPE_CHECKING:
    from collections.abc import Mapping


class AnthropicListing:
    """Pages of `data`, each but the last with `has_more`."""

    path = "/models"

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        """A page; WireDataError where it is none."""
        models = body.get("data") if isinstance(body, dict) else None
        if type(models) is not list:
            raise WireDataError("data", "there is no list of models")
        ids = tuple(
            model["id"] for model in models if isinstance(model, dict) and isinstance(model.get("id"), str)
        )
        last = body.get("last_id") or (ids[-1] if ids else None)
        if body.get("has_more") is not True or not isinstance(last, str):
            return ListedModels(ids=ids)
        return ListedModels(ids=ids, next=f"?after_id={quote(last, safe='')}")
