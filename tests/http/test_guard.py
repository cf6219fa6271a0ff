"""Whom requests may reach, whatever the spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import EgressError
from modeldex.http.guard import EgressGuard
from modeldex.http.origin import Origin

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

PRIVATE = ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


def private_addresses() -> st.SearchStrategy[IPv4Address]:
    return st.one_of(*(st.ip_addresses(v=4, network=block) for block in PRIVATE))


def spellings(address: IPv4Address) -> list[str]:
    """Ways in which one program or another takes a host for an IPv4 address."""
    number, parts = int(address), [int(part) for part in str(address).split(".")]
    return [
        str(address),
        f"{address}.",
        str(number),
        hex(number),
        hex(number).upper(),
        f"0{number:o}",
        ".".join(hex(part) for part in parts),
        ".".join(f"0{part:o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"[::ffff:{address}]",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[64:ff9b:1::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
        f"user@{address}",
        f"models.dev@{address}",
        f"{address}:443",
        f"{address}#models.dev",
        f"{address}\\.models.dev",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else char for char in str(address)),
    ]


@given(private_addresses(), st.data())
def test_no_private_address_gets_through_whatever_its_spelling(address: IPv4Address, data: st.DataObject):
    host = data.draw(st.sampled_from(spellings(address)))

    with pytest.raises(EgressError):
        EgressGuard().check(f"https://{host}/v1/models")


@given(private_addresses(), st.sampled_from(["{}", "::ffff:{}", "64:ff9b::{}", "::{}", "2002:{:x}::"]))
def test_no_name_leads_to_a_private_address(address: IPv4Address, form: str):
    if "x" in form:
        found = f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1"
    else:
        found = form.format(address)

    with pytest.raises(EgressError):
        EgressGuard().check_address("models.dev", 443, found)


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_public_only_within_what_is_handed_out(address: IPv6Address):
    guard = EgressGuard()

    if int(address) >> 125 != 1 and int(address) >> 32 != 0x64FF9B << 64:
        with pytest.raises(EgressError):
            guard.check_address("models.dev", 443, str(address))


@given(st.text(max_size=60))
def test_any_text_is_an_origin_over_https_or_refused(text: str):
    guard = EgressGuard()

    for url in (text, f"https://{text}", f"https://{text}.dev/"):
        try:
            origin = guard.check(url)
        except EgressError:
            continue
        assert (origin.scheme, origin.port) == ("https", 443)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://openrouter.ai/api/v1/models?a=b#c", Origin("https", "openrouter.ai", 443)),
        ("https://models.dev:443", Origin("https", "models.dev", 443)),
        ("https://8.8.8.8/", Origin("https", "8.8.8.8", 443)),
        ("https://[2606:4700:0:0::1111]/", Origin("https", "2606:4700::1111", 443)),
        ("https://my_account-1.openai.azure.com/", Origin("https", "my_account-1.openai.azure.com", 443)),
        ("https://xn--mller-kva.de/", Origin("https", "xn--mller-kva.de", 443)),
    ],
)
def test_public_hosts_are_asked_over_https(url: str, origin: Origin):
    assert EgressGuard().check(url) == origin


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://models.dev/", "without encryption"),
        ("ftp://models.dev/", "another scheme"),
        ("HTTPS://models.dev/", "another scheme"),
        ("file:///etc/passwd", "another scheme"),
        ("models.dev", "no absolute URL"),
        ("//models.dev/", "no absolute URL"),
        ("https:///v1", "no host"),
        ("https://:443/", "no host"),
        ("https://me:secret@models.dev/", "names a user"),
        ("https://Models.dev/", "capitals"),
        ("https://models.dev./", "full stop"),
        ("https://models..dev/", "no name"),
        ("https://-models.dev/", "no name"),
        ("https://models.dev:8443/", "at port 8443"),
        ("https://models.dev:0/", "port that is no number"),
        ("https://models.dev:65536/", "port that is no number"),
        ("https://models.dev:/", "port that is no number"),
        ("https://models.dev:+443/", "port that is no number"),
        ("https://localhost/", "private network"),
        ("https://metadata.google.internal/", "private network"),
        ("https://printer.local/", "private network"),
        ("https://router.home.arpa/", "private network"),
        ("https://intranet/", "private network"),
        ("https://169.254.169.254/latest/meta-data", "no address of a server"),
        ("http://169.254.169.254/latest/meta-data", "never asked"),
        ("http://100.100.100.200/latest/meta-data", "never asked"),
        ("http://[fd00:ec2::254]/latest/meta-data", "never asked"),
        ("https://168.63.129.16/machine", "never asked"),
        ("https://0.0.0.0/", "no address of a server"),
        ("https://224.0.0.1/", "no address of a server"),
        ("https://255.255.255.255/", "no address of a server"),
        ("https://[::]/", "no address of a server"),
        ("https://[ff02::1]/", "no address of a server"),
        ("https://[fe80::1]/", "no address of a server"),
        ("https://[fe80::1%25eth0]/", "bound to an interface"),
        ("https://[::1]/", "in a private network"),
        ("https://[fd00::1]/", "in a private network"),
        ("https://[::ffff:8.8.8.8]/", "in disguise"),
        ("https://[8.8.8.8]/", "no IPv6 address"),
        ("https://models.dev/a b", "no place in a URL"),
        ("https://models.dev/\r\nx-api-key: 1", "no place in a URL"),
        ("https://models.dev\t/", "no place in a URL"),
        ("https://mödels.dev/", "no place in a URL"),
        ("https://models.dev/" + "a" * 9_000, "longer than"),
    ],
)
def test_what_is_refused_is_told(url: str, problem: str):
    with pytest.raises(EgressError, match=problem) as caught:
        EgressGuard().check(url)

    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_an_allowed_origin_is_asked_and_no_other_at_its_host():
    guard = EgressGuard(["http://localhost:11434/api", "http://192.168.0.7:8000", "https://models.dev:8443"])

    for url in (
        "http://localhost:11434/api/tags",
        "http://192.168.0.7:8000/v1/models",
        "https://models.dev:8443/",
    ):
        guard.check(url)
    for url in (
        "http://localhost:11435/",
        "https://localhost:11434/",
        "http://127.0.0.1:11434/",
        "http://192.168.0.8:8000/",
        "http://models.dev:8443/",
    ):
        with pytest.raises(EgressError):
            guard.check(url)


def test_the_name_of_an_allowed_origin_may_lead_home_and_nowhere_stranger():
    guard = EgressGuard(["http://box.lan:80"])

    for address in ("127.0.0.1", "::1", "10.1.2.3", "100.100.1.1", "fd00::5", "8.8.8.8"):
        guard.check_address("box.lan", 80, address)
    nowhere = ("169.254.169.254", "fe80::1%eth0", "0.0.0.0", "224.0.0.1", "::ffff:127.0.0.1")
    for address in (*nowhere, "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16"):
        with pytest.raises(EgressError):
            guard.check_address("box.lan", 80, address)
    with pytest.raises(EgressError):
        guard.check_address("box.lan", 81, "127.0.0.1")


def test_an_origin_that_cannot_be_read_is_not_allowed():
    with pytest.raises(EgressError, match="no absolute URL"):
        EgressGuard(["localhost:11434"])


def test_an_origin_is_written_as_one_would():
    assert str(Origin("https", "models.dev", 443)) == "https://models.dev"
    assert str(Origin("http", "::1", 8080)) == "http://[::1]:8080"
