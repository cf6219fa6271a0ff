"""`/api/tags`: the models that a server of Ollama's has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.listing import ListedModels

if TYPE_CHECKING:
    from collections.abc import Mapping


class OllamaListing:
    """How Ollama lists models: all at once."""

    path = "/tags"

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        """The list; WireDataError where it is none."""
        models = body.get("models")
        if type(models) is not list:
            raise WireDataError("models", "must be a list")
        names = [one.get("model") or one.get("name") for one in models if type(one) is dict]
        return ListedModels(ids=tuple([name for name in names if type(name) is str]))
