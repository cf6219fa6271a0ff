"""The keys of LiteLLM's price map: `gemini/gemini-3-pro`, and bare ids of a few providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.sources.litellm.keys import no_model, split_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider

NAMES = {
    "alibaba": "dashscope",
    "alibaba-cn": "qwen_ai_platform",
    "amazon-bedrock": "bedrock",
    "aws-transcribe": "transcribe",
    "cloudflare-workers-ai": "cloudflare",
    "digitalocean": "gradient_ai",
    "friendli": "friendliai",
    "gmicloud": "gmi",
    "google": "gemini",
    "google-vertex": "vertex_ai",
    "llama": "meta_llama",
    "moonshotai": "moonshot",
    "nova": "amazon_nova",
    "novita-ai": "novita",
    "nvidia": "nvidia_nim",
    "perplexity-agent": "perplexity",
    "scx": "scx-ai",
    "snowflake-cortex": "snowflake",
    "togetherai": "together_ai",
    "vercel": "vercel_ai_gateway",
    "xiaomi": "xiaomi_mimo",
}
"""Provider -> LiteLLM's name of it, where that is another word; dashes are written as `_` where it does."""
_BARE = ("openai", "anthropic", "amazon-bedrock", "cohere", "ai21")
"""Providers whose ids LiteLLM writes without a name in front."""


class Keys:
    """Makes the keys of one map, each once."""

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self._providers = providers
        self._slugs = {alias: one.id for one in providers.values() for alias in one.aliases}
        self._slugs |= {name: slug for slug, name in NAMES.items() if slug != "perplexity-agent"}
        self._slugs |= {slug: slug for slug in providers}
        self._taken: dict[str, str] = {}

    def of(self, model: ModelConfig) -> tuple[str, str, str | None]:
        """Key of a model, LiteLLM's name of its provider, and why there is no key, if so."""
        name = self._name(model.provider)
        bare = model.provider in _BARE and "/" not in model.model_id
        key = model.model_id if bare else f"{name}/{model.model_id}"
        other = self._taken.setdefault(key, model.id)
        if other != model.id:
            return key, name, f"its key {key!r} is that of {other}"
        return key, name, self._misread(key, name, model)

    def _name(self, slug: str) -> str:
        if slug in NAMES:
            return NAMES[slug]
        underscored = slug.replace("-", "_")
        provider = self._providers.get(slug)
        return underscored if provider is not None and underscored in provider.aliases else slug

    def _misread(self, key: str, name: str, model: ModelConfig) -> str | None:
        """What is wrong with a key that its readers would take for something else."""
        reason = no_model(key, {"litellm_provider": name})
        if reason is not None:
            return f"LiteLLM's keys cannot name it: {reason}"
        parts = split_key(key, name, lambda word: self._slugs.get(word, word if word == name else None))
        if (parts.provider, parts.model_id, parts.region, parts.variant) != (
            model.provider, model.model_id, None, None,
        ):  # fmt: skip
            return f"LiteLLM's keys cannot name it: {key!r} means another model"
        return None
