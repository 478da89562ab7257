"""Addresses of ours as people reach them from elsewhere."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from api.web.services import Services


def public_address(services: Services, request: Request, path: str) -> str:
    """Return the whole address of a path, under the name by which people reach us."""
    return _base(services, request).rstrip("/") + path


def leads_here_only(services: Services, request: Request) -> bool:
    """Return whether our public addresses name this machine itself, so that no phone that reads one gets here."""
    host = urlsplit(_base(services, request)).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # by RFC 6761 never another machine


def _base(services: Services, request: Request) -> str:
    return services.settings.http.public_url or str(request.base_url)
