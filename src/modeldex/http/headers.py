"""The headers of a request, as they go over the wire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from modeldex.http.request import Request

_OWN = {
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "accept-encoding",
    "user-agent",
    "expect",
    "proxy-authorization",
}
"""Headers that say how a request travels; nobody but the transport sets them."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def check_headers(request: Request, shown: str) -> None:
    """NetworkError, which shows the URL as `shown`, where a header would change what is asked."""
    for name, held in request.headers.items():
        if name.lower() in _OWN:
            raise NetworkError(shown, f"is not sent with the header {name}, which is not a request's to set")
        if not _TOKEN.fullmatch(name) or _CONTROL.search(_revealed(held)):
            mend = "was a key pasted with one?"
            raise NetworkError(
                shown, f"is not sent: the header {name!r} holds a line break or the like; {mend}"
            )


def headers_on_the_wire(request: Request) -> dict[str, str]:
    """The headers with their secrets revealed."""
    return {name: _revealed(held) for name, held in request.headers.items()}


def _revealed(held: str | Secret) -> str:
    return held.reveal() if isinstance(held, Secret) else held
