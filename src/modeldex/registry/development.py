"""The models of a development machine: they run without a key and without a cost per call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.reader import ModelCatalog

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

DEVELOPMENT_IDS = ("ollama/llama3.1:8b", "ollama/llama3.2:3b", "ollama/llava-llama3:latest")
"""A model for most things, a smaller one, and one that sees."""


def development_models() -> tuple[ModelConfig, ...]:
    """The three models, as the bundled catalog has them."""
    catalog = ModelCatalog.bundled()
    return tuple(catalog.get_model_or_raise(full_id) for full_id in DEVELOPMENT_IDS)
