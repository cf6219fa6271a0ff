"""`Configuration`: what the user's file says, checked against a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.faults import Faults
from modeldex.config.provider_keys import API_KEY
from modeldex.core.errors import ConfigError, Fault, InvalidModelConfigError
from modeldex.core.record import Record
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.client_settings import ClientSettings
    from modeldex.config.document import Document
    from modeldex.config.places import KeyPath
    from modeldex.config.policy import LifecyclePolicy, RegistrySettings
    from modeldex.config.references import SecretReference
    from modeldex.config.routing import RoutingSettings
    from modeldex.config.statements import Stated
    from modeldex.core.display_order import DisplayOrder
    from modeldex.core.model_entry import ModelEntry
    from modeldex.core.provider import Provider


class Configuration(Record):
    """A configuration without a fault of its own; two are equal where they say the same."""

    path: Path | None
    """The file; None where there is none."""
    entries: Mapping[str, ModelEntry]
    """Full id of a model -> what is said of it."""
    model_aliases: Mapping[str, str]
    """Another name -> the full id that it means."""
    provider_aliases: Mapping[str, str]
    """Another name -> the slug of the provider that it means."""
    providers: Mapping[str, Provider]
    """Slug -> a provider that the catalog does not have."""
    provider_changes: Mapping[str, Mapping[str, object]]
    """Slug of a provider of the catalog -> the fields of `Provider` that change, whole."""
    references: Mapping[str, Mapping[str, SecretReference]]
    """Slug of a provider -> role -> where its secret of that role is kept."""
    order: DisplayOrder
    """What is shown before the rest."""
    client: ClientSettings
    """How providers are called."""
    routing: RoutingSettings
    """Which model a request goes to."""
    lifecycle: LifecyclePolicy
    """What happens to models that retire."""
    registry: RegistrySettings
    """Where the registry keeps what it is told."""
    documents: tuple[Document, ...]
    """What was read, in the order of the faults: the file, the variable."""
    statements: Mapping[KeyPath, Stated]
    """Key path, with full ids and the fields' own names -> what is stated, and where."""

    def fault(self, model: str, field: str, problem: str) -> Fault:
        """A fault of a field of a model, or of the whole model, with the place at which it is stated."""
        start = ("models", model)
        if (one := self.statements.get((*start, field))) is not None:
            return one.document.fault(one.key, problem)
        near = {key: one for key, one in self.statements.items() if key[:2] == start}
        for key, one in near.items():
            if key[2:3] == (field,):
                return one.document.fault(one.key, problem)
        whole = f"{field}: {problem}" if field else problem
        for one in near.values():
            return one.document.fault(one.key[:2], whole)
        return Fault(str(self.path or "configuration"), model, whole)

    @property
    def secrets(self) -> Mapping[str, SecretReference]:
        """Slug of a provider -> where its key is kept."""
        keys = {slug: roles.get(API_KEY) for slug, roles in self.references.items()}
        return {slug: key for slug, key in keys.items() if key is not None}

    def database_url(self, environ: Mapping[str, str] | None = None) -> Secret | None:
        """The whole URL of the database, its references resolved; None where there is no database.

        ConfigError where a variable that it refers to is not set in the environment, which is
        `os.environ` by default.
        """
        url = self.registry.database_url
        if url is None or isinstance(url, Secret):
            return url
        found = url.resolve(environ)
        if found is None:
            one = self.statements["registry", "database_url"]
            names = " or ".join(url.names)
            raise ConfigError([one.document.fault(one.key, f"refers to {names}, which is not set")])
        return found

    def _stored(self) -> tuple[object, ...]:
        apart = ("documents", "statements")
        return tuple(getattr(self, name) for name in type(self).__fields__ if name not in apart)

    def __hash__(self) -> int:
        return hash((self.path, *self.entries))

    def __repr__(self) -> str:
        return f"<Configuration {self.path}: {len(self.entries)} models>"


def check(configuration: Configuration, catalog: ModelCatalog) -> None:
    """Raise ConfigError where what is said of a model contradicts itself, or the catalog below it."""
    faults = Faults(configuration.documents)
    for full_id, entry in configuration.entries.items():
        try:
            entry.over(catalog.of_id(full_id))
        except InvalidModelConfigError as error:
            faults.take(
                configuration.fault(full_id, field, problem) for field, problem in error.problems.items()
            )
    faults.raise_any()
