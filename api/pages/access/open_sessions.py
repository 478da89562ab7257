"""The page of who has signed in, on which a session is ended: everybody's by who may, else one's own."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame import forms
from api.pages.frame.answers import PAGE, insist, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep
from api.web.session import cookie_of
from domain.access.scope import ADMIN
from storage.state.access import sessions
from storage.state.access.sessions import Session

router = APIRouter(include_in_schema=False, tags=[PAGE])
_PATH = "/innlogginger"


@router.get(_PATH)
def sessions_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the open sessions that the reader may end."""
    insist(reader.sees_all, 401)
    own, shown = _sessions(request, services, reader)
    names = {provider.id: provider.settings.name for provider in services.providers.values()}
    view = {"sessions": shown, "own": own.handle if own else "", "provider_names": names}
    return render(request, services, reader, "access/sessions.html", view=view)


@router.post(_PATH + "/{handle}/avslutt")
async def end_session(request: Request, services: ServicesDep, reader: ReaderDep, handle: str) -> Response:
    """End a session at once, wherever its cookie is."""
    insist(reader.sees_all, 401)
    insist(forms.is_our_own(request, services.settings.http.public_url), 403)
    await run_in_threadpool(_end, request, services, reader, handle)
    return see(_PATH, reader)


def _end(request: Request, services: Services, reader: Reader, handle: str) -> None:
    _, shown = _sessions(request, services, reader)
    if handle not in [session.handle for session in shown]:
        raise ProblemError(404, "There is no such session; it may have ended already.")
    with services.state.begin() as connection:
        sessions.end_by_handle(connection, handle)


def _sessions(request: Request, services: Services, reader: Reader) -> tuple[Session | None, Sequence[Session]]:
    """Return the reader's session, and those that they may see and end."""
    now = services.wall()
    with services.state.read() as connection:
        own = sessions.find(connection, cookie_of(request, services) or "", now)
        all_open = sessions.open_sessions(connection, now)
    return own, all_open if reader.may(ADMIN) else [session for session in all_open if own is not None and _is_same(session, own)]


def _is_same(session: Session, own: Session) -> bool:
    """Return whether two sessions are of the same person, or of the same key."""
    if own.key is not None:
        return session.key is not None and session.key.id == own.key.id
    return session.identity is not None and own.identity is not None and session.identity.person == own.identity.person
