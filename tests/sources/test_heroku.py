"""Heroku: what a model turns text into, and when one on its way out goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("heroku", recorded("heroku"))


def test_a_deprecated_model_has_its_days_and_its_successor(reading: Reading) -> None:
    assert reading.offerings["heroku/quill-3"].cells == {
        "status": "D",
        "deprecated_on": "2026-05-12",
        "retires_on": "2026-06-12",
        "successor": "heroku/quill-4-5",
    }
    assert reading.offerings["heroku/quill-4-5"].cells == {"status": "C"}


def test_its_type_says_what_it_can_and_no_more(reading: Reading) -> None:
    assert {offering.model_id: offering.flags for offering in reading.offerings.values()} == {
        "quill-4-5": {"chat": True},
        "quill-3": {"chat": True},
        "quill-rank": {"reranking": True},
        "quill-embed": {"embedding": True},
        "brush-ultra": {"image_output": True},
    }


def test_a_type_that_is_new_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("heroku")
    sample[0]["type"] = ["text-to-statue"]

    assert read("heroku", sample).unknown_fields["model.type[text-to-statue]"] == 1


def test_a_state_that_is_new_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("heroku")
    sample[0]["state"] = "resting"

    with pytest.raises(SourceError, match=r"model 0.*resting"):
        read("heroku", sample)
