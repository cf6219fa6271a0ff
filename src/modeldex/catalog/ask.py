"""Questions that need no catalog in hand: they go to the applied update, or else to the bundled catalog."""

from __future__ import annotations

from modeldex.catalog.in_use import catalog_in_use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Unpack

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.query import Question
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig

_found: dict[str, ModelConfig] = {}
"""The models already handed out: the own table of the catalog in use, once it is open."""


def get_model(name: str) -> ModelConfig | None:
    """The model that a name means, in the catalog in use; None where it means none, or several.

    `get_model("anthropic/claude-opus-4-5")`, `get_model("gpt-5")`; see `ModelCatalog.get_model`.
    """
    try:
        return _found[name]
    except KeyError:
        return _in_use().get_model(name)


def get_model_or_raise(name: str) -> ModelConfig:
    """The model that a name means, in the catalog in use.

    Raises ModelNotFoundError with near matches, AmbiguousModelError with the candidates.
    """
    return _in_use().get_model_or_raise(name)


def all_models() -> tuple[ModelConfig, ...]:
    """Every model of the catalog in use, by full id."""
    return _in_use().all_models()


def find_models(**asked: Unpack[Question]) -> tuple[ModelConfig, ...]:
    """Every model of the catalog in use that meets all conditions; see `ModelCatalog.find_models`."""
    return _in_use().find_models(**asked)


def count_models(**asked: Unpack[Conditions]) -> int:
    """How many models of the catalog in use meet all conditions; see `ModelCatalog.find_models`."""
    return _in_use().count_models(**asked)


def _in_use() -> ModelCatalog:
    global _found  # noqa: PLW0603 - the table of the one catalog in use, known once it is open
    catalog = catalog_in_use()
    _found = catalog.found
    return catalog
