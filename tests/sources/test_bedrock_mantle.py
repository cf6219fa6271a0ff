"""Bedrock's OpenAI-shaped endpoint: ids, and whether each is served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, Shelf, gathered

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.bedrock_mantle import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("bedrock_mantle", recorded("bedrock_mantle")).offerings


def test_an_available_model_is_current_and_its_listing_no_release(offerings: dict[str, Offering]) -> None:
    assert offerings["bedrock-mantle/quill.quill-5"].cells == {"status": "C"}


def test_another_status_is_reported_and_states_nothing(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock_mantle")
    answer["data"][0]["status"] = "resting"

    reading = read("bedrock_mantle", answer)

    assert dict(reading.unknown_fields) == {"model.status[resting]": 1}
    assert reading.offerings["bedrock-mantle/quill.quill-5"].cells == {}


def test_an_id_that_is_no_text_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock_mantle")
    answer["data"][0]["id"] = 5

    with pytest.raises(SourceError, match="id: expected text, got whole number"):
        read("bedrock_mantle", answer)


def test_its_list_is_asked_for_with_a_key(read: Read, recorded: Callable[[str], Any]) -> None:
    with AnswerServer() as server:
        server.answer("/v1/models", Reply(json=recorded("bedrock_mantle")))
        environ = {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1"}
        answer = gathered(SOURCE, server, environ)

    assert read("bedrock_mantle", answer) == read("bedrock_mantle", recorded("bedrock_mantle"))
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_what_any_region_lists_is_listed_once(recorded: Callable[[str], Any]) -> None:
    here, there = recorded("bedrock_mantle"), recorded("bedrock_mantle")
    there["data"].append(there["data"][0] | {"id": "quill.quill-6"})
    shelf = Shelf(
        {
            f"https://bedrock-mantle.{name}.api.aws/v1/models": answer
            for name, answer in (("a", here), ("b", there))
        },
        {"region": ["a", "b"]},
    )
    assert SOURCE.fetch is not None

    answer = asyncio.run(SOURCE.fetch.gather(shelf))

    assert [model["id"] for model in answer["data"]] == ["quill.quill-5", "quill.quill-6"]
    assert shelf.expected == len(shelf.asked) == 2
