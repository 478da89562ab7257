"""The scopes of keys and roles: what each lets its holder change."""

from collections.abc import Collection
from typing import Literal, get_args

Scope = Literal["devices", "thresholds", "alerts", "pickups", "ingest", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
ADMIN: Scope = "admin"  # implies every other scope


def covers(scopes: Collection[str], scope: str) -> bool:
    """Return whether who holds `scopes` may do what needs `scope`."""
    return scope in scopes or ADMIN in scopes
