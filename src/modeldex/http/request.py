"""`Request`: what is asked of whom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modeldex.http.redaction import secrets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.secret import Secret

MOST_BYTES = 64 * 1024 * 1024
"""The largest answer that is read, decoded: a catalog of everything is a twentieth of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    """For a connection, the address of its host and TLS included."""
    first: float | None = None
    """For the first piece of the answer, from the first step on; None: as long as between two pieces."""
    read: float = 30.0
    """Between two pieces of the answer, the first one included."""
    total: float = 300.0
    """For the whole, from the first step to the last byte."""
    all: float | None = None
    """For all attempts together, with the waits between them: none is begun that would be later. None: no
    limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request. Secrets stand in it as `Secret`, and are revealed only on the wire."""

    url: str
    """Absolute, `http` or `https`; never with a key in it."""
    method: str = "GET"
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes | None = field(default=None, repr=False)
    body_secrets: tuple[Secret, ...] = ()
    """What in the body must not be shown where a server repeats it."""
    timeouts: Timeouts = Timeouts()
    most_bytes: int = MOST_BYTES
    """A larger answer, decoded, is refused as soon as it is seen to be."""
    is_repeatable: bool = False
    """Whether it does no harm when it is sent twice; of GET and HEAD that is known."""
    identity: str | None = None
    """Who asks, where secret headers differ from one time to the next, as signatures do: the answer is
    kept for them. None: the secret headers themselves tell."""

    @property
    def secrets(self) -> set[Secret]:
        """All that must not be shown of it, whole and in parts."""
        return secrets_of(self.headers) | set(self.body_secrets)

    def with_headers(self, **headers: str | Secret) -> Request:
        """The same with other headers; `x_api_key` names `x-api-key`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})
