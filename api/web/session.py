"""The sign-in session of a browser: its cookie holds a random text that the state knows, and can forget."""

import structlog
from fastapi import Request, Response

from api.web.address import address_of
from api.web.oidc.provider_answer import ProviderAwayError, ProviderRefusesError
from api.web.services import Services
from domain.access.actor import Actor
from domain.access.person import Person
from domain.access.role import scopes_of
from domain.duration import HOUR, MINUTE, SECOND
from storage.state.access import sessions
from storage.state.access.keys import Key
from storage.state.access.sessions import Identity, Session
from storage.state.audit.acting import recognise

COOKIE = "bysans_session"
# A browser takes a cookie of such a name only by https, from this host itself: no page of a neighbouring one (`www.kommune.example` beside
# `bysans.kommune.example`) puts its own session in its place (RFC 6265bis, 4.1.3.2).
_OF_THIS_HOST = "__Host-"
_log = structlog.get_logger(__name__)


def caller_of(request: Request, services: Services) -> Key | Person | None:
    """Return the key or person that signed in, None where nobody did or the session has ended; a key's use is noted."""
    if (cookie := cookie_of(request, services)) is None:
        return None
    now = services.wall()
    with services.state.read() as connection:
        session = sessions.find(connection, cookie, now)
    if session is None:
        return None
    if session.key is not None and not services.settings.sign_in.keys:
        return None  # it began while the settings still let people sign in with keys
    if session.key is not None:
        services.key_uses.note(session.key, now)
        recognise(Actor(kind="key", id=session.key.id, name=session.key.name))
        return session.key
    identity = _confirmed(services, cookie, session, now)
    if identity is None:
        return None
    recognise(_actor(identity))
    return person_of(services, session.handle, identity)


def person_of(services: Services, handle: str, identity: Identity) -> Person:
    """Return the person of a session with the scopes that the settings give their roles."""
    scopes = scopes_of(identity.roles, services.settings.sign_in.roles)
    return Person(id=identity.person, name=identity.name, roles=identity.roles, scopes=scopes, session=handle)


def begin(request: Request, services: Services, key: Key) -> str:
    """Begin a session of a key in place of the browser's former one, and return what its cookie is to hold."""
    with services.state.begin() as connection:
        sessions.end(connection, cookie_of(request, services) or "")
        return sessions.begin(connection, key.id, services.wall(), address=address_of(request), lifetime_ms=lifetime_ms(services))


def begin_at_provider(request: Request, services: Services, cookie: str, identity: Identity) -> None:
    """Begin the session of a person, whose tokens are sealed with `cookie`, in place of the browser's former one."""
    recognise(_actor(identity))
    times = {"lifetime_ms": lifetime_ms(services), "confirm_ms": _confirm_ms(services)}
    with services.state.begin() as connection:
        sessions.end(connection, cookie_of(request, services) or "")
        sessions.begin_at_provider(connection, cookie, identity, services.wall(), address=address_of(request), **times)


def end(request: Request, services: Services) -> Session | None:
    """End the browser's session, also for others who have its cookie, and return it if it was open."""
    if (cookie := cookie_of(request, services)) is None:
        return None
    with services.state.begin() as connection:
        session = sessions.find(connection, cookie, services.wall())
        sessions.end(connection, cookie)
    return session


def set_cookie(answer: Response, request: Request, services: Services, cookie: str) -> None:
    """Give the browser its cookie. SameSite is Lax: a link in an e-mail opens what its reader may see; others' forms get nothing."""
    set_own_cookie(answer, request, services, COOKIE, cookie, lifetime_ms(services) // SECOND)


def cookie_of(request: Request, services: Services) -> str | None:
    """Return what the browser's session cookie holds."""
    return own_cookie(request, services, COOKIE)


def own_cookie(request: Request, services: Services, name: str) -> str | None:
    """Return what a cookie holds that this host itself has set."""
    return request.cookies.get(_own_name(request, services, name))


def set_own_cookie(answer: Response, request: Request, services: Services, name: str, text: str, seconds: int) -> None:
    """Set a cookie that scripts do not see and others' pages do not send; with 0 seconds it is deleted."""
    https = is_https(request, services)
    answer.set_cookie(_own_name(request, services, name), text, max_age=seconds, secure=https, httponly=True, samesite="lax")


def is_https(request: Request, services: Services) -> bool:
    """Return whether the browser reaches us by https."""
    return request.url.scheme == "https" or (services.settings.http.public_url or "").startswith("https://")


def lifetime_ms(services: Services) -> int:
    """Return how long a session lasts at most (ms)."""
    return round(services.settings.sign_in.hours * HOUR)


def _own_name(request: Request, services: Services, name: str) -> str:
    return f"{_OF_THIS_HOST if is_https(request, services) else ''}{name}"


def _confirmed(services: Services, cookie: str, session: Session, now: int) -> Identity | None:
    """Return who has signed in; when it is time, as their provider knows them now, and None when it does no more."""
    identity = session.identity
    provider = services.providers.get(identity.provider) if identity else None
    if identity is None or provider is None:  # a provider that the settings name no more lets nobody in
        return None
    is_fresh = now - session.confirmed_at < round(services.settings.sign_in.unconfirmed_hours * HOUR)
    if now < session.confirm_at or not _takes_it(services, cookie, now):
        return identity if is_fresh else None
    try:
        confirmed = provider.confirm(identity, cookie)
    except ProviderAwayError as error:
        _log.warning("a provider could not confirm who has signed in", provider=provider.id, error=str(error))
        return identity if is_fresh else None
    except ProviderRefusesError as error:
        _log.info("a session ends: its provider no longer confirms it", provider=provider.id, error=str(error))
        with services.state.begin() as connection:
            sessions.end(connection, cookie)
        return None
    with services.state.begin() as connection:
        sessions.confirm(connection, cookie, confirmed, now, _confirm_ms(services))
    return confirmed


def _actor(identity: Identity) -> Actor:
    return Actor(kind="person", id=identity.person, name=identity.name)


def _takes_it(services: Services, cookie: str, now: int) -> bool:
    with services.state.begin() as connection:
        return sessions.take_confirmation(connection, cookie, now)


def _confirm_ms(services: Services) -> int:
    return round(services.settings.sign_in.confirm_minutes * MINUTE)
