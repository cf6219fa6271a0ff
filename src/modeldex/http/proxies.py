"""Which proxy the environment wants a request to go through."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from modeldex.http.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.http.origin import Origin


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a request goes through."""

    url: str
    """Without the user."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What lets one in; for the proxy alone."""


def proxy_for(origin: Origin, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy for an origin: HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host.

    Small letters win over capitals. This machine itself is never asked through a proxy. HTTP_PROXY
    counts for nothing in a CGI process, where a caller sets it by a header. ValueError where what is
    named is no proxy that speaks HTTP.
    """
    if _is_this_machine(origin):
        return None
    name = f"{origin.scheme}_proxy"
    capitals = name.upper() if name == "https_proxy" or "REQUEST_METHOD" not in environ else ""
    written = environ.get(name, "").strip() or environ.get(capitals, "").strip()
    if not written or _is_spared(origin, environ.get("no_proxy", "") or environ.get("NO_PROXY", "")):
        return None
    proxy = _proxy(written if "://" in written else f"http://{written}")
    if proxy is None:
        variable = name if environ.get(name, "").strip() else capitals
        raise ValueError(
            f"{variable} must name a proxy like http://proxy.example.com:3128; the value is withheld"
        )
    return proxy


def _proxy(written: str) -> Proxy | None:
    scheme, _, rest = written.partition("://")
    user, _, place = rest.partition("/")[0].rpartition("@")
    url = f"{scheme.lower()}://{place.lower()}"
    try:
        origin_of(url)
    except ValueError:
        return None
    if not user:
        return Proxy(url)
    encoded = b64encode(unquote(user).encode()).decode()
    return Proxy(url, {"proxy-authorization": f"Basic {encoded}"})


def _is_this_machine(origin: Origin) -> bool:
    if origin.host == "localhost" or origin.host.endswith(".localhost"):
        return True
    return origin.address is not None and origin.address.is_loopback


def _is_spared(origin: Origin, spared: str) -> bool:
    """Whether a list of hosts, separated by commas, names an origin.

    `*` names all; a name all below it too, with or without a full stop before it; a port may follow.
    """
    for one in spared.lower().split(","):
        name = one.strip().lstrip(".")
        if name == "*":
            return True
        for whole in (origin.host, f"{origin.host}:{origin.port}"):
            if name and (whole == name or whole.endswith(f".{name}")):
                return True
    return False
