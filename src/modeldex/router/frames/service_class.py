"""`service_class`: whether an offering is sold under another class of service alone, as its id says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

_CLASSES = frozenset({"batch", "flex", "priority"})
"""Endings of ids after a colon. `:free`, `:thinking` and the like are offerings as any other."""


def service_class(model: ModelConfig) -> str | None:
    """`batch` of `openai/gpt-4o:batch`, which answers within a day; None: it answers as is usual."""
    _, colon, variant = model.model_id.rpartition(":")
    return variant if colon and variant in _CLASSES else None
