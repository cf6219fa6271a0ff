"""Which IP addresses belong to the public Internet, and which somebody may have at home."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_GLOBAL = IPv6Network("2000::/3")
"""All that is handed out for the Internet (IANA, IPv6 Global Unicast Address Assignments)."""
_NOBODY_6 = tuple(
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)  # fmt: skip
"""Within it: protocols and tunnels that carry an IPv4 address, documentation."""
_NOBODY_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "168.63.129.16/32", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
"""IANA, IPv4 Special-Purpose Address Registry; the tables of Python differ from version to version. And
168.63.129.16, at which Azure serves its own machines:
https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16."""
_AT_HOME_4 = tuple(
    IPv4Network(block)
    for block in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)  # fmt: skip
_METADATA = frozenset(
    {IPv4Address("100.100.100.200"), IPv6Address("fd00:ec2::254"), IPv6Address("fd20:ce::254")}
)
"""Within what people have at home, where clouds hand out keys to whoever asks: of Alibaba
(https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata), of AWS
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html) and of Google."""
_AT_HOME_6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 spells the addresses of the others (RFC 6052)."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the Internet, in whatever spelling."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _NOBODY_4)
    if address in _TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _GLOBAL and not any(address in block for block in _NOBODY_6)


def is_at_home(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of this machine or of a private network.

    Not at home is where clouds hand out keys to whoever asks: 169.254.0.0/16, and `_METADATA`.
    """
    if address in _METADATA:
        return False
    if isinstance(address, IPv4Address):
        return any(address in block for block in _AT_HOME_4)
    return any(address in block for block in _AT_HOME_6)
