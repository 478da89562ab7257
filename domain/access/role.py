"""The roles that people have at work, and the scopes that each gives unless the settings say otherwise."""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from domain.access.scope import ADMIN, SCOPES, Scope

Role = Literal["waste_office", "environment", "it", "leader", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
# A driver needs no role: a signed link opens the round. A leader sees all and changes nothing.
SCOPES_OF: Mapping[Role, tuple[Scope, ...]] = {
    "waste_office": ("pickups", "alerts"),
    "environment": ("devices", "thresholds", "alerts"),
    "it": ("devices", "ingest"),
    "leader": (),
    "admin": (ADMIN,),
}


def scopes_of(roles: Collection[Role], given: Mapping[Role, Collection[Scope]]) -> tuple[Scope, ...]:
    """Return the scopes that the roles have together; `given`: what the settings say of a role, in place of what stands above."""
    held = {scope for role in roles for scope in given.get(role, SCOPES_OF[role])}
    return tuple(scope for scope in SCOPES if scope in held)
