"""Sessions of those who are signed in to the pages: listed and ended by administrators."""

from fastapi import APIRouter, Depends

from api.web.auth import writer
from api.web.fields import Answer, Id, TimeOut
from api.web.problems import not_found
from api.web.services import ServicesDep
from domain.access.role import Role
from domain.access.scope import ADMIN
from storage.state.access import sessions
from storage.state.access.sessions import Session

router = APIRouter(prefix="/sessions", tags=["extended", "sessions"], dependencies=[Depends(writer(ADMIN))])


class SessionAnswer(Answer):
    """An open session: of a key (`key_id`), or of a person who signed in at a `provider`. It ends by itself at `ends_at`."""

    id: str
    name: str
    key_id: str | None
    person: str | None
    provider: str | None
    roles: list[Role]
    address: str
    began_at: TimeOut
    ends_at: TimeOut


class SessionsAnswer(Answer):
    """Every open session, the newest first."""

    items: list[SessionAnswer]


@router.get("")
def list_sessions(services: ServicesDep) -> SessionsAnswer:
    """List who is signed in to the pages, since when and from where. Needs the scope `admin`."""
    with services.state.read() as connection:
        return SessionsAnswer(items=[_answer(session) for session in sessions.open_sessions(connection, services.wall())])


@router.delete("/{session_id}", status_code=204)
def end_session(session_id: Id, services: ServicesDep) -> None:
    """End a session at once, wherever its cookie is. Needs the scope `admin`."""
    with services.state.begin() as connection:
        if not sessions.end_by_handle(connection, session_id):
            raise not_found("open session", session_id)


def _answer(session: Session) -> SessionAnswer:
    identity = session.identity
    return SessionAnswer(
        id=session.handle,
        name=session.name,
        key_id=session.key.id if session.key else None,
        person=identity.person if identity else None,
        provider=identity.provider if identity else None,
        roles=list(identity.roles) if identity else [],
        address=session.address,
        began_at=session.began_at,
        ends_at=session.ends_at,
    )
