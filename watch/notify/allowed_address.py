"""Webhooks go to public addresses only, so that nobody makes us call what lies behind our own walls."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from config.sections.alert_settings import Network
from watch.notify.channel import ChannelError

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: stands for the IPv4 address in its last 32 bits, as on a network without IPv4
# All that IANA gives out (RFC 4291): what lies beyond, such as IPv4-compatible, IPv4-translated, local NAT64 and site-local
# addresses, may lead inside by a translator or relay of ours.
_GIVEN_OUT = IPv6Network("2000::/3")
# What Python, some versions of it, calls global and no webhook's host has.
_NEVER_PUBLIC = [
    ip_network(network)
    for network in (
        "2002::/16",  # 6to4, deprecated (RFC 7526)
        "3fff::/20",  # for documents (RFC 9637)
        "192.0.0.0/24",  # protocols' own, such as DS-Lite (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
    )
]


def allowed_address(host: str, port: int, private: Sequence[Network]) -> str:
    """Return an address of the host that may be called, to connect to as it was checked. Raises ChannelError.

    A name with even one address that may not be called is refused: which one is used is not left to chance.
    """
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ChannelError(f"the webhook's host {host} is not found ({error.strerror}): see the address") from error
    addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    for address in addresses:
        if not may_be_called(address, private):
            raise ChannelError(f"the webhook's host {host} lies at {address}, which is no public address: see alerts.private_webhooks")
    return str(addresses[0])


def may_be_called(address: IPv4Address | IPv6Address, private: Sequence[Network]) -> bool:
    """Return whether an address is public or within one of the `private` networks that the settings allow."""
    target = _target(address)
    if any(network.version == target.version and target in network for network in private):
        return True
    if target.version == 6 and target not in _GIVEN_OUT:
        return False
    return target.is_global and not target.is_multicast and not any(target in network for network in _NEVER_PUBLIC)


def _target(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return where packets to the address arrive: an IPv4 address within an IPv6 one is that IPv4 address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
    return address
