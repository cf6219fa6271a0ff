"""`RegistryRouting`: routers of a registry, as the configuration in force says."""

from __future__ import annotations

from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from modeldex.catalog.lock import making
from modeldex.core.forking import renewed_after_fork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.config.configuration import Configuration
    from modeldex.config.routing import HealthSettings, RoutingSettings
    from modeldex.core.secret import Secret
    from modeldex.registry.registry import ModelRegistry
    from modeldex.registry.sources import Sources
    from modeldex.router.health.board import HealthBoard
    from modeldex.router.load.board import LoadBoard
    from modeldex.router.router import LLMRouter
    from modeldex.router.seen.neighbours import Affinity, Budgets, Headroom, Health, Readiness


class RouterOptions(TypedDict, total=False):
    """What a router can be told; see `LLMRouter`."""

    routing: RoutingSettings | None
    health: Health | None
    headroom: Headroom | None
    affinity: Affinity | None
    budgets: Budgets | None
    readiness: Readiness | None
    """None: models count as ready whose keys are missing."""
    clock: Callable[[], float]


class RegistryRouting:
    """Routers of a registry. What they measure together through Redis ends with the registry."""

    _sources: Sources | None
    _is_closed: bool
    _shared: list[SharedBoards]

    def router(self, **named: Unpack[RouterOptions]) -> LLMRouter:
        """A router over this registry, as `[routing]` sets it now; what is named counts more.

        Only models count that can be called: whose keys are there, as `registry.credentials()` has them. Keys
        are looked up now, and again once the registry has changed. Where `MODELDEX_REDIS_URL` is set, health
        and headroom are shared with other instances until the registry is closed; a router made after that
        measures for itself. Each `clock` has a connection of its own until then: hand in the same one again.
        StorageError where Redis is named and its library is missing.
        """
        from modeldex.router.router import LLMRouter  # noqa: PLC0415 - many registries route nothing

        configuration = None if self._sources is None else self._sources.configuration
        options = named.copy()
        if "routing" not in options and configuration is not None:
            options["routing"] = configuration.routing
        if "readiness" not in options:
            readiness = RegistryReadiness(cast("ModelRegistry", self))
            readiness.reasons()
            options["readiness"] = readiness
        if not options.keys() & {"health", "headroom"} and (url := self._redis_url) is not None:
            boards = self._boards(url, options)
            if boards is not None:
                options["health"], options["headroom"] = boards.health, boards.load
        return LLMRouter(cast("ModelRegistry", self), **options)

    @property
    def _redis_url(self) -> Secret | None:
        return None if self._sources is None else self._sources.settings.redis_url

    def _boards(self, url: Secret, options: RouterOptions) -> SharedBoards | None:
        """The boards that all routers share which count alike; None: the registry is closed."""
        from modeldex.config.routing import RoutingSettings  # noqa: PLC0415 - as above
        from modeldex.router.seen.clock import steady_time  # noqa: PLC0415

        settings = (options.get("routing") or RoutingSettings()).health
        clock = options.get("clock", steady_time)
        with making():
            for boards in self._shared:
                if (boards.settings, boards.clock) == (settings, clock):
                    return boards
            if self._is_closed:
                return None
            made = SharedBoards(url, settings, clock)
            self._shared.append(made)
            return made

    def _end_routing(self) -> None:
        """End what routers share with other instances; the registry is closed already."""
        with making():
            ending = [*self._shared]
            self._shared.clear()
        for boards in ending:
            boards.close()


class SharedBoards:
    """Boards of health and load that are kept in step with those of other instances."""

    def __init__(self, url: Secret, settings: HealthSettings, clock: Callable[[], float]) -> None:
        from modeldex.registry.shared_routing import SharedRouting  # noqa: PLC0415 - only where there is Redis
        from modeldex.router.health.board import HealthBoard  # noqa: PLC0415 - loaded with the router
        from modeldex.router.load.board import LoadBoard  # noqa: PLC0415

        self.settings = settings
        self.clock = clock
        self.health: HealthBoard = HealthBoard(settings)
        self.load: LoadBoard = LoadBoard()
        self._sharing = SharedRouting(url, self.health, self.load, clock=clock)
        self._sharing.start()

    def close(self) -> None:
        """Tell the others the last of it."""
        self._sharing.close()


class RegistryReadiness:
    """Which models of a registry cannot be called, worked out once for each state of it."""

    def __init__(self, registry: ModelRegistry) -> None:
        self._registry = registry
        self._lock = Lock()
        renewed_after_fork(self)
        self._kept: tuple[tuple[int, Configuration | None], Mapping[str, str]] | None = None

    def reasons(self) -> Mapping[str, str]:
        """Full id -> why it cannot be called; that a model retired is for the router to judge."""
        kept = self._kept
        state = self._registry.generation, self._configuration
        if kept is not None and kept[0] == state:
            return kept[1]
        with self._lock:
            if self._kept is None or self._kept[0] != state:
                self._kept = state, self._found()
            return self._kept[1]

    @property
    def _configuration(self) -> Configuration | None:
        sources = self._registry._sources
        return None if sources is None else sources.configuration

    def _found(self) -> Mapping[str, str]:
        from modeldex.providers.prerequisites import STATUS  # noqa: PLC0415 - as above
        from modeldex.providers.ready import not_ready_reasons  # noqa: PLC0415

        registry = self._registry
        found = not_ready_reasons(registry.snapshot(), registry.credentials(), gateway=registry.gateway)
        return MappingProxyType({name: one.reason for name, one in found.items() if one.kinds != (STATUS,)})
