"""The Hugging Face Hub: what a model is for, and whether its weights are out."""

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
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("huggingface_hub", recorded("huggingface_hub"))


def model(model_id: str = "quill-org/Quill-4", **fields: Any) -> dict[str, Any]:
    return {"id": model_id, "private": False, "tags": ["safetensors"], "pipeline_tag": None} | fields


def one(read: Read, **fields: Any) -> Offering:
    return read("huggingface_hub", [model(**fields)]).offerings["huggingface/quill-org/Quill-4"]


def test_public_weights_are_open_and_a_template_for_messages_is_chat(reading: Reading) -> None:
    quill = reading.offerings["huggingface/quill-org/Quill-4-Thinking"]

    assert quill.cells == {"open_weights": "Y"}
    assert quill.flags == {"chat": True}
    assert quill.url == "https://huggingface.co/quill-org/Quill-4-Thinking"


@pytest.mark.parametrize(
    "fields", [{"gated": "manual"}, {"gated": True}, {"tags": ["region:us"]}, {"tags": ["license:mit"]}]
)
def test_weights_behind_a_gate_or_not_there_are_not_said_to_be_open(fields: Any, read: Read) -> None:
    assert "open_weights" not in one(read, **fields).cells


def test_a_private_model_is_left_out(read: Read) -> None:
    reading = read("huggingface_hub", [model(private=True)])

    assert (reading.offerings, reading.skipped) == ({}, {"quill-org/Quill-4": "it is private"})


@pytest.mark.parametrize(
    ("task", "flags"),
    [
        ("automatic-speech-recognition", {"transcription": True, "audio_input": True}),
        ("feature-extraction", {"embedding": True}),
        ("text-to-image", {"image_output": True}),
        ("text-generation", {}),
        ("a-task-of-tomorrow", {}),
        (None, {}),
    ],
)
def test_a_task_states_what_it_takes_and_a_text_generator_may_not_chat(
    task: str | None, flags: dict[str, bool], read: Read
) -> None:
    assert one(read, pipeline_tag=task).flags == flags


def test_a_private_field_that_is_no_flag_is_refused(read: Read) -> None:
    with pytest.raises(SourceError, match="private: expected true or false"):
        read("huggingface_hub", [model(private="no")])
