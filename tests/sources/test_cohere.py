"""Cohere: endpoints say what a model is, features what it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.sources.asking import KEY, gathered, in_pages

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.cohere import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("cohere", recorded("cohere")).offerings


def test_endpoints_are_a_complete_list_of_what_a_model_is(offerings: dict[str, Offering]) -> None:
    kinds = {
        offering.model_id: [kind for kind in ("chat", "embedding", "reranking") if offering.flags[kind]]
        for offering in offerings.values()
    }

    assert kinds == {
        "quill-r-plus": ["chat"],
        "quill-vision": ["chat"],
        "embed-quill-image": ["embedding"],
        "rerank-quill": ["reranking"],
    }


def test_features_are_a_complete_list_but_none_says_nothing(offerings: dict[str, Offering]) -> None:
    plus = offerings["cohere/quill-r-plus"].flags

    assert (plus["tool_use"], plus["json_mode"], plus["structured_output"]) == (True, True, True)
    assert plus["vision"] is False
    assert offerings["cohere/quill-vision"].flags["tool_use"] is False
    assert "tool_use" not in offerings["cohere/rerank-quill"].flags


def test_reasoning_is_unknown_where_it_is_not_listed(offerings: dict[str, Offering]) -> None:
    assert offerings["cohere/quill-vision"].flags["thinking"] is True
    assert "thinking" not in offerings["cohere/quill-r-plus"].flags


def test_an_embedding_model_of_images_reads_images_whatever_its_flag_says(
    offerings: dict[str, Offering],
) -> None:
    assert offerings["cohere/embed-quill-image"].flags["vision"] is True


def test_a_window_of_zero_is_a_filler_and_a_deprecated_model_says_so(
    offerings: dict[str, Offering],
) -> None:
    assert offerings["cohere/embed-quill-image"].cells == {}
    assert offerings["cohere/quill-r-plus"].cells == {"max_context": "132096", "status": "D"}
    assert "status" not in offerings["cohere/quill-vision"].cells


def test_a_model_that_an_account_tuned_is_left_out_with_a_reason(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("cohere")
    answer["models"][0] |= {"name": "my-own-quill", "finetuned": True}

    assert read("cohere", answer).skipped == {"my-own-quill": "fine-tuned: a model of one account"}


def test_new_endpoints_and_features_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("cohere")
    answer["models"][0]["endpoints"].append("sing")
    answer["models"][0]["features"].append("humming")

    assert dict(read("cohere", answer).unknown_fields) == {
        "model.endpoints[sing]": 1,
        "model.features[humming]": 1,
    }


def test_a_model_without_endpoints_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("cohere")
    del answer["models"][2]["endpoints"]

    with pytest.raises(SourceError, match="cohere: model 2"):
        read("cohere", answer)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_its_pages_are_asked_for_to_the_last_and_read_as_one_answer(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("cohere")

    def mark(on: int | None) -> dict[str, Any]:
        return {"next_page_token": str(on) if on is not None else ""}

    with AnswerServer() as server:
        server.answer("/v1/models", in_pages(sample, "models", size, mark, "page_token"))
        answer = gathered(SOURCE, server, {"CO_API_KEY": KEY})

    assert read("cohere", answer) == read("cohere", recorded("cohere"))
    assert server.requests[0].query == {"page_size": "1000"}
    assert all(seen.headers["authorization"] == f"Bearer {KEY}" for seen in server.requests)
