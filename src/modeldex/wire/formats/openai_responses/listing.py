"""The list of models: `GET /models`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.listing import ListedModels

if TYPE_CHECKING:
    from collections.abc import Mapping


class Listing:
    """OpenAI's list, which has one page."""

    path = "/models"

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        """A page; WireDataError where it is none."""
        data = body.get("data")
        if not isinstance(data, list):
            raise WireDataError("data", "is missing, or no list: this is no list of models")
        ids = tuple(one["id"] for one in data if isinstance(one, dict) and isinstance(one.get("id"), str))
        return ListedModels(ids=ids)
