"""The description of a model: one sentence composed from its facts, and from nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import ModelConfig
from modeldex.core.description import short_count


def described(**fields: Any) -> str:
    return ModelConfig(model_id="m", provider="p", **fields).description


def test_all_facts_in_one_sentence() -> None:
    sentence = described(
        maker="anthropic",
        context_window=200_000,
        max_output_tokens=64_000,
        supports_chat=True,
        supports_thinking=True,
        supports_vision=True,
        supports_tool_use=True,
    )

    assert sentence == "Chat model of anthropic: 200K context, 64K output; vision, tools, thinking."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Model."),
        ({"maker": "acme"}, "Model of acme."),
        ({"supports_chat": True}, "Chat model."),
        ({"supports_chat": False, "supports_vision": False}, "Model."),
        ({"context_window": 8192}, "Model: 8.19K context."),
        ({"max_output_tokens": 500}, "Model: 500 output."),
        ({"supports_vision": True}, "Model: vision."),
        ({"supports_embedding": True, "supports_chat": True}, "Embedding model."),
        ({"supports_reranking": True}, "Reranking model."),
        ({"supports_video_output": True}, "Video model."),
        ({"supports_transcription": True}, "Transcription model."),
        ({"supports_ocr": True}, "Document-reading model."),
        ({"supports_moderation": True}, "Moderation model."),
    ],
)
def test_only_what_is_known_is_said(fields: dict[str, Any], sentence: str) -> None:
    assert described(**fields) == sentence


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1"),
        (999, "999"),
        (1_000, "1K"),
        (4_096, "4.1K"),
        (128_000, "128K"),
        (131_072, "131K"),
        (999_999, "1M"),
        (1_000_000, "1M"),
        (1_048_576, "1.05M"),
        (10_000_000, "10M"),
    ],
)
def test_a_count_of_tokens_in_few_letters(count: int, text: str) -> None:
    assert short_count(count) == text
