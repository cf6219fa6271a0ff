"""Questions to the bundled catalog that need no catalog in hand."""

from __future__ import annotations

from modeldex.catalog.reader import ModelCatalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Unpack

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.query import Question
    from modeldex.core.model_config import ModelConfig

_found: dict[str, ModelConfig] = {}
"""The models already handed out: the bundled catalog's own table, once it is open."""


def get_model(name: str) -> ModelConfig | None:
    """The model that a name means, in the bundled catalog; None where it means none, or several.

    `get_model("anthropic/claude-opus-4-5")`, `get_model("gpt-5")`; see `ModelCatalog.get_model`.
    """
    try:
        return _found[name]
    except KeyError:
        return _bundled().get_model(name)


def get_model_or_raise(name: str) -> ModelConfig:
    """The model that a name means, in the bundled catalog.

    Raises ModelNotFoundError with near matches, AmbiguousModelError with the candidates.
    """
    return _bundled().get_model_or_raise(name)


def all_models() -> tuple[ModelConfig, ...]:
    """Every model of the bundled catalog, by full id."""
    return _bundled().all_models()


def find_models(**asked: Unpack[Question]) -> tuple[ModelConfig, ...]:
    """Every model of the bundled catalog that meets all conditions; see `ModelCatalog.find_models`."""
    return _bundled().find_models(**asked)


def count_models(**asked: Unpack[Conditions]) -> int:
    """How many models of the bundled catalog meet all conditions; see `ModelCatalog.find_models`."""
    return _bundled().count_models(**asked)


def _bundled() -> ModelCatalog:
    global _found  # noqa: PLW0603 - the table of the one bundled catalog, known once it is open
    catalog = ModelCatalog.bundled()
    _found = catalog.found
    return catalog
