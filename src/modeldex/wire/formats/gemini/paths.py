"""Paths of the API: `/models/{model}:{verb}`."""

from __future__ import annotations

from urllib.parse import quote

from modeldex.core.errors import InvalidRequestError

_FOLDERS = ("models/", "tunedModels/", "publishers/", "projects/", "endpoints/")


def path_of(model: str, verb: str) -> str:
    """The path of a verb; a model may be named with its folder, or with a whole path of Vertex."""
    place = model_path(model)
    steps = place.split("/")
    if any(step in {"", ".", ".."} for step in steps):
        raise InvalidRequestError({"model": f"{model!r:.80} names no model"})
    return "/" + "/".join(quote(step, safe="@") for step in steps) + f":{verb}"


def model_path(model: str) -> str:
    """A model with its folder: `models/gemini-2.5-pro`."""
    return model if model.startswith(_FOLDERS) else f"models/{model}"
