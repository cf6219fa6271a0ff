"""`Origin`: whom a URL asks, read so strictly that no two readers can take it for different ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

PORTS = {"http": 80, "https": 443}
"""Scheme -> the port that it means where none is written."""
_LONGEST = 8_192
_ODD = re.compile(r"[^\x21-\x7e]|\\")
_PARTS = re.compile(r"(?P<scheme>[^:/?#]*)://(?P<place>[^/?#]*)(?P<rest>.*)")
_PLACE = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: what decides who hears a request."""

    scheme: str
    """`http` or `https`."""
    host: str
    """A name in lower case, or an IP address in its shortest form, without brackets."""
    port: int

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The host, where it is written as an IP address."""
        if ":" in self.host:
            return IPv6Address(self.host)
        return IPv4Address(self.host) if _is_number(self.host) else None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def origin_of(url: str) -> Origin:
    """Whom a URL asks; ValueError says what in it is not plain.

    Refused is whatever readers of URLs are known to differ about: control characters and blanks,
    backslashes, a user before the host, capitals and a full stop at the end of a host, and numbers
    that only some take for an IPv4 address.
    """
    if len(url) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST:,} characters")
    if _ODD.search(url):
        raise ValueError("holds a character that has no place in a URL; write it percent-encoded")
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise ValueError("is no absolute URL; it has to begin with https:// and a host")
    if parts["scheme"] not in PORTS:
        raise ValueError("begins with another scheme than https or http, in lower case")
    if "@" in parts["place"]:
        raise ValueError("names a user before its host; keys are sent in headers")
    place = _PLACE.fullmatch(parts["place"])
    if place is None or not place["host"]:
        raise ValueError("has no host that can be read")
    return Origin(parts["scheme"], _host(place["host"]), _port(place["port"], parts["scheme"]))


def _port(written: str | None, scheme: str) -> int:
    if written is None:
        return PORTS[scheme]
    if not _PORT.fullmatch(written) or int(written) > 65_535:
        raise ValueError("has a port that is no number from 1 to 65535")
    return int(written)


def _host(written: str) -> str:
    if written != written.lower():
        raise ValueError("has a host with capitals; write it in lower case")
    if written.startswith("["):
        return _ipv6(written[1:-1])
    if written.endswith("."):
        raise ValueError("has a host that ends with a full stop; leave it away")
    if _is_number(written):
        return _ipv4(written)
    if len(written) > 253 or not all(_LABEL.fullmatch(label) for label in written.split(".")):
        raise ValueError("has a host that is no name of the Internet")
    return written


def _is_number(host: str) -> bool:
    """Whether somebody could read a host as an IPv4 address: its last part is a number."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _ipv4(written: str) -> str:
    try:
        return str(IPv4Address(written))
    except AddressValueError:
        raise ValueError("has a host that is a number; write an address as four decimal ones") from None


def _ipv6(written: str) -> str:
    try:
        if "%" in written:
            raise ValueError("has an address that is bound to an interface")
        return str(IPv6Address(written))
    except AddressValueError:
        raise ValueError("has brackets around what is no IPv6 address") from None
