"""What `modeldex update` says of a release, and of the catalog that is in use."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from modeldex.catalog.reader import ModelCatalog
from modeldex.updates.updates import IN_USE, NEW, SUPERSEDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.updates.kept import Kept
    from modeldex.updates.updates import Choice, Offer


def release_name(release: Kept) -> str:
    """A release by version and serial."""
    return f"{release.manifest.version} (release {release.manifest.serial})"


def planned(offer: Offer, words: Sequence[str]) -> str:
    """How a release stands to the catalog in use; `words` are the options by which it was found."""
    name = release_name(offer.release)
    if offer.standing == IN_USE:
        return f"{name} is in use already"
    if offer.standing == SUPERSEDED:
        return f"the package has facts as new as {name}: there is nothing to apply"
    return f"{name} is not applied yet: {shlex.join(['modeldex', 'update', 'apply', *words])}"


def applied(offer: Offer) -> str:
    """What became of a release that was to be applied."""
    name = release_name(offer.release)
    if offer.standing == SUPERSEDED:
        return planned(offer, ())
    if offer.standing == NEW:
        return f"{name} is in use from now on; the way back: modeldex update rollback"
    return f"{name} was in use already, and stays"


def chosen(choice: Choice, *, dry_run: bool) -> str:
    """What is in use after a step back, and whether it stays so."""
    is_ = "would be" if dry_run else "is"
    stays = f"; {choice.pinned} {is_} pinned" if choice.pinned is not None else ""
    return f"{_in_use(choice)} {is_} in use{stays}"


def pinned(choice: Choice, *, dry_run: bool) -> str:
    """At which version the catalog stays, and what is in use."""
    is_ = "would be" if dry_run else "is"
    return f"{choice.pinned or 'no version'} {is_} pinned; {_in_use(choice)} {is_} in use"


def _in_use(choice: Choice) -> str:
    if choice.release is not None:
        return release_name(choice.release)
    is_bundled = choice.version == ModelCatalog.bundled().version
    return "the catalog that came with the package" if is_bundled else choice.version
