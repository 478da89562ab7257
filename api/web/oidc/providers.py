"""The OpenID Connect providers of the settings: where people are sent to sign in, and who they are when they come back."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from api.web.oidc.claims import identity
from api.web.oidc.id_token import verified
from api.web.oidc.metadata import Metadata
from api.web.oidc.provider_answer import ProviderAwayError, ProviderRefusesError, post
from api.web.oidc.seal import opened, sealed
from config.secret_file import read_secret
from config.sections.sign_in_settings import Provider
from config.toml_file import ConfigError
from storage.state.access.sessions import Identity
from storage.state.access.sign_ins import SignIn

_LONGEST_HINT = 4000  # more would make an address that servers refuse


class OidcProvider:
    """One provider; `wall` gives ms UTC."""

    def __init__(self, provider_id: str, settings: Provider, wall: Callable[[], int]) -> None:
        self.id, self.settings = provider_id, settings
        self._wall = wall
        self._metadata = Metadata(settings.issuer, wall)

    def check(self) -> None:
        """Raise ProviderAwayError unless the provider describes itself, has keys, and our secret can be read."""
        self._metadata.endpoints()
        self._metadata.keys(None)
        self._secret()

    def sign_in_address(self, state: str, sign_in: SignIn, redirect_uri: str, language: str) -> str:
        """Return the provider's address at which a person signs in. Raises ProviderAwayError."""
        challenge = urlsafe_b64encode(hashlib.sha256(sign_in.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            **self.settings.parameters,
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self.settings.scopes),
            "state": state,
            "nonce": sign_in.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return _with_query(self._metadata.endpoints().authorization, asked)

    def redeem(self, code: str, sign_in: SignIn, redirect_uri: str, cookie: str) -> Identity:
        """Return who signed in, for a code and the new session's cookie. Raises ProviderAwayError and ProviderRefusesError."""
        tokens = self._tokens(
            {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": sign_in.verifier}
        )
        return self._identity(tokens, cookie, nonce=sign_in.nonce)

    def confirm(self, before: Identity, cookie: str) -> Identity:
        """Return who has signed in as the provider knows them now. Raises ProviderAwayError and ProviderRefusesError."""
        refresh = opened(cookie, before.sealed).get("refresh_token")
        if refresh is None:
            raise ProviderAwayError("it gave no refresh token, so that nobody can be confirmed: see offline_access in docs/sign-in.md")
        tokens = self._tokens({"grant_type": "refresh_token", "refresh_token": refresh, "scope": " ".join(self.settings.scopes)})
        if "id_token" not in tokens:
            raise ProviderAwayError("it gave no ID token at a refresh, so that nothing is known of the person's groups")
        now = self._identity({"refresh_token": refresh, **tokens}, cookie, nonce=None)
        if now.person != before.person:
            raise ProviderRefusesError("the refresh token speaks of another person")
        return now

    def sign_out_address(self, identity_: Identity, cookie: str, back: str) -> str | None:
        """Return the provider's address at which a person signs out there too, if it has one. Raises ProviderAwayError."""
        end_session = self._metadata.endpoints().end_session
        if end_session is None:
            return None
        asked = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        hint = opened(cookie, identity_.sealed).get("id_token", "")
        return _with_query(end_session, {**asked, **({"id_token_hint": hint} if 0 < len(hint) <= _LONGEST_HINT else {})})

    def _tokens(self, form: Mapping[str, str]) -> dict[str, Any]:
        return post(self._metadata.endpoints().token, {**form, "client_id": self.settings.client_id, **self._secret()})

    def _secret(self) -> dict[str, str]:
        """Return the client's secret, read at each use, so that a new one counts at once. Raises ProviderAwayError."""
        if self.settings.client_secret_file is None:
            return {}
        try:
            return {"client_secret": read_secret(self.settings.client_secret_file, f"sign_in.providers.{self.id}.client_secret_file")}
        except ConfigError as error:
            raise ProviderAwayError(str(error)) from error

    def _identity(self, tokens: Mapping[str, Any], cookie: str, nonce: str | None) -> Identity:
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefusesError("the provider gave no ID token")
        claims = verified(
            token,
            self._metadata.keys,
            issuer=self.settings.issuer,
            client_id=self.settings.client_id,
            nonce=nonce,
            now_s=self._wall() // 1000,
        )
        kept = {name: tokens[name] for name in ("refresh_token", "id_token") if isinstance(tokens.get(name), str)}
        return identity(self.id, self.settings, claims, sealed(cookie, kept))


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
