"""The media type of a file that nobody states, by how it begins."""

from __future__ import annotations

_BEGINNINGS = (
    ("iVBOR", "image/png"), ("/9j/", "image/jpeg"), ("R0lG", "image/gif"), ("UklGR", "image/webp"),
    ("JVBERi", "application/pdf"),
)  # fmt: skip
"""How files begin, in base64."""


def seen_type(data: str) -> str | None:
    """The media type of data in base64; None: of a kind that is not known here."""
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)
