"""How a configuration is put together from what its documents state."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.config.model_keys import HIDDEN, SCORES
from modeldex.config.names import ConfiguredNames
from modeldex.config.places import quoted
from modeldex.config.pool_names import PoolNames
from modeldex.config.provider_tables import ProviderTables
from modeldex.config.routing_tables import RoutingTables
from modeldex.config.statements import renamed
from modeldex.core.display_order import DisplayOrder
from modeldex.core.model_entry import ModelEntry
from modeldex.identity.aliases import model_alias_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.faults import Faults
    from modeldex.config.statements import Statements


class Assembly:
    """Statements over a catalog, checked against each other and against it."""

    def __init__(self, parts: list[Statements], catalog: ModelCatalog, faults: Faults) -> None:
        def slug(written: str) -> str:
            if not written.isprintable():
                raise ValueError("must be one line of text")
            return catalog.names.provider_named(written) or written

        self._faults = faults
        self._catalog = catalog
        parts = [renamed(part, "providers", slug, faults) for part in parts]
        self.providers = ProviderTables(_joined(parts), catalog, faults)
        self.provider_aliases = self.providers.aliases()
        """Another name -> the slug of the provider that it means."""
        self._names = ConfiguredNames(catalog, self.providers.slugs, self.provider_aliases)
        self.statements = _joined([renamed(part, "models", self._names.full_id, faults) for part in parts])
        """Everything that is stated, under canonical names."""

    def values(self, section: str) -> dict[str, Any]:
        """The values of a section, by key."""
        return {str(key[1]): one.value for key, one in self.statements.items() if key[0] == section}

    def order(self) -> DisplayOrder:
        """What is shown first, under slugs and full ids."""
        return DisplayOrder(
            providers=self._ordered("providers", self._slug),
            models=self._ordered("models", self._names.target),
        )

    def _ordered(self, kind: str, canonical: Callable[[str], str]) -> tuple[str, ...]:
        one = self.statements.get(("order", kind))
        found: dict[str, None] = {}
        for place, written in enumerate(() if one is None else one.value):
            try:
                found[canonical(written)] = None
            except ValueError as error:
                assert one is not None
                self._faults.add(one.document, (*one.key, place), str(error))
        return tuple(found)

    def _slug(self, written: str) -> str:
        slug = self._names.provider_named(written)
        if slug is None:
            raise ValueError(f"means no provider: {quoted(written)}{self._names.near_provider(written)}")
        return slug

    def entries(self) -> Mapping[str, ModelEntry]:
        """Full id -> what is said of the model."""
        found: dict[str, dict[str, Any]] = {}
        for (section, *key), one in self.statements.items():
            if section != "models":
                continue
            changes = found.setdefault(str(key[0]), {})
            if len(key) == 2:
                changes[str(key[1])] = one.value
            elif len(key) == 3:
                part = changes.get(SCORES) or {}  # one benchmark counts after `benchmarks = "?"` of a file
                changes[SCORES] = part | {str(key[2]): one.value}
        made = {}
        for full_id, changes in found.items():
            is_hidden = bool(changes.pop(HIDDEN, False))
            made[full_id] = ModelEntry(full_id, changes={} if is_hidden else changes, is_hidden=is_hidden)
        return MappingProxyType(made)

    def model_aliases(self, entries: Mapping[str, ModelEntry]) -> Mapping[str, str]:
        """Another name -> the full id that it means."""
        found: dict[str, str] = {}
        stated = {
            str(key[2]): one for key, one in self.statements.items() if key[:2] == ("aliases", "models")
        }
        for alias, one in stated.items():
            try:
                if fault := model_alias_fault(alias, self._names):
                    raise ValueError(fault)
                if one.value in stated:
                    raise ValueError(f'points at another alias, "{one.value}"; write the model that it means')
                full_id = self._names.target(one.value)
                if full_id in entries and entries[full_id].is_hidden:
                    raise ValueError(f"means {full_id}, which is hidden")
                found[alias] = full_id
            except ValueError as error:
                self._faults.add(one.document, one.key, str(error))
        return MappingProxyType(found)

    def routing(self, entries: Mapping[str, ModelEntry], aliases: Mapping[str, str]) -> RoutingTables:
        """How requests are routed, with the names of these models."""
        names = PoolNames(self._names, aliases, entries, self._catalog)
        return RoutingTables(self.statements, names, self._faults)


def _joined(parts: list[Statements]) -> Statements:
    """The statements of all parts; those of a later one count more."""
    found: Statements = {}
    for part in parts:
        found |= part
    return found
