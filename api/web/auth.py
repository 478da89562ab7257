"""Who may make a request: API keys, and for reading the session of a browser that signed in."""

from base64 import b64decode
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPBase

from api.web import session
from api.web.address import address_of
from api.web.problems import ProblemError
from api.web.rate_limit import FAILED_KEYS, PUBLIC_READS
from api.web.services import Services, ServicesDep
from config.sections.http_settings import Public
from domain.access.actor import Actor
from domain.access.person import Person
from storage.state.access import keys
from storage.state.access.keys import Key
from storage.state.audit.acting import recognise
from storage.state.engine import StateAwayError

# They only describe themselves in the documents: the header is read below, so that every refusal is a problem+json answer.
_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="a key from `bysans keys create`")
_BASIC = HTTPBase(scheme="basic", auto_error=False, scheme_name="keyAsPassword", description="the same key as Basic's password")

Caller = Key | Person
_CHALLENGE = 'Bearer realm="bysans"'


def reader(request: Request, services: ServicesDep, _scheme: Annotated[object, Security(_BEARER)]) -> Caller:
    """Let any valid key pass, and for reading a browser's session. Raises a 401 without either."""
    return _session_caller(request, services) or _key(request, services, _bearer(request))


def writer(scope: str) -> Callable[..., Caller]:
    """Return the dependency that lets keys with `scope` pass; without a key 401, with another 403."""

    def check(caller: Annotated[Caller, Depends(reader)]) -> Caller:
        return _with_scope(caller, scope)

    return check


def ingester(
    request: Request,
    services: ServicesDep,
    _bearer_scheme: Annotated[object, Security(_BEARER)],
    _basic_scheme: Annotated[object, Security(_BASIC)],
) -> Caller:
    """Let keys with the scope `ingest` pass, as Bearer or as Basic's password."""
    token = _bearer(request) or _basic_password(request)
    return _with_scope(_key(request, services, token, challenge=f'{_CHALLENGE}, Basic realm="bysans"'), "ingest")


def authenticate(services: Services, token: str) -> Key | None:
    """Return the key that a token proves, None without one; its use is noted. Raises StateAwayError."""
    now = services.wall()
    with services.state.read() as connection:
        key = keys.verify(connection, token, now)
    if key is not None:
        services.key_uses.note(key, now)
        recognise(Actor(kind="key", id=key.id, name=key.name))
    return key


def holds_key(request: Request, services: Services) -> bool:
    """Return whether the request carries a valid key or session; where the state cannot tell, it does not."""
    token = _bearer(request)
    try:
        return (_session_caller(request, services) if token is None else authenticate(services, token)) is not None
    except StateAwayError:
        return False


def public(what: Public, *, only: Callable[[Request], bool] = lambda _: True) -> Callable[..., Caller | None]:
    """Return the dependency for what `http.public` may open to everyone, at a bounded rate; `only`: of which requests."""

    def check(request: Request, services: ServicesDep, _scheme: Annotated[object, Security(_BEARER)]) -> Caller | None:
        if what in services.settings.http.public and only(request) and "authorization" not in request.headers:
            services.rate_limit.count(PUBLIC_READS, address_of(request))
            return None
        return reader(request, services, _scheme)

    return check


def _session_caller(request: Request, services: Services) -> Caller | None:
    """Return who a browser's session is of, where it only reads: a link on a page must work, and a stranger's page must not write."""
    only_reads = request.method in ("GET", "HEAD") and "authorization" not in request.headers
    return session.caller_of(request, services) if only_reads else None


def _key(request: Request, services: Services, token: str | None, challenge: str = _CHALLENGE) -> Key:
    refused = {"WWW-Authenticate": challenge}
    if token is None:
        raise ProblemError(401, "This needs a key: send it as `Authorization: Bearer …` (`bysans keys create` makes one).", headers=refused)
    key = authenticate(services, token)
    if key is None:
        # Only failures are counted: a valid key is served whatever others at its address try.
        services.rate_limit.count(FAILED_KEYS, address_of(request))
        raise ProblemError(401, "This key is not known here, was revoked or has expired.", headers=refused)
    services.rate_limit.count_key(services.settings.http.key_requests_per_minute, key.id)
    return key


def _with_scope(caller: Caller, scope: str) -> Caller:
    if not caller.may(scope):
        refused = {"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'}
        who = f"The key {caller.name!r}" if isinstance(caller, Key) else "Who has signed in"
        raise ProblemError(403, f"{who} lacks the scope `{scope}`; it has: {', '.join(caller.scopes) or 'none'}.", headers=refused)
    return caller


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _basic_password(request: Request) -> str | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""  # a broken header is a failed attempt, not a missing one
