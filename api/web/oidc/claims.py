"""What the claims of a provider say of a person: who it is, and which roles they have here."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.web.oidc.provider_answer import ProviderRefusesError
from config.sections.sign_in_settings import Provider
from domain.access.person import name_of, person_id
from domain.access.role import ROLES, Role
from storage.state.access.sessions import Identity

NO_ROLE = "no_role"


def identity(provider_id: str, provider: Provider, claims: Mapping[str, Any], sealed: str | None) -> Identity:
    """Return who the claims speak of. Raises ProviderRefusesError, with the code `no_role` for a person who has none here."""
    for path, allowed in provider.require.items():
        if not set(allowed) & set(values_at(claims, path)):
            raise ProviderRefusesError(f"the claim {path} is not one of {', '.join(allowed)}", NO_ROLE)
    roles = roles_of(provider, claims)
    if not roles:
        raise ProviderRefusesError(f"none of the claim {provider.groups_claim} has a role here{_overage(provider, claims)}", NO_ROLE)
    names = [*values_at(claims, provider.name_claim), claims.get("preferred_username"), claims.get("email"), claims["sub"]]
    return Identity(person=person_id(provider.issuer, claims["sub"]), name=name_of(names), provider=provider_id, roles=roles, sealed=sealed)


def roles_of(provider: Provider, claims: Mapping[str, Any]) -> tuple[Role, ...]:
    """Return the roles that the person's groups have."""
    groups = set(values_at(claims, provider.groups_claim))
    return tuple(role for role in ROLES if groups & set(provider.roles.get(role, ())))


def values_at(claims: Mapping[str, Any], path: str) -> Sequence[str]:
    """Return the texts at a claim's name, or at `a.b`, of which each step leads into an object or into every one of a list."""
    values: list[Any] = [claims]
    if path in claims:  # a name may hold dots itself, as those that are addresses do
        values = [claims[path]]
    else:
        for step in path.split("."):
            values = [value[step] for value in _flat(values) if isinstance(value, Mapping) and step in value]
    return [value for value in _flat(values) if isinstance(value, str)]


def _flat(values: Sequence[Any]) -> list[Any]:
    return [part for value in values for part in (value if isinstance(value, list) else [value])]


def _overage(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Say so where Entra ID left the groups out because they are too many for a token."""
    elsewhere = claims.get("_claim_names")
    if isinstance(elsewhere, Mapping) and provider.groups_claim in elsewhere:
        return ": they are too many for the token; let it carry only the groups assigned to the application, or app roles"
    return ""
