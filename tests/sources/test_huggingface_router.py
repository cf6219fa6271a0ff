"""The router of Hugging Face: ids, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("huggingface_router", recorded("huggingface_router"))


def test_each_id_is_an_offering_of_which_nothing_is_said(reading: Reading) -> None:
    assert list(reading.offerings) == [
        "huggingface/quill-org/Quill-4-70B-Instruct",
        "huggingface/quill-org/quill-4-8b",
        "huggingface/reed/Listen-VL",
    ]
    assert all(not (o.cells or o.flags or o.prices) for o in reading.offerings.values())


def test_a_new_field_beside_the_ids_is_reported(read: Read) -> None:
    assert read("huggingface_router", {"ids": ["quill/a"], "prices": []}).unknown_fields["prices"] == 1


@pytest.mark.parametrize("ids", [None, "quill/a", [7], [{"id": "quill/a"}]])
def test_ids_of_another_shape_are_refused(ids: Any, read: Read) -> None:
    with pytest.raises(SourceError, match="expected"):
        read("huggingface_router", {"ids": ids})
