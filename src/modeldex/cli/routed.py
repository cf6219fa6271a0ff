"""What a command routes with: the registry, the policies of the configuration, the keys."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.cli.configured import asked_settings, is_configured, open_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from modeldex.cli.access import Access
    from modeldex.config.routing import RoutingSettings
    from modeldex.registry.registry import ModelRegistry
    from modeldex.router.router import LLMRouter


class KeysAtHand:
    """Which models cannot be called with the keys that there are, looked up once."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self._reasons = reasons

    def reasons(self) -> Mapping[str, str]:
        """Full id -> why it cannot be called."""
        return self._reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What a router is made of."""

    registry: ModelRegistry
    """The models in force."""
    routing: RoutingSettings | None
    """Policies, pools and rules; None: nothing is configured."""
    readiness: KeysAtHand | None
    """What cannot be called; None: it was not asked for."""

    def router(self, clock: Callable[[], float] | None = None) -> LLMRouter:
        """A router of its own; `clock` gives seconds since 1970, None: the time of day."""
        from modeldex.router.router import LLMRouter
        from modeldex.router.seen.clock import steady_time

        return LLMRouter(
            self.registry, routing=self.routing, readiness=self.readiness, clock=clock or steady_time
        )


@contextmanager
def opened(*, ready: bool = False, day: str | None = None) -> Iterator[Routed]:
    """The registry in force, with what is configured.

    `ready`: and what lacks a key. `day`: the catalog below it as it was known to hold then.
    """
    settings = asked_settings()
    access = None
    if ready or is_configured(settings):
        from modeldex.cli.access import asked_access

        access = asked_access(settings, opens=ready)
    configuration = None if access is None else access.configuration
    with open_registry(settings, day=day) as registry:
        yield Routed(
            registry=registry,
            routing=None if configuration is None else configuration.routing,
            readiness=_readiness(registry, access) if ready and access is not None else None,
        )


def _readiness(registry: ModelRegistry, access: Access) -> KeysAtHand:
    from modeldex.providers.ready import not_ready_reasons

    lacking = not_ready_reasons(registry, access.credentials, gateway=access.gateway)
    return KeysAtHand({full_id: str(reason) for full_id, reason in lacking.items()})
