"""Vectors: `/embeddings`, https://platform.openai.com/docs/api-reference/embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.embeddings import EmbeddingRequest, EmbeddingResponse
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.usage import read_usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.losses import Losses

_ENCODINGS = ("float", "base64")
_KNOWN = frozenset(("object", "data", "model", "usage", "id"))


class ChatEmbeddings:
    """Asks for vectors as OpenAI has it; `input_type` is what NVIDIA, Voyage and OpenRouter have beside."""

    takes_many = True

    def path(self, model: str) -> str:  # noqa: ARG002
        return "/embeddings"

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> EmbeddingRequest:
        faults: dict[str, str] = {}
        one = Fields(body, "", faults)
        named = one.text("model")
        request: dict[str, Any] = {
            "model": (one.needed("model", named) or "") if model is None else model,
            "inputs": _inputs(one),
            "dimensions": one.whole("dimensions"),
            "encoding": one.word("encoding_format", _ENCODINGS),
            "task": one.text("input_type"),
            "user": one.text("user"),
        }
        refuse(faults)
        return EmbeddingRequest(**request, format=NAME, extras=dict(one.left()))

    def write_request(self, request: EmbeddingRequest, losses: Losses) -> dict[str, Any]:
        inputs = [text if isinstance(text, str) else list(text) for text in request.inputs]
        body: dict[str, Any] = {"model": request.model, "input": inputs}
        said = (
            ("dimensions", request.dimensions), ("encoding_format", request.encoding), ("user", request.user),
        )  # fmt: skip
        body.update((name, value) for name, value in said if value is not None)
        if request.task is not None:
            if request.format == NAME:
                body["input_type"] = request.task
            else:
                losses.drop("task", "the vectors of this format are for all tasks")
        for name, value in request.extras.items():
            if request.format == NAME:
                body.setdefault(name, value)
            else:
                losses.drop(name, f"only {request.format} has this field")
        return body

    def read_response(self, body: Mapping[str, Any]) -> EmbeddingResponse:
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, list):
            raise WireDataError("data", "there are no vectors")
        placed = sorted(enumerate(data), key=_index)
        return EmbeddingResponse(
            model=_text(body.get("model")),
            vectors=tuple(_vector(raw, place) for place, raw in placed),
            usage=_usage(body.get("usage")),
            id=_text(body.get("id")),
            format=NAME,
            extras={name: value for name, value in body.items() if name not in _KNOWN and value is not None},
        )

    def write_response(self, response: EmbeddingResponse, losses: Losses) -> dict[str, Any]:
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": held if isinstance(held, str) else list(held),
            }
            for index, held in enumerate(response.vectors)
        ]
        body: dict[str, Any] = {"object": "list", "data": data, "model": response.model or ""}
        if response.id is not None:
            body["id"] = response.id
        if response.usage is not None:
            total = response.usage.total_input_tokens
            body["usage"] = {"prompt_tokens": total, "total_tokens": total}
        for name, value in response.extras.items():
            if response.format == NAME:
                body.setdefault(name, value)
            else:
                losses.drop(name, "only the format of the answer has this field")
        return body


def _inputs(one: Fields) -> tuple[str | tuple[int, ...], ...]:
    """One text, several, the tokens of one, or those of several."""
    value = one.needed("input", one.any("input"))
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not value:
        one.fault("input", "must be a text, or a list of texts or of tokens, and not empty")
        return ()
    if all(isinstance(text, str) for text in value):
        return tuple(value)
    rows = [value] if all(type(token) is int for token in value) else value
    if all(isinstance(row, list) and all(type(token) is int for token in row) for row in rows):
        return tuple(tuple(row) for row in rows)
    one.fault("input", "must be a text, or a list of texts or of tokens")
    return ()


def _index(placed: tuple[int, Any]) -> int:
    """Its own index, else the place where it stands."""
    place, raw = placed
    index = raw.get("index") if isinstance(raw, dict) else None
    return index if type(index) is int else place


def _vector(raw: Any, place: int) -> tuple[float, ...] | str:
    held = raw.get("embedding") if isinstance(raw, dict) else None
    if isinstance(held, str):
        return held
    if isinstance(held, list) and all(type(number) in (float, int) for number in held):
        return tuple(held)
    raise WireDataError(f"data[{place}].embedding", "it is no vector")


def _usage(told: Any) -> Usage | None:
    """What was read; some servers tell the total alone."""
    if not isinstance(told, dict):
        return None
    return read_usage({"prompt_tokens": told.get("prompt_tokens", told.get("total_tokens"))})


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
