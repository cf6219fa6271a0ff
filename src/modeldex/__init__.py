"""modeldex: the catalog of LLM models that an application can trust.

Every public name is imported from here. Importing costs next to nothing: a name is loaded from
its room when it is first used; nothing touches the network, the environment or a file before.
"""

from __future__ import annotations

from modeldex._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.ask import all_models, count_models, find_models, get_model, get_model_or_raise
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.policy import LifecyclePolicy
    from modeldex.core.capability import ModelCapabilities
    from modeldex.core.cost import Cost, CostPart, CostTotal
    from modeldex.core.errors import (
        AmbiguousModelError,
        CatalogError,
        ConfigError,
        CredentialError,
        DataError,
        EgressError,
        Fault,
        InvalidModelConfigError,
        InvalidPriceError,
        InvalidRequestError,
        InvalidUsageError,
        InvalidValueError,
        ModeldexError,
        ModelNotFoundError,
        ModelRetiredError,
        NetworkError,
        NotReadyError,
        ProviderError,
        RegistryError,
        ReleaseError,
        SourceError,
        StaleWriteError,
        StatusMoveError,
        StorageError,
        UnknownNameError,
        UntranslatableError,
        UpdateError,
        WireDataError,
    )
    from modeldex.core.evidence import Statement
    from modeldex.core.model import Model
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price
    from modeldex.core.provider import Provider
    from modeldex.core.quality import QualityScores
    from modeldex.core.redirect import Redirect
    from modeldex.core.status import ModelStatus
    from modeldex.core.usage import Usage
    from modeldex.registry.events import (
        CatalogChanged,
        ModelAdded,
        ModelChanged,
        ModelRemoved,
        ModelRetired,
        RegistryEvent,
        ReloadRefused,
        StatusChanged,
    )
    from modeldex.registry.lifecycle import Admission
    from modeldex.registry.metrics import RegistryMetrics
    from modeldex.registry.provenance import LayerValue
    from modeldex.registry.reads import RegistrySnapshot
    from modeldex.registry.registry import ModelRegistry
    from modeldex.registry.version import Version
    from modeldex.settings import Settings

_ROOMS = {
    "catalog.ask": ("all_models", "count_models", "find_models", "get_model", "get_model_or_raise"),
    "catalog.reader": ("ModelCatalog",),
    "config.policy": ("LifecyclePolicy",),
    "core.capability": ("ModelCapabilities",),
    "core.cost": ("Cost", "CostPart", "CostTotal"),
    "core.errors": (
        "AmbiguousModelError",
        "CatalogError",
        "ConfigError",
        "CredentialError",
        "DataError",
        "EgressError",
        "Fault",
        "InvalidModelConfigError",
        "InvalidPriceError",
        "InvalidRequestError",
        "InvalidUsageError",
        "InvalidValueError",
        "ModelNotFoundError",
        "ModelRetiredError",
        "ModeldexError",
        "NetworkError",
        "NotReadyError",
        "ProviderError",
        "RegistryError",
        "ReleaseError",
        "SourceError",
        "StaleWriteError",
        "StatusMoveError",
        "StorageError",
        "UnknownNameError",
        "UntranslatableError",
        "UpdateError",
        "WireDataError",
    ),
    "core.evidence": ("Statement",),
    "core.model": ("Model",),
    "core.model_config": ("ModelConfig",),
    "core.price": ("Price",),
    "core.provider": ("Provider",),
    "core.quality": ("QualityScores",),
    "core.redirect": ("Redirect",),
    "core.status": ("ModelStatus",),
    "core.usage": ("Usage",),
    "registry.events": (
        "CatalogChanged",
        "ModelAdded",
        "ModelChanged",
        "ModelRemoved",
        "ModelRetired",
        "RegistryEvent",
        "ReloadRefused",
        "StatusChanged",
    ),
    "registry.lifecycle": ("Admission",),
    "registry.metrics": ("RegistryMetrics",),
    "registry.provenance": ("LayerValue",),
    "registry.reads": ("RegistrySnapshot",),
    "registry.registry": ("ModelRegistry",),
    "registry.version": ("Version",),
    "settings": ("Settings",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Admission",
    "AmbiguousModelError",
    "CatalogChanged",
    "CatalogError",
    "ConfigError",
    "Cost",
    "CostPart",
    "CostTotal",
    "CredentialError",
    "DataError",
    "EgressError",
    "Fault",
    "InvalidModelConfigError",
    "InvalidPriceError",
    "InvalidRequestError",
    "InvalidUsageError",
    "InvalidValueError",
    "LayerValue",
    "LifecyclePolicy",
    "Model",
    "ModelAdded",
    "ModelCapabilities",
    "ModelCatalog",
    "ModelChanged",
    "ModelConfig",
    "ModelNotFoundError",
    "ModelRegistry",
    "ModelRemoved",
    "ModelRetired",
    "ModelRetiredError",
    "ModelStatus",
    "ModeldexError",
    "NetworkError",
    "NotReadyError",
    "Price",
    "Provider",
    "ProviderError",
    "QualityScores",
    "Redirect",
    "RegistryError",
    "RegistryEvent",
    "RegistryMetrics",
    "RegistrySnapshot",
    "ReleaseError",
    "ReloadRefused",
    "Settings",
    "SourceError",
    "StaleWriteError",
    "Statement",
    "StatusChanged",
    "StatusMoveError",
    "StorageError",
    "UnknownNameError",
    "UntranslatableError",
    "UpdateError",
    "Usage",
    "Version",
    "WireDataError",
    "__version__",
    "all_models",
    "count_models",
    "find_models",
    "get_model",
    "get_model_or_raise",
]


if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object

    def __getattr__(name: str) -> object:
        """Load a public name from its room on first use, and keep it."""
        room = _HOMES.get(name)
        if room is None:
            raise AttributeError(f"module 'modeldex' has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(f"modeldex.{room}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return list(__all__)
