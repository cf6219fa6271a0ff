"""How a configuration is found, read and checked."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.config.assembling import Assembly
from modeldex.config.client_keys import FILES
from modeldex.config.client_settings import ClientSettings
from modeldex.config.configuration import Configuration, check
from modeldex.config.document import YAML, Document, document_of, read_document
from modeldex.config.faults import Faults
from modeldex.config.policy import LifecyclePolicy, RegistrySettings
from modeldex.config.statements import Stated, statements_of
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.statements import Statements
    from modeldex.core.errors import Fault
    from modeldex.settings import Settings

__all__ = ["CONFIG_YAML", "check", "configuration_of", "load"]

CONFIG_YAML = "MODELDEX_CONFIG_YAML"
"""The variable that holds a document, as faults call it."""


def load(path: Path | None, catalog: ModelCatalog, *, settings: Settings | None = None) -> Configuration:
    """The configuration in a file, or in that of the settings, over a catalog.

    What the settings say counts more: first the variables with a single value, then the YAML text,
    then the file. Without settings the environment is not read. ConfigError has every fault at once,
    in the order of the file, with its place; `check` tells what is wrong between models and catalog.
    """
    if path is None and settings is not None:
        path = settings.config_file
    documents: list[Document] = []
    faults: list[Fault] = []
    for read in _readers(path, settings):
        try:
            documents.append(read())
        except ConfigError as error:
            faults += error.faults
    if faults:
        raise ConfigError(faults)
    return configuration_of(path, documents, catalog, settings)


def configuration_of(
    path: Path | None, documents: list[Document], catalog: ModelCatalog, settings: Settings | None = None
) -> Configuration:
    """The configuration of documents, of which a later one counts more; ConfigError has every fault."""
    faults = Faults(documents)
    parts = [statements_of(document, faults) for document in documents]
    if settings is not None:
        parts.append(_scalars(settings))
    assembly = Assembly(parts, catalog, faults)
    entries = assembly.entries()
    providers, changes = assembly.providers.records()
    aliases = assembly.model_aliases(entries)
    order = assembly.order()
    routing = assembly.routing(entries, aliases)
    faults.raise_any()
    return Configuration(
        path=path,
        entries=entries,
        model_aliases=aliases,
        provider_aliases=assembly.provider_aliases,
        providers=providers,
        provider_changes=changes,
        references=assembly.providers.references(),
        order=order,
        client=_client(assembly, path),
        routing=routing.settings(),
        lifecycle=LifecyclePolicy(**assembly.values("lifecycle")),
        registry=RegistrySettings(**assembly.values("registry")),
        documents=tuple(documents),
        statements=MappingProxyType(assembly.statements),
    )


def _client(assembly: Assembly, path: Path | None) -> ClientSettings:
    """The section `[client]`; a file that it names is looked for from the configuration file's own folder."""
    values = assembly.values("client")
    for name in FILES & values.keys():
        one = assembly.statements["client", name]
        if path is not None and one.document.name == str(path):
            values[name] = path.absolute().parent / one.value
    return ClientSettings(**values)


def _readers(path: Path | None, settings: Settings | None) -> Iterator[Callable[[], Document]]:
    """What gives each document, the one that counts least first."""
    if path is not None:
        yield lambda: read_document(path)
    if settings is not None and settings.config_yaml is not None:
        text = settings.config_yaml
        yield lambda: document_of(CONFIG_YAML, text, YAML)


def _scalars(settings: Settings) -> Statements:
    """What single variables state."""
    found: Statements = {}
    for key, variable, value in (
        (("registry", "database_url"), "MODELDEX_DATABASE_URL", settings.database_url),
        (("registry", "offline"), "MODELDEX_OFFLINE", settings.offline),
        (("client", "gateway_url"), "MODELDEX_GATEWAY_URL", settings.gateway_url),
    ):
        if value or (value is False and variable in settings.variables):
            found[key] = Stated(value, Document(variable, "", {}, lambda _: None), ())
    return found
