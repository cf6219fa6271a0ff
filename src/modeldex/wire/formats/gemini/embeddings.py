"""Vectors. https://ai.google.dev/api/embeddings"""

from __future__ import annotations

import struct
from base64 import b64decode
from binascii import Error
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import UntranslatableError, WireDataError
from modeldex.core.usage import Usage
from modeldex.wire.embeddings import EmbeddingRequest, EmbeddingResponse
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.gemini.paths import model_path, path_of
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.formats.gemini.usage import read_usage, write_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

_TASKS = {
    "search_document": "RETRIEVAL_DOCUMENT", "search_query": "RETRIEVAL_QUERY",
    "classification": "CLASSIFICATION", "clustering": "CLUSTERING",
}  # fmt: skip
"""Cohere's word of a task -> Google's."""


class GeminiEmbeddings:
    """`batchEmbedContents`: several texts in one request. `embedContent`, for one, is read too."""

    takes_many = True

    def path(self, model: str) -> str:
        return path_of(model, "batchEmbedContents")

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> EmbeddingRequest:
        faults: dict[str, str] = {}
        fields = Fields(camel(body) if type(body) is dict else body, "", faults)
        requests = [Fields(dict(camel(one.left())), one.path, faults) for one in fields.each("requests")]
        if not requests:
            requests = [fields]
        inputs = tuple(_words(one) for one in requests)
        named = [one.text("model") for one in requests]
        task, dimensions, extras = _shared(requests, faults)
        model = model if model is not None else named[0]
        if model is None:
            fields.fault("model", "is missing: the path says it")
        refuse(faults)
        return EmbeddingRequest(
            model=(model or "").removeprefix("models/"), inputs=inputs, dimensions=dimensions, task=task,
            format=NAME, extras=extras,
        )  # fmt: skip

    def write_request(self, request: EmbeddingRequest, losses: Losses) -> dict[str, Any]:
        shared: dict[str, Any] = {"model": model_path(request.model)}
        if request.task is not None:
            shared["taskType"] = _TASKS.get(request.task, request.task)
        if request.dimensions is not None:
            shared["outputDimensionality"] = request.dimensions
        if request.encoding == "base64":
            losses.approximate("encoding", "vectors come as numbers")
        if request.user is not None:
            losses.drop("user", "has no place in this format")
        if request.format == NAME:
            shared |= request.extras
        else:
            for name in request.extras:
                losses.drop(name, f"is known to the format {request.format} alone")
        if not all(type(one) is str for one in request.inputs):
            raise UntranslatableError(NAME, ["inputs: token ids mean something to their own model alone"])
        return {"requests": [shared | {"content": {"parts": [{"text": one}]}} for one in request.inputs]}

    def read_response(self, body: Mapping[str, Any]) -> EmbeddingResponse:
        told = camel(body)
        several = told.get("embeddings", [told["embedding"]] if "embedding" in told else None)
        if type(several) is not list:
            raise WireDataError("embeddings", "is missing")
        return EmbeddingResponse(
            model=None, vectors=tuple(_vector(one, place) for place, one in enumerate(several)),
            usage=read_usage(told) or _counted(several), format=NAME,
        )  # fmt: skip

    def write_response(self, response: EmbeddingResponse, losses: Losses) -> dict[str, Any]:
        body: dict[str, Any] = {"embeddings": [{"values": _numbers(one)} for one in response.vectors]}
        if response.usage is not None:
            told = write_usage(response.usage)
            body["usageMetadata"] = {name: told[name] for name in ("promptTokenCount", "totalTokenCount")}
        for name in response.extras if response.format != NAME else ():
            losses.drop(name, f"is known to the format {response.format} alone")
        return body


def _words(fields: Fields) -> str:
    """The text of a content; its parts are one text."""
    content = fields.within("content")
    if content is None:
        fields.fault("content", "is missing")
        return ""
    return "".join([part.needed("text", part.text("text")) or "" for part in content.each("parts")])


def _shared(requests: list[Fields], faults: dict[str, str]) -> tuple[str | None, int | None, dict[str, Any]]:
    """What all inputs have in common; a fault where they differ, since one request says it of all."""
    said = [(one.text("taskType"), one.whole("outputDimensionality"), dict(one.left())) for one in requests]
    if any(one != said[0] for one in said):
        faults["requests"] = "must agree in all but their content"
    return said[0]


def _vector(value: Any, place: int) -> tuple[float, ...]:
    values = value.get("values") if type(value) is dict else None
    if type(values) is not list or not all(type(one) in {int, float} for one in values):
        raise WireDataError(f"embeddings[{place}].values", "must be a list of numbers")
    return tuple(values)


def _counted(several: list[Any]) -> Usage | None:
    """Vertex counts the tokens of each text."""
    counts = [one.get("statistics", {}).get("tokenCount") for one in several if type(one) is dict]
    known = [int(one) for one in counts if type(one) in {int, float} and one >= 0]
    return Usage(input_tokens=sum(known)) if known and len(known) == len(several) else None


def _numbers(vector: tuple[float, ...] | str) -> list[float]:
    if not isinstance(vector, str):
        return list(vector)
    try:
        raw = b64decode(vector, validate=True)
        return list(struct.unpack(f"<{len(raw) // 4}f", raw))
    except (Error, ValueError, struct.error):
        raise WireDataError("vectors", "are no base64 of 32-bit floats") from None
