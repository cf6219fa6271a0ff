"""Vertex AI: stages of publisher models, whose ids are resource names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.sources.asking import gathered, in_pages

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.vertex import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("vertex", recorded("vertex")).offerings


def test_the_stage_is_the_status_and_the_resource_name_is_shortened(
    offerings: dict[str, Offering],
) -> None:
    statuses = {full_id: offering.cells.get("status") for full_id, offering in offerings.items()}

    assert statuses == {
        "google-vertex/quill-3-flash": "C",
        "google-vertex/quill-4-exp": "P",
        "google-vertex/nib-2b": None,
    }


def test_a_category_says_whether_weights_are_open(offerings: dict[str, Offering]) -> None:
    assert offerings["google-vertex/quill-3-flash"].cells["open_weights"] == "N"
    assert offerings["google-vertex/nib-2b"].cells["open_weights"] == "Y"
    assert "open_weights" not in offerings["google-vertex/quill-4-exp"].cells


def test_a_pipeline_for_tuning_says_that_it_can_be_tuned(offerings: dict[str, Offering]) -> None:
    assert offerings["google-vertex/quill-3-flash"].flags == {"fine_tuning": True}
    assert offerings["google-vertex/quill-4-exp"].flags == {}


def test_a_model_of_another_publisher_is_left_out_with_a_reason(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    assert list(read("vertex", recorded("vertex")).skipped) == ["publishers/acme/models/acme-1"]


def test_new_stages_and_actions_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("vertex")
    answer["publisherModels"][0]["launchStage"] = "RUMOURED"
    answer["publisherModels"][0]["supportedActions"]["openWindow"] = {}

    assert dict(read("vertex", answer).unknown_fields) == {
        "model.launchStage[RUMOURED]": 1,
        "model.supportedActions.openWindow": 1,
    }


def test_actions_that_are_no_object_are_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("vertex")
    answer["publisherModels"][0]["supportedActions"] = ["deploy"]

    with pytest.raises(SourceError, match=r"google-vertex/quill-3-flash\.supportedActions"):
        read("vertex", answer)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_its_pages_are_asked_for_to_the_last_and_read_as_one_answer(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("vertex")

    def mark(on: int | None) -> dict[str, Any]:
        return {"nextPageToken": str(on)} if on is not None else {}

    assert SOURCE.fetch is not None
    unsigned = replace(SOURCE, fetch=replace(SOURCE.fetch, signing=None))
    with AnswerServer() as server:
        server.answer(
            "/v1beta1/publishers/google/models", in_pages(sample, "publisherModels", size, mark, "pageToken")
        )
        answer = gathered(unsigned, server, {})

    assert read("vertex", answer) == read("vertex", recorded("vertex"))
    assert server.requests[0].query == {"pageSize": "100"}
    assert SOURCE.fetch.signing == "google-token"
