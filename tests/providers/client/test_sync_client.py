"""The client for whoever does not wait: one loop in the background, and no surprises."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import END, HELLO, KEY, Shelf, said, streaming

from modeldex.core.errors import ModeldexError, ProviderError
from modeldex.providers.client.background import BackgroundLoop
from modeldex.providers.client.sync_client import Client
from modeldex.providers.credentials import Credentials

CHAT = "/v1/chat/completions"


def client(server: AnswerServer) -> Client:
    environ = {"ACME_API_KEY": KEY, "ACME_BASE_URL": server.url("/v1")}
    return Client(Shelf(), credentials=Credentials(environ, keyring=False), environ=environ)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "modeldex-client"]


def test_an_answer_is_waited_for(server: AnswerServer):
    server.answer(CHAT, Reply(json=said()))

    with client(server) as one:
        assert one.complete("one", "Hi").text == "Hello"
        assert one.count_tokens("one", "Hi").is_estimate

    assert threads() == []


def test_no_thread_begins_before_it_is_needed(server: AnswerServer):
    one = client(server)

    assert threads() == []
    one.close()


def test_a_stream_is_walked_through(server: AnswerServer):
    server.answer(CHAT, streaming(*HELLO, *END))

    with client(server) as one, one.stream("one", "Hi") as stream:
        assert "".join(stream.text()) == "Hello"
        assert stream.is_whole
        assert stream.completion().text == "Hello"


def test_a_stream_is_left_in_the_midst(server: AnswerServer):
    server.answer(CHAT, streaming(*HELLO, *END))

    with client(server) as one:
        with one.stream("one", "Hi") as stream:
            assert next(iter(stream.text())) == "Hel"
        assert stream.completion().text == "Hel"


def test_errors_are_those_of_the_other_client(server: AnswerServer):
    server.answer(CHAT, Reply(status=400, json={"error": {"message": "bad"}}))

    with client(server) as one, pytest.raises(ProviderError, match="bad"):
        one.complete("one", "Hi")


def test_it_works_within_a_loop_that_is_busy(server: AnswerServer):
    server.answer(CHAT, Reply(json=said()))

    async def cell() -> str:
        with client(server) as one:
            return one.complete("one", "Hi").text

    assert asyncio.run(cell()) == "Hello"


def test_several_threads_ask_at_once(server: AnswerServer):
    server.answer(CHAT, Reply(json=said(), delay_seconds=0.05))

    with client(server) as one, ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda _: one.complete("one", "Hi").text, range(16)))

    assert texts == ["Hello"] * 16


def test_a_closed_client_says_so_and_closes_twice(server: AnswerServer):
    one = client(server)
    one.close()
    one.close()

    with pytest.raises(ModeldexError, match="closed; make another"):
        one.complete("one", "Hi")


def test_what_is_under_way_ends_when_it_is_closed(server: AnswerServer):
    server.answer(CHAT, streaming(*HELLO, *END, pause_seconds=30))
    one = client(server)
    stream = one.stream("one", "Hi")
    assert next(stream) is not None

    one.close()

    assert threads() == []


def test_a_client_that_nobody_closes_is_closed_with_its_last_reference(server: AnswerServer):
    server.answer(CHAT, Reply(json=said()))
    one = client(server)
    one.complete("one", "Hi")

    del one
    gc.collect()

    assert threads() == []


def test_a_client_that_is_let_go_of_within_its_own_loop_ends_all_the_same():
    loop = BackgroundLoop("modeldex-client")

    async def nothing() -> None:
        """It is the last that runs."""

    async def let_go() -> None:
        loop.close(nothing)

    loop.run(let_go())
    for thread in threading.enumerate():
        if thread.name == "modeldex-client":
            thread.join(5)

    assert threads() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_after_a_fork_a_client_asks_for_another(monkeypatch: pytest.MonkeyPatch):
    loop = BackgroundLoop("modeldex-client")
    monkeypatch.setattr(os, "getpid", lambda: -1)

    async def nothing() -> None:
        """It is never run."""

    with pytest.raises(ModeldexError, match="make one in each process"):
        loop.run(nothing())


def test_who_waits_while_the_client_is_closed_is_told_so(server: AnswerServer):
    server.answer(CHAT, Reply(json=said(), delay_seconds=30))
    one, errors = client(server), []

    def ask() -> None:
        try:
            one.complete("one", "Hi")
        except ModeldexError as error:
            errors.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    while not server.requests:
        time.sleep(0.01)
    one.close()
    thread.join(10)

    assert len(errors) == 1
    assert "the client was closed before the answer was there" in errors[0]


def test_a_stream_may_be_closed_after_its_client(server: AnswerServer):
    server.answer(CHAT, streaming(*HELLO, *END))

    with client(server) as one:
        stream = one.stream("one", "Hi")
        next(stream)

    stream.close()
    assert not stream.is_whole


FORKED = """
import gc, os, sys
from tests.providers.client.acme import KEY, Shelf
from modeldex.providers.client.sync_client import Client
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.providers.credentials import Credentials

keys = Credentials({"ACME_API_KEY": KEY, "ACME_BASE_URL": sys.argv[1]}, keyring=False)
client = Client(Shelf(), credentials=keys, environ={}, timeouts=CallTimeouts(total=5))
assert client.complete("one", "Hi").text == "Hello"
for ends in (0, 1):
    child = os.fork()
    if child == 0:
        client = None
        gc.collect()
        sys.exit(0) if ends else os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert client.complete("one", "Hi").text == "Hello"
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_fork_that_ends_takes_nothing_from_its_parent(server: AnswerServer):
    server.answer(CHAT, Reply(json=said()))
    command = [sys.executable, "-W", "ignore", "-c", FORKED, server.url("/v1")]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert server.connections == 1
