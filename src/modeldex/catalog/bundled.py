"""Where the catalog that comes with the package lies."""

from __future__ import annotations

import os

from modeldex.catalog.file import CatalogFile
from modeldex.core.errors import CatalogError

_FILE_NAME = "bundled.sqlite"


def bundled_file() -> CatalogFile:
    """The file beside this module, or its bytes where the package lies in an archive."""
    path = os.path.join(os.path.dirname(__file__), _FILE_NAME)  # noqa: PTH118, PTH120 - start-up time
    if os.path.exists(path):  # noqa: PTH110
        return CatalogFile(path)
    loader = globals().get("__loader__")
    try:
        return CatalogFile(path, content=loader.get_data(path))  # type: ignore[union-attr]
    except (AttributeError, OSError):
        raise CatalogError(
            f"the package came without its catalog ({path}); build it with `make build`"
        ) from None
