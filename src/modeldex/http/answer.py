"""`Answer`: what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NETWORK, CACHE, REVALIDATED = "network", "cache", "revalidated"
"""Where the bytes come from: just sent, kept and still fresh, kept and called unchanged by the server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Decoded: no longer compressed."""
    url: str
    """What answered, after redirects."""
    origin: str = NETWORK
    """`network`, `cache` or `revalidated`."""
    fetched_at: datetime
    """When the server sent these bytes, or last called them unchanged; in UTC."""
    attempts: int = 1
    """How often was asked for it."""
