"""The command that checks all that is configured, before it is needed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.access import asked_access
from modeldex.cli.cells import escaped
from modeldex.cli.checkup import (
    FAULT,
    NOTE,
    OK,
    CheckFinding,
    catalog_findings,
    client_findings,
    configuration_findings,
    database_findings,
    faults_of,
    model_findings,
    proxy_findings,
)
from modeldex.cli.configured import asked_settings, open_registry
from modeldex.cli.exits import FINDINGS, NETWORK, USAGE
from modeldex.cli.provider_checks import (
    default_findings,
    provider_findings,
    reach_findings,
    reached_providers,
    used_providers,
)
from modeldex.cli.session import asked_catalog, require_network
from modeldex.core.errors import ConfigError, ModeldexError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modeldex.cli.access import Access
    from modeldex.providers.prerequisites import NotReady
    from modeldex.providers.reaching import Reached
    from modeldex.registry.registry import ModelRegistry
    from modeldex.settings import Settings

_STYLES = {OK: "green", NOTE: "yellow", FAULT: "red"}


@click.command()
@click.option("--reach", is_flag=True, help="Ask every provider that is ready for its list of models.")
@output.formats
@click.pass_context
def doctor(ctx: click.Context, reach: bool, form: str | None) -> None:
    """Check whether all that is configured can work: what is amiss is said with its mend.

    Looked at are the configuration, the database, the age of the catalog, every provider that you
    configured or have a key for, and the models that the configuration names. Nothing is changed,
    and without --reach nobody is asked over the network; a key that is refused is remembered until
    there is another. Keys are never shown.

    Exit code 0: all is in order; 1: something is not; 2: the configuration is wrong; 3: nobody was
    reached.

    \b
    Examples:
      modeldex doctor
      modeldex doctor --reach
      modeldex doctor --json
    """
    if reach:
        require_network()
    settings = asked_settings()
    try:
        access = asked_access(settings)
    except ConfigError as error:
        _write(form, [*catalog_findings(), *faults_of(error)])
        ctx.exit(USAGE)
    findings = [
        *configuration_findings(settings, access.configuration),
        *catalog_findings(),
        *database_findings(settings),
        *proxy_findings(os.environ),
        *(() if access.configuration is None else client_findings(access.configuration.client)),
    ]
    used = used_providers(access)
    findings += provider_findings(access, used)
    findings += _of_models(access, settings)
    reached = _reached(access, used) if reach else []
    findings += reach_findings(reached)
    _write(form, findings)
    ctx.exit(_exit_code(findings, reached))


def _reached(access: Access, used: dict[str, NotReady | None]) -> list[Reached]:
    """Who was asked; nobody where what `[client]` states keeps all from it, which was told."""
    try:
        return reached_providers(access, used)
    except NetworkError:
        return []


def _of_models(access: Access, settings: Settings) -> Iterator[CheckFinding]:
    """What is to be said of models: by the registry, or by the catalog alone where that cannot be opened."""
    registry: ModelRegistry
    try:
        registry = open_registry(settings)
    except ModeldexError:  # a database that cannot be read was told
        yield from default_findings(access, asked_catalog())
        return
    with registry:
        yield from default_findings(access, registry)
        if access.configuration is not None:
            yield from model_findings(access.configuration, registry)


def _write(form: str | None, findings: Sequence[CheckFinding]) -> None:
    output.write_records(
        form, findings, _COLUMNS, as_plain=lambda one: {name: value(one) for name, value in _VALUES.items()}
    )
    if form is None:
        counts = {level: sum(one.level == level for one in findings) for level in (OK, NOTE, FAULT)}
        output.note(", ".join(f"{level}: {count}" for level, count in counts.items() if count))


def _exit_code(findings: Sequence[CheckFinding], reached: Sequence[Reached]) -> int:
    """3 where somebody was asked and nobody answered; 1 where anything is amiss."""
    if reached and not any(one.is_reached for one in reached):
        return NETWORK
    return FINDINGS if any(one.level == FAULT for one in findings) else 0


def _level_cell(one: CheckFinding) -> str:
    return f"[{_STYLES[one.level]}]{one.level}[/{_STYLES[one.level]}]"


_COLUMNS: tuple[output.Column[CheckFinding], ...] = (
    output.Column("level", lambda one: one.level, "state", _level_cell, whole=True),
    output.Column("area", lambda one: one.area, whole=True),
    output.Column("about", lambda one: one.about, cell=lambda one: escaped(one.about)),
    output.Column("message", lambda one: one.message, cell=lambda one: escaped(one.message)),
)
_VALUES = {column.name: column.value for column in _COLUMNS}
