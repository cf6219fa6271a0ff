"""Vectors, lists of models and counts of tokens."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply, Seen
from tests.providers.client.acme import Shelf, acme

from modeldex.core.errors import InvalidRequestError, NotReadyError, ProviderError, WireDataError
from modeldex.core.usage import Usage
from modeldex.providers.client.counting import TokenCount

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

VECTORS, MODELS = "/v1/embeddings", "/v1/models"


def vectors(seen: Seen) -> Reply:
    inputs = seen.json()["input"]
    data = [{"index": at, "object": "embedding", "embedding": [at, 0.5]} for at in range(len(inputs))]
    usage = {"prompt_tokens": 4, "total_tokens": 4}
    return Reply(json={"object": "list", "data": data, "model": "one", "usage": usage})


def test_each_text_gets_its_vector(server: AnswerServer, asking: Asking):
    server.answer(VECTORS, vectors)
    shelf = Shelf(cost_per_1m_input_tokens="1", cost_per_1m_output_tokens="0")

    found = asking(lambda client: client.embed("one", ["a", "b"], dimensions=2), shelf)

    assert found.vectors == ((0, 0.5), (1, 0.5))
    assert found.usage == Usage(input_tokens=4)
    assert found.cost.amount == Decimal("0.000004")
    sent = server.requests[0].json()
    assert (sent["model"], sent["input"], sent["dimensions"]) == ("one", ["a", "b"], 2)


def test_one_text_is_one_input(server: AnswerServer, asking: Asking):
    server.answer(VECTORS, vectors)

    assert len(asking(lambda client: client.embed("one", "ab")).vectors) == 1


def test_no_input_is_none(asking: Asking):
    with pytest.raises(InvalidRequestError, match="at least one"):
        asking(lambda client: client.embed("one", []))


def test_an_answer_with_another_number_of_vectors_is_none(server: AnswerServer, asking: Asking):
    server.answer(VECTORS, Reply(json={"object": "list", "data": [], "model": "one"}))

    with pytest.raises(WireDataError):
        asking(lambda client: client.embed("one", "a"))


def test_a_refusal_of_vectors_is_one_of_the_provider(server: AnswerServer, asking: Asking):
    server.answer(VECTORS, Reply(status=400, json={"error": {"message": "no vectors"}}))

    with pytest.raises(ProviderError, match="no vectors"):
        asking(lambda client: client.embed("one", "a"))


def test_the_models_of_a_provider_are_listed_with_its_key(server: AnswerServer, asking: Asking):
    listed = [{"id": name, "object": "model", "created": 1, "owned_by": "acme"} for name in ("one", "two")]
    server.answer(MODELS, Reply(json={"object": "list", "data": listed}))

    assert asking(lambda client: client.list_models("acme")) == ("one", "two")
    assert server.requests[0].method == "GET"
    assert "authorization" in server.requests[0].headers


def test_a_list_is_where_the_file_of_the_provider_says(server: AnswerServer, asking: Asking):
    listing = {"path": "/elsewhere/models", "least": 1, "most": 9}
    server.answer("/elsewhere/models", Reply(json={"object": "list", "data": [{"id": "one"}]}))

    assert asking(lambda client: client.list_models("acme"), Shelf(acme(listing=listing))) == ("one",)


def test_a_provider_without_a_known_format_lists_and_embeds_nothing(asking: Asking):
    shelf = Shelf(acme(wire_formats={}))

    with pytest.raises(NotReadyError, match="lists its models in no format"):
        asking(lambda client: client.list_models("acme"), shelf)
    with pytest.raises(NotReadyError, match="asked for vectors in no format"):
        asking(lambda client: client.embed("one", "a"), shelf)


COUNTED: list[tuple[Any, int]] = [
    ("abcd", 4 + 1),
    ("a" * 401, 4 + 101),
    ({"messages": [{"role": "system", "content": "abcd"}, {"role": "user", "content": "ab"}]}, 2 * 4 + 2),
    ({"messages": [{"role": "user", "content": [
        {"type": "text", "text": "abcd"},
        {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
    ]}]}, 4 + 1 + 1_000),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "count"), COUNTED)
def test_where_the_provider_counts_nothing_an_estimate_is_marked_as_one(
    server: AnswerServer, asking: Asking, asked: Any, count: int
):
    assert asking(lambda client: client.count_tokens("one", asked)) == TokenCount(count, is_estimate=True)
    assert server.requests == []
