"""What a client is told, what it finds by itself, and what it refuses before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import Shelf, acme, said

from modeldex.core.errors import InvalidRequestError, InvalidValueError, NetworkError, WireDataError
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.client.sync_client import Client
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.providers.gateway import Gateway
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

CHAT = "/v1/chat/completions"
PAGE = b"<html><title>Log in</title></html>"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"credentials": {"a": 1}}, "credentials: must be Credentials"),
        ({"timeouts": 5}, r"timeouts: must be CallTimeouts, such as CallTimeouts\(total=30\), not int"),
        ({"retry": 3}, "retry: must be CallRetry"),
        ({"gateway": 3}, "gateway: must be a Gateway, or its address"),
    ],
)
def test_a_client_refuses_what_is_of_a_wrong_type(named: dict[str, Any], told: str):
    with pytest.raises(InvalidValueError, match=told):
        Client(Shelf(), **named)


@pytest.mark.parametrize("attempts", [0, "3", True])
def test_attempts_are_at_least_one(attempts: Any):
    with pytest.raises(InvalidValueError, match="attempts"):
        CallRetry(attempts=attempts)


def test_a_time_is_a_number():
    with pytest.raises(ValueError, match="total must be a number of seconds above 0, not '5'"):
        CallTimeouts(total="5")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"timeouts": 5}, "timeouts: must be CallTimeouts"),
        ({"headers": "foo"}, "headers: must be a mapping"),
        ({"headers": {"X-A": 5}}, "must be a text or a Secret, not int"),
    ],
)
def test_a_call_refuses_what_is_of_a_wrong_type(asking: Asking, more: dict[str, Any], told: str):
    with pytest.raises(InvalidValueError, match=told):
        asking(lambda client: client.complete("one", "Hi", **more))


@pytest.mark.parametrize("inputs", [[1], 5, b"Hi"])
def test_vectors_are_asked_of_texts(asking: Asking, inputs: Any):
    with pytest.raises(InvalidRequestError, match="inputs"):
        asking(lambda client: client.embed("one", inputs))


def test_a_vector_is_not_of_a_negative_length(asking: Asking):
    with pytest.raises(InvalidRequestError, match="dimensions must be a whole number"):
        asking(lambda client: client.embed("one", "Hi", dimensions=-3))


def test_the_address_of_a_gateway_is_enough(server: AnswerServer, asking: Asking):
    server.answer("/_/gateway/acme" + CHAT, Reply(json=said()))

    assert asking(lambda client: client.complete("one", "Hi"), gateway=server.origin).text == "Hello"


def test_what_a_directory_offers_counts_where_nothing_is_said(server: AnswerServer, asking: Asking):
    class Offering(Shelf):
        def client_options(self) -> dict[str, Any]:
            return {"gateway": Gateway(server.origin), "timeouts": None}

    server.answer("/_/gateway/acme" + CHAT, Reply(json=said()))

    assert asking(lambda client: client.complete("one", "Hi"), Offering()).text == "Hello"


def test_offline_nobody_is_asked(server: AnswerServer, asking: Asking):
    asking.environ["MODELDEX_OFFLINE"] = "1"

    with pytest.raises(NetworkError, match="is offline; unset MODELDEX_OFFLINE"):
        asking(lambda client: client.complete("one", "Hi"))

    assert server.requests == []


def test_offline_the_predictable_provider_answers_all_the_same():
    with Client(environ={"MODELDEX_OFFLINE": "1"}) as client:
        assert client.complete("predictable/echo", "Hi").text == "Hi"


@pytest.mark.parametrize(
    "asked", ["", "  ", ChatRequest(model="", messages=(Message(role="user", parts=()),))]
)
def test_who_says_nothing_is_not_answered(server: AnswerServer, asking: Asking, asked: Any):
    with pytest.raises(InvalidRequestError, match="say nothing that could be answered"):
        asking(lambda client: client.complete("one", asked))

    assert server.requests == []


def test_instructions_alone_are_nothing_to_answer_where_they_are_no_message(asking: Asking):
    shelf = Shelf(acme(wire_formats={"anthropic": "/v1"}))
    asked = {"messages": [{"role": "system", "content": "Be brief."}]}

    with pytest.raises(InvalidRequestError, match="say nothing that could be answered"):
        asking(lambda client: client.complete("one", asked), shelf)


def test_a_page_in_the_place_of_an_answer_is_told_with_who_sent_it(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(body=PAGE, headers={"content-type": "text/html"}))

    with pytest.raises(WireDataError, match=r"acme answers http.*status 200 and '<html><title>Log in"):
        asking(lambda client: client.complete("one", "Hi"))


def test_the_version_of_anthropics_format_is_named_however_it_is_signed(server: AnswerServer, asking: Asking):
    server.answer("/v1/messages", Reply(status=400, json={"error": {"message": "no"}}))
    shelf = Shelf(acme(wire_formats={"anthropic": "/v1"}, signing={"anthropic": "bearer"}))

    with pytest.raises(Exception, match="no"):
        asking(lambda client: client.complete("one", "Hi"), shelf)

    assert server.requests[0].headers["anthropic-version"] == "2023-06-01"
