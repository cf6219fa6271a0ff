"""`ModelRegistry`: the catalog in force, for an application or a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.core.errors import ModelNotFoundError
from modeldex.registry.access import RegistryAccess
from modeldex.registry.counters import Counters
from modeldex.registry.history import RegistryHistory
from modeldex.registry.layer import BUNDLED, DISCOVERED, IN_PROCESS
from modeldex.registry.ledger import LayerLedger
from modeldex.registry.lifecycle import MemoryRedirects, RedirectStore, RegistryLifecycle
from modeldex.registry.memory_store import MemoryStore
from modeldex.registry.naming import RegistryNaming
from modeldex.registry.reads import RegistryReads, RegistrySnapshot
from modeldex.registry.routing import RegistryRouting
from modeldex.registry.stack import LayerStack
from modeldex.registry.writes import RegistryWrites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.policy import LifecyclePolicy
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.events import RegistryEvent
    from modeldex.registry.sources import Sources
    from modeldex.registry.view import View
    from modeldex.settings import Settings


class ModelRegistry(
    RegistryReads,
    RegistryWrites,
    RegistryHistory,
    RegistryNaming,
    RegistryLifecycle,
    RegistryAccess,
    RegistryRouting,
):
    """The models in force: a catalog, and over it what files, a database and the process itself say.

    `ModelRegistry()` is empty and in memory. `ModelRegistry.open()` puts the catalog of the package, the
    user's configuration and the configured database under it, and follows their changes.

    It may be shared between threads and tasks: readers never wait and do no I/O once they are warm, a
    change is in force for all of them at once. Close it, or use it in a `with`; open it after a fork.
    """

    def __init__(
        self,
        catalog: ModelCatalog | None = None,
        *,
        actor: str | None = None,
        lifecycle: LifecyclePolicy | None = None,
    ) -> None:
        """`catalog` lies below all layers; `actor` is who does what nobody puts a name to.

        `lifecycle` is the policy of `admit`, by default one that warns.
        """
        self._stack = LayerStack(catalog, lifecycle)
        self._base = BUNDLED
        self._actor = actor
        self._ledgers = {IN_PROCESS: LayerLedger(IN_PROCESS, MemoryStore(), self._stack)}
        self._is_closed = False
        self._sources: Sources | None = None
        self._counters = Counters()
        self._count_found = self._counters.count_found
        self._count_missed = self._counters.count_missed
        self._redirects: RedirectStore = MemoryRedirects()
        self._shared = []

    @classmethod
    def open(
        cls,
        config: str | Path | None = None,
        *,
        database: str | None = None,
        catalog: ModelCatalog | None = None,
        settings: Settings | None = None,
        live: bool | None = None,
        actor: str | None = None,
    ) -> Self:
        """A registry over the bundled catalog, the user's files and the configured database.

        `config` is a configuration file; without one the settings decide (`MODELDEX_CONFIG`, else
        `modeldex.toml` here or in the user's folder). `database` is a URL; without one that of the
        settings or the configuration; without any, changes end with the process. `settings` are
        those of the environment by default. `live` says whether changed files and databases are
        taken up by themselves; by default as the configuration says (`registry.watch`).

        ConfigError has every fault of the configuration, StorageError says what is wrong with the
        database.
        """
        from modeldex.registry.sources import Sources  # noqa: PLC0415 - needs what `config` and `store` bring

        made = cls(actor=actor)
        made._sources = Sources(made, config, database, catalog, settings)
        try:
            made._sources.load()
            made._sources.follow(live=live)
        except BaseException:
            made.close()
            raise
        return made

    @property
    def _view(self) -> View:  # type: ignore[override]
        return self._stack.view

    def get_model(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one.

        A full id, a name that was registered, a bare id at its maker's own provider, or a spelling
        of another tool.
        """
        view = self._stack.view
        try:
            found = view.found[name]
        except KeyError:
            other = view.get(name)
            if other is None:
                self._count_missed()
                return None
            found = other
        self._count_found()
        return found

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means.

        Raises AmbiguousModelError with the candidates, ModelNotFoundError with near matches.
        """
        view = self._stack.view
        found = view.found.get(name)
        if found is None:
            try:
                found = view.get_or_raise(name)
            except ModelNotFoundError:
                self._count_missed()
                raise
        self._count_found()
        return found

    @property
    def counters(self) -> Counters:
        """How often the registry was asked, and how its reloads went."""
        return self._counters

    def is_initialized(self) -> bool:
        """Whether any layer is loaded: a catalog, or whatever was put over it."""
        view = self._stack.view
        return view.catalog is not None or any(view.layers)

    def load_default_models(self) -> tuple[ModelConfig, ...]:
        """Register the three models of a development machine, which Ollama serves without a key.

        They are as the bundled catalog has them, or as a layer has made them; nothing else is added.
        """
        from modeldex.registry.development import development_models  # noqa: PLC0415 - reads the catalog

        models = tuple(self._stack.view.one(model.id) or model for model in development_models())
        self.register_models(models, reason="default models for development", layer=IN_PROCESS)
        return models

    def discovered(self, provider: str, models: Iterable[ModelConfig]) -> None:
        """Put what a provider was found to serve in the place of what was found of it before.

        What a model states counts more than the catalog; of what it is silent about, the catalog's word
        stands. The configuration, the database and the process itself have the last word over it.
        """
        from modeldex.registry.discovery import with_discovered  # noqa: PLC0415 - few registries discover

        with self._stack.lock:
            before = self._stack.layer(DISCOVERED)
            layer, touched = with_discovered(before, provider, models, self._stack.view.ground)
            self._stack.put(layer, touched)
        self._stack.subscribers.tell()

    def snapshot(self) -> RegistrySnapshot:
        """The state of now, held fast: many questions to it have one answer."""
        return RegistrySnapshot(self._stack.view, self._base)

    def warm(self) -> None:
        """Read all models, names and columns: no question after it does I/O, nor in a later state.

        But for what is read when it is asked for: prices and statements, questions for rates that have
        no column, and what looks like a name that means nothing (the error of `get_model_or_raise`).
        """
        self._stack.view.warm()

    def subscribe(self, callback: Callable[[RegistryEvent], None]) -> Callable[[], None]:
        """Be told of every change in force, event by event, in order; what is returned ends it.

        The callback runs once the change is in force, in the thread that made it, or in one that is
        telling something already. It should be quick; what it raises is logged, and holds up nobody.
        """
        return self._stack.subscribers.add(callback)

    def reload(self) -> int:
        """Read configuration and database anew, and give the generation that is in force then.

        Where something is wrong the error says all of it, and the old state serves on. A registry
        that was not opened has nothing to read.
        """
        self._check_open()
        if self._sources is not None:
            self._sources.reload()
        else:
            self._stack.turn_to(today())
            self._stack.subscribers.tell()
        return self.generation

    def close(self) -> None:
        """End what follows changes, and close the database; reads go on as they were, writes do not."""
        self._is_closed = True
        self._end_routing()
        if self._sources is not None:
            self._sources.close()

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        layers = ", ".join(layer.name for layer in self._stack.view.layers if layer)
        return f"<ModelRegistry {self.generation}: {len(self)} models{f'; {layers}' if layers else ''}>"
