"""What offerings are called, and what their notices name: names, aliases and successors, settled together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.manifest import CURATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged


def add_names(stored: dict[str, object], said: list[Claims], spellings: Iterable[str]) -> None:
    """Put together the other names that all sources give an offering."""
    names = [name for one in said for name in str(one.stored.get("alias") or "").split()]
    every = dict.fromkeys((*names, *spellings))
    every.pop(said[0].model_id, None)
    stored.pop("alias", None)
    if every:
        stored["alias"] = " ".join(every)


def settle_aliases(merged: Merged) -> None:
    """Leave out an alias that is an offering of its own, or that sources give to several.

    One that is given by hand stays; two of them are a fault, which the build names.
    """
    owners: dict[tuple[str, str], list[str]] = {}
    for full_id, stored in merged.models.items():
        for name in str(stored.get("alias") or "").split():
            owners.setdefault((str(stored["provider"]), name), []).append(full_id)
    for (provider, name), ids in owners.items():
        is_id = f"{provider}/{name}" in merged.models
        if is_id or len(ids) > 1:
            for full_id in ids:
                if is_id or not _named_by_hand(merged.claims.get(full_id, ()), name):
                    _drop_alias(merged.models[full_id], name)


def _named_by_hand(said: Iterable[Claims], name: str) -> bool:
    return any(
        one.info.name == CURATED and name in str(one.stored.get("alias") or "").split() for one in said
    )


def _drop_alias(stored: dict[str, object], name: str) -> None:
    rest = [other for other in str(stored.pop("alias", "")).split() if other != name]
    if rest:
        stored["alias"] = " ".join(rest)


def settle_successors(merged: Merged, directory: Directory) -> None:
    """Write successors as full ids; one that no source lists is left out, and stays a statement."""
    for stored in merged.models.values():
        named = stored.pop("successor", None)
        if named is not None:
            provider, _, model_id = str(named).partition("/")
            known = directory.provider_named(provider)
            spellings = (f"{known}/{model_id}", f"{stored['provider']}/{named}")
            found = next((full_id for full_id in spellings if full_id in merged.models), None)
            if found is not None:
                stored["successor"] = found


def settle_names(merged: Merged) -> None:
    """Name what no source names: as its model is called elsewhere, else by its bare id."""
    called: dict[object, dict[str, int]] = {}
    for full_id, stored in merged.models.items():
        if stored.get("name") and stored.get("model") and full_id in merged.claims:
            counts = called.setdefault(stored["model"], {})
            counts[str(stored["name"])] = counts.get(str(stored["name"]), 0) + 1
    for full_id, stored in merged.models.items():
        if not stored.get("name"):
            counts = called.get(stored.get("model"), {})
            common = min(counts, key=lambda name: (-counts[name], len(name), name), default=None)
            stored["name"] = common or str(stored["model_id"]).rpartition("/")[2]
            merged.infer(full_id, "name", str(stored["name"]), "as_elsewhere" if common else "its_id")
