"""Servers that speak a wire format as its provider does: they call a tool once, and then tell its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.http.server import AnswerServer, Reply, Seen
from tests.providers.client.acme import KEY, Shelf

from modeldex.core.provider import USUAL_SIGNING, Provider
from modeldex.core.usage import Usage
from modeldex.providers.client.sync_client import Client
from modeldex.providers.credentials import Credentials
from modeldex.wire.content import Text, ToolCall, ToolResult
from modeldex.wire.gathering import unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.wire.content import Part
    from modeldex.wire.request import ChatRequest

MODEL = "one:v2"
ARGUMENTS = '{"city":"Ulm"}'
USAGE = Usage(input_tokens=9, output_tokens=3)
ROLES = {
    "api_key": "ACME_API_KEY", "base_url": "ACME_BASE_URL", "region": "ACME_REGION",
    "access_key_id": "ACME_ACCESS", "secret_access_key": "ACME_SECRET",
}  # fmt: skip


class Upstream:
    """A provider that speaks one format, on this machine."""

    def __init__(self, server: AnswerServer, wire: str) -> None:
        self.server, self.wire = server, format_named(wire)
        self.requests: list[ChatRequest] = []
        """What it was asked, as it understood it."""
        for is_stream in (False, True):
            path = unquote(self.wire.path(MODEL, is_stream=is_stream).partition("?")[0])
            server.answer(path, self._answer)
            server.answer(self.wire.path(MODEL, is_stream=is_stream).partition("?")[0], self._answer)

    def client(self, **more: Any) -> Client:
        name = self.wire.name
        roles = dict(ROLES)
        if USUAL_SIGNING[name] == "aws-sigv4":
            del roles["api_key"]
        provider = Provider(
            id="acme", name="Acme", category="core", base_url="https://api.acme.example",
            wire_formats={name: ""}, env={role: (variable,) for role, variable in roles.items()},
        )  # fmt: skip
        environ = {
            "ACME_API_KEY": KEY, "ACME_BASE_URL": self.server.origin, "ACME_REGION": "eu-west-1",
            "ACME_ACCESS": "AKIA0123456789ABCDEF", "ACME_SECRET": "0123456789abcdef0123456789abcdef01234567",
        }  # fmt: skip
        credentials = Credentials(environ, keyring=False)
        return Client(Shelf(provider, model_id=MODEL), credentials=credentials, environ=environ, **more)

    def _answer(self, seen: Seen) -> Reply:
        is_stream = "tream" in seen.target or seen.json().get("stream") is True
        request = self.wire.read_request(seen.json(), model=MODEL, is_stream=is_stream)
        self.requests.append(request)
        answer = _answer_to(request)
        if not is_stream:
            return Reply(json=self.wire.write_response(answer, Losses()), headers={"x-request-id": "r1"})
        writer = self.wire.stream_writer(Losses())
        written = b"".join(writer.write(event) for event in unfolded(answer))
        return Reply(body=written, headers={"content-type": self.wire.stream_type}, is_chunked=True)


def _answer_to(request: ChatRequest) -> ChatResponse:
    results = [part for message in request.messages for part in message.parts if isinstance(part, ToolResult)]
    if request.tools and not results:
        call = ToolCall(id="call_1", name="get_weather", arguments=ARGUMENTS)
        parts, reason = (call,), "tool_calls"
    else:
        told = "".join(part.text for one in results for part in one.parts if isinstance(part, Text))
        parts, reason = (Text(text=f"It is {told}." if told else "Hello there"),), "stop"  # type: ignore[assignment]
    made: tuple[Part, ...] = parts
    choice = Choice(parts=made, finish=Finish(reason=reason))
    return ChatResponse(id="a1", model=MODEL, choices=(choice,), usage=USAGE, created=1_700_000_000)
