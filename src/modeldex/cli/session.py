"""What the options before the command decide: which catalog is asked, and under which layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command."""

    catalog_file: Path | None = None
    """The catalog to ask; None: the one that came with the package."""
    layers: tuple[Path, ...] = ()
    """Files of rows that go over it, the last one uppermost."""
    offline: bool = False
    """Whether the network must not be used."""


def session() -> Session:
    """The options of the command that runs; none where none does."""
    context = click.get_current_context(silent=True)
    return Session() if context is None else context.meta.setdefault(__name__, Session())


def set_session(context: click.Context, made: Session) -> None:
    """Let a command, and those below it, ask under these options."""
    context.meta[__name__] = made


def asked_catalog(day: str | None = None) -> ModelCatalog:
    """The catalog that this command asks, as of a day where one is given."""
    from modeldex.catalog.reader import ModelCatalog

    options = session()
    path = options.catalog_file
    catalog = ModelCatalog.bundled() if path is None else ModelCatalog.open(path)
    if options.layers:
        from modeldex.exchange.layer import layered

        for layer in options.layers:
            catalog = layered(catalog, layer)
    return catalog if day is None else catalog.at(day)
