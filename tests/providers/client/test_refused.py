"""Which key counts as refused, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply, Seen
from tests.providers.client.acme import HELLO, KEY, Shelf, acme, said, streaming

from modeldex.core.errors import ProviderError

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

    from modeldex.providers.client.async_client import AsyncClient

CHAT = "/v1/chat/completions"
OTHER = "sk-acme-other-9876543210"
NO_KEY = {"error": {"message": "no such key", "code": 401}}
WITHIN = b'data: {"error": {"message": "no such key", "code": 401}}\n\n'


def refusal_of(asking: Asking, shelf: Shelf) -> Any:
    refused = asking.credentials.refused
    return refused.find(shelf.of, asking.credentials, asking.environ["ACME_BASE_URL"].removesuffix("/v1"))


async def walked(client: AsyncClient) -> None:
    async for _ in client.stream("one", "Hi"):
        pass


REFUSALS = {
    "a status": Reply(status=401, json=NO_KEY),
    "an answer": Reply(json=NO_KEY),
    "an answer to who wants a stream": Reply(json=NO_KEY),
    "a stream": streaming(WITHIN),
    "the midst of a stream": streaming(*HELLO, WITHIN),
}


@pytest.mark.parametrize(("where", "reply"), REFUSALS.items(), ids=REFUSALS)
def test_a_refusal_of_the_key_counts_wherever_it_is_told(
    server: AnswerServer, asking: Asking, where: str, reply: Reply
):
    server.answer(CHAT, reply)
    shelf = Shelf()

    with pytest.raises(ProviderError, match=r"set another key than that in \$ACME_API_KEY") as caught:
        asking(walked if "stream" in where else lambda client: client.complete("one", "Hi"), shelf)

    assert caught.value.kind == "authentication"
    assert "no such key" in str(refusal_of(asking, shelf))


@pytest.mark.parametrize("key", ["short-key", KEY])
@pytest.mark.parametrize("is_stream", [False, True])
def test_an_error_with_a_good_status_repeats_no_key_however_short(
    server: AnswerServer, asking: Asking, key: str, is_stream: bool
):
    asking.environ["ACME_API_KEY"] = key
    said_of_it = {"error": {"message": f"who is {key}?", "code": 500}}
    server.answer(CHAT, Reply(json=said_of_it))

    with pytest.raises(ProviderError) as caught:
        asking(walked if is_stream else lambda client: client.complete("one", "Hi"))

    assert key not in str(caught.value)


def test_a_key_of_gemini_is_refused_with_another_status(server: AnswerServer, asking: Asking):
    shelf = Shelf(acme(wire_formats={"gemini": "/v1"}))
    reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
    told = {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT", "details": [reason]}
    server.answer("/v1/models/one:generateContent", Reply(status=400, json={"error": told}))

    with pytest.raises(ProviderError, match="set another key"):
        asking(lambda client: client.complete("one", "Hi"), shelf)

    assert refusal_of(asking, shelf) is not None


def test_a_list_that_everybody_gets_clears_no_key(server: AnswerServer, asking: Asking):
    shelf = Shelf()
    server.answer(CHAT, Reply(status=401, json=NO_KEY))
    server.answer("/v1/models", Reply(json=[{"id": "one"}]))

    with pytest.raises(ProviderError):
        asking(lambda client: client.complete("one", "Hi"), shelf)

    assert asking(lambda client: client.list_models("acme"), shelf) == ("one",)
    assert refusal_of(asking, shelf) is not None


def test_a_key_that_comes_while_another_is_refused_is_not_blamed(server: AnswerServer, asking: Asking):
    def turn(_: Seen) -> Reply:
        asking.environ["ACME_API_KEY"] = OTHER
        return Reply(status=401, json=NO_KEY)

    shelf = Shelf()
    server.answer(CHAT, turn)

    with pytest.raises(ProviderError):
        asking(lambda client: client.complete("one", "Hi"), shelf)

    assert refusal_of(asking, shelf) is None
    asking.environ["ACME_API_KEY"] = KEY
    assert refusal_of(asking, shelf) is not None


def test_a_key_that_is_let_in_says_nothing_of_another(server: AnswerServer, asking: Asking):
    shelf = Shelf()
    server.answer(CHAT, Reply(status=401, json=NO_KEY), Reply(json=said()))

    with pytest.raises(ProviderError):
        asking(lambda client: client.complete("one", "Hi"), shelf)
    asking.environ["ACME_API_KEY"] = OTHER
    asking(lambda client: client.complete("one", "Hi"), shelf)

    asking.environ["ACME_API_KEY"] = KEY
    assert refusal_of(asking, shelf) is not None


def test_a_model_that_writes_the_key_down_writes_it(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said(f"export ACME_API_KEY={KEY}")))

    assert asking(lambda client: client.complete("one", "Hi")).text == f"export ACME_API_KEY={KEY}"


def test_a_key_in_a_header_of_the_caller_is_not_repeated(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(status=400, json={"error": {"message": "who is my-gateway?"}}))

    with pytest.raises(ProviderError) as caught:
        asking(lambda client: client.complete("one", "Hi", headers={"X-Gateway-Token": "my-gateway"}))

    assert server.requests[0].headers["x-gateway-token"] == "my-gateway"
    assert "my-gateway" not in str(caught.value)
