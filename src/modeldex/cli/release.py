"""The command group of those who publish: a signed release, and the keys to sign it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.options import SPAN
from modeldex.cli.paths import NamedPath
from modeldex.core.days import is_day
from modeldex.core.errors import ReleaseError, UpdateError
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from datetime import timedelta

    from modeldex.updates.keys import PublicKey, SigningKey
    from modeldex.updates.manifest import Manifest, NextKey

_ENV = "env:"
_RETIREMENT = re.compile(r"(ed25519-[0-9a-f]{16})=(\d{4}-\d{2}-\d{2})")
_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_COLUMNS: tuple[output.Column[Manifest], ...] = (
    output.Column("serial", lambda one: one.serial, "release", right=True),
    output.Column("version", lambda one: one.version, whole=True),
    output.Column("schema", lambda one: one.schema, right=True),
    output.Column("size", lambda one: one.size, "bytes", right=True),
    output.Column("expires", lambda one: f"{one.expires:%Y-%m-%dT%H:%M:%SZ}", whole=True),
    output.Column("key_id", lambda one: one.key_id, "signed by"),
    output.Column("file", lambda one: one.file, "", cell=lambda one: escaped(one.file)),
    output.Column("sha256", lambda one: one.sha256, ""),
)


@click.group(invoke_without_command=True)
@click.option("--key", "keys", multiple=True, metavar="FILE|env:NAME", help="Private key that signs.")
@click.option("--into", type=NamedPath(file_okay=False), metavar="DIR", help="Folder to publish.")
@click.option(
    "--expires", type=SPAN, default="45d", show_default=True, help="How long it may be applied, from now on."
)
@click.option("--previous", type=_folder, metavar="DIR", help="Folder of the release before; else of --into.")
@click.option(
    "--next",
    "following",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Public key that is to be trusted from now on.",
)
@click.option(
    "--retire", multiple=True, metavar="KEY_ID=DAY", help="A key counts no longer from this day on."
)
@click.option(
    "--data", type=_folder, metavar="DIR", help="Facts of which it was built; data, where there is one."
)
@click.option("--before", type=_folder, metavar="DIR", help="Facts as they were published last.")
@click.option("--dry-run", is_flag=True, help="Check everything, publish nothing.")
@output.formats
@click.pass_context
def release(
    ctx: click.Context,
    keys: tuple[str, ...],
    into: Path | None,
    expires: timedelta,
    previous: Path | None,
    following: tuple[Path, ...],
    retire: tuple[str, ...],
    data: Path | None,
    before: Path | None,
    dry_run: bool,
    form: str | None,
) -> None:
    """Release the built catalog: write it, signed, into a folder to publish.

    The folder gets the catalog in each schema that a modeldex of today or of the version before
    reads, and a manifest for each, signed by every --key. The first key is yours from now on; all of
    them, and those of --next, are trusted by whoever applies the release. The release is refused
    where the facts are not fit, or its serial would not rise.

    \b
    Examples:
      modeldex release --key env:MODELDEX_RELEASE_KEY --into public
      modeldex release --key new.key --key old.key --into public
      modeldex --catalog my.sqlite release --key my.key --into public
    """
    if ctx.invoked_subcommand is not None:
        return
    if not keys or into is None:
        raise click.UsageError("needs --key FILE|env:NAME and --into DIR")
    from modeldex.updates.publishing import Publisher

    signing = [_signing_key(named) for named in keys]
    publisher = Publisher(signing, _to_trust(signing, following, retire))
    catalog = _catalog(ctx)
    _check_facts(before, data, catalog)
    made = publisher.release(catalog, into, expires=expires, previous=previous, dry_run=dry_run)
    output.write_records(form, made.manifests, _COLUMNS, as_plain=_record)
    if form is None:
        first = made.manifests[0]
        verb = "would be" if dry_run else "is"
        output.note(f"{first.version} {verb} ready to be published as release {first.serial}: {into}")


@release.command()
@click.option("--into", type=NamedPath(file_okay=False), metavar="DIR", required=True, help="Folder of both.")
@click.option("--name", default="release", show_default=True, help="Name of the two files.")
def keygen(into: Path, name: str) -> None:
    """Generate a pair of keys.

    NAME.key signs, NAME.pub is for those who apply. No file is ever written over. Keep the private
    one out of every repository; a job gets its content in a variable, and names that: --key env:NAME.

    \b
    Example:
      modeldex release keygen --into keys
    """
    from modeldex.updates.keys import SigningKey

    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise click.UsageError(f"--name must be a plain name of a file, not {name!r}")
    private, public = into / f"{name}.key", into / f"{name}.pub"
    for path in (private, public):
        if path.exists():
            raise click.UsageError(f"{path} is there already, and a key is never written over: name another")
    into.mkdir(parents=True, exist_ok=True)
    key = SigningKey.generate()
    _write_new(private, key.secret.reveal(), 0o600)
    _write_new(public, key.public.text, 0o644)
    output.note(f"{key.public.key_id}: {private} signs, {public} is to be given away")


def _write_new(path: Path, text: str, mode: int) -> None:
    """Write a file that is not there; nobody else may read a private one at any time."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def _signing_key(named: str) -> SigningKey:
    from modeldex.updates.keys import SigningKey

    if named.startswith(_ENV):
        name = named.removeprefix(_ENV)
        text = os.environ.get(name, "")
        if not text.strip():
            raise UpdateError(f"the variable {name} is not set; put the content of the private key in it")
        return SigningKey.read(Secret(text), f"the variable {name}")
    path = Path(named)
    try:
        return SigningKey.read(Secret(path.read_text("utf-8")), str(path))
    except UnicodeDecodeError:
        raise UpdateError(f"{path} holds no private key of modeldex") from None


