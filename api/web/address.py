"""Where a request came from."""

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

_NETWORK_BITS = 64  # of an IPv6 address name the network, which is one customer's; of the rest they choose a new one when they like


def address_of(request: Request) -> str:
    """Return the address a request came from, as far as our proxies tell it."""
    return plain(request.client.host) if request.client else "unknown"


def plain(host: str) -> str:
    """Return an address without the port that some proxies add (`10.0.0.1:4711`, `[2001:db8::1]:4711`), an IPv4 address as one."""
    without_port = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0] if host.count(":") == 1 else host
    try:
        address = ip_address(without_port)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def counted_as(address: str) -> str:
    """Return as whose requests those of an address are counted: of IPv6 its network's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, _NETWORK_BITS), strict=False)) if isinstance(parsed, IPv6Address) else address
