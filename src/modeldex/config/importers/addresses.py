"""Addresses of servers as neighbours write them, and what of them is a provider's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

OPENAI_WIRES = ("openai_chat", "openai_responses")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<user>[^/?#@\s]*@)?(?P<host>(\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]\s]+)(:\d{1,5})?)"
    r"(?P<path>/[^?#@\s]*)?(?P<query>[?#][^@\s]*)?"
)
"""An address in which nothing of a password can be taken for its host, its port or its path."""
_LOCAL = ("localhost", "127.0.0.1")


class Address(NamedTuple):
    """The parts of a base URL."""

    origin: str
    """Scheme, host and port."""
    path: str
    """What follows, without a slash at its end; blank where nothing does."""
    has_more: bool
    """Whether it held a user, a password or a query, which are withheld."""

    @classmethod
    def read(cls, url: object) -> Address | None:
        """The parts of a URL; None where it is none of a web server."""
        found = _URL.fullmatch(url.strip()) if isinstance(url, str) and url.isprintable() else None
        if found is None:
            return None
        has_more = bool(found["user"] or found["query"])
        return cls(f"{found['scheme']}://{found['host']}", (found["path"] or "").rstrip("/"), has_more)


class Served(NamedTuple):
    """Where a provider is served, as our file states it."""

    base_url: str | None
    """Bare origin; None: the catalog's."""
    wire_formats: tuple[tuple[str, str], ...] | None
    """Wire format and root; None: the catalog's."""
    is_certain: bool = True
    """Whether the roots follow from what the neighbour states; else somebody must look at them."""


def served_at(base: Provider | None, address: Address, *, path_is_root: bool) -> Served:
    """Where a provider is served whose neighbour has it at an address.

    `path_is_root` says that the neighbour's address of a provider in OpenAI's format holds the root
    (`/v1`), as OpenAI's own clients take it; else the neighbour adds it.
    """
    if base is None:
        root = address.path if path_is_root else f"{address.path}/v1"
        return Served(address.origin, (("openai_chat", root),))
    roots = tuple(base.wire_formats.items())
    base_url = None if address.origin == base.base_url else address.origin
    if path_is_root and base.wire_formats.keys() <= set(OPENAI_WIRES) and not has_own_addresses(base):
        stated = tuple((wire, address.path) for wire, _ in roots) or (("openai_chat", address.path),)
        return Served(base_url, None if stated == roots else stated)
    if not address.path or any(f"{root}/".startswith(f"{address.path}/") for _, root in roots):
        return Served(base_url, None)
    return Served(
        base_url,
        tuple((wire, address.path + root) for wire, root in roots) or (("openai_chat", address.path),),
        is_certain=False,
    )


def has_own_addresses(base: Provider) -> bool:
    """Whether a provider gives each of its customers an address, or runs on the user's machine."""
    url = base.base_url
    return url is None or "${" in url or url.partition("://")[2].partition(":")[0] in _LOCAL
