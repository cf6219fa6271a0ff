"""Vectors, counts of tokens, the list of models."""

from typing import Any

import pytest
from tests.wire.formats.gemini.recorded import request

from modeldex import Usage
from modeldex.core.errors import InvalidRequestError, UntranslatableError, WireDataError
from modeldex.wire.content import Text
from modeldex.wire.embeddings import EmbeddingRequest, EmbeddingResponse
from modeldex.wire.formats.gemini.counting import GeminiCounting
from modeldex.wire.formats.gemini.embeddings import GeminiEmbeddings
from modeldex.wire.formats.gemini.listing import GeminiListing
from modeldex.wire.losses import Losses
from modeldex.wire.request import Message
from modeldex.wire.tools import Tool

VECTORS, COUNTS, LIST = GeminiEmbeddings(), GeminiCounting(), GeminiListing()
HELLO = Message(role="user", parts=(Text(text="Hello"),))


def _one(text: str, **fields) -> dict[str, Any]:
    return {"model": "models/m", "content": {"parts": [{"text": text}]}, **fields}


def test_texts_are_embedded_in_one_request():
    asked = EmbeddingRequest(model="m", inputs=("a", "b"), dimensions=64, task="search_query")

    body = VECTORS.write_request(asked, Losses())

    assert VECTORS.takes_many
    assert VECTORS.path("m") == "/models/m:batchEmbedContents"
    assert body == {
        "requests": [_one(text, taskType="RETRIEVAL_QUERY", outputDimensionality=64) for text in ("a", "b")]
    }


@pytest.mark.parametrize(
    "body",
    [
        {
            "requests": [
                _one("a", taskType="CLUSTERING", title="t"),
                _one("b", task_type="CLUSTERING", title="t"),
            ]
        },
        {"model": "models/m", "content": {"parts": [{"text": "a"}]}, "taskType": "CLUSTERING", "title": "t"},
    ],
)
def test_a_request_for_vectors_is_read_in_either_shape(body):
    asked = VECTORS.read_request(body)

    assert (asked.model, asked.inputs[0], asked.task, asked.extras) == (
        "m",
        "a",
        "CLUSTERING",
        {"title": "t"},
    )
    assert VECTORS.read_request(VECTORS.write_request(asked, Losses())) == asked


def test_what_is_wrong_with_a_request_for_vectors_is_said_at_once():
    with pytest.raises(InvalidRequestError) as caught:
        VECTORS.read_request({"requests": [{"content": {"parts": [{"text": 1}]}, "taskType": "A"}, {}]})

    assert set(caught.value.problems) == {
        "model", "requests", "requests[0].content.parts[0].text", "requests[1].content",
    }  # fmt: skip


def test_what_vectors_cannot_be_asked_for_is_listed_and_token_ids_are_refused():
    losses = Losses()
    VECTORS.write_request(
        EmbeddingRequest(
            model="m", inputs=("a",), encoding="base64", user="u", format="openai_chat", extras={"x": 1}
        ),
        losses,
    )

    assert [loss.field for loss in losses] == ["user", "x", "encoding"]
    with pytest.raises(UntranslatableError, match="token ids"):
        VECTORS.write_request(EmbeddingRequest(model="m", inputs=((1, 2),)), losses)


@pytest.mark.parametrize(
    ("body", "usage"),
    [
        ({"embeddings": [{"values": [0.5, 1]}]}, None),
        (
            {"embedding": {"values": [0.5, 1]}, "usageMetadata": {"promptTokenCount": 3}},
            Usage(input_tokens=3),
        ),
        ({"embeddings": [{"values": [0.5, 1], "statistics": {"tokenCount": 4.0}}]}, Usage(input_tokens=4)),
    ],
)
def test_vectors_are_read(body, usage: Usage | None):
    assert VECTORS.read_response(body) == EmbeddingResponse(
        model=None, vectors=((0.5, 1),), usage=usage, format="gemini"
    )


def test_vectors_are_written_as_numbers():
    answer = EmbeddingResponse(model="m", vectors=((0.5,), "AAAAPwAAgD8="), usage=Usage(input_tokens=3))

    assert VECTORS.write_response(answer, Losses()) == {
        "embeddings": [{"values": [0.5]}, {"values": [0.5, 1.0]}],
        "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 3},
    }
    with pytest.raises(WireDataError):
        VECTORS.write_response(EmbeddingResponse(model="m", vectors=("AAA",)), Losses())


@pytest.mark.parametrize(
    "body", [{}, {"embeddings": {}}, {"embeddings": [{}]}, {"embeddings": [{"values": ["a"]}]}]
)
def test_what_holds_no_vectors_is_an_error(body):
    with pytest.raises(WireDataError, match="embeddings"):
        VECTORS.read_response(body)


def test_tokens_are_counted_of_contents_or_of_the_whole_request():
    contents = [{"role": "user", "parts": [{"text": "Hello"}]}]
    tool = Tool(name="f")
    tools = [{"functionDeclarations": [{"name": "f"}]}]

    assert COUNTS.path("m") == "/models/m:countTokens"
    assert COUNTS.write(request(HELLO, model="m", temperature=1), Losses()) == {"contents": contents}
    assert COUNTS.write(request(HELLO, model="m", tools=(tool,)), Losses()) == {
        "generateContentRequest": {"model": "models/m", "contents": contents, "tools": tools}
    }
    assert COUNTS.write(request(HELLO, model="publishers/google/models/m", tools=(tool,)), Losses()) == {
        "contents": contents,
        "tools": tools,
    }


def test_a_count_is_read():
    assert COUNTS.read({"totalTokens": 31, "promptTokensDetails": []}) == 31
    for body in ({}, {"totalTokens": "3"}, {"totalTokens": -1}):
        with pytest.raises(WireDataError, match="totalTokens"):
            COUNTS.read(body)


def test_models_are_listed_page_by_page():
    page = LIST.read({"models": [{"name": "models/a"}, {"name": "models/b"}], "nextPageToken": "x/y="})

    assert LIST.path == "/models"
    assert page.ids == ("a", "b")
    assert page.next == "?pageSize=1000&pageToken=x%2Fy%3D"
    assert LIST.read({"publisherModels": [{"name": "publishers/google/models/a"}]}).ids == ("a",)
    assert LIST.read({}).ids == ()


@pytest.mark.parametrize("body", [{"data": []}, {"models": [{}]}, {"models": 3}])
def test_what_is_no_list_of_models_is_an_error(body):
    with pytest.raises(WireDataError, match="models"):
        LIST.read(body)