def _to_trust(
    signing: list[SigningKey], following: tuple[Path, ...], retire: tuple[str, ...]
) -> list[NextKey]:
    """The keys that a release hands on, each with the day on which it retires."""
    from modeldex.updates.manifest import NextKey
    from modeldex.updates.trust import read_public_keys

    keys: dict[str, PublicKey] = {key.public.key_id: key.public for key in signing}
    keys |= {key.key_id: key for path in following for key in read_public_keys(path)}
    days = {}
    for written in retire:
        found = _RETIREMENT.fullmatch(written)
        if found is None or found[1] not in keys or not is_day(found[2]):
            raise click.UsageError(
                f"--retire names one of the keys, with a day: {next(iter(keys))}=2027-01-31; not {written!r}"
            )
        days[found[1]] = found[2]
    return [NextKey(key=key, retires=days.get(key_id)) for key_id, key in keys.items()]


def _check_facts(before: Path | None, data: Path | None, catalog: Path) -> None:
    """Raise ReleaseError where the facts are not fit, or the catalog is not built of them.

    Without a folder of facts nothing is known of them.
    """
    folder = data or Path("data")
    if data is None and not (folder / "version.csv").exists():
        output.note("no folder data here: the facts are taken as they are; --data names their folder")
        return
    from modeldex.pipeline.gates import notes, refusals

    reasons = [*refusals(before, folder), *_not_built_of(folder, catalog)]
    if reasons:
        raise ReleaseError(reasons)
    for told in notes(folder):
        output.note(told)


def _not_built_of(data: Path, catalog: Path) -> list[str]:
    """What is wrong where a catalog is not what these facts give, and so was not checked with them."""
    from tempfile import TemporaryDirectory

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.pipeline.build import build_catalog

    given = ModelCatalog.open(catalog)
    with TemporaryDirectory() as aside:
        digest = build_catalog(data, Path(aside) / "catalog.sqlite")
    if digest == given.digest:
        return []
    return [
        f"{catalog} ({given.version}) is not what {data} gives: build it anew, modeldex build --data {data}"
    ]


def _catalog(ctx: click.Context) -> Path:
    """The catalog to publish: the one named before the command, or the one that was built."""
    from modeldex.catalog.reader import ModelCatalog

    given = ctx.find_root().params
    if given.get("layer"):
        raise click.UsageError("a release has the catalog as it was built: leave --layer out")
    named = given.get("catalog")
    return Path(ModelCatalog.bundled().path) if named is None else Path(named)


def _record(manifest: Manifest) -> dict[str, object]:
    return {column.name: column.value(manifest) for column in _COLUMNS}
