"""`data:` URLs, in which some formats send media: https://datatracker.ietf.org/doc/html/rfc2397."""

from __future__ import annotations

_BEGINNING, _BASE64 = "data:", ";base64,"


def taken_apart(url: str) -> tuple[str | None, str | None]:
    """The data in base64, and their media type where it is said; None, None of a URL of another kind."""
    if not url.startswith(_BEGINNING):
        return None, None
    head, mark, data = url.partition(_BASE64)
    if not mark:
        return None, None
    return data, head[len(_BEGINNING) :].partition(";")[0] or None
