"""GitHub Models: limits, modalities and a list of abilities that is not complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("github", recorded("github"))


def test_the_input_limit_is_the_share_of_the_input(reading: Reading) -> None:
    quill = reading.offerings["github-models/quill/quill-4"]

    assert quill.cells == {"name": "Quill 4", "max_input": "272000", "max_output": "100000"}
    assert quill.url == "https://github.com/marketplace/models/quill/quill-4"
    assert "max_output" not in reading.offerings["github-models/quill/quill-embed"].cells


def test_modalities_are_complete_and_abilities_are_not(reading: Reading) -> None:
    assert reading.offerings["github-models/quill/quill-4"].flags == {
        "vision": True,
        "audio_input": False,
        "embedding": False,
        "streaming": True,
        "tool_use": True,
        "thinking": True,
    }
    assert reading.offerings["github-models/quill/quill-embed"].flags == {
        "vision": False,
        "audio_input": False,
        "embedding": True,
    }


def test_an_empty_list_of_modalities_says_nothing(reading: Reading) -> None:
    assert reading.offerings["github-models/reed/reed-omni"].flags == {
        "vision": False,
        "audio_input": True,
        "streaming": True,
    }


def test_modalities_and_abilities_that_are_new_are_reported(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("github")
    sample[0]["supported_input_modalities"] = ["text", "smell"]
    sample[0]["capabilities"] = ["levitation"]

    unknown = read("github", sample).unknown_fields

    assert set(unknown) == {"model.supported_input_modalities[smell]", "model.capabilities[levitation]"}


def test_a_model_without_limits_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("github")
    del sample[1]["limits"]

    with pytest.raises(SourceError, match=r"model 1.*limits"):
        read("github", sample)
