"""Ollama's errors, vectors and list of models."""

import json

import pytest

from modeldex import Usage
from modeldex.core.errors import InvalidRequestError, WireDataError
from modeldex.wire.embeddings import EmbeddingRequest, EmbeddingResponse
from modeldex.wire.failure import STATUSES, Failure
from modeldex.wire.formats.ollama import FORMAT
from modeldex.wire.formats.ollama.embeddings import OllamaEmbeddings
from modeldex.wire.formats.ollama.listing import OllamaListing
from modeldex.wire.losses import Losses

EMBEDDINGS, LISTING = OllamaEmbeddings(), OllamaListing()


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (404, "model 'x' not found", "not_found"),
        (400, '"x" does not support tools', "invalid_request"),
        (400, "the input length exceeds the context length", "context_length"),
        (401, "unauthorized", "authentication"),
        (402, "no credit", "billing"),
        (403, "subscription needed", "permission"),
        (413, "large", "too_large"),
        (429, "too many requests", "rate_limit"),
        (500, "model runner has unexpectedly stopped", "server"),
        (502, "cloud model cannot be reached", "server"),
        (503, "server busy, please try again", "overloaded"),
        (418, "teapot", "invalid_request"),
    ],
)
def test_status_and_words_say_the_kind(status, message, kind):
    body = json.dumps({"error": message, "signin_url": "https://a.example"}).encode()

    failure = FORMAT.read_failure(status, body, {"X-Request-Id": "r-1"})

    assert (failure.kind, failure.message, failure.request_id) == (kind, message, "r-1")
    assert FORMAT.write_failure(failure) == (status, json.loads(body))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (b"", "status 502"),
        (b'{"error": {"message": "inner"}}', "inner"),
        (b'{"error": 7}', "status 502"),
        (b"[" * 9999, "[" * 500),
        (b"\xff", "�"),
    ],
)
def test_odd_bodies_are_failures_too(body, message):
    failure = FORMAT.read_failure(502, body, {})

    assert (failure.kind, failure.message) == ("server", message)


@pytest.mark.parametrize("kind", STATUSES)
def test_every_kind_has_a_status(kind):
    status, body = FORMAT.write_failure(Failure(kind=kind, message="why"))

    assert status >= 400
    assert body == {"error": "why"}


def test_questions_for_vectors_come_back_as_they_were():
    body = {"model": "m", "input": ["a", "b"], "dimensions": 8, "truncate": False, "keep_alive": 0}
    losses = Losses()

    request = EMBEDDINGS.read_request(body)

    assert (request.inputs, request.dimensions) == (("a", "b"), 8)
    assert EMBEDDINGS.write_request(request, losses) == body
    assert EMBEDDINGS.read_request({"input": "a"}, model="m").inputs == ("a",)
    assert (EMBEDDINGS.path("m"), EMBEDDINGS.takes_many, list(losses)) == ("/embed", True, [])


def test_bad_questions_for_vectors_are_named():
    with pytest.raises(InvalidRequestError) as caught:
        EMBEDDINGS.read_request({"input": [1], "dimensions": "8"})

    assert set(caught.value.problems) == {"input", "dimensions", "model"}


def test_what_a_question_for_vectors_cannot_say_is_listed():
    losses = Losses()
    request = EmbeddingRequest(
        model="m", inputs=("a", (1, 2)), encoding="base64", task="t", user="u", format="x", extras={"y": 1}
    )

    assert EMBEDDINGS.write_request(request, losses) == {"model": "m", "input": ["a"]}
    assert [loss.field for loss in losses] == ["inputs[1]", "task", "user", "y", "encoding"]


def test_vectors_come_back_as_they_were():
    body = {"model": "m", "embeddings": [[0.5, 1], [2, -3.5]], "total_duration": 9, "prompt_eval_count": 4}
    losses = Losses()

    response = EMBEDDINGS.read_response(body)

    assert response.vectors == ((0.5, 1), (2, -3.5))
    assert response.usage == Usage(input_tokens=4)
    assert EMBEDDINGS.write_response(response, losses) == body
    assert list(losses) == []
    assert EMBEDDINGS.read_response({"embeddings": []}).usage is None
    assert EMBEDDINGS.read_response({"embedding": [0.5]}).vectors == ((0.5,),)


def test_what_vectors_cannot_say_is_listed():
    losses = Losses()
    response = EmbeddingResponse(
        model=None, vectors=("AAAA",), id="e", usage=Usage(cache_read_tokens=3), format="x", extras={"y": 1}
    )

    assert EMBEDDINGS.write_response(response, losses) == {"embeddings": [], "prompt_eval_count": 3}
    assert [loss.field for loss in losses] == ["vectors[0]", "id", "y", "usage"]


@pytest.mark.parametrize("body", [{}, {"embeddings": 3}, {"embeddings": [3]}])
def test_what_are_no_vectors_is_refused(body):
    with pytest.raises(WireDataError):
        EMBEDDINGS.read_response(body)


def test_models_are_listed():
    listed = LISTING.read({"models": [{"name": "a:1", "model": "a:1"}, {"name": "b"}, {}, 3]})

    assert (LISTING.path, listed.ids, listed.next) == ("/tags", ("a:1", "b"), None)
    with pytest.raises(WireDataError):
        LISTING.read({})
