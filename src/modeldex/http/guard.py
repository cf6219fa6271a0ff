"""`EgressGuard`: whom a request may reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from modeldex.core.errors import EgressError
from modeldex.http.addresses import is_at_home, is_public
from modeldex.http.origin import Origin, origin_of
from modeldex.http.redaction import redacted_url

if TYPE_CHECKING:
    from collections.abc import Iterable

_AT_HOME = ("localhost", "local", "internal", "intranet", "lan", "corp", "home", "home.arpa", "localdomain")
"""Ends of names that mean another host in each network."""


class EgressGuard:
    """Lets requests out to public hosts over https, and to the origins that the user allowed.

    The text of a URL is checked before anything is looked up, and each address that its host turns
    out to have before a connection is made to it, so that no name can lead into the user's network.
    Where the environment names a proxy, the host is looked up here all the same, and the proxy is told
    the address; see `resolving.pinned`.
    """

    def __init__(self, allowed_origins: Iterable[str] = ()) -> None:
        """Allow some origins, such as `http://localhost:11434`; of a longer URL its origin counts.

        With an allowed origin, plain http, other ports and addresses of this machine or of a private
        network are fine. EgressError where one cannot be read.
        """
        self._allowed = frozenset(_read(url) for url in allowed_origins)

    def check(self, url: str) -> Origin:
        """Whom a URL asks; EgressError where that is nobody who may be asked."""
        origin = _read(url)
        problem = _never(str(origin.address)) if origin.address is not None else None
        problem = self._problem(origin) if problem is None else problem
        if problem is None and origin.address is not None:
            problem = self._address_problem(origin.host, origin.port, str(origin.address))
        if problem is not None:
            raise EgressError(redacted_url(url), problem)
        return origin

    def check_address(self, host: str, port: int, address: str) -> None:
        """See to it that a host may be asked at an address that it turned out to have.

        EgressError where it may not.
        """
        problem = self._address_problem(host, port, address)
        if problem is not None:
            raise EgressError(f"{host}:{port}", problem)

    def allows(self, origin: Origin) -> bool:
        """Whether the user allowed exactly this origin."""
        return origin in self._allowed

    def is_allowed(self, host: str, port: int) -> bool:
        """Whether the user allowed a host at a port, by either scheme."""
        return any((one.host, one.port) == (host, port) for one in self._allowed)

    def _problem(self, origin: Origin) -> str | None:
        if self.allows(origin):
            return None
        mend = f"; if it is yours, allow {origin} by name"
        if origin.scheme != "https":
            return f"is not asked without encryption{mend}"
        if origin.port != 443:
            return f"is not asked at port {origin.port}, but only at 443{mend}"
        if origin.address is None and _is_at_home(origin.host):
            return f"has a name of a private network{mend}"
        return None

    def _address_problem(self, host: str, port: int, written: str) -> str | None:
        problem = _never(written)
        if problem is not None or self.is_allowed(host, port) or is_public(_address(written)):
            return problem
        return f"is at {written}, in a private network; if it is yours, allow its origin by name"


def _never(written: str) -> str | None:
    """Why an address is not asked whatever the user allows; None where it may be."""
    address = _address(written)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return f"is at {written}, an IPv4 address in disguise, which is never asked"
    if is_public(address) or is_at_home(address):
        return None
    return f"is at {written}, which is no address of a server, and is never asked"


def _address(written: str) -> IPv4Address | IPv6Address:
    return ip_address(written.partition("%")[0])


def _read(url: str) -> Origin:
    try:
        return origin_of(url)
    except ValueError as error:
        problem = str(error)
    raise EgressError(redacted_url(url), problem)


def _is_at_home(host: str) -> bool:
    return "." not in host or any(host.endswith(f".{end}") for end in _AT_HOME)
