"""How many tokens a request has. https://ai.google.dev/api/tokens"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.formats.gemini.paths import model_path, path_of
from modeldex.wire.formats.gemini.request import read_request, write_request
from modeldex.wire.formats.gemini.spelling import camel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_AT_VERTEX = ("publishers/", "projects/", "endpoints/")
_TAKEN_AT_VERTEX = ("contents", "systemInstruction", "tools", "generationConfig")


class GeminiCounting:
    """`countTokens`: contents alone, or the whole request where it has tools or an instruction."""

    def path(self, model: str) -> str:
        return path_of(model, "countTokens")

    def write(self, request: ChatRequest, losses: Losses) -> dict[str, Any]:
        body = write_request(request, losses)
        if request.model.startswith(_AT_VERTEX):
            return {name: body[name] for name in _TAKEN_AT_VERTEX if name in body}
        if not body.keys() & {"systemInstruction", "tools"}:
            return {"contents": body["contents"]}
        return {"generateContentRequest": {"model": model_path(request.model), **body}}

    def read(self, body: Mapping[str, Any]) -> int:
        count = camel(body).get("totalTokens")
        if type(count) is not int or count < 0:
            raise WireDataError("totalTokens", "is missing")
        return count

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> ChatRequest:
        asked = camel(body).get("generateContentRequest") if isinstance(body, dict) else None
        return read_request(body if asked is None else asked, model=model)

    def write_count(self, count: int) -> dict[str, Any]:
        return {"totalTokens": count}
