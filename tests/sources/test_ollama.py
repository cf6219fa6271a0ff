"""Ollama: a list of tags, or one shown model that must say which it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("ollama", recorded("ollama")).offerings


QUILL = "ollama/quill3:8b-instruct-q4_K_M"


def shown(**fields: Any) -> dict[str, Any]:
    return {
        "model": "quill3:8b-instruct-q4_K_M",
        "template": "",
        "details": {"parent_model": "", "format": "gguf", "family": "quill", "families": ["quill"]},
        "model_info": {
            "general.architecture": "quill",
            "quill.context_length": 131072,
            "quill.block_count": 32,
        },
        "capabilities": ["completion", "vision"],
        "modified_at": "2026-05-04T13:59:42.66+05:30",
    } | fields


def test_a_tag_states_its_window_and_what_it_can(offerings: dict[str, Offering]) -> None:
    assert offerings[QUILL].cells == {"max_context": "131072"}
    assert offerings[QUILL].flags == {
        "text_completion": True,
        "tool_use": True,
        "thinking": True,
        "vision": False,
        "embedding": False,
    }


def test_an_older_tag_states_nothing_but_that_it_is_there(offerings: dict[str, Offering]) -> None:
    assert (offerings["ollama/nib-embed:latest"].cells, offerings["ollama/nib-embed:latest"].flags) == (
        {},
        {},
    )


def test_a_shown_model_states_the_window_of_its_architecture(read: Read) -> None:
    offering = read("ollama", shown()).offerings[QUILL]

    assert offering.cells == {"max_context": "131072"}
    assert (offering.flags["vision"], offering.flags["tool_use"]) == (True, False)


def test_a_shown_model_that_does_not_say_which_it_is_is_a_source_error(read: Read) -> None:
    answer = shown()
    del answer["model"]

    with pytest.raises(SourceError, match="does not say which it is; add `model`"):
        read("ollama", answer)


def test_a_new_capability_and_a_new_detail_are_reported(read: Read) -> None:
    answer = shown(capabilities=["completion", "telepathy"], details={"mood": "good"})

    assert dict(read("ollama", answer).unknown_fields) == {
        "model.capabilities[telepathy]": 1,
        "model.details.mood": 1,
    }
