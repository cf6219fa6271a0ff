"""New files: written in one step, and never over one that is there by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from pathlib import Path


def is_there(target: Path) -> str:
    """What to say of a file that stands where a new one is to."""
    return f"{target} is there already: name another file, or write over it with --force"


def write_new(target: Path, text: str, *, force: bool) -> None:
    """Write a file in one step; UsageError where one is there, unless `force` says to write over it."""
    if target.exists() and not force:
        raise click.UsageError(is_there(target))
    with replacing(target) as aside:
        aside.write_text(text, "utf-8", newline="\n")
