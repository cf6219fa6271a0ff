"""The command that takes a discovered model into the user's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.configured import file_to_change
from modeldex.cli.discovered import discovered_folder, kept_at
from modeldex.cli.options import WORD
from modeldex.cli.paths import NamedPath
from modeldex.cli.screen import screen
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import AmbiguousModelError, ModelNotFoundError
from modeldex.core.errors.base import near_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from modeldex.config.promotion import Promotion
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.discovered_store import Discovered


@click.command()
@click.argument("model", metavar="ID", type=WORD)
@click.option(
    "--config",
    "file",
    type=NamedPath(dir_okay=False),
    metavar="FILE",
    help="Configuration file to change; else the one in force, else modeldex.toml.",
)
@click.option("--dry-run", is_flag=True, help="Check everything, print what would be added, write nothing.")
def promote(model: str, file: Path | None, dry_run: bool) -> None:
    """Take a discovered model into the configuration: what is known of it, and what to fill in.

    From then on it is a model of yours, whatever its provider lists. Comments, order and layout of
    the file stay as they are; only TOML is edited, for YAML and JSON it is printed what to add.

    \b
    Examples:
      modeldex promote groq/new-model --dry-run
      modeldex promote ollama/qwen3:8b --config mine.toml
    """
    from modeldex.config.document import TOML, language_of
    from modeldex.config.promotion import Promotion, is_stated
    from modeldex.config.promotion import promote as add

    catalog, path = asked_catalog(), file_to_change(file)
    if catalog.names.has(model):
        raise click.UsageError(_in_catalog(model, model))
    found, one = _discovered(model)
    if path.exists() and is_stated(path, one.id, catalog):
        raise click.UsageError(f"{one.id} stands in {path} already; fill in there what is missing")
    promotion = Promotion.of(one, f"listed by {found.provider} on {found.refreshed_at:%Y-%m-%d}")
    language = language_of(path)
    if language != TOML:
        screen().put(promotion.text(language))
        output.note(f"{path} is {language}, which is not edited; add this to it yourself")
        return
    is_new = not path.exists()
    add(path, promotion, catalog, dry_run=dry_run)
    if dry_run:
        screen().put(promotion.toml)
        output.note(f"this would be added to {path}; nothing is written")
        return
    made = f"; {path} is made for it" if is_new else ""
    output.note(f"{one.id} is a model of your own from now on, in {path}{made}")
    _note_wanted(promotion)
    output.note(
        f"it counts in every registry, as in `modeldex why {one.id}` and `modeldex versions`; search, show"
        " and cost ask the catalog alone"
    )


def _note_wanted(promotion: Promotion) -> None:
    if promotion.wanted:
        output.note(f"nobody states yet, to be filled in there: {', '.join(promotion.wanted)}")


def _discovered(name: str) -> tuple[Discovered, ModelConfig]:
    """The discovered model of a full id, or of a bare one that only one provider lists.

    UsageError where the catalog has it by now; else ModelNotFoundError has near matches.
    """
    from modeldex.registry.discovered_store import DiscoveredStore
    from modeldex.registry.discovery import known_as

    catalog = asked_catalog()
    kept = list(kept_at(DiscoveredStore(discovered_folder())))
    found = [
        (one, model) for one in kept for model in one.models.values() if name in (model.id, model.model_id)
    ]
    exact = [pair for pair in found if pair[1].id == name] or found
    if len(exact) > 1:
        ids = [model.id for _, model in exact]
        reason = f"{name!r} was discovered at {len(ids)} providers; write one in full: {', '.join(ids)}"
        raise ModelNotFoundError(name, ids, reason)
    if not exact:
        raise _not_discovered(name, kept)
    known = known_as(catalog, exact[0][1])
    if known is not None:
        raise click.UsageError(_in_catalog(exact[0][1].id, known))
    return exact[0]


def _not_discovered(name: str, kept: Sequence[Discovered]) -> Exception:
    """That a name is none of what was discovered: the catalog has it, or others look like it."""
    from modeldex.identity.ids import resolve

    try:
        known = resolve(name, asked_catalog().names)
    except AmbiguousModelError as error:
        return error
    if known is not None:
        return click.UsageError(_in_catalog(name, known))
    ids = [full_id for one in kept for full_id in one.models]
    bare = {full_id.partition("/")[2]: full_id for full_id in ids}
    near = list(dict.fromkeys([*near_names(name, ids), *(bare[one] for one in near_names(name, list(bare)))]))
    step = f"did you mean {', '.join(near)}?" if near else "look what there is: modeldex discover --list"
    return ModelNotFoundError(name, near, f"{name!r} was not discovered; {step}")


def _in_catalog(name: str, known: str) -> str:
    as_other = "" if name == known else f" as {known}"
    return (
        f"{name} is in the catalog{as_other}, and needs no promotion; what is different for you goes below"
        f' [models."{known}"] of the configuration'
    )
