"""A provider's own description and signing keys, fetched and kept (OpenID Connect Discovery 1.0)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from api.web.oidc.provider_answer import ProviderAwayError, get
from config.sections.address import LOOPBACK
from domain.duration import HOUR, MINUTE

_KEPT_MS = HOUR
_LEAST_BETWEEN_MS = MINUTE  # an unknown key is looked for no oftener: else anybody's made-up tokens would make us ask
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where a provider is asked what."""

    authorization: str
    token: str
    keys: str
    end_session: str | None


@dataclass(slots=True)
class _Kept:
    value: Any = None
    fetched_at: int | None = None
    tried_at: int | None = None

    def is_newer_than(self, age_ms: int, now: int) -> bool:
        return self.fetched_at is not None and now - self.fetched_at < age_ms

    def was_tried_within(self, age_ms: int, now: int) -> bool:
        return self.tried_at is not None and now - self.tried_at < age_ms


class Metadata:
    """What the issuer says of itself; kept for an hour, and longer while it cannot be asked. `wall` gives ms UTC."""

    def __init__(self, issuer: str, wall: Callable[[], int]) -> None:
        self._issuer = issuer
        self._wall = wall
        self._endpoints, self._keys = _Kept(), _Kept()
        self._lock = threading.Lock()

    def endpoints(self) -> Endpoints:
        """Return where the provider is asked what. Raises ProviderAwayError."""
        with self._lock:
            return self._endpoints_now()

    def keys(self, kid: str | None) -> KeySet:
        """Return the signing keys, fetched again when none is named `kid`. Raises ProviderAwayError."""
        with self._lock:
            now, kept = self._wall(), self._keys
            has_it = kept.value is not None and (kid is None or any(key.kid == kid for key in kept.value))
            if not (has_it and kept.is_newer_than(_KEPT_MS, now)) and not kept.was_tried_within(_LEAST_BETWEEN_MS, now):
                _fetch(kept, now, lambda: _key_set(get(self._endpoints_now().keys)))
            if kept.value is None:
                raise ProviderAwayError(f"the keys of {self._issuer} could not be fetched; the next attempt is in a minute")
            keys: KeySet = kept.value
            return keys

    def _endpoints_now(self) -> Endpoints:
        now, kept = self._wall(), self._endpoints
        if not kept.is_newer_than(_KEPT_MS, now):
            _fetch(kept, now, self._discover)
        endpoints: Endpoints = kept.value
        return endpoints

    def _discover(self) -> Endpoints:
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        document = get(address)
        if document.get("issuer") != self._issuer:
            raise ProviderAwayError(f"{address} describes the issuer {document.get('issuer')!r}, not {self._issuer!r}: see the setting")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        for name in names:
            _check(document.get(name), f"{address}: {name}")
        end_session = document.get("end_session_endpoint")
        if end_session is not None:
            _check(end_session, f"{address}: end_session_endpoint")
        return Endpoints(authorization=document[names[0]], token=document[names[1]], keys=document[names[2]], end_session=end_session)


def _fetch(kept: _Kept, now: int, fetch: Callable[[], Any]) -> None:
    """Fetch anew; while that fails, what was fetched before stands. Raises ProviderAwayError when there is none."""
    kept.tried_at = now
    try:
        kept.value, kept.fetched_at = fetch(), now
    except ProviderAwayError as error:
        if kept.value is None:
            raise
        _log.warning("a provider's description could not be fetched anew", error=str(error))


def _check(address: object, where: str) -> None:
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise ProviderAwayError(f"{where} is no https address: {address!r}")


def _key_set(document: dict[str, Any]) -> KeySet:
    """Return the keys that sign; one of a kind that we do not know says nothing about the others."""
    keys: list[Key] = []
    for key in document.get("keys") or []:
        try:
            if key.get("kty") != "oct" and key.get("use", "sig") == "sig":
                keys.append(import_key(key))
        except (JoseError, AttributeError, KeyError, TypeError, ValueError) as error:
            _log.info("a key of a provider is not used", error=str(error))
    if not keys:
        raise ProviderAwayError("the provider's document of keys holds none that signs")
    return KeySet(keys)
