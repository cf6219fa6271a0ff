"""`RegistryMetrics`: what is in force in a registry and how it is asked, for Prometheus to scrape."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modeldex.core.errors import RegistryError
from modeldex.core.status import ModelStatus
from modeldex.registry.counters import RELOADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

    from modeldex.registry.counters import Counters
    from modeldex.registry.reads import RegistrySnapshot
    from modeldex.registry.registry import ModelRegistry
    from modeldex.registry.statistics import RegistryStats


class RegistryMetrics:
    """A collector of one registry: `prometheus_client.REGISTRY.register(RegistryMetrics(registry))`.

    Everything is counted when it is scraped, out of one state. Labels hold names of statuses,
    providers and layers alone, so that their number does not grow with what callers ask for.
    """

    def __init__(self, registry: ModelRegistry) -> None:
        """RegistryError where prometheus_client is not installed."""
        try:
            from prometheus_client import core  # noqa: PLC0415 - only who is scraped needs it
        except ImportError as error:
            raise RegistryError(f"metrics need {error.name}: pip install 'modeldex[metrics]'") from error
        self._core: ModuleType = core
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """The families of now."""
        snapshot = self._registry.snapshot()
        stats = snapshot.get_stats()
        yield self._models(snapshot)
        yield self._layers(stats)
        yield self._core.GaugeMetricFamily(
            "modeldex_registry_generation",
            "Number of the state in force; it rises with every change.",
            value=stats["generation"],
        )
        yield from self._counts(self._registry.counters)
        yield from self._catalog(stats)

    def _models(self, snapshot: RegistrySnapshot) -> Metric:
        family: GaugeMetricFamily = self._core.GaugeMetricFamily(
            "modeldex_registry_models",
            "Models in force, without those that are hidden.",
            labels=("status", "provider"),
        )
        index = snapshot._view.index
        statuses, providers = index.column("status"), index.column("provider")
        counts = Counter(zip(providers.numbers, statuses.numbers, strict=True))
        named = {
            (ModelStatus(statuses.values[status]).name.lower(), providers.values[provider]): count
            for (provider, status), count in counts.items()
        }
        for labels in sorted(named):
            family.add_metric(labels, named[labels])
        return family

    def _layers(self, stats: RegistryStats) -> Metric:
        family: GaugeMetricFamily = self._core.GaugeMetricFamily(
            "modeldex_registry_layer_models", "Models of which a layer speaks.", labels=("layer",)
        )
        for layer, count in stats["layers"].items():
            family.add_metric((layer,), count)
        return family

    def _counts(self, counters: Counters) -> Iterator[Metric]:
        lookups: CounterMetricFamily = self._core.CounterMetricFamily(
            "modeldex_registry_lookups", "Names that were asked for one by one.", labels=("result",)
        )
        lookups.add_metric(("found",), counters.found)
        lookups.add_metric(("missed",), counters.missed)
        yield lookups
        reloads: CounterMetricFamily = self._core.CounterMetricFamily(
            "modeldex_registry_reloads",
            "Times that a change was taken up, or refused while the old state served on.",
            labels=("what", "result"),
        )
        for what in RELOADS:
            reloads.add_metric((what, "ok"), counters.reloads(what, ok=True))
            reloads.add_metric((what, "failed"), counters.reloads(what, ok=False))
        yield reloads

    def _catalog(self, stats: RegistryStats) -> Iterator[Metric]:
        age: GaugeMetricFamily = self._core.GaugeMetricFamily(
            "modeldex_registry_catalog_age_seconds",
            "Seconds since the day of the catalog began; absent where there is no catalog.",
            labels=(),
        )
        info: InfoMetricFamily = self._core.InfoMetricFamily(
            "modeldex_registry_catalog", "The catalog below all layers; absent where there is none."
        )
        seconds, version, digest = (
            stats["catalog_age_seconds"],
            stats["catalog_version"],
            stats["catalog_digest"],
        )
        if seconds is not None and version is not None and digest is not None:
            age.add_metric((), seconds)
            info.add_metric((), {"version": version, "digest": digest})
        yield age
        yield info
