"""Build hook: compiles the catalog file from `data/` into the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and editable installs; an sdist carries `data/` instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalog before files are collected."""
        if self.target_name == "sdist":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from modeldex.pipeline.build import build_catalog
        finally:
            sys.path.pop(0)
        build_catalog(root / "data", root / "src" / "modeldex" / "catalog" / "bundled.sqlite")
