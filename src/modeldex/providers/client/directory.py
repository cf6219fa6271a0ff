"""`Directory`: where a client looks up models and providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider


class Directory(Protocol):
    """A catalog or a registry, as a client sees it."""

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means; ModelNotFoundError where it means none, or several."""

    def provider(self, name: str) -> Provider:
        """The provider of a slug or an alias; UnknownNameError where there is none."""
