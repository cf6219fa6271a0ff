"""What a command finds configured: the settings, the configuration file, the database, the registry."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli.session import asked_catalog, asked_config
from modeldex.core.errors import ConfigError, ModeldexError
from modeldex.settings import CONFIG_NAMES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from modeldex.config.document import Document
    from modeldex.core.secret import Secret
    from modeldex.registry.registry import ModelRegistry
    from modeldex.storage.database import Database

    Command = TypeVar("Command", bound=Callable[..., object])

DEFAULT_FILE = Path(CONFIG_NAMES[0])
"""The file that is made where none is named."""
NOT_READ = ("MODELDEX_REDIS_URL", "MODELDEX_MASTER_KEY", "MODELDEX_HOST", "MODELDEX_PORT")
"""Variables of a server, which no command reads: what is wrong with them stops none."""
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
    """The settings of the environment, under the configuration file that a command or `--config` names.

    UsageError where the file that somebody names is not there.
    """
    found = _settings(file)
    if found.config_file is not None and not found.config_file.exists():
        raise click.UsageError(
            f"{found.config_file} is not there; name another file, or make this one:"
            f" modeldex config init {found.config_file}"
        )
    return found


def _settings(file: Path | None) -> Settings:
    environ = {name: text for name, text in os.environ.items() if name not in NOT_READ}
    named = asked_config() if file is None else file
    if named is not None:
        environ["MODELDEX_CONFIG"] = str(named)
    return Settings.from_environment(environ)


def is_configured(settings: Settings) -> bool:
    """Whether anything lies over the catalog: a configuration, or a database."""
    return not (settings.config_file is None and settings.config_yaml is None) or (
        settings.database_url is not None
    )


def file_to_change(named: Path | None) -> Path:
    """The file that a command changes, or makes: the one named, the one in force, else `modeldex.toml`."""
    return named or _settings(None).config_file or DEFAULT_FILE


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


@contextmanager
def open_to_read(url: str) -> Iterator[Database]:
    """A database that is there, with the tables of this version: nobody makes one by asking it.

    StorageError says what is missing, and how it is made.
    """
    from modeldex.storage.database import Database
    from modeldex.storage.revision import require_current

    with Database.open(url, create=False) as opened:
        require_current(opened, create=False)
        yield opened


def open_registry(
    settings: Settings, database: str | None = None, *, day: str | None = None
) -> ModelRegistry:
    """The registry over the catalog that is asked, with what is configured; it follows no changes.

    `day`: over the catalog as it was known to hold then. A database must be there already, as for
    `open_to_read`.
    """
    from modeldex.registry.registry import ModelRegistry

    url = _url_to_read(database, settings)
    if url is not None:
        with open_to_read(url):
            pass
    return ModelRegistry.open(
        database=database, catalog=asked_catalog(day), settings=settings, live=False, actor=user_name()
    )


def _url_to_read(named: str | None, settings: Settings) -> str | None:
    try:
        return find_database(named, settings)
    except ConfigError:  # the registry tells this fault, with all others
        return None


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


def file_that_names(kind: str, name: str) -> str | None:
    """The file, or the variable, that states a name of the kind `models` or `providers`, or an alias of it.

    None where none does, or where it cannot be read: whoever asks is only looking for a hint.
    """
    try:
        for document in documents(_settings(None)):
            aliases = document.data.get("aliases")
            tables = document.data.get(kind), aliases.get(kind) if isinstance(aliases, dict) else None
            for table in tables:
                if isinstance(table, dict) and any(_means(written, name) for written in table):
                    return document.name
    except (ModeldexError, OSError):
        return None
    return None


def _means(written: str, name: str) -> bool:
    """Whether a name is that of a table, in full or bare."""
    return name in (written, written.partition("/")[2])


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
