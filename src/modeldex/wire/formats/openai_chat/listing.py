"""The list of models: `/models`, https://platform.openai.com/docs/api-reference/models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from modeldex.core.errors import WireDataError
from modeldex.wire.listing import ListedModels

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChatListing:
    """Lists models; Together sends the bare list, OpenRouter the address of the next page."""

    path = "/models"

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        """A page; entries without an id are passed over."""
        listed: Any = body.get("data", body.get("models")) if isinstance(body, dict) else body
        if not isinstance(listed, list):
            raise WireDataError("data", "there is no list of models")
        ids = tuple(
            model["id"] for model in listed if isinstance(model, dict) and isinstance(model.get("id"), str)
        )
        return ListedModels(ids=ids, next=_next(body) if isinstance(body, dict) else None)


def _next(body: Mapping[str, Any]) -> str | None:
    links = body.get("links")
    if isinstance(links, dict) and isinstance(links.get("next"), str):
        query = urlsplit(links["next"]).query
        return f"?{query}" if query else None
    last = body.get("last_id")
    return (
        f"?after={quote(last, safe='')}" if body.get("has_more") is True and isinstance(last, str) else None
    )
