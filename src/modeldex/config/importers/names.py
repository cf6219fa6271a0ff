"""Names for models: which of a neighbour's may stand in our file as aliases, and what they point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath


def name_model(desk: Desk, path: KeyPath, name: str, full_id: str) -> None:
    """Let a name stand for a model, or say why it cannot; what means it already needs no alias."""
    stated = desk.draft.model_aliases.get(name)
    meant = desk.catalog.get_model(name) if "/" in name else None
    if name == full_id or (meant is not None and meant.id == full_id):
        desk.carried(path, f"means {full_id} already")
    elif stated is not None and stated != full_id:
        desk.left_out(path, f"aliases.models already has this name, for {stated}")
    elif (problem := _no_alias(desk, name)) is not None:
        desk.left_out(path, f"cannot be an alias: {problem}; use {full_id}")
    else:
        desk.draft.model_aliases[name] = full_id
        desk.carried(path, f"aliases.models: {full_id}")


def name_provider(desk: Desk, path: KeyPath, name: str, provider: str) -> None:
    """Let a neighbour's name of a provider go on meaning it, unless it means another here."""
    known = desk.provider(name)
    meant = desk.draft.provider_aliases.get(name) or (None if known is None else known.id)
    if provider in (meant, name):
        return
    if meant is not None or name in desk.draft.providers:
        desk.to_do(path, f"say {provider} in its place: here its name means {meant or name}", is_whole=False)
    elif not name or " " in name or "/" in name or not name.isprintable():
        desk.to_do(path, f"say {provider} in its place: its name can be no alias", is_whole=False)
    else:
        desk.draft.provider_aliases[name] = provider


def pool_name(desk: Desk, name: str) -> str | None:
    """A name as one of a pool; None where a pool or an alias has it, or where it can be no alias either."""
    is_taken = name in desk.draft.pools or name in desk.draft.model_aliases
    return None if is_taken or _no_alias(desk, name) is not None else name


def _no_alias(desk: Desk, name: str) -> str | None:
    """Why a name can be no alias; None where it can."""
    if not name or not name.isprintable() or " " in name:
        return "it is blank or holds blanks"
    first, slash, _ = name.partition("/")
    if slash and desk.is_provider_name(first):
        return f"it begins with the name of the provider {first}"
    meant = desk.catalog.get_model(name)
    if name in desk.draft.models or (meant is not None and meant.id == name):
        return "it is the id of another model"
    return None
