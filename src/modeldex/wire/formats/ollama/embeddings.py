"""`/api/embed`: texts to vectors, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.core.usage import Usage
from modeldex.wire.embeddings import EmbeddingRequest, EmbeddingResponse
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.formats.ollama.usage import READ, read_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses


class OllamaEmbeddings:
    """How Ollama says it."""

    __slots__ = ()
    takes_many = True

    def path(self, model: str) -> str:  # noqa: ARG002 - the model stands in the body
        """The path."""
        return "/embed"

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> EmbeddingRequest:
        """A request; InvalidRequestError names all bad fields."""
        faults: dict[str, str] = {}
        fields = Fields(body, "", faults)
        named = fields.text("model")
        given = fields.needed("input", fields.any("input"))
        inputs = [given] if type(given) is str else given
        if type(inputs) is not list or not all(type(one) is str for one in inputs):
            fields.fault("input", "must be a text or a list of texts")
            inputs = []
        request = EmbeddingRequest(
            model=fields.needed("model", named if model is None else model) or "",
            inputs=tuple(inputs),
            dimensions=fields.whole("dimensions"),
            format=NAME,
            extras=fields.left(),
        )
        refuse(faults)
        return request

    def write_request(self, request: EmbeddingRequest, losses: Losses) -> dict[str, Any]:
        """The body of a request."""
        inputs: list[str] = []
        for place, one in enumerate(request.inputs):
            if isinstance(one, str):
                inputs.append(one)
            else:
                losses.drop(f"inputs[{place}]", "Ollama takes texts, not ids of tokens")
        body: dict[str, Any] = {"model": request.model, "input": inputs}
        if request.dimensions is not None:
            body["dimensions"] = request.dimensions
        if request.encoding not in {None, "float"}:
            losses.approximate("encoding", "Ollama answers in numbers")
        for name in ("task", "user"):
            if getattr(request, name) is not None:
                losses.drop(name, "Ollama has no such field")
        if request.format == NAME:
            return body | dict(request.extras)
        for name in request.extras:
            losses.drop(name, f"only {request.format or 'the caller'} knows it")
        return body

    def read_response(self, body: Mapping[str, Any]) -> EmbeddingResponse:
        """An answer; WireDataError where it is none. Servers of the older endpoint give one vector."""
        vectors = body.get("embeddings")
        if vectors is None and "embedding" in body:
            vectors = [body["embedding"]]
        if type(vectors) is not list or not all(type(vector) is list for vector in vectors):
            raise WireDataError("embeddings", "must be a list of vectors")
        model, usage = body.get("model"), read_usage(body)
        known = {"model", "embeddings", "embedding"} | (set() if usage is None else {READ})
        return EmbeddingResponse(
            model=model if isinstance(model, str) else None,
            vectors=tuple([tuple(vector) for vector in vectors]),
            usage=usage,
            format=NAME,
            extras={name: value for name, value in body.items() if name not in known},
        )

    def write_response(self, response: EmbeddingResponse, losses: Losses) -> dict[str, Any]:
        """The body of an answer."""
        body: dict[str, Any] = {} if response.model is None else {"model": response.model}
        vectors: list[list[float]] = []
        for place, vector in enumerate(response.vectors):
            if isinstance(vector, str):
                losses.drop(f"vectors[{place}]", "Ollama answers in numbers, not in base64")
            else:
                vectors.append(list(vector))
        body["embeddings"] = vectors
        if response.id is not None:
            losses.drop("id", "Ollama has no such field")
        if response.usage is not None:
            body[READ] = response.usage.total_input_tokens
            if response.usage != Usage(input_tokens=response.usage.total_input_tokens):
                losses.approximate("usage", "Ollama tells what was read, and nothing apart")
        if response.format == NAME:
            return body | dict(response.extras)
        for name in response.extras:
            losses.drop(name, f"only {response.format or 'the caller'} knows it")
        return body
