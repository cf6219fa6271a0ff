"""Where a redirect may lead."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from modeldex.core.errors import EgressError, NetworkError
from modeldex.http.origin import origin_of
from modeldex.http.redaction import redacted_url

if TYPE_CHECKING:
    from modeldex.http.request import Request


def onward(url: str, location: str, request: Request, shown: str) -> str:
    """Where a redirect of a URL leads, which is the same origin and nowhere else.

    EgressError where it leads elsewhere; NetworkError where something was to be done there, and not read.
    """
    try:
        target = urljoin(url, location).partition("#")[0]
        is_same = origin_of(target) == origin_of(url)
    except ValueError:
        target, is_same = location, False
    to = redacted_url(target, request.secrets)[:200]
    if not is_same:
        raise EgressError(shown, f"redirects to another origin, {to}, which is not followed")
    if request.method not in {"GET", "HEAD"}:
        raise NetworkError(shown, f"redirects a {request.method} to {to}; ask there, if it is meant")
    return target
