"""The providers of a configuration: new ones, what changes at known ones, their names and their keys."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.config.names import ConfiguredNames
from modeldex.config.places import quoted
from modeldex.config.provider_keys import API_KEY, NEW_CATEGORY, SECRETS
from modeldex.core.errors import InvalidValueError
from modeldex.core.provider import Provider
from modeldex.identity.aliases import provider_alias_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.faults import Faults
    from modeldex.config.references import SecretReference
    from modeldex.config.statements import Stated, Statements

_MAPS = ("wire_formats", "env", "signing", "quirks", "default_parameters", "listing", "data_policy")
"""Fields whose names join those that are known."""


class ProviderTables:
    """What is stated of providers, under their slugs, over a catalog."""

    def __init__(self, statements: Statements, catalog: ModelCatalog, faults: Faults) -> None:
        self._catalog = catalog
        self._faults = faults
        self._tables: dict[str, dict[str, Stated]] = {}
        self._inner: dict[str, dict[str, dict[str, Stated]]] = {}
        for (section, *key), one in statements.items():
            if section != "providers":
                continue
            table = self._tables.setdefault(str(key[0]), {})
            if len(key) > 2:
                within = self._inner.setdefault(str(key[0]), {}).setdefault(str(key[1]), {})
                within[str(key[2])] = one
            else:
                table[str(key[1]) if key[1:] else ""] = one  # a blank name: that the table is there
        self._stated_aliases = {
            str(key[2]): one for key, one in statements.items() if key[:2] == ("aliases", "providers")
        }

    @property
    def slugs(self) -> frozenset[str]:
        """The providers that have a table."""
        return frozenset(self._tables)

    def aliases(self) -> Mapping[str, str]:
        """Another name -> slug, of the section of aliases and of the providers' own tables."""
        known = ConfiguredNames(self._catalog, self.slugs, {})
        found: dict[str, str] = {}
        for alias, target, one in self._names_stated():
            try:
                slug = known.provider_named(target)
                if slug is None:
                    raise ValueError(f"means no provider: {quoted(target)}{known.near_provider(target)}")
                before = found.get(alias) or known.provider_named(alias)
                if fault := provider_alias_fault(alias, before, slug):
                    raise ValueError(f"{quoted(alias)} {fault}")
            except ValueError as error:
                self._faults.add(one.document, one.key, str(error))
            else:
                found[alias] = slug
        return MappingProxyType({alias: slug for alias, slug in found.items() if alias != slug})

    def references(self) -> Mapping[str, Mapping[str, SecretReference]]:
        """Slug -> role -> where the provider's secret of that role is found."""
        found: dict[str, Mapping[str, SecretReference]] = {}
        for slug, table in self._tables.items():
            stated = {API_KEY: table[API_KEY]} if API_KEY in table else {}
            stated |= self._inner.get(slug, {}).get(SECRETS, {})
            if stated:
                found[slug] = MappingProxyType({role: one.value for role, one in stated.items()})
        return MappingProxyType(found)

    def records(self) -> tuple[Mapping[str, Provider], Mapping[str, Mapping[str, object]]]:
        """Slug -> a provider that the catalog does not have; slug -> the fields that change, whole."""
        known = {one.id: one for one in self._catalog.providers()} if self._tables else {}
        new: dict[str, Provider] = {}
        changed: dict[str, Mapping[str, object]] = {}
        for slug, table in self._tables.items():
            fields = self._fields(slug, table)
            before = known.get(slug)
            try:
                if before is None:
                    new[slug] = Provider(**{"id": slug, "name": slug, "category": NEW_CATEGORY, **fields})
                elif fields:
                    changes = _joined(before, fields)
                    before.replace(**changes)
                    changed[slug] = MappingProxyType(changes)
            except InvalidValueError as error:
                self._refuse(slug, table, error)
        return MappingProxyType(new), MappingProxyType(changed)

    def _fields(self, slug: str, table: Mapping[str, Stated]) -> dict[str, Any]:
        """What is stated of a provider's fields; of those that are tables, the names that are stated."""
        fields = {name: one.value for name, one in table.items() if name not in ("", API_KEY)}
        for name, within in self._inner.get(slug, {}).items():
            if name != SECRETS:
                fields[name] = {key: one.value for key, one in within.items()}
        return fields

    def _names_stated(self) -> Iterator[tuple[str, str, Stated]]:
        """Every other name, the provider that it is to mean, and where it is stated."""
        for alias, one in self._stated_aliases.items():
            yield alias, one.value, one
        for slug, table in self._tables.items():
            if "aliases" in table:
                for alias in table["aliases"].value:
                    yield alias, slug, table["aliases"]

    def _refuse(self, slug: str, table: Mapping[str, Stated], error: InvalidValueError) -> None:
        inner = self._inner.get(slug, {})
        anywhere = next(iter(table.values()))
        for field, problem in error.problems.items():
            one = table.get(field) or next(iter(inner.get(field, {}).values()), None)
            key = anywhere.key[:2] if one is None else one.key
            self._faults.add((one or anywhere).document, key, problem)


def _joined(before: Provider, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that change, whole: names of a map and other names join those that are known."""
    changes = dict(fields)
    for name in _MAPS:
        if name in changes:
            changes[name] = {**getattr(before, name), **changes[name]}
    if "aliases" in changes:
        changes["aliases"] = tuple(dict.fromkeys((*before.aliases, *changes["aliases"])))
    return changes
