"""Decides which network addresses a feed may lead to, so that no page on the web can make this
program ask machines in a private network: a router, a printer, a database, a cloud's metadata
service.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal

Kind = Literal["public", "private", "loopback", "link-local", "none"]
"""Kinds of addresses: `none` is not the address of one machine (0.0.0.0, multicast)."""

_LOCAL_NAMES = (".localhost", ".local", ".lan", ".home", ".home.arpa", ".internal", ".intranet")
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def kind_of(address: str) -> Kind:
    """The kind of an IP address; an IPv6 address that stands for an IPv4 one has the kind
    of that.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _embedded(found) or found
    if found.is_unspecified or found.is_multicast:
        return "none"
    if found.is_loopback:
        return "loopback"
    if found.is_link_local:
        return "link-local"
    return "public" if found.is_global else "private"


def literal(host: str) -> Kind | None:
    """The kind of a host that is a literal address; None if it is a name."""
    try:
        return kind_of(host)
    except ValueError:
        return None


def is_local_name(host: str) -> bool:
    """Whether a host's name is that of a private machine: `localhost`, `nas`, `nas.lan`."""
    name = host.lower().rstrip(".")
    return "." not in name or name.endswith(_LOCAL_NAMES)


def allowed(subscribed: str, kinds: frozenset[Kind], *, trusted: bool = False) -> frozenset[Kind]:
    """The kinds of address that a feed may lead to, given the subscribed host and the kinds of its
    addresses: public ones, and those of its own kind if it is private itself.

    `trusted` means that the subscription says that a public name is private too.
    """
    is_home = trusted or literal(subscribed) is not None or is_local_name(subscribed)
    if not is_home:
        return frozenset({"public"})
    around: set[Kind] = {"public", *kinds} - {"none"}
    if "loopback" in around:
        around.add("private")  # a feed on this machine may name its neighbours
    return frozenset(around)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
