"""What the options before the command decide: which catalog is asked, and under which layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from modeldex.core.days import today
from modeldex.core.errors import NetworkError

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog


@dataclass(slots=True)
class Session:
    """The options before the command, and the catalog that they mean."""

    catalog_file: Path | None = None
    """The catalog to ask; None: an applied update, else the one that came with the package."""
    layers: tuple[Path, ...] = ()
    """Files of rows that go over it, the last one uppermost."""
    offline: bool = False
    """Whether the network must not be used."""
    config_file: Path | None = None
    """The configuration file; None: the one that the environment and the folder give."""
    day: str | None = None
    """The day as of which the catalog is asked; None: as it is."""
    _opened: ModelCatalog | None = field(default=None, repr=False)

    def catalog(self) -> ModelCatalog:
        """The catalog, opened when it is first asked for."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> ModelCatalog:
        from modeldex.catalog.in_use import catalog_of, data_folder
        from modeldex.catalog.reader import ModelCatalog

        path = self.catalog_file
        catalog = catalog_of(data_folder()) if path is None else ModelCatalog.open(path)
        if self.layers:
            from modeldex.exchange.layer import layered

            for layer in self.layers:
                catalog = layered(catalog, layer)
        return catalog


def set_session(context: click.Context, made: Session) -> None:
    """Let a command, and those below it, ask under these options."""
    context.meta[__name__] = made


def asked_catalog(day: str | None = None) -> ModelCatalog:
    """The catalog that this command asks, as of a day where one is given."""
    session = _session()
    catalog = session.catalog()
    if day is None:
        return catalog
    session.day = day
    return catalog.at(day)


def asked_config() -> Path | None:
    """The configuration file that is named before the command; None where none is."""
    return _session().config_file


def require_network() -> None:
    """NetworkError where the network must not be used, by the option or by the environment."""
    from modeldex.settings import Settings

    if _session().offline or Settings.from_environment().offline:
        raise NetworkError(
            "offline", "this command asks over the network; leave out --offline, and unset MODELDEX_OFFLINE"
        )


def day_shown() -> str:
    """The day of which a command speaks: the one that it asks the catalog as of, else today."""
    return _session().day or today()


def _session() -> Session:
    context = click.get_current_context(silent=True)
    return Session() if context is None else context.meta.setdefault(__name__, Session())
