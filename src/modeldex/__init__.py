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
    from modeldex.config.routing import (
        HealthSettings,
        PoolMember,
        RetrySettings,
        RoutePolicy,
        RoutePool,
        RouteRule,
        RoutingSettings,
    )
    from modeldex.core.capability import ModelCapabilities
    from modeldex.core.cost import Cost, CostPart, CostTotal
    from modeldex.core.display_order import DisplayOrder
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
        NoRouteError,
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
    from modeldex.providers.client.async_client import AsyncClient
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.counting import TokenCount
    from modeldex.providers.client.embedding import Embeddings
    from modeldex.providers.client.retrying import CallRetry
    from modeldex.providers.client.stream import CompletionStream
    from modeldex.providers.client.sync_client import Client, SyncCompletionStream
    from modeldex.providers.client.timeouts import CallTimeouts
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.prerequisites import NotReady, not_ready_reason
    from modeldex.providers.ready import default_model, not_ready_reasons, ready_models
    from modeldex.providers.shapes.file import ShapeRecorder, read_shapes
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.providers.switching.switch import ModelSwitch, try_switch
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
    from modeldex.registry.family import model_family
    from modeldex.registry.lifecycle import Admission
    from modeldex.registry.metrics import RegistryMetrics
    from modeldex.registry.provenance import LayerValue
    from modeldex.registry.reads import RegistrySnapshot
    from modeldex.registry.registry import ModelRegistry
    from modeldex.registry.version import Version
    from modeldex.router.asked.data_needs import DataNeeds
    from modeldex.router.asked.request import RouteRequest
    from modeldex.router.deciding.plan import PlanStep
    from modeldex.router.decision import RouteDecision
    from modeldex.router.router import LLMRouter
    from modeldex.router.seen.outcome import Outcome
    from modeldex.router.simulation.outage import Outage
    from modeldex.router.simulation.price_change import PriceChange
    from modeldex.router.simulation.simulate import simulate
    from modeldex.router.telling.explanation import Explanation
    from modeldex.router.walking.attempt import Attempt
    from modeldex.router.walking.walk import RouteWalk
    from modeldex.settings import Settings
    from modeldex.wire.content import (
        Audio,
        Citation,
        Document,
        Image,
        Refusal,
        Text,
        Thinking,
        ToolCall,
        ToolResult,
        Video,
    )
    from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
    from modeldex.wire.response import ChatResponse, Choice, Finish
    from modeldex.wire.tools import Tool, ToolChoice
    from modeldex.wire.translation import StreamTranslation, Translated, translate_request, translate_response

_ROOMS = {
    "catalog.ask": ("all_models", "count_models", "find_models", "get_model", "get_model_or_raise"),
    "catalog.reader": ("ModelCatalog",),
    "config.policy": ("LifecyclePolicy",),
    "config.routing": (
        "HealthSettings",
        "PoolMember",
        "RetrySettings",
        "RoutePolicy",
        "RoutePool",
        "RouteRule",
        "RoutingSettings",
    ),
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
        "NoRouteError",
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
    "router.walking.attempt": ("Attempt",),
    "router.asked.data_needs": ("DataNeeds",),
    "router.decision": ("RouteDecision",),
    "router.telling.explanation": ("Explanation",),
    "router.seen.outcome": ("Outcome",),
    "router.deciding.plan": ("PlanStep",),
    "router.asked.request": ("RouteRequest",),
    "router.router": ("LLMRouter",),
    "router.simulation.outage": ("Outage",),
    "router.simulation.price_change": ("PriceChange",),
    "router.simulation.simulate": ("simulate",),
    "router.walking.walk": ("RouteWalk",),
    "settings": ("Settings",),
    "wire.content": (
        "Audio",
        "Citation",
        "Document",
        "Image",
        "Refusal",
        "Text",
        "Thinking",
        "ToolCall",
        "ToolResult",
        "Video",
    ),
    "wire.request": ("ChatRequest", "Message", "OutputFormat", "Reasoning"),
    "wire.response": ("ChatResponse", "Choice", "Finish"),
    "wire.tools": ("Tool", "ToolChoice"),
    "wire.translation": ("StreamTranslation", "Translated", "translate_request", "translate_response"),
    "core.display_order": ("DisplayOrder",),
    "providers.client.async_client": ("AsyncClient",),
    "providers.client.sync_client": ("Client", "SyncCompletionStream"),
    "providers.client.completion": ("Completion",),
    "providers.client.stream": ("CompletionStream",),
    "providers.client.timeouts": ("CallTimeouts",),
    "providers.client.retrying": ("CallRetry",),
    "providers.client.counting": ("TokenCount",),
    "providers.client.embedding": ("Embeddings",),
    "providers.credentials": ("Credentials",),
    "providers.gateway": ("Gateway",),
    "providers.prerequisites": ("NotReady", "not_ready_reason"),
    "providers.ready": ("default_model", "not_ready_reasons", "ready_models"),
    "providers.shapes.file": ("ShapeRecorder", "read_shapes"),
    "providers.shapes.shape": ("RequestShape",),
    "providers.switching.switch": ("ModelSwitch", "try_switch"),
    "registry.family": ("model_family",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Admission", "AmbiguousModelError", "AsyncClient", "Attempt", "Audio", "CallRetry", "CallTimeouts",
    "CatalogChanged", "CatalogError", "ChatRequest", "ChatResponse", "Choice", "Citation", "Client",
    "Completion", "CompletionStream", "ConfigError", "Cost", "CostPart", "CostTotal", "CredentialError",
    "Credentials", "DataError", "DataNeeds", "DisplayOrder", "Document", "EgressError", "Embeddings",
    "Explanation", "Fault", "Finish", "Gateway", "HealthSettings", "Image", "InvalidModelConfigError",
    "InvalidPriceError", "InvalidRequestError", "InvalidUsageError", "InvalidValueError", "LLMRouter",
    "LayerValue", "LifecyclePolicy", "Message", "Model", "ModelAdded", "ModelCapabilities",
    "ModelCatalog", "ModelChanged", "ModelConfig", "ModelNotFoundError", "ModelRegistry", "ModelRemoved",
    "ModelRetired", "ModelRetiredError", "ModelStatus", "ModelSwitch", "ModeldexError", "NetworkError",
    "NoRouteError", "NotReady", "NotReadyError", "Outage", "Outcome", "OutputFormat", "PlanStep",
    "PoolMember", "Price", "PriceChange", "Provider", "ProviderError", "QualityScores", "Reasoning",
    "Redirect", "Refusal", "RegistryError", "RegistryEvent", "RegistryMetrics", "RegistrySnapshot",
    "ReleaseError", "ReloadRefused", "RequestShape", "RetrySettings", "RouteDecision", "RoutePolicy",
    "RoutePool", "RouteRequest", "RouteRule", "RouteWalk", "RoutingSettings", "Settings",
    "ShapeRecorder", "SourceError", "StaleWriteError", "Statement", "StatusChanged", "StatusMoveError",
    "StorageError", "StreamTranslation", "SyncCompletionStream", "Text", "Thinking", "TokenCount",
    "Tool", "ToolCall", "ToolChoice", "ToolResult", "Translated", "UnknownNameError",
    "UntranslatableError", "UpdateError", "Usage", "Version", "Video", "WireDataError", "__version__",
    "all_models", "count_models", "default_model", "find_models", "get_model", "get_model_or_raise",
    "model_family", "not_ready_reason", "not_ready_reasons", "read_shapes", "ready_models", "simulate",
    "translate_request", "translate_response", "try_switch",
]  # fmt: skip


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
