"""The command group about other names: set, list and remove, in the configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.configured import (
    asked_settings,
    database_option,
    file_to_change,
    find_database,
    open_to_read,
)
from modeldex.cli.layer_claims import CONFIG, DATABASE, short_origin
from modeldex.cli.options import ANY_MODEL, WORD
from modeldex.cli.paths import NamedPath
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import ConfigError, ModelNotFoundError, StorageError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeVar

    from modeldex.config.configuration import Configuration
    from modeldex.settings import Settings

    Command = TypeVar("Command", bound=Callable[..., object])

_MODEL, _PROVIDER = "model", "provider"
_TABLES = {_MODEL: "models", _PROVIDER: "providers"}
"""Kind of alias -> its table below `[aliases]`."""


def _of_file(command: Command) -> Command:
    for option in (
        click.option("--provider", "of_provider", is_flag=True, help="A name of a provider, not of a model."),
        click.option(
            "--file",
            type=NamedPath(dir_okay=False),
            metavar="FILE",
            help="Configuration file to change; else the one in force, else modeldex.toml.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def alias() -> None:
    """Give models and providers other names, kept in the configuration file.

    Comments, order and layout of the file stay as they are. The names of the catalog itself are
    listed by `modeldex aliases`.

    \b
    Examples:
      modeldex alias set fast gpt-4o-mini
      modeldex alias list
    """


@alias.command("set")
@click.argument("name", metavar="ALIAS", type=WORD)
@click.argument("target", type=ANY_MODEL)
@_of_file
def set_name(name: str, target: str, of_provider: bool, file: Path | None) -> None:
    """Let ALIAS mean the model that TARGET means.

    With --provider they are names of a provider. The full id is written, in the place of what the
    name meant before. What an application registers or names in a database is not asked.

    \b
    Examples:
      modeldex alias set fast gpt-4o-mini
      modeldex alias set home ollama --provider
    """
    from modeldex.config.editing import set_alias

    path = file_to_change(file)
    is_new = not path.exists()
    kind = _PROVIDER if of_provider else _MODEL
    meant, before = _meant(kind, target, path), _meant_before(kind, name, path)
    set_alias(path, _TABLES[kind], name, meant, asked_catalog())
    instead = f", and no longer {before}" if before not in (None, meant) else ""
    output.note(f"{name} means {meant} from now on{instead}{f'; {path} is made for it' if is_new else ''}")


@alias.command("remove")
@click.argument("name", metavar="ALIAS", type=WORD)
@_of_file
def remove_name(name: str, of_provider: bool, file: Path | None) -> None:
    """Remove a name from the configuration file.

    \b
    Example:
      modeldex alias remove fast
    """
    from modeldex.config.document import read_document
    from modeldex.config.editing import remove_alias

    path = file_to_change(file)
    kind = _PROVIDER if of_provider else _MODEL
    is_there = path.exists()
    if not (is_there and remove_alias(path, _TABLES[kind], name, asked_catalog())):
        _refuse_elsewhere(kind, name, path)
        if not is_there:
            raise click.UsageError(f"{path} is not there, and so has no alias")
        stated = (read_document(path).data.get("aliases") or {}).get(_TABLES[kind]) or {}
        raise UnknownNameError("alias", name, stated)
    output.note(f"{name} is no longer a name of a {kind} in {path}")


def _refuse_elsewhere(kind: str, name: str, path: Path) -> None:
    """Raise UsageError where the name stands, but not in the file."""
    try:
        said = _in_force(None)
    except (ConfigError, StorageError):  # then there is none that can be said
        return
    for one in said:
        if (one.alias, one.kind) == (name, kind):
            how = "; there ModelRegistry.remove_alias removes it" if one.source == DATABASE else ""
            raise click.UsageError(f"{name} is a name of a {kind} in {one.origin}, not in {path}{how}")


class _Name(NamedTuple):
    """One alias, and where it comes from."""

    alias: str
    kind: str
    target: str
    source: str
    origin: str
    wins: bool


@alias.command("list")
@click.option("--provider", "of_provider", is_flag=True, help="Names of providers, not of models.")
@click.option("--all", "of_all", is_flag=True, help="Names of models and of providers.")
@database_option
@output.formats
def list_names(of_provider: bool, of_all: bool, database: str | None, form: str | None) -> None:
    """List the other names of models, and where each comes from.

    They stand in the configuration, in the database, or in both: there what the database says comes
    first, and counts.

    \b
    Examples:
      modeldex alias list
      modeldex alias list --all --json
    """
    if of_provider and of_all:
        raise click.UsageError("--all lists the names of providers too: leave --provider out")
    kinds = (_MODEL, _PROVIDER) if of_all else (_PROVIDER,) if of_provider else (_MODEL,)
    said = _in_force(database)
    counts = {(one.kind, one.alias): one for one in said}
    found = [one._replace(wins=counts[one.kind, one.alias] is one) for one in said if one.kind in kinds]
    found.sort(key=lambda one: (one.alias, one.kind, not one.wins))
    if form is None and not found:
        output.note("there is no alias; make one: modeldex alias set ALIAS TARGET")
        return
    output.write_records(form, found, _COLUMNS, as_plain=lambda one: one._asdict())


_COLUMNS: tuple[output.Column[_Name], ...] = (
    output.Column("alias", lambda one: one.alias, "name", lambda one: escaped(one.alias)),
    output.Column("kind", lambda one: one.kind, "of a"),
    output.Column("target", lambda one: one.target, "which is", lambda one: escaped(one.target), whole=True),
    output.Column("source", lambda one: one.source, "layer", whole=True),
    output.Column(
        "origin", lambda one: one.origin, "from", lambda one: escaped(short_origin(one.source, one.origin))
    ),
    output.Column("wins", lambda one: one.wins, "counts"),
)


def _in_force(database: str | None) -> list[_Name]:
    """Every name, those of the configuration first."""
    settings = asked_settings()
    return [*_in_configuration(settings), *_in_database(settings, database)]


def _in_configuration(settings: Settings) -> Iterator[_Name]:
    found = _configuration(settings)
    for kind, names in ((_MODEL, found.model_aliases), (_PROVIDER, found.provider_aliases)):
        for name, target in names.items():
            stated = found.statements["aliases", _TABLES[kind], name]
            place = stated.document.place(stated.key)
            origin = stated.document.name if place is None else f"{stated.document.name}:{place.line}"
            yield _Name(name, kind, target, CONFIG, origin, wins=False)


def _in_database(settings: Settings, named: str | None) -> Iterator[_Name]:
    url = find_database(named, settings)
    if url is None:
        return
    from modeldex.storage.aliases import NameAliases

    with open_to_read(url) as database:
        for one in NameAliases(database).all():
            yield _Name(one.alias, one.kind, one.target, DATABASE, database.label, wins=False)


def _configuration(settings: Settings) -> Configuration:
    from modeldex.config.loading import load

    return load(None, asked_catalog(), settings=settings)


def _meant_before(kind: str, name: str, path: Path) -> str | None:
    """What a name means as long as it is not set; None where it means nothing, or several."""
    try:
        return _meant(kind, name, path)
    except (ModelNotFoundError, UnknownNameError):
        return None


def _meant(kind: str, target: str, path: Path) -> str:
    """The full id, or slug, that a target means over the catalog and the file as it is.

    ModelNotFoundError and UnknownNameError have what looks like it.
    """
    from modeldex.config.loading import load
    from modeldex.config.names import ConfiguredNames

    catalog = asked_catalog()
    found = load(path if path.exists() else None, catalog)
    names = ConfiguredNames(catalog, found.providers, found.provider_aliases)
    if kind == _PROVIDER:
        slug = names.provider_named(target)
        if slug is None:
            raise UnknownNameError("provider", target, (*found.providers, *catalog.names.providers()))
        return slug
    for full_id in found.entries:
        names.full_id(full_id)
    try:
        return found.model_aliases.get(target) or names.target(target)
    except ValueError as error:
        raise ModelNotFoundError(target, reason=f"the target {error}") from None
