"""Addresses of ours as people reach them from elsewhere."""

from fastapi import Request

from api.web.services import Services


def public_address(services: Services, request: Request, path: str) -> str:
    """Return the whole address of a path, under the name by which people reach us."""
    base = services.settings.http.public_url or str(request.base_url)
    return base.rstrip("/") + path
