"""The table of upstreams; a new one is one module and one line here."""

from __future__ import annotations

from modeldex.sources.upstreams import litellm, models_dev, openrouter

SOURCES = {
    source.name: source
    for source in (
        openrouter.SOURCE,
        models_dev.SOURCE,
        litellm.SOURCE,
    )
}
"""Name -> source."""
