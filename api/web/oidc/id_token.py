"""Verifies ID tokens (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from api.web.oidc.provider_answer import ProviderRefusesError

# Signatures with the provider's private key. Without `none`, and without HMAC: its key would be the public one, or our secret.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY_S = 60  # between the provider's clock and ours
_LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2


def verified(
    token: str, keys: Callable[[str | None], KeySet], *, issuer: str, client_id: str, nonce: str | None, now_s: int
) -> Mapping[str, Any]:
    """Return the claims of a token that the issuer made for us; `keys` returns its keys, with that of a name (kid) if there is one.

    `nonce`: what the token must repeat, None at a refresh. Raises ProviderRefusesError, and what `keys` raises.
    """
    try:
        header = jws.extract_compact(token.encode()).protected
        kid = header.get("kid")
        claims = jwt.decode(token, keys(kid if isinstance(kid, str) else None), list(_ALGORITHMS)).claims
        _registry(issuer, client_id, now_s).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderRefusesError(f"the ID token of {issuer} is not believed: {error or type(error).__name__}") from error
    _check(claims, client_id, nonce, now_s)
    return claims


def _registry(issuer: str, client_id: str, now_s: int) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=now_s,
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check(claims: Mapping[str, Any], client_id: str, nonce: str | None, now_s: int) -> None:
    """Check what is OpenID Connect's own. Raises ProviderRefusesError."""
    audience = claims["aud"]
    if (isinstance(audience, list) and len(audience) > 1) or "azp" in claims:
        _insist(claims.get("azp") == client_id, "it was made for somebody else (azp)")
    _insist(isinstance(claims["sub"], str) and 1 <= len(claims["sub"]) <= _LONGEST_SUBJECT, "its subject is no text of 1 to 255 characters")
    _insist(claims["iat"] <= now_s + LEEWAY_S, "it was made in the future (iat)")
    _insist(nonce is None or claims.get("nonce") == nonce, "it answers another sign-in (nonce)")


def _insist(holds: bool, wrong: str) -> None:
    if not holds:
        raise ProviderRefusesError(f"the ID token is not believed: {wrong}")
