"""Replicate: a page of public models, of which little is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

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
