"""A small OpenID Connect provider on loopback, that can be told to lie, to rotate its keys and to be away."""

import hashlib
import hmac
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "bysans-test", "a secret of the tests"


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})


@dataclass
class OidcProvider:
    """A provider and its one person; `now_s` gives its clock. What a test changes counts from the next answer."""

    url: str
    now_s: Callable[[], int]
    groups: list[str] = field(default_factory=lambda: ["renovasjon"])
    claims: dict[str, Any] = field(default_factory=dict)  # laid over the ID token's own; None leaves one out
    forge: str = ""  # none, hs256: how the ID token is made up instead of signed
    away: bool = False
    refuses_refresh: bool = False
    gives_refresh: bool = True
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    key: RSAKey = field(default_factory=_new_key)

    def rotate(self) -> None:
        """Sign with a new key from now on, and forget the old one."""
        self.key = _new_key()

    def id_token(self, nonce: str | None) -> str:
        now = self.now_s()
        claims = {"iss": self.url, "aud": CLIENT, "sub": "subject-1", "name": "Kari Nordmann", "groups": self.groups}
        claims |= {"iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.forge == "none":
            return ".".join((_part({"alg": "none"}), _part(claims), ""))
        if self.forge == "hs256":
            signed = f"{_part({'alg': 'HS256', 'kid': self.key.kid})}.{_part(claims)}"
            mac = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def _part(content: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        provider, parts = self.provider, urlsplit(self.path)
        provider.asked.append(parts.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if provider.away:
            self._answer(503, {})
        elif parts.path == "/.well-known/openid-configuration":
            paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "end_session_endpoint": "logout"}
            self._answer(200, {"issuer": provider.url, **{name: f"{provider.url}/{path}" for name, path in paths.items()}})
        elif parts.path == "/keys":
            self._answer(200, {"keys": [{"kty": "strange"}, provider.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            code = secrets.token_hex(8)
            provider.codes[code] = query
            self._redirect(f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        elif parts.path == "/logout":
            self._redirect(query["post_logout_redirect_uri"])
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        provider = self.provider
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[-1] for name, values in parse_qs(body).items()}
        provider.asked.append(form["grant_type"])
        if provider.away:
            self._answer(503, {})
        elif (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            self._answer(401, {"error": "invalid_client"})
        elif form["grant_type"] == "refresh_token":
            known = form["refresh_token"] in provider.refresh_tokens and not provider.refuses_refresh
            provider.refresh_tokens.discard(form["refresh_token"])
            self._answer(200, self._tokens(None)) if known else self._answer(400, {"error": "invalid_grant"})
        else:
            asked = provider.codes.pop(form["code"], {})
            proof = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            fits = asked.get("code_challenge") == proof and asked.get("redirect_uri") == form["redirect_uri"]
            self._answer(200, self._tokens(asked["nonce"])) if fits else self._answer(400, {"error": "invalid_grant"})

    def _tokens(self, nonce: str | None) -> dict[str, str]:
        tokens = {"access_token": "none", "token_type": "Bearer", "id_token": self.provider.id_token(nonce)}
        if self.provider.gives_refresh:
            tokens["refresh_token"] = secrets.token_hex(8)
            self.provider.refresh_tokens.add(tokens["refresh_token"])
        return tokens

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def back_from(address: str) -> str:
    """Return where on our pages the provider sends a person who signs in at its `address`."""
    parts = urlsplit(httpx.get(address, follow_redirects=False).headers["location"])
    return f"{parts.path}?{parts.query}"


@contextmanager
def oidc_provider(now_s: Callable[[], int]) -> Iterator[OidcProvider]:
    """Run a provider until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.provider = OidcProvider(url=f"http://127.0.0.1:{server.server_port}", now_s=now_s)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield handler.provider
        finally:
            server.shutdown()
            thread.join()
