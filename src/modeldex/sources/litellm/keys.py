"""LiteLLM's keys, taken apart.

A key may carry more than a model id: the provider (`gemini/...`), a region
(`bedrock/us-gov-west-1/...`, `azure/eu/...`), or the size and quality of an image
(`high/1024-x-1024/gpt-image-1`). Regions and sizes become conditions of a price of the one model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_MODELS = ("search", "guardrail", "vector_store")
_SIZE_CLASS = re.compile(r"^(fireworks|together)-ai-.*(\db|default)|-(150m|350m)$")
"""Rows that price any model of a size, and are no model."""
_NO_SNAPSHOT = "anthropic.claude-3-7-sonnet-20240620-v1:0"
"""A row for Claude 3.7 Sonnet under the date of 3.5; Bedrock's own list has 20250219 alone."""
_QUALITIES = ("hd", "standard", "low", "medium", "high", "xhigh", "max")
_SIZE = re.compile(r"^(\d+|max)-x-(\d+|max)$")
_STEPS = re.compile(r"^(\d+|max)-steps$")
_REGION = re.compile(r"^(us|eu|apac|us-gov|[a-z]{2}(-gov)?-[a-z]+-\d)$")
_GLOBAL = ("global", "global-standard", "invoke")


class Key(NamedTuple):
    """A key of the map, taken apart."""

    provider: str
    model_id: str
    region: str | None
    variant: str | None
    alias: str | None
    """The model id as the key spells it, where that is longer and says nothing more."""


def no_model(name: str, row: dict[str, Any]) -> str | None:
    """Why a row is no model; None where it is one."""
    if "litellm_provider" not in row:
        return "it names no provider"
    if row.get("mode") in _NO_MODELS:
        return f"mode {row['mode']} is no model"
    if name.endswith(_NO_SNAPSHOT):
        return "its date is that of an earlier model: there is no such snapshot"
    if _SIZE_CLASS.search(name):
        return "it prices a size of model, not a model"
    if "commitment/" in name or "/*/" in name:
        return "it prices reserved machines, not calls"
    return "its id has blanks" if " " in name else None


def split_key(name: str, litellm_provider: str, provider_named: Callable[[str], str | None]) -> Key:
    """Take a key apart; SourceError where its provider has no file in `data/providers/`."""
    provider = provider_named(litellm_provider)
    if provider is None:
        raise SourceError(
            f"{name}: provider {litellm_provider!r} has neither a file in data/providers"
            " nor a row in data/aliases.csv"
        )
    segments = name.split("/")
    if (len(segments) > 1 and provider_named(segments[0]) == provider) or (
        litellm_provider == "fal_ai" and segments[0] == "fal_ai"
    ):
        segments = segments[1:]
    if provider == "perplexity" and len(segments) > 1:
        provider = "perplexity-agent"  # `organisation/name`: its Agent API serves other makers' models
    spelled = "/".join(segments)
    region, variant = None, []
    while len(segments) > 1:
        head = segments[0]
        if _is_variant(head, segments[1]):
            variant.append(head.replace("-x-", "x"))
        elif _REGION.match(head) and provider in ("azure", "azure-ai", "amazon-bedrock", "bedrock-mantle"):
            region = head
        elif not (head in _GLOBAL or (head == "bedrock" and provider == "amazon-bedrock")):
            break
        segments = segments[1:]
    model_id = "/".join(segments)
    is_alias = spelled != model_id and region is None and not variant
    return Key(provider, model_id, region, "/".join(variant) or None, spelled if is_alias else None)


def _is_variant(head: str, following: str) -> bool:
    if _SIZE.match(head) or _STEPS.match(head):
        return True
    return head in _QUALITIES and bool(_SIZE.match(following) or head in ("hd", "standard"))


_BARE = (
    (r"[a-z0-9-]+\.[a-z]", "bedrock"),
    (r"(ft:)?(gpt-|chatgpt-|chat-latest|o\d|davinci-|babbage-)", "openai"),
    (
        r"(text-embedding-(3|ada)|text-moderation|omni-moderation|dall-e-|whisper-|tts-|computer-use-|daybreak-|codex-|sora-)",
        "openai",
    ),
    (r"claude-.*-v\d:\d$", "bedrock"),
    (r"claude-", "anthropic"),
    (r"gemini-(live|flash-experimental)", "vertex_ai"),
    (r"gemini-(exp-|flash-|pro-latest|\d.*(native-audio|-live|flash-exp-image))", "gemini"),
    (r"gemini-2\.5-flash-preview-tts", "gemini"),
    (r"(gemini-|deep-research-pro|text-unicorn|multimodalembedding)", "vertex_ai"),
    (r"text-(embedding-(0|preview|large-exp)|multilingual-embedding)", "vertex_ai"),
    (r"(command-|embed-|rerank-|c4ai-)", "cohere"),
    (r"(jamba-|j2-)", "ai21"),
    (r"deepseek-(chat|flash|reasoner|v4-)", "deepseek"),
    (r"doubao-", "volcengine"),
    (r"grok-", "xai"),
)
"""How keys that name no provider begin, and whose they are."""


def provider_of_key(name: str, provider_named: Callable[[str], str | None]) -> str | None:
    """LiteLLM's name of the provider of a key that stands without its row; None where it is unclear."""
    segments = name.split("/")
    while len(segments) > 1 and _is_variant(segments[0], segments[1]):
        segments = segments[1:]
    if len(segments) > 1:
        return segments[0] if provider_named(segments[0]) else None
    return next((provider for start, provider in _BARE if re.match(start, segments[0])), None)
