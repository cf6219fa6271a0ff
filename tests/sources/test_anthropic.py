"""Anthropic: release days, with the epoch where unknown; limits and capabilities only in newer answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.sources.asking import KEY, gathered, in_pages

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.anthropic import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("anthropic", recorded("anthropic")).offerings


def test_names_and_release_days_are_stated(offerings: dict[str, Offering]) -> None:
    assert offerings["anthropic/claude-quill-5-20260301"].cells == {
        "name": "Claude Quill 5",
        "release_date": "2026-03-02",
        "max_context": "500000",
        "max_output": "64000",
    }


def test_the_epoch_is_no_release_day(offerings: dict[str, Offering]) -> None:
    assert offerings["anthropic/claude-quill-2-20230701"].cells == {"name": "Claude Quill 2"}


def test_capabilities_of_a_newer_answer_are_true_or_false_and_those_of_an_older_one_unknown(
    offerings: dict[str, Offering],
) -> None:
    assert offerings["anthropic/claude-quill-5-20260301"].flags == {
        "batch": True,
        "vision": True,
        "pdf_input": False,
        "structured_output": True,
        "thinking": True,
    }
    assert offerings["anthropic/claude-quill-2-20230701"].flags == {}


def test_a_new_capability_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("anthropic")
    answer["data"][0]["capabilities"]["telepathy"] = {"supported": True}

    assert dict(read("anthropic", answer).unknown_fields) == {"model.capabilities.telepathy": 1}


def test_a_release_day_that_is_a_number_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("anthropic")
    answer["data"][0]["created_at"] = 1772400000

    with pytest.raises(SourceError, match="anthropic: model 0"):
        read("anthropic", answer)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_its_pages_are_asked_for_to_the_last_and_read_as_one_answer(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("anthropic")

    def mark(on: int | None) -> dict[str, Any]:
        return {"has_more": on is not None, "first_id": "0", "last_id": str(on or len(sample["data"]))}

    with AnswerServer() as server:
        server.answer("/v1/models", in_pages(sample, "data", size, mark, "after_id"))
        answer = gathered(SOURCE, server, {"ANTHROPIC_API_KEY": KEY})

    assert read("anthropic", answer) == read("anthropic", recorded("anthropic"))
    assert server.requests[0].query == {"limit": "1000"}
    assert all(seen.headers["x-api-key"] == KEY for seen in server.requests)
    assert all(seen.headers["anthropic-version"] for seen in server.requests)
