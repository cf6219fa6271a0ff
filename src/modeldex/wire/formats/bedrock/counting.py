"""CountTokens: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from modeldex.core.errors import WireDataError
from modeldex.wire.fields import Fields, refuse
from modeldex.wire.formats.bedrock.request_reader import read_request
from modeldex.wire.formats.bedrock.request_writer import write_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_COUNTED = ("messages", "system", "toolConfig", "additionalModelRequestFields")


class BedrockCounting:
    """How Bedrock counts the tokens of a Converse request."""

    __slots__ = ()

    def path(self, model: str) -> str:
        """The path; the model's id with all but plain letters escaped."""
        return f"/model/{quote(model, safe='')}/count-tokens"

    def write(self, request: ChatRequest, losses: Losses) -> dict[str, Any]:
        """The body of the question: what of a request has tokens."""
        body = write_request(request, losses)
        return {"input": {"converse": {name: body[name] for name in _COUNTED if name in body}}}

    def read(self, body: Mapping[str, Any]) -> int:
        """The count; WireDataError where the answer has none."""
        count = body.get("inputTokens")
        if type(count) is not int or count < 0:
            raise WireDataError("inputTokens", "is missing or no count")
        return count

    def read_request(self, body: Mapping[str, Any], *, model: str | None = None) -> ChatRequest:
        """The Converse request that is to be counted; a model's own body (`invokeModel`) is not read."""
        faults: dict[str, str] = {}
        asked = Fields(body, "", faults).within("input")
        converse = None if asked is None else asked.object("converse")
        if converse is None:
            faults.setdefault("input.converse", "is missing")
        refuse(faults)
        return read_request(converse or {}, model=model)

    def write_count(self, count: int) -> dict[str, Any]:
        """The body of the answer."""
        return {"inputTokens": count}
