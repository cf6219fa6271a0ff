"""Answers as they come in: their events, their ends, and what is left of those that break off."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.listening import listening
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import END, HELLO, Shelf, chunk, said, streaming

from modeldex.core.errors import ProviderError
from modeldex.core.usage import Usage
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.wire.events import ChoiceEnded, Ended, PartEnded, PartGrew, PartStarted, Started, UsageTold

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

    from modeldex.providers.client.async_client import AsyncClient
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.stream import CompletionStream

CHAT = "/v1/chat/completions"


def test_the_events_come_in_their_order_and_the_whole_is_the_same(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(*HELLO, *END))

    async def walk(client: AsyncClient) -> tuple[list[type], Completion]:
        async with client.stream("one", "Hi") as stream:
            kinds = [type(event) async for event in stream]
            return kinds, stream.completion()

    kinds, completion = asking(walk)

    assert kinds == [
        Started, PartStarted, PartGrew, PartGrew, PartEnded, ChoiceEnded, UsageTold, Ended,
    ]  # fmt: skip
    assert (completion.text, completion.finish.reason) == ("Hello", "stop")
    assert completion.usage == Usage(input_tokens=9, output_tokens=3)
    assert 0 < completion.first_token_seconds <= completion.seconds
    sent = server.requests[0]
    assert (sent.json()["stream"], sent.json()["stream_options"]) == (True, {"include_usage": True})
    assert sent.headers["accept"] == "text/event-stream"


def test_the_words_alone_are_without_thinking(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(HELLO[0], chunk({"reasoning_content": "Hm."}), *HELLO[1:], *END))

    async def words(client: AsyncClient) -> tuple[list[str], str]:
        async with client.stream("one", "Hi") as stream:
            return [piece async for piece in stream.text()], stream.completion().thinking

    assert asking(words) == (["Hel", "lo"], "Hm.")


def test_a_stream_is_begun_by_its_first_event_too(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(*HELLO, *END))

    async def walk(client: AsyncClient) -> str:
        stream = client.stream("one", "Hi")
        assert server.requests == []
        with pytest.raises(ValueError, match="has not begun"):
            stream.completion()
        async for _ in stream:
            pass
        return stream.completion().text

    assert asking(walk) == "Hello"


def test_a_mapping_of_the_same_words_keeps_its_own_flags(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(*HELLO, *END))
    asked = {"messages": [{"role": "user", "content": "Hi"}], "stream_options": {"include_usage": False}}

    async def walk(client: AsyncClient) -> None:
        async with client.stream("one", asked) as stream:
            async for _ in stream:
                pass

    asking(walk)

    assert server.requests[0].json() == {**asked, "model": "one", "stream": True}


async def walked(stream: CompletionStream) -> tuple[ProviderError | None, Completion]:
    """The error that ends a stream, and what came before it."""
    async with stream:
        try:
            async for _ in stream:
                pass
        except ProviderError as error:
            return error, stream.completion()
        return None, stream.completion()


BROKEN = {
    "an error within": ((*HELLO, b'data: {"error": {"message": "down", "code": 502}}\n\n'), {}, None),
    "an end without a word of it": (tuple(HELLO), {}, "cut"),
    "a lost connection": ((*HELLO, *END), {"cut_after": len(b"".join(HELLO))}, "cut"),
    "an end before the first word": ((), {}, "cut"),
    "half an event": ((*HELLO, b'data: {"id": "chat'), {}, "cut"),
}


@pytest.mark.parametrize(("events", "more", "kind"), BROKEN.values(), ids=BROKEN)
def test_a_stream_that_breaks_off_is_an_error_and_what_came_before_it_stands(
    server: AnswerServer, asking: Asking, events: tuple[bytes, ...], more: dict[str, Any], kind: str | None
):
    server.answer(CHAT, streaming(*events, **more))

    error, completion = asking(lambda client: walked(client.stream("one", "Hi")))

    assert error is not None
    assert (error.provider, error.status) == ("acme", None if kind else error.status)
    assert kind in {None, error.kind}
    assert completion.text == ("Hello" if events else "")
    assert completion.finish is None
    assert len(server.requests) == 1


def test_silence_in_the_midst_is_a_timeout(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(*HELLO, *END, pause_seconds=5))
    times = CallTimeouts(between_tokens=0.2)

    error, _ = asking(lambda client: walked(client.stream("one", "Hi", timeouts=times)))

    assert error is not None
    assert (error.kind, "silent for more than 0.2 s" in str(error)) == ("timeout", True)


def test_pings_are_no_first_word(server: AnswerServer, asking: Asking):
    pings = b": still here\n\n" * 50
    server.answer(CHAT, streaming(pings, pings, *HELLO, *END, pause_seconds=5))
    times = CallTimeouts(first_token=0.2)

    error, _ = asking(lambda client: walked(client.stream("one", "Hi", timeouts=times)))

    assert error is not None
    assert (error.kind, "says no word within 0.2 s" in str(error)) == ("timeout", True)


def test_a_provider_is_asked_again_until_a_stream_begins(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(status=503), streaming(*HELLO, *END))

    error, completion = asking(lambda client: walked(client.stream("one", "Hi")))

    assert error is None
    assert completion.attempts == 2


def test_a_refusal_comes_before_the_first_event(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(status=401, json={"error": {"message": "bad key"}}))

    async def enter(client: AsyncClient) -> None:
        async with client.stream("one", "Hi"):
            raise AssertionError("it was entered")

    with pytest.raises(ProviderError, match="bad key") as caught:
        asking(enter)

    assert caught.value.kind == "authentication"


def test_an_answer_that_comes_in_one_is_told_as_a_stream(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))

    error, completion = asking(lambda client: walked(client.stream("one", "Hi")))

    assert (error, completion.text) == (None, "Hello")


def test_an_error_with_a_good_status_is_an_error_of_a_stream_too(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json={"error": {"code": 502, "message": "model is down"}}))

    error, _ = asking(lambda client: walked(client.stream("one", "Hi")))

    assert error is not None
    assert "model is down" in str(error)


def test_a_stream_that_says_all_and_does_not_end_is_whole(server: AnswerServer, asking: Asking):
    events = (*HELLO, *END)
    filler = b": " + b"x" * len(b"".join(events)) + b"\n\n"
    server.answer(CHAT, streaming(*events, filler, pause_seconds=5))

    error, completion = asking(lambda client: walked(client.stream("one", "Hi")))

    assert (error, completion.text) == (None, "Hello")


def test_who_leaves_early_is_heard_of_upstream(asking: Asking):
    async def leave(client: AsyncClient) -> None:
        has_left = asyncio.Event()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + b"".join(HELLO))
            while await reader.read(1_000):
                pass
            has_left.set()

        async with listening(talk) as port:
            asking.environ["ACME_BASE_URL"] = f"http://127.0.0.1:{port}/v1"
            async with client.stream("one", "Hi") as stream:
                async for piece in stream.text():
                    assert piece == "Hel"
                    break
            await asyncio.wait_for(has_left.wait(), 5)

    asking(leave)


def test_defaults_are_merged_into_what_a_stream_asks(server: AnswerServer, asking: Asking):
    server.answer(CHAT, streaming(*HELLO, *END))
    shelf = Shelf(default_parameters={"temperature": 0.5})

    asking(lambda client: walked(client.stream("one", "Hi")), shelf)

    assert server.requests[0].json()["temperature"] == 0.5
