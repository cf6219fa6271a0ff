"""`Model`: a model as its maker published it."""

from __future__ import annotations

from modeldex.core.capability import ModelCapabilities
from modeldex.core.record import Record


class Model(Record):
    """A model as its maker published it: facts that are true wherever it is served."""

    id: str
    """`maker/name`, e.g. `anthropic/claude-opus-4.5`."""
    maker: str
    """Slug of the organisation that published it."""
    name: str
    """Its name for people."""
    family: str | None = None
    """The family its maker puts it in."""
    open_weights: bool | None = None
    """Whether its weights can be downloaded; None: unknown."""
    release_date: str | None = None
    """ISO date in the precision of the source."""
    knowledge_cutoff: str | None = None
    """ISO date in the precision of the source."""
    capabilities: ModelCapabilities = ModelCapabilities()
    """What it can do wherever it is served."""
    offerings: tuple[str, ...] = ()
    """Full ids of the ModelConfigs that serve it."""
