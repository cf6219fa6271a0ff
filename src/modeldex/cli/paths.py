"""Paths that options and arguments take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

STANDARD = Path("-")
"""Standard input or output, told by identity: the file `./-` is an equal path."""


class NamedPath(click.Path):
    """A path that says something: a blank one is a variable of the shell that nobody set."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(path_type=Path, **rules)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as it was written; `STANDARD` for a dash where one is allowed."""
        if not str(value).strip():
            self.fail("must not be blank; name a file or a folder", param, ctx)
        if value == "-" and self.allow_dash:
            return STANDARD
        return super().convert(value, param, ctx)
