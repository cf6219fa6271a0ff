"""Which page of the Python reference has the entry of which name."""

from __future__ import annotations

import modeldex
from docs.generating.entries import Entries
from docs.generating.errors import error_classes
from docs.generating.tables import table
from modeldex.catalog.registers import OtherName, SourceSeen
from modeldex.config.policy import LifecyclePolicy
from modeldex.core.evidence import Change, Conflict, DatedValue
from modeldex.core.redirect import Redirect
from modeldex.registry.statistics import RegistryStats

PAGES: dict[str, tuple[str, ...]] = {
    "python/catalog.md": (
        "get_model", "get_model_or_raise", "find_models", "count_models", "all_models", "ModelCatalog",
    ),
    "python/models.md": (
        "ModelConfig", "ModelCapabilities", "ModelStatus", "QualityScores", "Model", "Provider",
    ),
    "python/money.md": ("Usage", "Cost", "CostPart", "CostTotal", "Price"),
    "python/registry.md": (
        "ModelRegistry", "RegistrySnapshot", "RegistryStats", "RegistryMetrics", "Version", "LayerValue",
        "Admission", "Redirect", "LifecyclePolicy", "Settings", "Fault",
        "RegistryEvent", "ModelAdded", "ModelChanged", "ModelRemoved", "StatusChanged", "ModelRetired",
        "CatalogChanged", "ReloadRefused",
    ),
    "python/evidence.md": ("Statement", "DatedValue", "Conflict", "Change", "SourceSeen", "OtherName"),
    "python/client.md": (
        "Client", "AsyncClient", "Completion", "CompletionStream", "SyncCompletionStream",
        "Embeddings", "TokenCount", "CallTimeouts", "CallRetry",
        "ShapeRecorder", "RequestShape", "read_shapes", "ModelSwitch", "try_switch",
    ),
    "python/access.md": (
        "Credentials", "Gateway", "ready_models", "default_model", "not_ready_reason",
        "not_ready_reasons", "NotReady", "DisplayOrder", "model_family",
    ),
    "python/router.md": (
        "LLMRouter", "RouteRequest", "DataNeeds", "RouteDecision", "PlanStep", "Explanation", "RouteWalk",
        "Attempt", "Outcome", "RoutingSettings", "RoutePolicy", "RoutePool", "PoolMember", "RouteRule",
        "HealthSettings", "RetrySettings", "simulate", "Outage", "PriceChange",
    ),
    "python/wire.md": (
        "ChatRequest", "Message", "Text", "Image", "Document", "Audio", "Video", "Thinking",
        "ToolCall", "ToolResult", "Refusal", "Citation", "Tool", "ToolChoice", "OutputFormat", "Reasoning",
        "ChatResponse", "Choice", "Finish",
        "Translated", "translate_request", "translate_response", "StreamTranslation",
    ),
    "errors.md": tuple(cls.__name__ for cls in error_classes()),
}  # fmt: skip
"""Page under `docs/reference/` -> the names of which it has the entries, in order."""

_RETURNED = {
    cls.__name__: cls
    for cls in (
        DatedValue, Conflict, Change, SourceSeen, OtherName, RegistryStats, Redirect, LifecyclePolicy
    )
}  # fmt: skip
"""What answers consist of and nobody makes: not on the face."""


def entries(page: str) -> str:
    """Every entry of a page."""
    up = "../" if "/" in page else ""
    links = {
        name: "" if other == page else f"{up}{other}" for other, names in PAGES.items() for name in names
    }
    made = Entries(links)
    return "\n\n".join(made.of(name, _value(name)) for name in PAGES[page])


def _value(name: str) -> object:
    return _RETURNED.get(name) or getattr(modeldex, name)


def names_table() -> str:
    """Every name with its first line and the page of its entry, as links from the index of the pages."""
    rows = [
        (f"[`{name}`]({_from_index(page)}#{name.lower()})", _first_line(_value(name)))
        for page, names in PAGES.items()
        for name in names
        if page != "errors.md"
    ]
    return table(("name", "what it is"), rows)


def _from_index(page: str) -> str:
    return page.removeprefix("python/")


def _first_line(value: object) -> str:
    return (value.__doc__ or "").strip().splitlines()[0]
