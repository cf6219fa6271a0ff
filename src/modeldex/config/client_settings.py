"""`ClientSettings`: what a configuration sets for calls to providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GATEWAY_STYLES = ("modeldex", "plain")
"""How a gateway tells providers apart: by the path `/_/gateway/{provider}`, or by the name of the model."""


class ClientSettings(Record):
    """How providers are called. Times are in seconds."""

    gateway_url: str | None = None
    """The one address that stands in for those of all providers; None: each is asked at its own."""
    gateway_style: str = "modeldex"
    """One of `GATEWAY_STYLES`."""
    allow_origins: tuple[str, ...] = ()
    """Exact origins that may be asked although they lie in a private network."""
    ca_file: Path | None = None
    """File of certificates that are trusted besides; None: those of the system alone."""
    connect_seconds: float = 10.0
    """Longest wait for a connection."""
    first_token_seconds: float = 120.0
    """Longest wait for the first byte of an answer."""
    between_tokens_seconds: float = 60.0
    """Longest silence within an answer."""
    total_seconds: float = 600.0
    """Longest time for a whole call."""
    attempts: int = 3
    """How many times a call is tried at most, the first time included."""
    record_shapes: Path | None = None
    """File to which the shapes of requests are added, never their text; None: they are not recorded."""

    def _problems(self) -> Mapping[str, str]:
        problems = {}
        if self.gateway_style not in GATEWAY_STYLES:
            problems["gateway_style"] = (
                f"must be one of {', '.join(GATEWAY_STYLES)}, not {self.gateway_style!r}"
            )
        for name in ("connect_seconds", "first_token_seconds", "between_tokens_seconds", "total_seconds"):
            seconds: object = getattr(self, name)
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e9:
                problems[name] = f"must be a number of seconds above 0, not {seconds!r}"
        if type(self.attempts) is not int or self.attempts < 1:
            problems["attempts"] = f"must be a whole number of at least 1, not {self.attempts!r}"
        return problems
