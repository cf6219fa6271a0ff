"""The table of upstreams: a new one is one module and one line here, or `[listing]` in a provider's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.sources.provider_listing import listing_source
from modeldex.sources.upstreams import (
    ai21,
    anthropic,
    arena,
    azure,
    bedrock,
    bedrock_mantle,
    bedrock_prices,
    china_first_party,
    chutes,
    cloudflare_ai_gateway,
    cohere,
    deepinfra,
    deprecations,
    fireworks,
    gemini,
    genai_prices,
    github,
    groq,
    heroku,
    huggingface_hub,
    huggingface_router,
    hyperbolic,
    litellm,
    litellm_events,
    llm_stats,
    llm_stats_offers,
    mistral,
    models_dev,
    novita,
    ollama,
    openrouter,
    perplexity,
    replicate,
    requesty,
    sambanova,
    together,
    venice,
    vercel,
    vertex,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.provider import Provider
    from modeldex.sources.base import Source

SOURCES = {
    source.name: source
    for source in (
        openrouter.SOURCE,
        models_dev.SOURCE,
        litellm.SOURCE,
        ai21.SOURCE,
        anthropic.SOURCE,
        arena.SOURCE,
        azure.SOURCE,
        bedrock.SOURCE,
        bedrock_prices.SOURCE,
        bedrock_mantle.SOURCE,
        chutes.SOURCE,
        china_first_party.SOURCE,
        cloudflare_ai_gateway.SOURCE,
        cohere.SOURCE,
        deepinfra.SOURCE,
        deprecations.SOURCE,
        fireworks.SOURCE,
        gemini.SOURCE,
        genai_prices.SOURCE,
        github.SOURCE,
        groq.SOURCE,
        heroku.SOURCE,
        huggingface_hub.SOURCE,
        huggingface_router.SOURCE,
        hyperbolic.SOURCE,
        litellm_events.SOURCE,
        llm_stats.SOURCE,
        llm_stats_offers.SOURCE,
        mistral.SOURCE,
        novita.SOURCE,
        ollama.SOURCE,
        perplexity.SOURCE,
        replicate.SOURCE,
        requesty.SOURCE,
        sambanova.SOURCE,
        together.SOURCE,
        venice.SOURCE,
        vercel.SOURCE,
        vertex.SOURCE,
    )
}
"""Name -> source, of those whose answers need a parser of their own."""


def sources_of(providers: Mapping[str, Provider]) -> dict[str, Source]:
    """Name -> source: all that have code, and the lists of the providers whose files have `[listing]`.

    DataError where a list would go by the name of another source.
    """
    found: dict[str, Source] = dict(SOURCES)
    for provider in providers.values():
        source = listing_source(provider)
        if source is None:
            continue
        if source.name in found:
            raise DataError(
                f"providers/{provider.id}.toml",
                f"its list would be the source {source.name!r}, and there is one of that name;"
                ' give it another: source = "..." in [listing]',
                column="listing",
            )
        found[source.name] = source
    return found
