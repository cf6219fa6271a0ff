"""Default parameters: provider, then model, then request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import Shelf, acme, said

from modeldex.providers.client.defaults import defaults_for, with_added
from modeldex.wire.quirks import NO_QUIRKS
from modeldex.wire.request import ChatRequest
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

CHAT = "/v1/chat/completions"
HI = [{"role": "user", "content": "Hi"}]


@pytest.mark.parametrize("asked", ["Hi", {"messages": HI}, {"messages": HI, "seed": 1}])
def test_what_a_request_leaves_open_is_filled_and_the_model_comes_before_the_provider(
    server: AnswerServer, asking: Asking, asked: Any
):
    server.answer(CHAT, Reply(json=said()))
    provider = acme(default_parameters={"temperature": 0.1, "max_output_tokens": 50, "seed": 7})
    shelf = Shelf(provider, default_parameters={"temperature": 0.5, "top_k": 40, "repetition_penalty": 1.1})

    asking(lambda client: client.complete("one", asked), shelf)

    body = server.requests[0].json()
    assert (body["temperature"], body["max_tokens"]) == (0.5, 50)
    assert body["seed"] == (1 if "seed" in asked else 7)
    assert "repetition_penalty" not in body


def test_what_a_request_states_stands_be_it_zero(server: AnswerServer, asking: Asking):
    server.answer(CHAT, Reply(json=said()))
    shelf = Shelf(default_parameters={"temperature": 0.5})

    asking(lambda client: client.complete("one", {"messages": HI, "temperature": 0}), shelf)

    assert server.requests[0].json()["temperature"] == 0


def test_a_model_that_takes_no_temperature_is_sent_none():
    shelf = Shelf(
        acme(default_parameters={"temperature": 0.5, "top_p": 0.9, "seed": 1}), supports_temperature=False
    )

    assert defaults_for(ChatRequest(model="", messages=()), shelf.model, shelf.of) == {"seed": 1}


def test_numbers_are_of_the_type_that_a_request_has():
    shelf = Shelf(default_parameters={"top_k": 40.0, "temperature": 1.0})

    found = defaults_for(ChatRequest(model="", messages=()), shelf.model, shelf.of)

    assert (found, type(found["top_k"])) == ({"top_k": 40, "temperature": 1.0}, int)


@given(st.dictionaries(st.sampled_from(["temperature", "top_p", "seed", "x"]), st.integers(0, 1)))
def test_nothing_that_stands_in_a_body_is_changed(body: dict[str, int]):
    added = {"temperature": 0.5, "seed": 3}

    made = with_added(body, added, format_named("openai_chat"), NO_QUIRKS)

    assert made == {"temperature": 0.5, "seed": 3, **body}
