"""Where a request came from."""

from fastapi import Request


def address_of(request: Request) -> str:
    """Return the address a request came from, as far as our proxies tell it."""
    return request.client.host if request.client else "unknown"
