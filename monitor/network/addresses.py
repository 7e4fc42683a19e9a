"""Which addresses may be dialled.

The check sees the address and port that a socket is about to be connected to, after name resolution
and on every hop, so no spelling of an address and no answer of a name server gets around it.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")
# Not global in truth, though `ipaddress` calls them so in some Python releases.
_CLOSED = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",
        "192.88.99.0/24",
        "::/96",
        "64:ff9b:1::/48",
        "fec0::/10",
        "2001::/32",
        "3fff::/20",
        "5f00::/16",
    )
)


class ForbiddenAddress(OSError):
    """A connection was refused by us before it was made. Its text is constant: connectors merge equal errors."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "private, loopback or reserved address")


@dataclass(frozen=True, slots=True)
class Permit:
    """A network (or one address) that may be dialled though it is private; on every port if `port` is None."""

    network: IPv4Network | IPv6Network
    port: int | None = None

    def covers(self, address: _Address, port: int) -> bool:
        """Whether this address and port are the ones that were permitted."""
        return self.port in (None, port) and address.version == self.network.version and address in self.network


@dataclass(frozen=True, slots=True)
class NamedPermit:
    """A host name and port that may be dialled, once the name is resolved."""

    host: str
    port: int


def read_permit(text: str) -> Permit | NamedPermit:
    """One entry of `allow_private_addresses`: `host:port`, `address:port`, an address or a network.

    Raises ValueError with a sentence for anything else.
    """
    try:
        return Permit(ip_network(text.strip("[]"), strict=False))
    except ValueError:
        host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{text!r} is neither host:port nor a network such as 10.0.0.0/8")
    try:
        return Permit(ip_network(host.strip("[]")), int(port))
    except ValueError:
        return NamedPermit(host.lower(), int(port))


def resolve_permits(entries: Iterable[str]) -> tuple[Permit, ...]:
    """The permits of a list of entries; host names are looked up now (blocking), unknown ones permit nothing."""
    permits: list[Permit] = []
    for entry in entries:
        permit = read_permit(entry)
        permits += [permit] if isinstance(permit, Permit) else _resolved(permit)
    return tuple(permits)


def _resolved(named: NamedPermit) -> list[Permit]:
    try:
        found = socket.getaddrinfo(named.host, named.port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [Permit(ip_network(info[4][0]), named.port) for info in found]


def may_dial(address: str, port: int, permits: Sequence[Permit]) -> bool:
    """Whether a socket may be connected to this address and port. Text that is no address may not."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    inner = _unwrapped(parsed)
    return _public(inner) or any(permit.covers(form, port) for permit in permits for form in (parsed, inner))


def _unwrapped(address: _Address) -> _Address:
    """The IPv4 address inside an IPv4-mapped, 6to4 or NAT64 one, where packets end up; else the same."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _public(address: _Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address.version == net.version and address in net for net in _CLOSED)
