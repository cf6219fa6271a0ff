"""What a command finds configured: the settings, the configuration file, the database, the registry."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli.session import asked_catalog, asked_config
from modeldex.core.errors import ConfigError
from modeldex.settings import CONFIG_NAMES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from modeldex.config.document import Document
    from modeldex.core.secret import Secret
    from modeldex.registry.registry import ModelRegistry

    Command = TypeVar("Command", bound=Callable[..., object])

DEFAULT_FILE = Path(CONFIG_NAMES[0])
"""The file that is made where none is named."""
_URL = ("registry", "database_url")
_NO_DATABASE = (
    "no database is configured: set MODELDEX_DATABASE_URL, state database_url below [registry] in the"
    " configuration, or give --database URL, such as sqlite:///registry.db"
)


def database_option(command: Command) -> Command:
    """The option `--database`, which gives a command its parameter `database`."""
    return click.option(
        "--database",
        metavar="URL",
        help="Database; else MODELDEX_DATABASE_URL, else that of the configuration.",
    )(command)


def asked_settings(file: Path | None = None) -> Settings:
    """The settings of the environment, under the configuration file that a command or `--config` names."""
    named = asked_config() if file is None else file
    return Settings.from_environment(None if named is None else {**os.environ, "MODELDEX_CONFIG": str(named)})


def is_configured(settings: Settings) -> bool:
    """Whether anything lies over the catalog: a configuration, or a database."""
    return not (settings.config_file is None and settings.config_yaml is None) or (
        settings.database_url is not None
    )


def file_to_change(named: Path | None) -> Path:
    """The file that a command changes, or makes: the one named, the one in force, else `modeldex.toml`."""
    return named or asked_settings().config_file or DEFAULT_FILE


def find_database(named: str | None, settings: Settings) -> str | None:
    """The URL of the database that is named, or configured; None where there is none.

    The configuration is read for this one key alone: faults elsewhere in it keep nobody from the
    database by which they may be mended. The URL may hold a password.
    """
    if named is not None:
        return named
    found = settings.database_url or _stated_url(settings)
    return None if found is None else found.reveal()


def database_url(named: str | None, settings: Settings) -> str:
    """The URL of the database; UsageError says how to configure one where there is none."""
    found = find_database(named, settings)
    if found is None:
        raise click.UsageError(_NO_DATABASE)
    return found


def open_registry(settings: Settings, database: str | None = None) -> ModelRegistry:
    """The registry over the catalog that is asked, with what is configured; it follows no changes."""
    from modeldex.registry.registry import ModelRegistry

    return ModelRegistry.open(
        database=database, catalog=asked_catalog(), settings=settings, live=False, actor=user_name()
    )


def user_name() -> str | None:
    """The name of who runs the command, as the versions keep it; None where the system knows none."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a number without an entry, as in many containers
        return None


def documents(settings: Settings) -> Iterator[Document]:
    """What is configured as plain values, unchecked: the file, then the variable, which counts more."""
    from modeldex.config.document import YAML, document_of, read_document
    from modeldex.config.loading import CONFIG_YAML

    if settings.config_file is not None:
        yield read_document(settings.config_file)
    if settings.config_yaml is not None:
        yield document_of(CONFIG_YAML, settings.config_yaml, YAML)


def _stated_url(settings: Settings) -> Secret | None:
    for document in reversed(tuple(documents(settings))):
        registry = document.data.get(_URL[0])
        text = registry.get(_URL[1]) if isinstance(registry, dict) else None
        if text is not None:
            return _resolved(text, document)
    return None


def _resolved(text: object, document: Document) -> Secret:
    from modeldex.config.references import DatabaseUrl

    try:
        url = DatabaseUrl.read(str(text))
    except ValueError as error:
        raise ConfigError([document.fault(_URL, str(error))]) from None
    found = url.resolve()
    if found is None:
        problem = f"refers to {' or '.join(url.names)}, which is not set"
        raise ConfigError([document.fault(_URL, problem)])
    return found
