"""What was discovered before, as commands read it: what the catalog and the user's file lack still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from modeldex.catalog.in_use import data_folder
from modeldex.cli import output
from modeldex.cli.columns import csv_columns, record_of
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import DataError, ModeldexError, ModelNotFoundError
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from modeldex.cli.columns import Models
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.discovered_store import Discovered, DiscoveredStore

DISCOVERED = "discovered"
"""The layer of what was discovered, and the folder in which that is kept."""


class Pool(NamedTuple):
    """What was discovered at one provider."""

    provider: str
    """Slug of the provider."""
    refreshed_at: datetime
    """When its list was read, in UTC."""
    models: tuple[ModelConfig, ...]
    """The models that neither the catalog nor the user's file has."""


def discovered_folder() -> Path:
    """Where discoveries are kept."""
    return Path(data_folder()) / DISCOVERED


def pools() -> list[Pool]:
    """What was discovered, by provider.

    Where nobody has discovered anything, it takes one look at the disk.
    """
    folder = discovered_folder()
    if not folder.is_dir():
        return []
    from modeldex.registry.discovered_store import DiscoveredStore

    return pools_of(kept_at(DiscoveredStore(folder)))


def kept_at(store: DiscoveredStore, slugs: Iterable[str] | None = None) -> Iterator[Discovered]:
    """What is kept of some providers, or of all; people are told of a file that cannot be read.

    It is not what they ask about, and the rest is an answer without it.
    """
    for slug in store.providers() if slugs is None else slugs:
        try:
            one = store.read(slug)
        except DataError as error:
            output.note(f"modeldex: left out: {error}")
        except OSError as error:
            output.note(f"modeldex: left out: {error.filename}: {error.strerror}")
        else:
            if one is not None:
                yield one


def if_discovered(error: ModelNotFoundError) -> ModelNotFoundError:
    """The error about a name, with what to do where it is that of a discovered model."""
    ids = [model.id for pool in pools() for model in pool.models]
    if error.name not in ids:
        return error
    reason = f"{error.name} was discovered, and is not in the catalog; modeldex promote {error.name}"
    return ModelNotFoundError(error.name, [error.name], f"{reason} makes it a model of your own")


def pools_of(kept: Iterable[Discovered]) -> list[Pool]:
    """The same of what was read."""
    from modeldex.registry.discovery import unknown_to

    catalog, stated = asked_catalog(), _stated_ids()
    return [Pool(one.provider, one.refreshed_at, tuple(unknown_to(catalog, one, stated))) for one in kept]


def discovered_like(text: str, limit: int) -> list[tuple[Pool, ModelConfig]]:
    """What was discovered and looks like a text, the likest first."""
    found = pools()
    if not found:
        return []
    from modeldex.registry.discovery import looking_like

    of_model = {model.id: pool for pool in found for model in pool.models}
    models = (model for pool in found for model in pool.models)
    return [(of_model[model.id], model) for model in looking_like(models, text, limit)]


def write_found(
    form: str, found: Sequence[tuple[Pool | None, ModelConfig]], chosen: Sequence[Models] | None
) -> None:
    """Write models for programs; of what was discovered, that it was, and when it was last seen."""
    columns = [_of_model(column) for column in (csv_columns() if chosen is None else chosen)]

    def record(one: tuple[Pool | None, ModelConfig]) -> dict[str, Any]:
        pool, model = one
        told = plain(model) if chosen is None else record_of(model, chosen)
        if pool is None:
            return told
        seen = pool.refreshed_at.isoformat(timespec="seconds")
        return {**told, "layer": DISCOVERED, "refreshed_at": seen}

    output.write_records(form, found, (*columns, _LAYER), as_plain=record)


def _of_model(column: Models) -> output.Column[tuple[Pool | None, ModelConfig]]:
    return output.Column(column.name, lambda one: column.value(one[1]))


_LAYER: output.Column[tuple[Pool | None, ModelConfig]] = output.Column(
    "layer", lambda one: None if one[0] is None else DISCOVERED
)


def moment(at: datetime) -> str:
    """A moment as people read it, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def times(found: Iterable[Pool]) -> str:
    """When the lists were read, by provider."""
    return ", ".join(f"{pool.provider} {moment(pool.refreshed_at)}" for pool in found)


def _stated_ids() -> frozenset[str]:
    """Full ids of the models of which the configuration speaks; none where it cannot be read."""
    from modeldex.cli.configured import asked_settings, documents

    try:
        tables = [document.data.get("models") for document in documents(asked_settings())]
    except (ModeldexError, OSError):  # who wants to know what is wrong asks `config check`
        return frozenset()
    slug_of = asked_catalog().names.provider_named
    written = (str(name).partition("/") for table in tables if isinstance(table, dict) for name in table)
    return frozenset(f"{slug_of(provider) or provider}/{model_id}" for provider, _, model_id in written)
