"""Vectors, and the list of models."""

from typing import cast

import pytest

from modeldex import Usage
from modeldex.core.errors import InvalidRequestError, WireDataError
from modeldex.wire.embeddings import EmbeddingFormat, EmbeddingRequest, EmbeddingResponse
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.listing import ListedModels, ListFormat
from modeldex.wire.losses import Losses

VECTORS = cast("EmbeddingFormat", FORMAT.embeddings)
LISTING = cast("ListFormat", FORMAT.listing)


@pytest.mark.parametrize(
    ("given", "inputs"),
    [
        ("a", ("a",)), (["a", "b"], ("a", "b")), ([1, 2], ((1, 2),)), ([[1], [2, 3]], ((1,), (2, 3))),
    ],
)  # fmt: skip
def test_inputs_are_texts_or_tokens(given, inputs):
    assert VECTORS.read_request({"model": "m", "input": given}).inputs == inputs


def test_a_request_comes_back_with_all_it_has():
    body = {
        "model": "m", "input": ["a"], "dimensions": 8, "encoding_format": "base64", "user": "u",
        "input_type": "query", "truncate": "END",
    }  # fmt: skip
    request = VECTORS.read_request(body)
    assert (request.dimensions, request.encoding, request.task) == (8, "base64", "query")
    losses = Losses()
    assert VECTORS.write_request(request, losses) == body
    assert not losses


@pytest.mark.parametrize("given", [None, [], [1, "a"], 5, [[1], "a"], [True]])
def test_what_is_no_input_is_refused(given):
    with pytest.raises(InvalidRequestError) as caught:
        VECTORS.read_request({"input": given, "encoding_format": "hex"})
    assert caught.value.problems.keys() == {"model", "input", "encoding_format"}


def test_what_another_format_asks_beside_is_listed():
    request = EmbeddingRequest(model="m", inputs=("a",), task="t", format="gemini", extras={"x": 1})
    losses = Losses()
    assert VECTORS.write_request(request, losses) == {"model": "m", "input": ["a"]}
    assert [loss.field for loss in losses.dropped] == ["task", "x"]


def test_vectors_come_in_the_order_of_their_inputs():
    body = {
        "object": "list", "model": "m", "usage": {"prompt_tokens": 8, "total_tokens": 8},
        "data": [
            {"object": "embedding", "index": 1, "embedding": "AACAPw=="},
            {"object": "embedding", "index": 0, "embedding": [0.5, -1]},
        ],
    }  # fmt: skip
    response = VECTORS.read_response(body)
    assert response.vectors == ((0.5, -1), "AACAPw==")
    assert response.usage == Usage(input_tokens=8)
    body["data"].reverse()  # type: ignore[attr-defined]
    assert VECTORS.write_response(response, Losses()) == body


@pytest.mark.parametrize("body", [{}, {"data": 5}, {"data": [{}]}, {"data": [{"embedding": ["a"]}]}, []])
def test_what_holds_no_vectors_is_refused(body):
    with pytest.raises(WireDataError):
        VECTORS.read_response(body)


def test_what_only_another_format_answers_is_listed():
    losses = Losses()
    response = EmbeddingResponse(model="m", vectors=(), format="gemini", extras={"x": 1})
    assert VECTORS.write_response(response, losses) == {"object": "list", "data": [], "model": "m"}
    assert [loss.field for loss in losses.dropped] == ["x"]


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ({"data": [{"id": "a", "object": "model"}, {"id": "b/c"}]}, ListedModels(ids=("a", "b/c"))),
        ([{"id": "a"}, {"name": "x"}, 5], ListedModels(ids=("a",))),
        ({"data": [], "links": {"next": "https://a.b/m?cursor=x"}}, ListedModels(ids=(), next="?cursor=x")),
        ({"data": [], "has_more": True, "last_id": "a/b"}, ListedModels(ids=(), next="?after=a%2Fb")),
        ({"data": [], "has_more": False, "last_id": "a"}, ListedModels(ids=())),
    ],
)  # fmt: skip
def test_a_list_of_models_is_read(body, listed):
    assert LISTING.read(body) == listed


@pytest.mark.parametrize("body", [{}, {"data": {}}, 5, None])
def test_what_is_no_list_of_models_is_refused(body):
    with pytest.raises(WireDataError):
        LISTING.read(body)


def test_paths_are_those_of_the_format():
    assert FORMAT.path("m", is_stream=True) == "/chat/completions"
    assert (VECTORS.path("m"), LISTING.path) == ("/embeddings", "/models")
    assert FORMAT.counting is None
