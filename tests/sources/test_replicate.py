"""Replicate: a page of public models, of which little is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.http.server import AnswerServer
from tests.sources.asking import KEY, gathered, in_pages

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.replicate import SOURCE

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("replicate", recorded("replicate"))


def test_an_id_is_owner_and_name_and_its_page_is_kept(reading: Reading) -> None:
    (brush,) = reading.offerings.values()

    assert brush.id == "replicate/quill-org/brush-2"
    assert brush.url == "https://replicate.com/quill-org/brush-2"
    assert (brush.cells, brush.flags, brush.prices) == ({}, {}, [])


def test_what_is_not_public_is_left_out(reading: Reading) -> None:
    assert reading.skipped == {"quill-org/draft": "its visibility is private"}


def test_new_fields_of_the_inner_records_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("replicate")
    sample["results"][0]["latest_version"]["price"] = 1

    assert read("replicate", sample).unknown_fields["model.latest_version.price"] == 1


def test_a_model_without_an_owner_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("replicate")
    del sample["results"][0]["owner"]

    with pytest.raises(SourceError, match=r"model 0.*owner"):
        read("replicate", sample)


@pytest.mark.parametrize("size", [1, 2, 25])
def test_the_cursor_is_followed_to_the_end_of_the_list(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    def mark(on: int | None) -> dict[str, Any]:
        return {"next": on and f"https://api.replicate.com/v1/models?cursor={on}", "previous": None}

    with AnswerServer() as server:
        server.answer("/v1/models", in_pages(recorded("replicate"), "results", size, mark, "cursor"))
        answer = gathered(SOURCE, server, {"REPLICATE_API_KEY": KEY})

    assert read("replicate", answer) == read("replicate", recorded("replicate"))


def test_of_a_list_of_all_uploads_only_the_beginning_is_asked_for(recorded: Callable[[str], Any]) -> None:
    first = recorded("replicate")["results"][0]
    many = {"results": [first | {"name": f"quill-{number}"} for number in range(50)]}

    def mark(on: int | None) -> dict[str, Any]:
        return {"next": on and f"https://api.replicate.com/v1/models?cursor={on}", "previous": None}

    with AnswerServer() as server:
        server.answer("/v1/models", in_pages(many, "results", 5, mark, "cursor"))
        answer = gathered(SOURCE, server, {"REPLICATE_API_KEY": KEY})

    assert answer["results"] == many["results"][:20]
