"""The options that name the facts and the catalog file, for every command that keeps the facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from modeldex.cli.paths import NamedPath

_USUAL = Path("data")


class _FolderOfFacts(click.Path):
    """A folder that is there; where the usual one is not, the refusal says where it would be."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if Path(value) == _USUAL and not _USUAL.is_dir():
            self.fail(
                "there is no folder of facts here: run it in a checkout of modeldex, or give --data DIR",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


data_option = click.option(
    "--data", type=_FolderOfFacts(), default=_USUAL, show_default=True, help="Folder of facts."
)

catalog_option = click.option(
    "--output",
    "target",
    type=NamedPath(dir_okay=False),
    default=Path("src/modeldex/catalog/bundled.sqlite"),
    show_default=True,
    help="Catalog file to write.",
)
