"""What is told of a provider that refuses, and what is remembered of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import KEY, Shelf, acme, said

from modeldex.core.errors import EgressError, NetworkError, ProviderError, WireDataError
from modeldex.http.failure import AnsweredError, OverdueError, UnreachedError
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.client.timeouts import CallTimeouts

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

    from modeldex.providers.client.async_client import AsyncClient

CHAT = "/v1/chat/completions"


def refusal(status: int, code: str | None = None, message: str = "no", **headers: str) -> Reply:
    error = {"message": message, "type": "x", "param": "model", "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, json={"error": error}, headers=named)


def failed(asking: Asking, timeouts: CallTimeouts | None = None, **more: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        asking(lambda client: client.complete("one", "Hi", timeouts=timeouts), **more)
    return caught.value


def test_a_refusal_says_all_that_the_provider_says(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(404, "model_not_found", "no such model", x_request_id="r1"))

    error = failed(asking)

    assert (error.provider, error.kind, error.status) == ("acme", "not_found", 404)
    assert (error.provider_code, error.param, error.request_id) == ("model_not_found", "model", "r1")
    assert str(error) == "[E4702] acme: answers with the error 404 not_found: no such model"
    assert isinstance(error.__cause__, AnsweredError)


@pytest.mark.parametrize(
    ("status", "said_body"),
    [
        (400, b""),
        (403, b"<html><body>Forbidden\x1b[2J</body></html>"),
        (500, b'{"error": 5}'),
        (502, b"\xff\xfe"),
        (404, b"[]"),
        (422, b'{"detail": [{"loc": ["body"], "msg": "bad"}]}'),
    ],
)
def test_whatever_a_refusal_holds_it_is_one_printable_error(
    server: AnswerServer, asking: Asking, status: int, said_body: bytes
):
    server.answer(CHAT, Reply(status=status, body=said_body))

    error = failed(asking)

    assert error.status == status
    assert str(error).isprintable()


def test_no_key_is_repeated(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(401, None, f"Incorrect API key provided: {KEY}.", x_request_id=KEY))

    error = failed(asking)

    assert KEY not in str(error) + repr(vars(error)) + repr(vars(error.__cause__))
    assert "***" in str(error)


def test_a_busy_provider_is_asked_again_when_it_says(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(429, retry_after_ms="1500"), refusal(503), Reply(json=said()))

    answer = asking(lambda client: client.complete("one", "Hi"))

    assert answer.attempts == 3
    assert asking.waits == [1.75, 0.5]


def test_how_long_a_provider_wants_to_be_left_alone_is_told(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(429, retry_after="90"))

    error = failed(asking)

    assert (error.kind, error.retry_after_seconds) == ("rate_limit", 90.0)
    assert (len(server.requests), asking.waits) == (1, [])


ONCE = {
    "a quota that is used up": refusal(429, "insufficient_quota"),
    "a limit of spending": Reply(
        status=429,
        json={
            "error": {"type": "rate_limit_error", "details": {"error_code": "enforced_spend_limit_reached"}}
        },
    ),
    "a provider that says so": refusal(503, x_should_retry="false"),
    "no money": refusal(402),
    "a conflict": refusal(409),
    "a bad request": refusal(400),
    "a proxy that waited too long": refusal(504),
    "a request that took too long": refusal(408),
    "a cut answer": Reply(json=said(), cut_after=10),
    "a torn answer": Reply(raw=b""),
}


@pytest.mark.parametrize("reply", ONCE.values(), ids=ONCE)
def test_what_no_wait_mends_or_may_be_charged_twice_is_asked_once(
    server: AnswerServer, asking: Asking, reply: Reply
):
    server.answer(CHAT, reply)

    with pytest.raises((ProviderError, NetworkError)):
        asking(lambda client: client.complete("one", "Hi"))

    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_what_was_not_done_is_asked_again(server: AnswerServer, asking: Asking, status: int):
    server.answer(CHAT, refusal(status), Reply(json=said()))

    assert asking(lambda client: client.complete("one", "Hi")).attempts == 2


def test_a_provider_that_says_so_is_asked_again_whatever_the_status(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(504, x_should_retry="true"), Reply(json=said()))

    assert asking(lambda client: client.complete("one", "Hi")).attempts == 2


def test_a_wait_that_is_longer_than_what_is_left_is_not_begun(server: AnswerServer, asking: Asking):
    server.answer(CHAT, refusal(429, retry_after="30"))

    error = failed(asking, timeouts=CallTimeouts(total=20))

    assert (error.kind, error.retry_after_seconds, asking.waits) == ("rate_limit", 30.0, [])


def test_nobody_there_is_asked_again_and_then_told(asking: Asking):
    asking.environ["ACME_BASE_URL"] = "http://127.0.0.1:9/v1"

    with pytest.raises(UnreachedError):
        asking(lambda client: client.complete("one", "Hi"))

    assert len(asking.waits) == 2


def test_an_error_with_a_good_status_is_an_error(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json={"error": {"code": 502, "message": "model is down"}}))

    assert "model is down" in str(failed(asking))


def test_the_name_of_a_request_is_one_short_line(server: AnswerServer, asking: Asking):
    named = {"error": {"message": "no"}, "request_id": "a\x1b[2J" + "x" * 5_000}
    server.answer(CHAT, Reply(status=400, json=named, headers={"x-request-id": "y" * 5_000}))

    error = failed(asking)

    assert error.request_id is not None
    assert error.request_id.isprintable()
    assert len(error.request_id) <= 200


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id": 1}', b'{"choices": {}}'])
def test_a_good_status_without_an_answer_is_told(server: AnswerServer, asking: Asking, body: bytes):
    server.answer(CHAT, Reply(body=body))

    with pytest.raises(WireDataError):
        asking(lambda client: client.complete("one", "Hi"))


def test_a_refused_key_is_remembered_until_it_is_let_in(server: AnswerServer, asking: Asking):
    shelf = Shelf()
    server.answer(CHAT, refusal(401, "invalid_api_key", "bad key"), Reply(json=said()))

    error = failed(asking, shelf=shelf)
    refused = asking.credentials.refused.find(shelf.of, asking.credentials)
    asking(lambda client: client.complete("one", "Hi"), shelf)

    assert refused is not None
    assert "bad key" in str(refused)
    assert error.problem.endswith("bad key; set another key than that in $ACME_API_KEY")
    assert asking.credentials.refused.find(shelf.of, asking.credentials) is None


def test_an_answer_that_does_not_come_is_given_up(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said(), delay_seconds=5))

    with pytest.raises(OverdueError, match=r"0\.2 s"):
        asking(lambda client: client.complete("one", "Hi", timeouts=CallTimeouts(total=0.2)))

    assert len(server.requests) == 1


def test_the_time_for_the_whole_counts_all_attempts(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(status=503, delay_seconds=0.15))
    at_once = CallRetry(chance=lambda: 0.0)

    with pytest.raises(OverdueError, match="all attempts taken together"):
        asking(lambda client: client.complete("one", "Hi", timeouts=CallTimeouts(total=0.2)), retry=at_once)


def test_an_address_in_a_private_network_is_asked_only_where_the_user_named_it(
    server: AnswerServer, asking: Asking
):
    unnamed = Shelf(acme(base_url="http://10.0.0.1"))
    server.answer(CHAT, Reply(json=said()))

    assert asking(lambda client: client.complete("one", "Hi"), unnamed).text == "Hello"
    del asking.environ["ACME_BASE_URL"]
    with pytest.raises(EgressError):
        asking(lambda client: client.complete("one", "Hi"), unnamed)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_time_that_is_none_is_refused(seconds: float):
    with pytest.raises(ValueError, match="first_token must be a number of seconds above 0"):
        CallTimeouts(first_token=seconds)


def test_a_kept_connection_that_the_provider_has_closed_is_no_failure(server: AnswerServer, asking: Asking):
    body = json.dumps(said()).encode()
    server.answer(CHAT, Reply(body=body, stated_length=len(body)))  # it is closed after each answer

    async def often(client: AsyncClient) -> set[str]:
        return {(await client.complete("one", "Hi")).text for _ in range(30)}

    assert asking(often) == {"Hello"}
    assert len(server.requests) == 30
