"""`Sources`: what an opened registry is made from, and how it is read again.

The configuration file gives one layer, the database another. Each is read, checked and put in force by
itself: where one is wrong, the registry serves on with what it had of it.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.catalog.in_use import applied_update
from modeldex.catalog.reader import ModelCatalog
from modeldex.config.faults import Faults
from modeldex.config.loading import load
from modeldex.core.days import today
from modeldex.core.errors import ConfigError, ModeldexError, RegistryError, StorageError
from modeldex.core.secret import Secret
from modeldex.registry.building import LayersRefusedError
from modeldex.registry.events import ReloadRefused
from modeldex.registry.file_state import file_state
from modeldex.registry.following import watches
from modeldex.registry.layer import BUNDLED, CONFIG, DATABASE, DISCOVERED, UPDATED, Layer
from modeldex.registry.ledger import LayerLedger
from modeldex.registry.route_conditions import check_conditions
from modeldex.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.config.configuration import Configuration
    from modeldex.core.follower import Follower
    from modeldex.core.model_entry import ModelEntry
    from modeldex.core.provider import Provider
    from modeldex.registry.registry import ModelRegistry
    from modeldex.storage.database import Database

logger = logging.getLogger("modeldex.registry")


class Sources:
    """Catalog, configuration and database of one registry."""

    def __init__(
        self,
        registry: ModelRegistry,
        config: str | Path | None,
        database: str | None,
        catalog: ModelCatalog | None,
        settings: Settings | None,
    ) -> None:
        self._registry = registry
        self._settings = Settings.from_environment() if settings is None else settings
        self._path = self._settings.config_file if config is None else Path(config)
        self._url = database
        self._catalog = catalog
        self._database: Database | None = None
        self._watches: list[Follower] = []
        self._configuration: Configuration | None = None
        self._reading = threading.Lock()
        self._pool: Mapping[str, ModelEntry] = {}
        self.seen: tuple[int, int, int, int] | None = None
        """State of the configuration file when it was read first."""

    @property
    def configuration(self) -> Configuration | None:
        """The configuration in force; None before it was read."""
        return self._configuration

    @property
    def settings(self) -> Settings:
        """What the environment sets."""
        return self._settings

    @property
    def database(self) -> Database | None:
        """The open database; None where there is none."""
        return self._database

    def load(self) -> None:
        """Read everything for the first time; the first fault is raised."""
        stack = self._registry._stack
        self.seen = None if self._path is None else file_state(self._path)
        catalog, self._registry._base = self._base_catalog()
        stack.put_catalog(catalog)
        self._put_discovered()
        self._put(self._read_configuration())
        self._open_database()

    def reload(self) -> None:
        """Read what lies over the catalog anew; a part that is refused keeps no other from being taken up."""
        errors = [
            error
            for error in (
                self.take_discovered(),
                self.take_configuration(),
                self.take_database(anew=True),
                self.take_day(),
            )
            if error is not None
        ]
        if len(errors) > 1:
            raise RegistryError("several parts were refused: " + "; ".join(map(str, errors)))
        if errors:
            raise errors[0]

    def take_discovered(self) -> ModeldexError | None:
        """Put in force what `modeldex discover` found by now; the error where it is refused."""
        if not (self._pool or self._discovered.is_dir()):
            return None
        return self._taken(DISCOVERED, str(self._discovered), self._put_discovered)

    def take_configuration(self) -> ModeldexError | None:
        """Put the configuration in force as it is now; the error where it is refused."""
        origin = str(self._path or "of the environment")
        with self._reading:  # what was read later counts
            return self._taken("configuration", origin, lambda: self._put(self._read_configuration()))

    def take_database(self, *, anew: bool = False) -> ModeldexError | None:
        """Put in force what other instances wrote, or all there is; the error where it is refused."""
        ledger = self._registry._ledgers.get(DATABASE)
        if ledger is None or self._database is None:
            return None
        stack = self._registry._stack

        def take() -> None:
            with stack.lock:
                ledger.load() if anew else ledger.catch_up()

        return self._taken("database", self._database.label, take)

    def take_day(self) -> ModeldexError | None:
        """Put in force what this day changes; the error where it is refused."""
        return self._taken("day", today(), lambda: self._registry._stack.turn_to(today()))

    def is_past_its_day(self) -> bool:
        """Whether the state in force is of a day that is over."""
        return self._registry._stack.view.day != today()

    def follow(self, *, live: bool | None) -> None:
        """Begin to take up changes by themselves, unless the caller or the configuration says otherwise."""
        assert self._configuration is not None
        if live is False:
            return
        watches_file = live or self._configuration.registry.watch
        self._watches = watches(self, self._path, watches_file=watches_file)
        for watch in self._watches:
            watch.start()

    def close(self) -> None:
        """End the watches, then close the database."""
        for watch in self._watches:
            watch.close()
        self._watches = []
        if self._database is not None:
            self._database.close()

    @property
    def _discovered(self) -> Path:
        """The folder of what was discovered; most users have none, and one look at the disk tells."""
        return self._settings.data_dir / DISCOVERED

    def _put_discovered(self) -> None:
        """Put what is kept of discoveries in force, below what the process itself discovered."""
        if not (self._pool or self._discovered.is_dir()):
            return
        from modeldex.registry.discovery import discovered_layer  # noqa: PLC0415 - few users discover

        stack = self._registry._stack
        with stack.lock:
            layer, before = discovered_layer(self._discovered, stack.view.catalog), stack.layer(DISCOVERED)
            own = {one: it for one, it in before.entries.items() if self._pool.get(one) is not it}
            stack.put(layer.replace(entries=MappingProxyType({**layer.entries, **own})))
            self._pool = layer.entries

    def _base_catalog(self) -> tuple[ModelCatalog, str]:
        if self._catalog is not None:
            return self._catalog, BUNDLED
        update = applied_update(self._settings.data_dir)
        return (ModelCatalog.bundled(), BUNDLED) if update is None else (update, UPDATED)

    def _read_configuration(self) -> Configuration:
        catalog = self._registry._stack.view.catalog
        assert catalog is not None
        found = load(self._path, catalog, settings=self._settings)
        check_conditions(found)
        return found

    def _put(self, configuration: Configuration) -> None:
        stack = self._registry._stack
        with stack.lock:
            before, after = stack.layer(CONFIG), _layer(configuration, stack.view.catalog)
            ids = before.entries.keys() | after.entries.keys()
            touched = {one for one in ids if before.entries.get(one) != after.entries.get(one)}
            policy = configuration.lifecycle
            if touched or before.beside != after.beside or policy != stack.view.lifecycle:
                try:
                    stack.put(after, touched, lifecycle=policy, is_strict=True)
                except LayersRefusedError as error:
                    raise _with_places(error, configuration) from None
            self._configuration = configuration

    def _open_database(self) -> None:
        assert self._configuration is not None
        url = Secret(self._url) if self._url else self._configuration.database_url()
        if url is None:
            return
        database_class, require_current, store, redirects = _storage()
        self._database = database_class.open(url.reveal())
        require_current(self._database)
        registry = self._registry
        ledger = LayerLedger(DATABASE, store(self._database), registry._stack)
        with registry._stack.lock:
            ledger.load()
            registry._ledgers[DATABASE] = ledger
            registry._redirects = redirects(self._database)

    def _taken(self, what: str, origin: str, take: Callable[[], object]) -> ModeldexError | None:
        stack, counters = self._registry._stack, self._registry._counters
        try:
            take()
        except ModeldexError as error:
            counters.count_reload(what, ok=False)
            generation = stack.view.generation
            logger.warning("%s %s is refused, generation %d serves on: %s", what, origin, generation, error)
            refused = ReloadRefused(
                origin=origin, reason=str(error), generation=generation, at=datetime.now(UTC)
            )
            stack.subscribers.put((refused,))
            stack.subscribers.tell()
            return error
        counters.count_reload(what, ok=True)
        logger.info("%s %s is in force, generation %d", what, origin, stack.view.generation)
        stack.subscribers.tell()
        return None


def _storage() -> tuple[Any, ...]:
    """What the database needs; it is loaded only where there is one."""
    try:
        from modeldex.registry.database_store import DatabaseStore  # noqa: PLC0415
        from modeldex.storage.database import Database  # noqa: PLC0415
        from modeldex.storage.redirects import Redirects  # noqa: PLC0415
        from modeldex.storage.revision import require_current  # noqa: PLC0415
    except ImportError as error:
        raise StorageError(f"a database needs {error.name}: pip install 'modeldex[store]'") from error
    return Database, require_current, DatabaseStore, Redirects


def _layer(configuration: Configuration, catalog: ModelCatalog | None) -> Layer:
    """What a configuration says, as a layer."""
    providers: dict[str, Provider] = dict(configuration.providers)
    for slug, changes in configuration.provider_changes.items():
        assert catalog is not None
        providers[slug] = catalog.provider(slug).replace(**changes)
    return Layer(
        name=CONFIG,
        entries=configuration.entries,
        model_aliases=configuration.model_aliases,
        provider_aliases=configuration.provider_aliases,
        providers=MappingProxyType(providers),
        order=configuration.order,
        origin=None if configuration.path is None else str(configuration.path),
    )


def _with_places(error: LayersRefusedError, configuration: Configuration) -> ConfigError:
    """The same faults where the file states them; those of layers above name the layer."""
    faults = Faults(configuration.documents)
    for fault in error.faults:
        above = "" if fault.layer.name == CONFIG else f" (in the layer {fault.layer.name!r} over this file)"
        faults.take(
            configuration.fault(fault.full_id, field, f"{problem}{above}")
            for field, problem in fault.problems.items()
        )
    return faults.error()
