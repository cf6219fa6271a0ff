"""The ids of models that a configuration and a database keep, and the names that stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.model_config import ModelConfig
from modeldex.core.model_entry import ModelEntry
from modeldex.registry.layer import CONFIG, DATABASE, Layer
from modeldex.registry.stack import LayerStack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.document import Document
    from modeldex.identity.ids import Names
    from modeldex.storage.database import Database

MODELS = "models"


class StoredNames(NamedTuple):
    """What is known beside the catalog."""

    names: Names
    """The catalog with the models of the configuration and of the database."""
    own: frozenset[str]
    """Full ids of the models that these bring."""
    aliases: frozenset[str]
    """Names that the user gave to models."""
    providers: frozenset[str]
    """Providers that ids in the database begin with."""


def stored_names(catalog: ModelCatalog, documents: Sequence[Document], database: Database) -> StoredNames:
    """The names in documents, which may have faults, and in a database, over those of a catalog."""
    from modeldex.storage.aliases import NameAliases
    from modeldex.storage.versions import ModelVersions

    given = NameAliases(database).all()
    versions = [one for one in ModelVersions(database).latest() if one.content is not None]
    providers = {**_aliases(documents, "providers"), **_of_kind(given, "provider")}
    whole = {one.model: _stand_in(one.model, one.content or {}) for one in versions if _is_whole(one.content)}
    stated: dict[str, ModelConfig] = {}
    for written in (key for document in documents for key in table(document, MODELS)):
        full_id = _own_id(written, catalog, providers)
        if full_id is not None:
            stated[full_id] = _stand_in(full_id, {})
    stack = LayerStack(catalog)
    stack.put(_layer(CONFIG, stated, providers))
    stack.put(_layer(DATABASE, whole, {}))
    return StoredNames(
        names=stack.view.names,
        own=frozenset(stated | whole),
        aliases=frozenset({**_aliases(documents, MODELS), **_of_kind(given, "model")}),
        providers=frozenset(one.model.partition("/")[0] for one in versions),
    )


def table(document: Document, *names: str) -> Mapping[str, Any]:
    """A table of a document; an empty one where there is none, or something else in its place."""
    found: Any = document.data
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _aliases(documents: Sequence[Document], kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in documents:
        names = table(document, "aliases", kind).items()
        found.update({alias: target for alias, target in names if isinstance(target, str)})
    return found


def _of_kind(given: Sequence[Any], kind: str) -> dict[str, str]:
    return {one.alias: one.target for one in given if one.kind == kind}


def _own_id(written: str, catalog: ModelCatalog, providers: Mapping[str, str]) -> str | None:
    """The full id of a model that only the configuration has; None of one that the catalog knows."""
    first, _, model_id = written.partition("/")
    slug = catalog.names.provider_named(providers.get(first, first)) or first
    is_own = model_id and written.isprintable() and catalog.names.within(slug, model_id) is None
    return f"{slug}/{model_id}" if is_own else None


def _is_whole(content: Mapping[str, Any] | None) -> bool:
    return isinstance(content, dict) and "model" in content


def _stand_in(full_id: str, content: Mapping[str, Any]) -> ModelConfig:
    """A model of this id and these other names; nothing else of it matters here."""
    provider, _, model_id = full_id.partition("/")
    aliases = tuple((content.get("model") or {}).get("aliases") or ())
    return ModelConfig(provider=provider, model_id=model_id, aliases=aliases)


def _layer(name: str, models: Mapping[str, ModelConfig], providers: Mapping[str, str]) -> Layer:
    entries = {full_id: ModelEntry(full_id, model=model) for full_id, model in models.items()}
    return Layer(name=name, entries=entries, provider_aliases=providers)
