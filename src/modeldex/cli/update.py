"""The command group about published catalogs: plan, apply, rollback, pin and status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.configured import asked_settings, is_configured
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import WORD
from modeldex.cli.tables import write_pairs
from modeldex.cli.update_effects import write_effects
from modeldex.cli.update_status import status_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.settings import Settings
    from modeldex.updates.keys import PublicKey
    from modeldex.updates.publication import Publication
    from modeldex.updates.updates import Updates

    Command = TypeVar("Command", bound=Callable[..., object])

URL_VARIABLE = "MODELDEX_UPDATE_URL"
"""The variable that says where catalogs are published."""


def _from_options(command: Command) -> Command:
    for option in (
        click.option(
            "--key",
            "keys",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            multiple=True,
            metavar="FILE",
            help="Trust the public keys in this file, too, this once.",
        ),
        click.option(
            "--from",
            "source",
            type=WORD,
            envvar=URL_VARIABLE,
            metavar="URL|PATH",
            help="Folder or manifest of the release; else the one applied from last.",
        ),
    ):
        command = option(command)
    return command


_dry_run = click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")


@click.group()
@click.pass_context
def update(ctx: click.Context) -> None:
    """Plan, apply and take back a published catalog.

    A release is signed, and is checked before anything of it is read. What is applied lies in the
    folder that MODELDEX_DATA_DIR names, and is asked in the place of the catalog that came with the
    package as long as it is the newer one. Nothing is ever fetched without being asked.

    \b
    Examples:
      modeldex update plan --from https://example.com/catalog
      modeldex update apply
      modeldex update rollback
    """
    given = ctx.find_root().params
    if given.get("catalog") or given.get("layer"):
        raise click.UsageError("update is about the catalog in use: leave --catalog and --layer out")


@update.command()
@_from_options
@click.option("--all", "show_all", is_flag=True, help="List the changes that are only counted, too.")
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 20 for people, else all.")
@output.formats
def plan(
    source: str | None, keys: tuple[Path, ...], show_all: bool, limit: int | None, form: str | None
) -> None:
    """Plan an update: what would be different from the catalog in use.

    What ends, costs more, is narrowed or lost comes first, and before it everything about the
    models that your configuration names: exit code 1 where one of these ends, costs more, or loses
    something. The release is fetched and checked; the catalog in use stays.

    \b
    Examples:
      modeldex update plan --from https://example.com/catalog
      modeldex update plan --from published/ --key publisher.pub --json
    """
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.cli.update_words import planned
    from modeldex.updates.difference import effects

    settings = asked_settings()
    updates = _updates(settings)
    before = updates.status().catalog
    named = _named(settings, before)
    offer = updates.look(_publication(source, updates, settings), _public_keys(keys))
    found = effects(before, ModelCatalog.open(offer.release.catalog), named)
    write_effects(offer, before.version, found, form, limit=limit, show_all=show_all)
    if form is None:
        output.note(planned(offer, _given(source, keys)))
    if any(one.is_finding for one in found):
        sys.exit(FINDINGS)


@update.command()
@_from_options
@click.option("--trust", is_flag=True, help="Keep the keys of --key for the times to come.")
@_dry_run
def apply(source: str | None, keys: tuple[Path, ...], trust: bool, dry_run: bool) -> None:
    """Apply a published catalog: fetch, check, and use it.

    It is in use as a whole or not at all, wherever this command ends. Processes that run stay with
    the catalog that they have opened.

    \b
    Examples:
      modeldex update apply --from public/ --key publisher.pub --trust
      modeldex update apply --dry-run
    """
    if trust and not keys:
        raise click.UsageError("--trust keeps the keys of --key FILE: give one")
    from modeldex.cli.update_words import applied, release_name

    settings = asked_settings()
    updates = _updates(settings)
    publication = _publication(source, updates, settings)
    public = _public_keys(keys)
    if dry_run:
        offer = updates.check(publication, public)
        output.note(f"{release_name(offer.release)} is checked and sound; nothing is changed")
        return
    offer = updates.apply(publication, public, trust_keys=trust)
    output.note(applied(offer))


@update.command()
@click.option(
    "--to", type=click.IntRange(0), metavar="SERIAL", help="This release; 0: the package's catalog."
)
@_dry_run
def rollback(to: int | None, dry_run: bool) -> None:
    """Roll back to the catalog that was in use before.

    Without a release before it, that is the one that came with the package. It needs no network:
    the releases that were in use last are kept, and are checked again. Where a version is pinned, the
    one gone back to is from then on.

    \b
    Examples:
      modeldex update rollback
      modeldex update rollback --to 12
    """
    from modeldex.cli.update_words import chosen

    output.note(chosen(_updates(asked_settings()).rollback(to, dry_run=dry_run), dry_run=dry_run))


@update.command()
@click.argument("version", type=WORD, required=False)
@click.option("--off", is_flag=True, help="Let go: updates are applied again.")
@_dry_run
def pin(version: str | None, off: bool, dry_run: bool) -> None:
    """Pin the catalog at a VERSION.

    No update is applied until it is let go. It is the version in use, or another one that was in use
    and is kept, which is put in use then. --off lets facts of the package that are newer count again.

    \b
    Examples:
      modeldex update pin 2026-11-09-v1
      modeldex update pin --off
    """
    if off == (version is not None):
        raise click.UsageError("give a VERSION to stay at, or --off to let go of it")
    from modeldex.cli.update_words import pinned

    output.note(pinned(_updates(asked_settings()).pin(version, dry_run=dry_run), dry_run=dry_run))


@update.command()
@output.formats
def status(form: str | None) -> None:
    """Say which catalog is in use, and how old it is.

    And which release it is, when that expires, and to which ones there is a way back.

    \b
    Example:
      modeldex update status --json
    """
    updates = _updates(asked_settings())
    found = updates.status()
    record = status_record(found)
    if form is not None:
        output.write_record(form, record)
        return
    shown = {name: output.exact_text(value) for name, value in record.items()}
    write_pairs((name.replace("_", " "), escaped(text)) for name, text in shown.items() if text)
    if found.state.pinned is not None:
        output.note("it is pinned; let go of it: modeldex update pin --off")
    where = "" if found.state.origin else " --from URL"
    output.note(f"what a newer one would change: modeldex update plan{where}")


def _updates(settings: Settings) -> Updates:
    from modeldex.updates.updates import Updates

    return Updates(settings.data_dir)


def _given(source: str | None, keys: tuple[Path, ...]) -> list[str]:
    """The options by which the release was named, as far as nothing else says the same again."""
    is_written = (
        click.get_current_context().get_parameter_source("source") is click.core.ParameterSource.COMMANDLINE
    )
    place = ["--from", source] if source is not None and is_written else []
    return [*place, *(word for key in keys for word in ("--key", str(key)))]


def _publication(named: str | None, updates: Updates, settings: Settings) -> Publication:
    from modeldex.updates.publication import publication_at

    where = named or updates.origin()
    if where is None:
        raise click.UsageError(f"name where catalogs are published: --from URL|PATH, or {URL_VARIABLE}")
    is_offline = settings.offline or bool(click.get_current_context().find_root().params.get("offline"))
    return publication_at(where, offline=is_offline)


def _public_keys(files: tuple[Path, ...]) -> list[PublicKey]:
    from modeldex.updates.trust import read_public_keys

    return [key for file in files for key in read_public_keys(file)]


def _named(settings: Settings, catalog: ModelCatalog) -> frozenset[str]:
    """Full ids of the models that the configuration names, and of those that its aliases mean."""
    if not is_configured(settings):
        return frozenset()
    from modeldex.config.loading import load

    found = load(None, catalog, settings=settings)
    return frozenset((*found.entries, *found.model_aliases.values()))
