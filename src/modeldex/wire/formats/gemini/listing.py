"""Which models there are. https://ai.google.dev/api/models"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.core.errors import WireDataError
from modeldex.wire.formats.gemini.spelling import camel
from modeldex.wire.listing import ListedModels

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = "?pageSize=1000"
"""What further pages ask for; the first is as long as the API makes it."""


class GeminiListing:
    """The list of the Gemini API, and that of Vertex, which calls them `publisherModels`."""

    path = "/models"

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        told = camel(body)
        models = told.get("models", told.get("publisherModels"))
        token = told.get("nextPageToken")
        if type(models) is not list and (models is not None or told):
            raise WireDataError("models", "must be a list")  # an empty list is left out, with all else
        ids = [_id(value, place) for place, value in enumerate(models or ())]
        following = f"{_PAGE}&pageToken={quote(token, safe='')}" if type(token) is str and token else None
        return ListedModels(ids=tuple(ids), next=following)


def _id(value: Any, place: int) -> str:
    name = value.get("name") if type(value) is dict else None
    if type(name) is not str or not name:
        raise WireDataError(f"models[{place}].name", "is missing")
    return name.removeprefix("models/") if name.startswith("models/") else name.rpartition("/models/")[2]
