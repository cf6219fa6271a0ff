"""The command group about the configuration file: check, show, init, schema, and import."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped
from modeldex.cli.config_import import import_config
from modeldex.cli.configured import DEFAULT_FILE, NOT_READ, asked_settings
from modeldex.cli.exits import FINDINGS
from modeldex.cli.paths import NamedPath
from modeldex.cli.session import asked_catalog, asked_config
from modeldex.cli.tables import write_table
from modeldex.cli.writing import write_new
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from modeldex.config.configuration import Configuration
    from modeldex.config.effective import EffectiveValue
    from modeldex.core.errors import Fault
    from modeldex.settings import Settings

_FILE = NamedPath(exists=True, dir_okay=False)
_NOT_SET = "(not set)"
_MOST_LISTED = 12
"""Models that are named; of more, only so many."""
_NONE = "there is no configuration: name a FILE, set MODELDEX_CONFIG, or make one with `modeldex config init`"


@click.group()
def config() -> None:
    """Check, show, make and convert the configuration file.

    It says what is different for you: prices that you negotiated, models and providers of your own,
    other names, where the database is. A registry, `modeldex why` and `modeldex versions` take it
    into account; list, show and the other commands that ask read the catalog alone.

    \b
    Examples:
      modeldex config init mine.toml
      modeldex config check
    """


@config.command()
@click.argument("file", required=False, type=_FILE)
@output.formats
def check(file: Path | None, form: str | None) -> None:
    """Check the configuration, or a FILE.

    Every fault is printed with its place, one a line; the command ends with 1 where there is one.
    Without a fault, the models that the catalog does not have are named: these are yours, or a slip.

    \b
    Examples:
      modeldex config check
      modeldex config check modeldex.toml --json
    """
    settings = _settings(file)
    try:
        configuration = _loaded(settings, file)
    except ConfigError as error:
        if form is None:
            for fault in error.faults:
                output.write_unfolded(str(fault))
            count = len(error.faults)
            output.note(f"{count:,} {'fault' if count == 1 else 'faults'}")
        else:
            output.write_records(form, error.faults, _FAULT_COLUMNS, as_plain=_plain_fault)
        sys.exit(FINDINGS)
    if form is not None:
        output.write_records(form, (), _FAULT_COLUMNS)
    else:
        names = " and ".join(document.name for document in configuration.documents)
        output.note(f"{names}: no fault; {_count(configuration)}")
        for note in _new_ones(configuration):
            output.note(note)


@config.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--effective", is_flag=True, help="Every value in force, defaults and variables included.")
@output.formats
def show(file: Path | None, effective: bool, form: str | None) -> None:
    """Show what the configuration, or a FILE, states.

    Every value comes with the line that states it. Keys are those of the fields, ids are full. A
    secret is never shown: only the name of the variable that holds it, and whether that is set.

    \b
    Examples:
      modeldex config show
      modeldex config show --effective --json
    """
    from modeldex.config.effective import DEFAULT
    from modeldex.config.effective import effective as effective_values

    settings = _settings(file, is_required=not effective)
    configuration = _loaded(settings, file if not effective else None)
    values = effective_values(configuration, settings)
    if effective:
        is_named = asked_config() is not None or file is not None
        values = tuple(_of_option(one) if is_named else one for one in values if one.key not in NOT_READ)
    else:
        names = tuple(document.name for document in configuration.documents)
        values = tuple(one for one in values if one.origin != DEFAULT and one.origin.startswith(names))
    if form is not None:
        output.write_records(form, values, _VALUE_COLUMNS)
    elif not values:
        output.note("nothing is stated")
    else:
        _write_sections(values)


@config.command()
@click.argument("file", required=False, type=NamedPath(dir_okay=False))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(file: Path | None, force: bool) -> None:
    """Make a FILE to begin with: every setting, commented out.

    It is modeldex.toml where none is named.

    \b
    Example:
      modeldex config init mine.toml
    """
    from modeldex.config.template import template

    target = file or asked_config() or DEFAULT_FILE
    if target.suffix != ".toml":
        raise click.UsageError(f"{target} must end with .toml: that is what it is written in")
    write_new(target, template(), force=force)
    output.note(f"{target} is made; edit it, then: modeldex config check {target}")


@config.command()
def schema() -> None:
    """Print the JSON Schema by which editors check a configuration.

    \b
    Example:
      modeldex config schema > modeldex.schema.json
    """
    from modeldex.config.schema import configuration_schema

    output.write_json(configuration_schema())


config.add_command(import_config)


def _settings(file: Path | None, *, is_required: bool = True) -> Settings:
    settings = asked_settings(file)
    if is_required and settings.config_file is None and settings.config_yaml is None:
        raise click.UsageError(_NONE)
    return settings


def _loaded(settings: Settings, file: Path | None) -> Configuration:
    """The configuration, checked over the catalog; that of a file that was named counts alone."""
    from modeldex.config.loading import check as check_over
    from modeldex.config.loading import load
    from modeldex.registry.route_conditions import check_conditions

    catalog = asked_catalog()
    found = load(file, catalog) if file is not None else load(None, catalog, settings=settings)
    check_over(found, catalog)
    check_conditions(found)
    return found


def _new_ones(found: Configuration) -> Iterator[str]:
    """What to say of the models that the catalog does not have, first of those that look like slips."""
    from modeldex.config.new_models import new_models

    catalog = asked_catalog()
    near = new_models(found, catalog)
    for full_id, meant in near.items():
        if meant is not None:
            yield f"{full_id} is not in the catalog, and so a model of your own: is {meant} meant?"
    own = [full_id for full_id, meant in near.items() if meant is None]
    if own:
        more = f" and {len(own) - _MOST_LISTED:,} more" if len(own) > _MOST_LISTED else ""
        yield f"not in the catalog, and so of your own: {', '.join(own[:_MOST_LISTED])}{more}"


def _count(found: Configuration) -> str:
    counts = {
        "model": len(found.entries),
        "provider": len(found.providers.keys() | found.provider_changes.keys() | found.secrets.keys()),
        "alias": len(found.model_aliases) + len(found.provider_aliases),
    }
    plural = {"model": "models", "provider": "providers", "alias": "aliases"}
    routing = found.routing
    routed = {"policy": len(routing.policies), "pool": len(routing.pools), "rule": len(routing.rules)}
    if any(routed.values()):
        counts, plural = counts | routed, plural | {"policy": "policies", "pool": "pools", "rule": "rules"}
    return ", ".join(f"{count:,} {name if count == 1 else plural[name]}" for name, count in counts.items())


def _of_option(one: EffectiveValue) -> EffectiveValue:
    """A value with its true origin: a named file is handed on as if the variable named it."""
    return one.replace(origin="command line") if one.key == "MODELDEX_CONFIG" else one


def _write_sections(values: Sequence[EffectiveValue]) -> None:
    """Write one table for each table of the file."""
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for one in values:
        section, key = _parts(one.key)
        cell = (
            UNKNOWN
            if one.value == UNKNOWN
            else _NOT_SET
            if one.value is None
            else output.exact_text(one.value)
        )
        sections.setdefault(section, []).append((escaped(key), escaped(cell), escaped(one.origin)))
    for place, (section, rows) in enumerate(sections.items()):
        if place:
            output.write_line()
        output.write_line(f"[{section}]" if section else "environment", style="bold")
        write_table((("key", "left"), ("value", "left"), ("from", "left")), rows)


def _parts(key: str) -> tuple[str, str]:
    """A dotted key as the table and the last name in it, which may stand in quotes."""
    if key.endswith('"'):
        section, _, name = key[:-1].rpartition('."')
        return section, f'"{name}"'
    section, _, name = key.rpartition(".")
    return section, name


def _plain_fault(fault: Fault) -> dict[str, object]:
    return {column.name: column.value(fault) for column in _FAULT_COLUMNS}


_FAULT_COLUMNS: tuple[output.Column[Fault], ...] = (
    output.Column("path", lambda fault: fault.path),
    output.Column("line", lambda fault: fault.line),
    output.Column("column", lambda fault: fault.column),
    output.Column("key", lambda fault: fault.key or None),
    output.Column("problem", lambda fault: fault.problem),
)
_VALUE_COLUMNS: tuple[output.Column[EffectiveValue], ...] = (
    output.Column("key", lambda one: one.key),
    output.Column("value", lambda one: one.value),
    output.Column("origin", lambda one: one.origin),
)
