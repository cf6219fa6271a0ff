"""The catalog that comes with the package, and the questions to it that need no catalog in hand."""

from __future__ import annotations

import os

from modeldex.catalog.file import CatalogFile
from modeldex.catalog.reader import ModelCatalog
from modeldex.core.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from modeldex.core.model import ModelConfig

_FILE_NAME = "bundled.sqlite"
_opened: ModelCatalog | None = None
_found: dict[str, ModelConfig] = {}


def bundled() -> ModelCatalog:
    """The catalog of the package, opened on first use and kept."""
    global _opened, _found  # noqa: PLW0603 - one catalog per process, made when first asked for
    if _opened is None:
        opened = ModelCatalog(_bundled_file())
        _found = opened._found
        _opened = opened
    return _opened


def get_model(name: str) -> ModelConfig | None:
    """The model that a name means, in the bundled catalog; None where it means none, or several.

    `get_model("anthropic/claude-opus-4-5")`, `get_model("gpt-5")`; see `ModelCatalog.get_model`.
    """
    try:
        return _found[name]
    except KeyError:
        return bundled().get_model(name)


def get_model_or_raise(name: str) -> ModelConfig:
    """The model that a name means, in the bundled catalog.

    Raises ModelNotFoundError with near matches, AmbiguousModelError with the candidates.
    """
    return bundled().get_model_or_raise(name)


def all_models() -> tuple[ModelConfig, ...]:
    """Every model of the bundled catalog, by full id."""
    return bundled().all_models()


def find_models(**conditions: Any) -> tuple[ModelConfig, ...]:
    """Every model of the bundled catalog that meets all conditions; see `ModelCatalog.find_models`."""
    return bundled().find_models(**conditions)


def _bundled_file() -> CatalogFile:
    """The file beside this module, or its bytes where the package lies in an archive."""
    path = os.path.join(os.path.dirname(__file__), _FILE_NAME)  # noqa: PTH118, PTH120 - start-up time
    if os.path.exists(path):  # noqa: PTH110
        return CatalogFile(path)
    loader = globals().get("__loader__")
    try:
        return CatalogFile(path, content=loader.get_data(path))  # type: ignore[union-attr]
    except (AttributeError, OSError):
        raise CatalogError(f"the package came without its catalog ({path}); build it with `make build`") from None
