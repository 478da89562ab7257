"""The sign-in session of a browser: its cookie holds a random text that the state knows, and can forget."""

from fastapi import Request

from api.web.services import Services
from storage.state.access import sessions
from storage.state.access.keys import Key

COOKIE = "bysans_session"


def key_of(request: Request, services: Services) -> Key | None:
    """Return the key that signed in, None where nobody did or session or key have ended; its use is noted."""
    if (cookie := request.cookies.get(COOKIE)) is None:
        return None
    now = services.wall()
    with services.state.read() as connection:
        key = sessions.key(connection, cookie, now)
    if key is not None:
        services.key_uses.note(key, now)
    return key


def begin(request: Request, services: Services, key: Key) -> str:
    """Begin a session of a key in place of the browser's former one, and return what its cookie is to hold."""
    with services.state.begin() as connection:
        sessions.end(connection, request.cookies.get(COOKIE, ""))
        return sessions.begin(connection, key.id, services.wall())


def end(request: Request, services: Services) -> None:
    """End the browser's session, also for others who have its cookie."""
    if (cookie := request.cookies.get(COOKIE)) is not None:
        with services.state.begin() as connection:
            sessions.end(connection, cookie)
