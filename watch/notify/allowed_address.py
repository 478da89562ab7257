"""May a webhook go to this host? Only to public addresses, so that nobody makes us ask what lies behind our own walls."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from config.alert_settings import Network
from watch.notify.channel import ChannelError


def allowed_address(host: str, port: int, private: Sequence[Network]) -> str:
    """Return an address of the host that may be called, to connect to as it was checked. Raises ChannelError.

    A name with even one address that may not be called is refused: which one is used is not left to chance.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ChannelError(f"the webhook's host {host} is not found ({error.strerror}): see the address") from error
    addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    for address in addresses:
        if not _may_be_called(address, private):
            raise ChannelError(f"the webhook's host {host} lies at {address}, which is no public address: see alerts.private_webhooks")
    return str(addresses[0])


def _may_be_called(address: IPv4Address | IPv6Address, private: Sequence[Network]) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    public = address.is_global and not address.is_multicast
    return public or any(address.version == network.version and address in network for network in private)
