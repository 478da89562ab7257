"""Shows what happened to keys, and who did it."""

from fastapi import APIRouter, Depends

from api.web.auth import writer
from api.web.fields import Answer, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.services import ServicesDep
from domain.access.scope import ADMIN
from storage.state.access import key_log
from storage.state.access.key_log import Event

router = APIRouter(prefix="/keys", tags=["extended", "keys"])


class KeyEventAnswer(Answer):
    """A key was created, first used, rotated or revoked, or has expired; `by` is null where nobody had to, or the name is deleted."""

    at: TimeOut
    event: Event
    key_id: str
    key_name: str
    by: str | None


@router.get("/log", dependencies=[Depends(writer(ADMIN))])
def list_key_log(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[KeyEventAnswer]:
    """List what happened to keys, newest first. Needs the scope `admin`."""
    before = position_of(cursor, int, str, str)
    with services.state.read() as connection:
        events = key_log.newest(connection, services.wall(), limit=limit + 1, before=before)
    return page_of(events, limit, lambda event: KeyEventAnswer.model_validate(event, from_attributes=True), lambda event: event.position)
